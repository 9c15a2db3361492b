from odoo import models
from odoo.tools.misc import format_date


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _loyalty_lines(self):
        """What the order tells its customer about points: ``[(label, value)]``, in the reader's language."""
        self.ensure_one()
        shown = self.env["loyalty.card"]._shown_points
        later = self.loyalty_promised and not self.loyalty_earned and self.state != "cancel"
        lines = [
            (self.env._("Points to earn"), later and shown(self.loyalty_promised)),
            (self.env._("Points earned"), self.loyalty_earned and shown(self.loyalty_earned)),
            (self.env._("Of these available later"), self.loyalty_pending and shown(self.loyalty_pending)),
            (self.env._("Points spent"), self.loyalty_spent and shown(self.loyalty_spent)),
        ]
        told = [(label, value) for label, value in lines if value]
        if told and self.loyalty_next_expiry:
            told.append((self.env._("Next points expire on"), format_date(self.env, self.loyalty_next_expiry)))
        return told
