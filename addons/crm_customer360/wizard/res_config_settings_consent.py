from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    consent_limit_count = fields.Integer(related="company_id.consent_limit_count", readonly=False)
    consent_limit_days = fields.Integer(related="company_id.consent_limit_days", readonly=False)
    consent_link_days = fields.Integer(related="company_id.consent_link_days", readonly=False)
