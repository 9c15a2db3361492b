from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    purchase_basis = fields.Selection(related="company_id.purchase_basis", readonly=False)
    purchase_model = fields.Selection(related="company_id.purchase_model", readonly=False)
    value_weeks = fields.Integer(related="company_id.value_weeks", readonly=False)
    value_years = fields.Integer(related="company_id.value_years", readonly=False)
    value_discount = fields.Float(related="company_id.value_discount", readonly=False)
    value_margin = fields.Float(related="company_id.value_margin", readonly=False)
    acquisition_cost = fields.Monetary(
        related="company_id.acquisition_cost", readonly=False, currency_field="value_currency_id"
    )
    value_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency of the Value")
