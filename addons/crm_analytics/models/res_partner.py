from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _customer360_panels(self):
        panels = super()._customer360_panels()
        return [*panels, *self._profit_panel()]

    def _profit_panel(self):
        """The profit chain of the customer in the company one works in, for whoever may read it."""
        profits = self.env["crm.profit.customer"]
        if not profits.has_access("read"):
            return []
        domain = [("customer_id", "=", self.commercial_partner_id.id), ("company_id", "=", self.env.company.id)]
        found = profits.search(domain, limit=1)
        if not found:
            return []
        action = {"res_model": "crm.profit.customer", "domain": [list(term) for term in domain]}
        items = [
            {
                "label": line["label"],
                "value": line["amount"],
                "kind": "money",
                "currency": found.currency_id.name,
                "action": action if line["total"] else False,
            }
            for line in found._chain()
        ]
        note = self.env._("From posted accounting, all years")
        return [{"key": "profit", "label": self.env._("Profit"), "sequence": 15, "items": items, "note": note}]
