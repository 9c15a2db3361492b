from odoo import api, models


class LoyaltyHistory(models.Model):
    """Of a card with a ledger, Odoo's history says what the ledger says: nothing else is added, nothing removed."""

    _inherit = "loyalty.history"

    @api.model_create_multi
    def create(self, vals_list):
        """Rows for cards with a ledger come from the ledger alone."""
        if self.env.su and self.env.context.get("loyalty_ledger"):
            return super().create(vals_list)
        return super().create([vals for vals in vals_list if not self._is_told(vals)])

    def _is_told(self, vals):
        # Only whether the card keeps a ledger.
        return self.env["loyalty.card"].sudo().browse(vals.get("card_id") or []).use_ledger

    def unlink(self):
        """What a ledger says stays: a cancelled order is told by a further row."""
        kept = self.sudo().filtered("card_id.use_ledger").sudo(False)
        return super(LoyaltyHistory, self - kept).unlink()
