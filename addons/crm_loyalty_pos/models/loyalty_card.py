from odoo import models

from odoo.addons.crm_loyalty.core.ledger import points


class LoyaltyCard(models.Model):
    """Context: ``loyalty_till`` is the id of the till's order that changes the points of its cards."""

    _inherit = "loyalty.card"

    def _set_points(self, value):
        """What a till's order changes is posted as what the order earned and spent."""
        # The sale is done; who sold it need not see all of the order any more.
        order = self.env["pos.order"].sudo().browse(self.env.context.get("loyalty_till") or [])
        # Only the order itself says so, which acts as the system; anybody could say it over RPC.
        if not (order and self.env.su):
            return super()._set_points(value)
        # Asked before the card is brought up to today, which may change what stands on it.
        return order._post_till_points(self, points(value or 0) - points(self.sudo().points))
