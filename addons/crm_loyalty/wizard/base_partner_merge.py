from odoo import api, models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _merge_loyalty_cards(self, src_partners, dst_partner):
        """Odoo's own merge adds up numbers; cards with a ledger are joined by movements before it looks at them."""
        # Whoever may merge contacts moves all that hangs on them, seen or not.
        cards = self.env["loyalty.card"].sudo().search(
            [("partner_id", "in", src_partners.ids), ("program_id.use_ledger", "=", True)], order="id"
        )  # fmt: skip
        reason = self.env._("The customers were merged")
        transfer = self.env["crm.loyalty.transfer"]
        customer = dst_partner.commercial_partner_id
        for card in cards:
            if customer in src_partners:
                continue
            stays = self.env["crm.loyalty.balance"]._cards_of(customer, card.program_id) - card
            if stays:
                transfer._join(card, stays, reason)
            else:
                transfer._belong(card, customer.id)
        self.env.flush_all()
        return super()._merge_loyalty_cards(src_partners, dst_partner)
