from odoo import api, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._check_offboarding()
        return leads

    def write(self, vals):
        result = super().write(vals)
        won = vals.get("stage_id") and self.env["crm.stage"].browse(vals["stage_id"]).is_won
        if {"partner_id", "type", "company_id"} & vals.keys() or vals.get("active") or won:
            self._check_offboarding()
        return result

    def _check_offboarding(self):
        self.env["crm.offboarding.block"]._check_documents(self, "opportunity", "partner_id")

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        # A mail that came in is never lost: it becomes a lead of nobody, which cannot become business with them.
        author = self.env["res.partner"].browse(msg_dict.get("author_id") or [])
        company = self.env["res.company"].browse((custom_values or {}).get("company_id") or self.env.company.id)
        if author and self.env["crm.offboarding.block"]._is_closed(author, company, "opportunity"):
            custom_values = {**(custom_values or {}), "partner_id": False}
        return super().message_new(msg_dict, custom_values)
