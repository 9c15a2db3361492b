from odoo import models
from odoo.fields import Domain

from .crm_profit_fact import SALES

#: What one must be allowed to read to find the records of a model.
BEHIND = {
    "sale.order.line": ("account.move.line",),
    "stock.move": ("account.move.line", "sale.order.line"),
}


class CrmProfitFact(models.Model):
    _inherit = "crm.profit.fact"

    def _open_origin(self):
        """What a derived fact is derived from: orders of the shop, deliveries, lines of orders or of invoices."""
        model, domain = self._origin_records()
        records = self.env[model]
        read = all(self.env[name].has_access("read") for name in {model, *BEHIND.get(model, ())})
        if self.customer_id and not read:
            return self.customer_id.action_open_customer360()
        return {
            "type": "ir.actions.act_window",
            "name": records._description,
            "res_model": model,
            "view_mode": "list,form",
            "domain": list(domain),
        }

    def _origin_records(self):
        """Model and domain of what the fact is derived from."""
        if self.origin == "shop":
            return "pos.order", self._shop_orders()
        sold = self._goods_sold()
        if self.cost_source == "delivery":
            moves = Domain("state", "=", "done") & (Domain("is_out", "=", True) | Domain("is_dropship", "=", True))
            return "stock.move", moves & Domain("sale_line_id.invoice_lines", "any", sold)
        if self.cost_source == "order":
            lines = Domain("invoice_lines", "any", sold)
            # Whether there are any decides only what opens.
            if "pos.order" not in self.env or self.env["sale.order.line"].sudo().search_count(lines, limit=1):
                return "sale.order.line", lines
            return "pos.order", self._shop_orders(closed=False)
        return "account.move.line", sold

    def _goods_sold(self):
        """Domain of the journal items of goods sold to whom the fact is about."""
        domain = self._period_of_items() & Domain("display_type", "=", "product") & Domain("move_type", "in", SALES)
        domain &= Domain("product_id.type", "=", "consu")
        # What is taken from nobody's costs stands for all customers together.
        return domain if self.kind == "absorbed" else domain & self._whose_items() & self._way_of_selling()

    def _shop_orders(self, closed=True):
        """Domain of orders of the shop.

        :param closed: those in closing entries; otherwise also those that were invoiced
        """
        domain = Domain("company_id", "=", self.company_id.id) & Domain("state", "not in", ("draft", "cancel"))
        domain &= self._period("session_id.move_id.date")
        if closed:
            domain &= Domain("account_move", "=", False) | Domain("reversed_move_ids", "!=", False)
        if self.customer_id:
            return domain & Domain("partner_id.commercial_partner_id", "=", self.customer_id.id)
        return domain & Domain("partner_id", "=", False) if self.reason == "shop_nobody" else domain
