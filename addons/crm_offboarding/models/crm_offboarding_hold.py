from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.crm_customer360.core.arguments import is_text

APPROVER = "crm_offboarding.group_approver"
OFFICER = "crm_customer360.group_data_protection_officer"


class CrmOffboardingHold(models.Model):
    """A duty to keep everything of a customer as it is, for a court or an authority, say. It beats everything: no
    parting ends and nothing is erased while it stands. It is set and lifted, never changed."""

    _name = "crm.offboarding.hold"
    _description = "Legal Hold"
    _order = "id desc"
    _rec_name = "reason"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict", domain=[("parent_id", "=", False)]
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    reason = fields.Text(required=True, help="Which proceedings, whose order, with the number of the document.")
    until = fields.Date(help="Its last day. Empty: until somebody lifts it.")
    set_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    lifted_on = fields.Date(readonly=True)
    lifted_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    lifted_because = fields.Text(readonly=True)
    standing = fields.Boolean(compute="_compute_standing", search="_search_standing")

    @api.depends("until", "lifted_on")
    def _compute_standing(self):
        today = fields.Date.context_today(self)
        for hold in self:
            hold.standing = not hold.lifted_on and (not hold.until or hold.until >= today)

    def _search_standing(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        stands = Domain("lifted_on", "=", False) & (Domain("until", "=", False) | Domain("until", ">=", today))
        return Domain.OR([stands if one else ~stands for one in value])

    @api.model_create_multi
    def create(self, vals_list):
        self._check_who()
        today = fields.Date.context_today(self)
        for vals in vals_list:
            vals.update(set_by_id=self.env.uid, lifted_on=False, lifted_by_id=False, lifted_because=False)
        holds = super().create(vals_list)
        for hold in holds:
            if not (hold.reason or "").strip():
                raise UserError(self.env._("Say why, in words."))
            if hold.until and hold.until < today:
                raise UserError(self.env._("Until: %s is over.", hold.until))
            # Whose contact it is, whoever set the hold sees anyway.
            partner = hold.partner_id.sudo()
            if partner.commercial_partner_id != partner:
                raise UserError(self.env._("Choose the customer, not one of its contacts: %s.", partner.display_name))
        return holds

    def write(self, vals):
        if vals:
            raise UserError(self.env._("A legal hold is not changed. Lift it, and set another one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A legal hold is kept on record. Lift it instead."))

    def action_lift(self, note=""):
        """End a hold.

        :param note: why (str)
        :raises AccessError: the user is neither approver nor data-protection officer
        :raises UserError: it does not stand any more, or no words
        """
        self._check_who()
        for hold in self:
            hold.check_access("read")
            if not is_text(note, 10_000) or not note.strip():
                raise UserError(self.env._("Say why, in words."))
            if hold.lifted_on:
                raise UserError(self.env._("This hold was lifted already."))
            values = {
                "lifted_on": fields.Date.context_today(hold), "lifted_by_id": self.env.uid, "lifted_because": note,
            }  # fmt: skip
            # Past the refusal above: who may was checked, and the row is written by nobody by hand.
            super(CrmOffboardingHold, hold.sudo()).write(values)  # pylint: disable=super-method-mismatch
        return True

    def _check_who(self):
        if not any(self.env.user.has_group(group) for group in (APPROVER, OFFICER)):
            raise AccessError(self.env._("Legal holds are set and lifted by approvers and data-protection officers."))

    @api.model
    def _of(self, partners, companies):
        """Standing holds on contacts or their customers, whoever asks."""
        customers = partners.sudo().commercial_partner_id | partners.sudo()
        domain = [
            ("partner_id", "in", customers.ids), ("company_id", "in", companies.ids), ("standing", "=", True),
        ]  # fmt: skip
        return self.sudo().search(domain)


class CrmPersonalDataErase(models.AbstractModel):
    _inherit = "crm.personal.data.erase"

    @api.private
    def erase(self, partners, dry_run=True):
        """Nothing is erased under a legal hold; see the method this extends.

        :raises UserError: a hold stands
        """
        holds = self.env["crm.offboarding.hold"]._of(partners, self.env.companies) if not dry_run else []
        if holds:
            raise UserError(self.env._("A legal hold stands on %s: nothing is erased.", holds[0].partner_id.name))
        return super().erase(partners, dry_run=dry_run)
