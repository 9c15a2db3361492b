from odoo import api, models

from odoo.addons.crm_customer360.core.inside import says


class LoyaltyCard(models.Model):
    """Cards of customers parted with: nobody adds to them, takes from them or gives them to somebody else.

    What documents and jobs do goes another way: cards with a ledger through the ledger, others through their order,
    which is refused itself.
    """

    _inherit = "loyalty.card"

    @api.model_create_multi
    def create(self, vals_list):
        if not self._offboarding_unasked():
            partners = self.env["res.partner"].browse(
                vals["partner_id"] for vals in vals_list if vals.get("partner_id")
            )
            self.env["crm.offboarding.block"]._check(partners, self.env.company, "points")
        return super().create(vals_list)

    def write(self, vals):
        if {"points", "partner_id", "active"} & vals.keys() and not self._offboarding_unasked():
            self.filtered(lambda card: card._is_changed_by(vals))._check_offboarding()
            partner = self.env["res.partner"].browse(vals.get("partner_id") or [])
            self.env["crm.offboarding.block"]._check(partners=partner, companies=self._companies(), what="points")
        return super().write(vals)

    @api.model
    def transfer_points(self, card_id, to_card_id, number, reason):
        """Move points to another card of the program; none that belong to a customer parted with.

        See the method this extends for arguments, result and errors.

        :raises UserError: the case of one of the customers does not allow it
        """
        if not self._offboarding_unasked():
            (self._statement_card(card_id) | self._statement_card(to_card_id))._check_offboarding()
        return super().transfer_points(card_id, to_card_id, number, reason)

    # ------------------------------------------------------------------

    def _offboarding_unasked(self):
        """Whether this is an order's own doing, or the system's: the settlement's and the ledger's."""
        return self.env.su or says(self.env.context, "loyalty_by_order")

    def _is_changed_by(self, vals):
        owner = self.partner_id.id or False
        return (
            ("points" in vals and self.points != vals["points"])
            or ("partner_id" in vals and owner != (vals["partner_id"] or False))
            or ("active" in vals and self.active != vals["active"])
        )

    def _companies(self):
        # A program of no company is used in the one somebody works in.
        return self.sudo().company_id or self.env.company

    def _check_offboarding(self):
        # Whose card it is decides, whoever may read the contact.
        for card in self.sudo().filtered("partner_id"):
            self.env["crm.offboarding.block"]._check(card.partner_id, card._companies(), "points")

    def _is_offboarded(self):
        partner = self.sudo().partner_id
        return self.env["crm.offboarding.block"]._is_closed(partner, self._companies(), "points")
