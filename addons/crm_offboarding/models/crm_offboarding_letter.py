from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import process

KINDS = [
    ("hearing", "Invitation to be heard"),
    ("alternatives", "Alternatives offered"),
    ("notice", "Notice"),
    ("appeal", "Appeal received"),
    ("appeal_decided", "Answer to the appeal"),
    ("settlement", "Final settlement"),
    ("farewell", "Confirmation of the end"),
    ("kept", "We go on together"),
]
MEANS = [("email", "E-mail"), ("letter", "Letter"), ("person", "In person")]
#: When each may be sent; the notice is sent by serving it.
SENT_IN = {
    "hearing": (process.ASSESSMENT, process.HEARING),
    "alternatives": (process.ALTERNATIVES,),
    "appeal": (process.NOTICE,),
    "appeal_decided": (process.NOTICE, process.RETAINED),
    "settlement": (process.SETTLEMENT,),
    "farewell": (process.SETTLEMENT,),
    "kept": (process.RETAINED, process.REOPENED),
}


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


class CrmOffboardingCase(models.Model):
    _inherit = "crm.offboarding.case"

    letter_reason = fields.Char(compute="_compute_letter_words")
    letter_customer = fields.Char(compute="_compute_letter_words")
    letter_complaints = fields.Text(compute="_compute_letter_words")

    def _compute_letter_words(self):
        classes = dict(self._fields["reason_class"]._description_selection(self.env))
        for case in self:
            case.letter_reason = case.reason_told or classes.get(case.reason_class)
            case.letter_customer = case.partner_id.sudo().name
            case.letter_complaints = case.company_id.offboarding_complaints or ""

    def action_send_letter(self, kind, means="email"):
        """Write a letter from its template, in the customer's language, send it, and keep it as it was sent.

        :param kind: ``hearing``, ``alternatives``, ``appeal``, ``appeal_decided``, ``settlement``, ``farewell`` or
            ``kept``
        :param means: ``email``, ``letter`` or ``person``
        :raises UserError: not in this state; no e-mail address
        """
        if kind not in SENT_IN or means not in dict(MEANS):
            raise UserError(
                self.env._("There is no letter “%(kind)s” by “%(means)s”.", kind=str(kind)[:40], means=str(means)[:40])
            )
        for case in self:
            case.check_access("write")
            case._lock()
            case._check_right(process.WORKER)
            if case.state not in SENT_IN[kind]:
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "This letter is for the states: %s.", ", ".join(states[state] for state in SENT_IN[kind])
                    )
                )
            case._send_letter(kind, means)
        return True

    def _send_letter(self, kind, means):
        lang = self.partner_id.sudo().lang or self.company_id.partner_id.lang or self.env.lang
        email = self.partner_id.sudo().email or ""
        if means == "email" and not email:
            raise UserError(self.env._("%s has no e-mail address.", self.partner_id.display_name))
        # Reading a template is nothing secret; what it shows are fields of a case the user may write.
        template = self.env.ref(f"crm_offboarding.mail_template_{kind}").sudo()
        written = template._generate_template(self.ids, ("subject", "body_html"))[self.id]
        letter = {
            "case_id": self.id,
            "kind": kind,
            "means": means,
            "lang": lang,
            "subject": written["subject"],
            "body": written["body_html"],
            "email_to": email if means == "email" else False,
            "user_id": self.env.uid,
        }
        # Rows nobody may write by hand.
        letter = self.env["crm.offboarding.letter"].sudo().create(letter)
        if means == "email":
            self.env["mail.mail"].sudo().create(
                {
                    "subject": letter.subject,
                    "body_html": letter.body,
                    "email_to": email,
                    "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
                    "auto_delete": False,
                }
            )
        self._note_step("letter", self.state, self.state, "", {"letter": letter.id, "kind": kind, "means": means})
        self.invalidate_recordset(["letter_ids", "step_ids"])
        return letter
