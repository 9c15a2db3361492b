from odoo import fields, models


class CrmOffboardingAlternative(models.Model):
    """What can be offered to a customer instead of parting: the company's catalogue."""

    _name = "crm.offboarding.alternative"
    _description = "Alternative to Parting"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    kind = fields.Selection(
        [
            ("educate", "Explain and train"),
            ("renegotiate", "New price or terms"),
            ("self_service", "Self-service"),
            ("partner", "Move to a partner"),
            ("other", "Something else"),
        ],
        required=True,
        default="educate",
    )
    description = fields.Text(translate=True)


class CrmOffboardingOffer(models.Model):
    """An alternative offered to a customer, and the answer."""

    _name = "crm.offboarding.offer"
    _description = "Alternative Offered"
    _inherit = "crm.offboarding.minutes"
    _order = "date, id"

    alternative_id = fields.Many2one("crm.offboarding.alternative", required=True, ondelete="restrict")
    date = fields.Date("Offered On", required=True, default=fields.Date.context_today)
    note = fields.Text("What Exactly")
    currency_id = fields.Many2one(related="case_id.currency_id")
    effect = fields.Monetary("Effect in a Year", help="What we expect it to save or bring in a year.")
    answer = fields.Selection(
        [("waiting", "Waiting"), ("accepted", "Accepted"), ("declined", "Declined"), ("none", "No Answer")],
        required=True,
        default="waiting",
    )
    answered_on = fields.Date()
