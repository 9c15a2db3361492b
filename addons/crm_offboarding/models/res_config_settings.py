from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    offboarding_notice = fields.Integer(related="company_id.offboarding_notice", readonly=False)
    offboarding_notice_unit = fields.Selection(related="company_id.offboarding_notice_unit", readonly=False)
    offboarding_single_below = fields.Monetary(related="company_id.offboarding_single_below", readonly=False)
    offboarding_decide_days = fields.Integer(related="company_id.offboarding_decide_days", readonly=False)
    offboarding_contact_id = fields.Many2one(related="company_id.offboarding_contact_id", readonly=False)
    offboarding_complaints = fields.Text(related="company_id.offboarding_complaints", readonly=False)
    offboarding_calendar_id = fields.Many2one(related="company_id.offboarding_calendar_id", readonly=False)
