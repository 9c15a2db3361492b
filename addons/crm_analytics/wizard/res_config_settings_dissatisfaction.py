from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dissatisfaction_least = fields.Integer(related="company_id.dissatisfaction_least", readonly=False)
    dissatisfaction_remedy_days = fields.Integer(related="company_id.dissatisfaction_remedy_days", readonly=False)
    tone_sample = fields.Integer(related="company_id.tone_sample", readonly=False)
    tone_precision = fields.Integer(related="company_id.tone_precision", readonly=False)
