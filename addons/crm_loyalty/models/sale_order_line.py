from odoo import api, models

from odoo.addons.crm_customer360.core.inside import INSIDE


class SaleOrderLine(models.Model):
    """What a reward costs on a confirmed order is posted by the order, not by each line."""

    _inherit = "sale.order.line"

    def _by_order(self):
        return self.with_context(loyalty_by_order=INSIDE)

    @api.model_create_multi
    def create(self, vals_list):
        if not any(vals.get("coupon_id") for vals in vals_list):
            return super().create(vals_list)
        lines = super(SaleOrderLine, self._by_order()).create(vals_list).with_env(self.env)
        lines.order_id._follow_confirmed()
        return lines

    def write(self, vals):
        if "points_cost" not in vals:
            return super().write(vals)
        res = super(SaleOrderLine, self._by_order()).write(vals)
        self.order_id._follow_confirmed()
        return res

    def unlink(self):
        orders = self.filtered("coupon_id").order_id
        if not orders:
            return super().unlink()
        res = super(SaleOrderLine, self._by_order()).unlink()
        orders.exists()._follow_confirmed()
        return res
