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
        help="By it the analysis counts how often customers buy. Profit comes from posted accounting anyway.",
    )
    purchase_model = fields.Selection(
        [
            ("auto", "Chosen by the data"),
            ("mbg", "MBG/NBD: who bought once may have left"),
            ("bg", "BG/NBD: who bought once counts as a customer"),
        ],
        required=True,
        default="auto",
    )
    value_weeks = fields.Integer("Weeks Ahead", default=52, help="Purchases to expect are counted so many weeks ahead.")
    value_years = fields.Integer("Years Ahead", default=3, help="Lifetime value counts the money of so many years.")
    value_discount = fields.Float(
        "Discount Rate, %", default=10.0, help="By so much a year money that comes later is worth less."
    )
    value_margin = fields.Float(
        "Margin, %", help="What of the price is left. Left at 0, it comes from posted cost of goods."
    )
    acquisition_cost = fields.Monetary(
        "Cost of Winning Customers",
        help="Spent in the last 365 days on advertising, fairs and selling to win new ones.",
    )

    _value_weeks_check = models.Constraint("CHECK (value_weeks BETWEEN 1 AND 260)", "Weeks ahead: from 1 to 260.")
    _value_years_check = models.Constraint("CHECK (value_years BETWEEN 1 AND 10)", "Years ahead: from 1 to 10.")
    _value_discount_check = models.Constraint(
        "CHECK (value_discount BETWEEN 0 AND 100)", "Discount rate: from 0 to 100 %."
    )
    _value_margin_check = models.Constraint("CHECK (value_margin BETWEEN 0 AND 100)", "Margin: from 0 to 100 %.")
