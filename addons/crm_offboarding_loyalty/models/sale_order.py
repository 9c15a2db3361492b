from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_cancel(self):
        """A cancelled order gives back what it took, whoever the customer is."""
        return super(SaleOrder, self.with_context(offboarding_settles=True))._action_cancel()
