from odoo import api, models


class LoyaltyHistory(models.Model):
    """A row of the ledger for a till's order names it: by that Odoo knows an order that a till sends twice."""

    _inherit = "loyalty.history"

    @api.model_create_multi
    def create(self, vals_list):
        order = self.env.context.get("loyalty_pos_order")
        if order and self.env.context.get("loyalty_ledger"):
            vals_list = [{**vals, "order_model": "pos.order", "order_id": order} for vals in vals_list]
        return super().create(vals_list)
