from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    purchase_basis = fields.Selection(
        [
            ("both", "Confirmed orders, and invoices without an order"),
            ("invoice", "Posted invoices"),
            ("order", "Confirmed orders"),
        ],
        "What Counts as a Purchase",
        required=True,
        default="both",
        help="By it the analysis counts how often customers buy. Money and profit come from posted accounting anyway.",
    )
