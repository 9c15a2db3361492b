from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    consent_limit_count = fields.Integer(
        "Marketing Contacts at Most", default=0, help="Per person, over all channels together; 0: no limit."
    )
    consent_limit_days = fields.Integer("Within Days", default=30)
    consent_link_days = fields.Integer(
        "Days a Preference Link Lasts", default=90, help="After that the person asks for a new one."
    )

    _consent_limit_check = models.Constraint(
        "CHECK (consent_limit_count >= 0 AND consent_limit_days BETWEEN 1 AND 366)",
        "The limit of marketing contacts cannot be negative, and is counted over 1 to 366 days.",
    )
    _consent_link_check = models.Constraint(
        "CHECK (consent_link_days BETWEEN 1 AND 730)",
        "A preference link lasts between one day and two years.",
    )
