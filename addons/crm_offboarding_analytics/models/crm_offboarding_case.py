from odoo import models


class CrmOffboardingCase(models.Model):
    _inherit = "crm.offboarding.case"

    def action_open_profit(self):
        """The profit of the customer, as far as the user may read it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_analytics.crm_profit_customer_action")
        domain = [("customer_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)]
        return {**action, "domain": domain, "path": False}
