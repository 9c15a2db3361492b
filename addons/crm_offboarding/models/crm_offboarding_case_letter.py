from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.crm_customer360.core.arguments import shown

from ..core import letters, process
from .crm_offboarding_letter import MEANS


class CrmOffboardingCase(models.Model):
    """Letters: what they say in the customer's language, sent only while every sentence of them is true."""

    _inherit = "crm.offboarding.case"

    letter_lang = fields.Char(compute="_compute_letter_lang")
    letter_reason = fields.Char(compute="_compute_letter_words")
    letter_customer = fields.Char(compute="_compute_letter_words")
    letter_complaints = fields.Text(compute="_compute_letter_words")
    letter_heard = fields.Boolean(compute="_compute_letter_words")

    @api.depends("partner_id", "company_id")
    def _compute_letter_lang(self):
        for case in self:
            lang = case.partner_id.sudo().lang or case.company_id.partner_id.sudo().lang
            case.letter_lang = lang or self.env.lang or "en_US"

    @api.depends("reason_class", "reason_told", "partner_id", "company_id", "hearing_ids.kind")
    @api.depends_context("lang")
    def _compute_letter_words(self):
        classes = dict(self._fields["reason_class"]._description_selection(self.env))
        for case in self:
            case.letter_reason = case.reason_told or classes.get(case.reason_class)
            case.letter_customer = case.partner_id.sudo().name
            case.letter_complaints = case._complaints_words()
            case.letter_heard = "statement" in case.hearing_ids.mapped("kind")

    def _complaints_words(self):
        """Whom the customer can turn to: as the company has it, else the company itself."""
        company = self.company_id
        if own := (company.offboarding_complaints or "").strip().rstrip("."):
            return own
        # The address of our own company.
        contact = company.partner_id.sudo()
        return self.env._(
            "write to us (%(address)s); somebody who did not prepare the decision will answer",
            address=contact.email or contact.phone or contact.name,
        )

    def _open_lines(self):
        """What is open with an amount, as the customer reads it: ``["INV/7: 40.00 €"]``."""
        return [line._told() for line in self.obligation_ids._to_tell()]

    def _kept_lines(self):
        """What is kept of the customer, why and until when, a line an activity: ``[{"what", "why", "until"}]``."""
        # The customer is told what kinds of records there are, not what is in them.
        data = self.env["crm.personal.data"].sudo().with_context(allowed_company_ids=self.company_id.ids)
        found = {}
        for line in data._summary(self._family()):
            if line["action"] == "keep":
                found.setdefault(line["activity"], []).append(line)
        return [
            {
                "what": f"{activity}: {', '.join(sorted({line['label'] for line in lines}))}",
                # They become parts of one sentence.
                "why": lines[0]["basis"].rstrip("."),
                "until": self._until_words(lines).rstrip("."),
            }
            for activity, lines in found.items()
        ]

    def _until_words(self, lines):
        days = [line["until"] for line in lines]
        return format_date(self.env, max(days)) if all(days) else lines[0]["retention"]

    def action_send_letter(self, kind, means="email"):
        """Write a letter from its template, in the customer's language, send it, and keep it as it was sent.

        :param kind: ``hearing``, ``alternatives``, ``appeal``, ``appeal_decided``, ``settlement``, ``farewell`` or
            ``kept``
        :param means: ``email``, ``letter`` or ``person``
        :raises UserError: not in this state; what it says would not be true; no e-mail address
        """
        if kind not in letters.LETTERS or kind in letters.BY_ACT or means not in dict(MEANS):
            raise UserError(
                self.env._(
                    "There is no letter “%(kind)s” by “%(means)s”.", kind=shown(kind, 40), means=shown(means, 40)
                )
            )
        for case in self:
            case.check_access("write")
            case._lock()
            case._check_right(process.WORKER)
            if case.state == process.SETTLEMENT:
                # What came up or was settled since the last look counts.
                case._refresh_obligations()
            case._send_letter(kind, means)
        return True

    def _letters_possible(self):
        """Kinds of letters that would be true now, those sent by hand."""
        facts = self._letter_facts()
        return [
            kind
            for kind in letters.LETTERS
            if kind not in letters.BY_ACT and not letters.untrue(kind, self.state, facts)
        ]

    def _check_letter(self, kind):
        """Refuse a letter that would not be true."""
        wrong = letters.untrue(kind, self.state, self._letter_facts())
        if wrong:
            raise UserError("\n".join(self._untrue_words(kind)[key] for key in wrong))

    def _letter_facts(self):
        return letters.Facts(
            today=self._today(),
            answer_by=self.answer_by or None,
            offers_waiting=len(self._offers_waiting()),
            served=bool(self.served_at and self.notice_last_day),
            appeal=bool(self.appeal_at),
            appeal_answer=letters.appeal_answer(self.step_ids.mapped("act")),
            obligations_open=self.obligations_open,
            erasure_waits=bool(self.erasure_asked_on) and not self.erasure_answered_on,
        )

    def _offers_waiting(self):
        return self.offer_ids.filtered(lambda offer: offer.answer == "waiting")

    def _untrue_words(self, kind):
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            "state": self.env._(
                "This letter is for the states: %s.", ", ".join(states[one] for one in letters.LETTERS[kind].states)
            ),
            "answer_by": self.env._("The letter would ask for an answer by a day that is over: put in another one."),
            "offers": self.env._("There is no offer that waits for an answer: put one in first."),
            "served": self._gate_words("served"),
            "appeal": self._gate_words("appeal"),
            "appeal_answered": self.env._("No appeal has been decided."),
            "settled": self._gate_words("settled"),
            "erasure": self.env._("No request for erasure waits for an answer."),
        }

    def _send_letter(self, kind, means):
        self._check_letter(kind)
        email = self.partner_id.sudo().email or ""
        if means == "email" and not email:
            raise UserError(self.env._("%s has no e-mail address.", self.letter_customer))
        written = self._written(kind)
        letter = {
            "case_id": self.id,
            "kind": kind,
            "means": means,
            "lang": self.letter_lang,
            "subject": written["subject"],
            "body": written["body_html"],
            "email_to": email if means == "email" else False,
            "user_id": self.env.uid,
        }
        # Rows nobody may write by hand.
        letter = self.env["crm.offboarding.letter"].sudo().create(letter)
        if means == "email":
            self._mail(letter)
        self._note_step("letter", self.state, self.state, "", {"letter": letter.id, "kind": kind, "means": means})
        self.invalidate_recordset(["letter_ids", "step_ids"])
        return letter

    def _written(self, kind):
        """Subject and body of a letter in the customer's language."""
        # Reading a template is nothing secret; what it shows are fields of a case the user may write.
        template = self.env.ref(f"crm_offboarding.mail_template_{kind}").sudo()
        template = template.with_context(template_preview_lang=self.letter_lang)
        return template._generate_template(self.ids, ("subject", "body_html"))[self.id]

    def _mail(self, letter):
        # What is sent is the letter as it was kept; whoever may write the case may send it.
        self.env["mail.mail"].sudo().create(
            {
                "subject": letter.subject,
                "body_html": letter.body,
                "email_to": letter.email_to,
                "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
                "auto_delete": False,
            }
        )
