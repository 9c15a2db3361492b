from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("hearing", "Invitation to be heard"),
    ("alternatives", "Alternatives offered"),
    ("notice", "Notice"),
    ("appeal", "Appeal received"),
    ("appeal_decided", "Answer to the appeal"),
    ("settlement", "Final settlement"),
    ("farewell", "Confirmation of the end"),
    ("kept", "We go on together"),
    ("erasure", "Answer on erasure"),
]
MEANS = [("email", "E-mail"), ("letter", "Letter"), ("person", "In person")]


class CrmOffboardingLetter(models.Model):
    """A letter as it was sent. Rows are added by the case and never changed."""

    _name = "crm.offboarding.letter"
    _description = "Letter on a Parting"
    _order = "id desc"
    _rec_name = "subject"

    case_id = fields.Many2one("crm.offboarding.case", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="case_id.company_id")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    means = fields.Selection(MEANS, required=True, readonly=True)
    lang = fields.Char("Language", readonly=True)
    subject = fields.Char(readonly=True)
    body = fields.Html(readonly=True, sanitize=False)
    email_to = fields.Char("To", readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="restrict")
    date = fields.Datetime("On", readonly=True, default=fields.Datetime.now)

    def write(self, vals):
        self._refuse(self.env._("A letter that was sent stays as it is."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A letter that was sent stays as it is."))

    def _refuse(self, words):
        """Refuse a change, whoever asks for it."""
        raise UserError(words)
