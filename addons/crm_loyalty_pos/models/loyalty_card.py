from odoo import models

from odoo.addons.crm_loyalty.core.ledger import points


class Till(int):
    """The id of a till's order that changes the points of its cards.

    A type of its own: what a program says to itself in the context, anybody could say over RPC with a number.
    """


class LoyaltyCard(models.Model):
    """Context: ``loyalty_till`` is a :class:`Till`."""

    _inherit = "loyalty.card"

    def _set_points(self, value):
        """What a till's order changes is posted as what the order earned and spent."""
        till = self.env.context.get("loyalty_till")
        if not isinstance(till, Till):
            return super()._set_points(value)
        # The sale is done; who sold it need not see all of the order any more.
        order = self.env["pos.order"].sudo().browse(int(till))
        # Asked before the card is brought up to today, which may change what stands on it.
        return order._post_till_points(self, points(value or 0) - points(self.sudo().points))
