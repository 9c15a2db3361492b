from odoo import fields, models

from ..core.caller_facts import KINDS


class ResCompany(models.Model):
    _inherit = "res.company"

    caller_verification = fields.Boolean(
        "Verify Callers", help="Agents make sure who is calling before they tell anything about the customer."
    )
    caller_verification_facts = fields.Integer(
        "Facts to Agree", default=2, help="So many answers of a caller must agree with what is on record."
    )
    caller_verification_minutes = fields.Integer(
        "Minutes a Verification Lasts", default=30, help="After that the caller is asked again."
    )

    _caller_verification_facts_check = models.Constraint(
        f"CHECK (caller_verification_facts BETWEEN 1 AND {len(KINDS)})",
        "Between one and seven facts can be asked for.",
    )
    _caller_verification_minutes_check = models.Constraint(
        "CHECK (caller_verification_minutes BETWEEN 1 AND 1440)",
        "A verification lasts between one minute and a day.",
    )
