from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    caller_verification = fields.Boolean(related="company_id.caller_verification", readonly=False)
    caller_verification_facts = fields.Integer(related="company_id.caller_verification_facts", readonly=False)
    caller_verification_minutes = fields.Integer(related="company_id.caller_verification_minutes", readonly=False)
