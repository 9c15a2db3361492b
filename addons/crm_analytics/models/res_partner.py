from odoo import models
from odoo.tools import format_date


class ResPartner(models.Model):
    _inherit = "res.partner"

    # What changed since a run: a few pages of the index instead of the whole table.
    _score_written_idx = models.Index("USING brin (write_date) WITH (autosummarize = on)")

    def _customer360_panels(self):
        panels = super()._customer360_panels()
        return [*panels, *self._profit_panel()]

    def _profit_panel(self):
        """What the customer left in the last twelve whole months, the twelve before, and ever; for who may read it."""
        if not self.env["crm.profit.change"].has_access("read"):
            return []
        row = self.env["crm.profit.change"]._of_customer(self.commercial_partner_id, self.env.company)
        if not row:
            return []
        note = self.env._("From posted accounting. The twelve months are whole ones: %s", self._profit_months())
        items = [*self._profit_year(row), self._profit_ever(row)]
        return [{"key": "profit", "label": self.env._("Profit"), "sequence": 15, "items": items, "note": note}]

    def _profit_months(self):
        now, _than = self.env["crm.profit.period"]._of_context()
        return self.env["crm.profit.period"]._label(now)

    def _profit_year(self, row):
        """The year beside the one before; each opens the chain of both."""
        chain = {"res_model": "crm.profit.change", "res_id": row.id, "action": False}
        money = {"kind": "money", "currency": row.currency_id.name, **chain}
        items = [
            {"label": self.env._("Profit of twelve months"), "value": row.profit, **money},
            {"label": self.env._("the twelve before"), "value": row.profit_before, **money},
            {"label": self.env._("Net revenue of twelve months"), "value": row.net, **money},
        ]
        if row.profit < 0:
            items[0]["tone"] = "danger"
        if row.net > 0:
            rate = {"kind": "percent", "currency": False, **chain}
            items.append({"label": self.env._("Gross margin"), "value": row.margin / row.net, **rate})
        return items

    def _profit_ever(self, row):
        domain = [["customer_id", "=", row.customer_id.id], ["company_id", "=", row.company_id.id]]
        return {
            "label": self.env._("Profit since %s", format_date(self.env, row.first_month, date_format="MMM y")),
            "value": row.profit_ever,
            "kind": "money",
            "currency": row.currency_id.name,
            "action": {"res_model": "crm.profit.customer", "domain": domain},
        }
