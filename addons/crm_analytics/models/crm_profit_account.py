from odoo import fields, models

STEPS = [
    ("revenue", "Revenue"),
    ("return", "Returns"),
    ("cash_discount", "Cash discounts"),
    ("rebate", "Rebates and bonuses"),
    ("cogs", "Cost of goods"),
    ("freight", "Freight"),
    ("credit_loss", "Credit losses"),
    ("credit", "Cost of credit"),
    ("other", "Other items"),
]


class CrmProfitAccount(models.Model):
    """An account whose items make up one step of the profit chain, whatever document they come from."""

    _name = "crm.profit.account"
    _description = "Step of an Account in the Profit Chain"
    _order = "step, account_id"
    _rec_name = "account_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade", index=True
    )
    account_id = fields.Many2one(
        "account.account",
        required=True,
        ondelete="cascade",
        check_company=True,
        domain="[('internal_group', 'in', ('income', 'expense'))]",
    )
    step = fields.Selection(STEPS, "Step of the Chain", required=True)
    note = fields.Char()

    _one_step = models.UniqueIndex("(company_id, account_id)", "An account makes up one step only.")
