from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mail_filing = fields.Boolean(
        "Filing Address", compute="_compute_mail_filing", store=True, readonly=False, help="Of the current company."
    )
    mail_filing_name = fields.Char(
        "Filing Address: Name", compute="_compute_mail_filing_name", store=True, readonly=False
    )
    mail_filing_domain = fields.Char(
        "Filing Address: Domain", related="company_id.alias_domain_id.name", help="Of the current company."
    )

    @api.depends("company_id")
    def _compute_mail_filing(self):
        for settings in self:
            # Who may open the settings sees the company's own address, here and below.
            settings.mail_filing = bool(settings.company_id.sudo().mail_filing_alias_id)

    @api.depends("company_id", "mail_filing")
    def _compute_mail_filing_name(self):
        for settings in self:
            company = settings.company_id
            if not settings.mail_filing or not company.alias_domain_id:
                settings.mail_filing_name = False
            elif not settings.mail_filing_name:
                current = company.sudo().mail_filing_alias_id.alias_name
                settings.mail_filing_name = current or company._suggested_filing_name()

    def set_values(self):
        result = super().set_values()
        for settings in self:
            name = settings.mail_filing_name if settings.mail_filing else False
            if (name or False) != (settings.company_id.sudo().mail_filing_alias_id.alias_name or False):
                settings.company_id._set_filing_name(name)
        return result
