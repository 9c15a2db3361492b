from odoo import api, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(self._of_nobody(vals_list))
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
    def _of_nobody(self, vals_list):
        """What a customer parted with writes in a form of the website is not lost, either: a lead of nobody."""
        block = self.env["crm.offboarding.block"]
        if not block._is_outside():
            return vals_list
        partners = self.env["res.partner"].browse({vals["partner_id"] for vals in vals_list if vals.get("partner_id")})
        companies = self.env["res.company"].browse(
            {vals.get("company_id") or self.env.company.id for vals in vals_list}
        )
        standing = block._standing(partners, companies)
        # Looked at for whose contacts they are, nothing else.
        refused = partners.sudo().filtered(lambda one: one.commercial_partner_id.id in standing).ids
        return [{**vals, "partner_id": False} if vals.get("partner_id") in refused else vals for vals in vals_list]

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        # A mail that came in is never lost: it becomes a lead of nobody, which cannot become business with them.
        author = self.env["res.partner"].browse(msg_dict.get("author_id") or [])
        company = self.env["res.company"].browse((custom_values or {}).get("company_id") or self.env.company.id)
        if author and self.env["crm.offboarding.block"]._is_closed(author, company, "opportunity"):
            custom_values = {**(custom_values or {}), "partner_id": False}
        return super().message_new(msg_dict, custom_values)
