from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dissatisfaction_least = fields.Integer(
        "Alert from Score", default=50, help="From this score on somebody is told of a customer's signals."
    )
    dissatisfaction_remedy_days = fields.Integer(
        "Days for a Remedy",
        default=30,
        help="Who complains again within so many days, although we answered, was not helped.",
    )
    tone_sample = fields.Integer(
        "Messages to Label", default=50, help="So many of the company's own messages a manager labels first."
    )
    tone_precision = fields.Integer(
        "Right at Least, %", default=70, help="The lower end of the range of how often the program is right."
    )
    tone_seen_message = fields.Integer(readonly=True, export_string_translation=False)

    _tone_sample_check = models.Constraint("CHECK (tone_sample BETWEEN 20 AND 1000)", "Messages to label: 20 to 1,000.")
    _tone_precision_check = models.Constraint(
        "CHECK (tone_precision BETWEEN 50 AND 100)", "Right at least: from 50 to 100 %."
    )
    _dissatisfaction_least_check = models.Constraint(
        "CHECK (dissatisfaction_least BETWEEN 1 AND 100)", "Alert from score: from 1 to 100."
    )
    _dissatisfaction_remedy_check = models.Constraint(
        "CHECK (dissatisfaction_remedy_days BETWEEN 1 AND 365)", "Days for a remedy: from 1 to 365."
    )
