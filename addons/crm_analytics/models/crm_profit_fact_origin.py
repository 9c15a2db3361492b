from odoo import models
from odoo.fields import Date, Domain

from ..core import cost
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
        if self.kind == "absorbed":
            return "account.move.line", self._goods_sold()
        lines = self._lines_behind() if self.cost_source in ("delivery", "order") else []
        if not lines and "pos.order" in self.env:
            return "pos.order", self._shop_orders(closed=False)
        if self.cost_source == "delivery":
            moves = Domain("state", "=", "done") & (Domain("is_out", "=", True) | Domain("is_dropship", "=", True))
            return "stock.move", moves & Domain("sale_line_id.invoice_lines", "in", lines)
        return "sale.order.line", Domain("invoice_lines", "in", lines)

    def _goods_sold(self):
        """Domain of the journal items of all goods sold in the month."""
        domain = self._period_of_items() & Domain("display_type", "=", "product") & Domain("move_type", "in", SALES)
        return domain & Domain("product_id.type", "=", "consu")

    def _lines_behind(self):
        """Ids of the journal items of goods whose cost the fact tells."""
        self.env.flush_all()
        first, last = self._days()
        params = {
            key: self[key].id or None for key in cost.KEYS if key in self._fields and self._fields[key].relational
        }
        params |= {"reason": self.reason or None, "cost_source": self.cost_source}
        params |= {"company": self.company_id.id, "date_from": first, "date_to": Date.add(Date.to_date(last), days=1)}
        # Ids only: what opens is found as the reader may see it.
        self.env.cr.execute(cost.lines(self._sources(self.company_id)), params)
        return [number for [number] in self.env.cr.fetchall()]

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
