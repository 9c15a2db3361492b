from odoo import fields, models

#: Why somebody was left out, in the order in which it is asked.
REASONS = [
    ("consent_objection", "Objected to the purpose"),
    ("consent_missing", "Has not agreed to the purpose"),
    ("consent_limit", "Has had as many marketing contacts as allowed"),
]


class MailingTrace(models.Model):
    _inherit = "mailing.trace"

    failure_type = fields.Selection(selection_add=REASONS, ondelete={reason: "set null" for reason, _label in REASONS})
