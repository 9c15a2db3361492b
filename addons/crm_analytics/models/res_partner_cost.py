from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _customer360_panels(self):
        panels = super()._customer360_panels()
        return [*panels, *self._cost_panel()]

    def _cost_panel(self):
        """What was done for the customer in the company one works in, each line opening what was counted."""
        costs = self.env["crm.cost.customer"]
        if not costs.has_access("read"):
            return []
        domain = [("customer_id", "=", self.commercial_partner_id.id), ("company_id", "=", self.env.company.id)]
        found = costs.search(domain)
        if not found:
            return []
        labels = dict(costs._driver_labels())
        items = [
            {
                "label": labels.get(row.driver, row.driver),
                "value": row.trace,
                "kind": "text",
                "currency": False,
                "action": {"res_model": costs._name, "domain": [["id", "=", row.id]]},
            }
            for row in found
        ]
        label = self.env._("Cost to serve")
        return [
            {"key": "cost_to_serve", "label": label, "sequence": 16, "items": items, "note": self._cost_note(found)}
        ]

    def _cost_note(self, rows):
        if not self.env.user.has_group("crm_analytics.group_analyst"):
            return self.env._("What was done for them, all years")
        if all(row.priced == "no" for row in rows):
            return self.env._("Cost to serve: not set, for no rate is set.")
        return self.env._("At the rates of their months, all years")
