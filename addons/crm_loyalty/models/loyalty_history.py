from odoo import api, models

from odoo.addons.crm_customer360.core.inside import says


class LoyaltyHistory(models.Model):
    """Of a card with a ledger, Odoo's history says what the ledger says: nothing else is added, nothing removed."""

    _inherit = "loyalty.history"

    @api.model_create_multi
    def create(self, vals_list):
        """Rows for cards with a ledger come from the ledger alone."""
        if says(self.env.context, "loyalty_ledger"):
            return super().create(vals_list)
        # Only whether the cards keep a ledger.
        cards = self.env["loyalty.card"].sudo().browse({vals["card_id"] for vals in vals_list if vals.get("card_id")})
        told = set(cards.filtered("use_ledger").ids)
        return super().create([vals for vals in vals_list if vals.get("card_id") not in told])

    def unlink(self):
        """What a ledger says stays: a cancelled order is told by a further row."""
        kept = self.sudo().filtered("card_id.use_ledger").sudo(False)
        return super(LoyaltyHistory, self - kept).unlink()
