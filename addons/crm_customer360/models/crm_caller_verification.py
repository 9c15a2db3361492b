from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..core.arguments import is_text
from ..core.caller_facts import (
    FAILED_MINUTES,
    MAX_ANSWER,
    MAX_FAILED,
    BadAnswersError,
    Outcome,
    matches,
    parse_answers,
)

MAX_NOTE = 500


class CrmCallerVerification(models.Model):
    """A try to make sure that a caller is who they say: which facts were asked, never what was answered.

    Rows are added by :meth:`verify` and :meth:`decline` and by nothing else, and stay as they are. They outlive the
    contact: without it they say that a check took place, not of whom.
    """

    _name = "crm.caller.verification"
    _inherit = ["crm.caller.facts"]
    _description = "Verification of a Caller"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "date"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    partner_id = fields.Many2one("res.partner", "Contact", readonly=True, ondelete="set null", index="btree_not_null")
    user_id = fields.Many2one("res.users", "Agent", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    facts = fields.Char("Facts Asked", readonly=True, help="Kinds of facts the caller was asked for.")
    agreed = fields.Char("Facts Agreed", readonly=True, help="Those of them whose answer agreed with the record.")
    result = fields.Selection(
        [("passed", "Passed"), ("failed", "Failed"), ("declined", "Declined by the caller")],
        required=True,
        readonly=True,
    )
    note = fields.Char(readonly=True)
    # The customer as a plain number: a merge of contacts may move links, but two rows never get the same place.
    customer_key = fields.Integer(required=True, readonly=True, export_string_translation=False)
    number = fields.Integer("Try", required=True, readonly=True, help="Counts the tries for one customer.")

    _try_uniq = models.UniqueIndex("(customer_key, number)")
    _user_idx = models.Index("(user_id, partner_id, date DESC)")

    def write(self, vals):
        if vals:
            raise UserError(self.env._("The log of verifications cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The log of verifications cannot be changed."))

    # ------------------------------------------------------------------
    # What may be called
    # ------------------------------------------------------------------

    @api.model
    def verify(self, partner_id, answers):
        """Compare what a caller says with what is on record, and log the try.

        :param partner_id: id of the contact (int)
        :param answers: ``{kind: what the caller said}`` (str, at most 200 characters), at least as many as the company
            wants; the kinds are those of :meth:`status`
        :return: ``{"passed": bool, "facts": {kind: bool}, "tries_left": int}``; passed if as many agree as the company
            wants and none does not
        :raises AccessError: the caller of the method is no employee, or may not read the contact
        :raises UserError: an argument of the wrong kind, a fact that is not on record, or three tries failed within
            fifteen minutes
        """
        partner = self._contact(partner_id)
        self._refuse_after_failures(partner)
        on_record = self._facts_on_record(partner)
        needed = self.env.company.caller_verification_facts
        try:
            answers = parse_answers(answers, on_record, needed)
        except BadAnswersError as error:
            raise self._answers_error(error, needed) from None
        region = self.env.company.country_id.code or None
        agreed = {kind: matches(kind, said, on_record[kind], region) for kind, said in answers.items()}
        outcome = Outcome(agreed, needed)
        self._log(partner, "passed" if outcome.passed else "failed", facts=agreed)
        left = MAX_FAILED if outcome.passed else MAX_FAILED - self._failures(partner)
        return {"passed": outcome.passed, "facts": agreed, "tries_left": max(left, 0)}

    @api.model
    def decline(self, partner_id, note=""):
        """Log that a caller would not be verified.

        :param partner_id: id of the contact (int)
        :param note: a line for the log (str, at most 500 characters), nothing the caller said about themselves
        :return: True
        :raises AccessError: as for :meth:`verify`
        :raises UserError: an argument of the wrong kind
        """
        partner = self._contact(partner_id)
        if not is_text(note, MAX_NOTE):
            raise UserError(self.env._("note: text of at most %s characters is wanted.", MAX_NOTE))
        self._log(partner, "declined", note=" ".join(note.split()))
        return True

    @api.model
    def status(self, partner_id):
        """Whether a caller is verified, and what may be asked.

        :param partner_id: id of the contact (int)
        :return: ``{"required": bool, "needed": int, "verified": bool, "until": str, "refused": bool, "tries_left":
            int, "facts": [{"kind", "label"}]}``; ``verified`` by this user, for this contact, in the time the company
            allows, ``until`` (UTC, or ""); ``refused`` after three failed tries; ``facts`` only those on record
        :raises AccessError, UserError: as for :meth:`verify`
        """
        partner = self._contact(partner_id)
        on_record = self._facts_on_record(partner)
        left = max(MAX_FAILED - self._failures(partner), 0)
        until = self._verified_until(partner)
        labels = self._fact_labels()
        return {
            "required": self.env.company.caller_verification,
            "needed": self.env.company.caller_verification_facts,
            "verified": bool(until),
            "until": fields.Datetime.to_string(until) or "",
            "refused": not left,
            "tries_left": left,
            "facts": [{"kind": kind, "label": labels[kind]} for kind in labels if kind in on_record],
        }

    # ------------------------------------------------------------------
    # Parts
    # ------------------------------------------------------------------

    def _contact(self, partner_id):
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Verifying callers is for employees."))
        if isinstance(partner_id, bool) or not isinstance(partner_id, int) or not 0 < partner_id < 2**31:
            raise UserError(self.env._("partner_id: the id of a contact is wanted."))
        partner = self.env["res.partner"].browse(partner_id)
        if not partner.exists():
            raise UserError(self.env._("There is no contact with the id %s.", partner_id))
        partner.check_access("read")
        return partner

    def _answers_error(self, error, needed):
        kind = self._fact_labels().get(error.kind, error.kind)
        messages = {
            "not_dict": self.env._("answers: a dictionary of facts and answers is wanted."),
            "unknown": self.env._("answers: “%s” is no fact that can be asked for.", kind),
            "not_held": self.env._("answers: “%s” is not on record for this customer.", kind),
            "not_text": self.env._("answers: the answer to “%s” is no text.", kind),
            "too_long": self.env._(
                "answers: at most %(limit)s characters for “%(kind)s”.", limit=MAX_ANSWER, kind=kind
            ),
            "too_short": self.env._("answers: the answer to “%s” is too short.", kind),
            "too_few": self.env._("Ask for %s facts at least.", needed),
        }
        return UserError(messages[error.reason])

    def _log(self, partner, result, facts=(), note=""):
        """Add a row. Who comes second at the same moment starts anew and sees the first one's row."""
        key = self._customer_key(partner)
        # Nobody may write the log; all that goes in is decided here.
        log = self.sudo()
        last = log.search([("customer_key", "=", key)], order="number desc", limit=1)
        values = {
            "date": fields.Datetime.now(),
            "partner_id": partner.id,
            "user_id": self.env.uid,
            "company_id": self.env.company.id,
            "result": result,
            "facts": ",".join(facts),
            "agreed": ",".join(kind for kind in facts if facts[kind]),
            "note": note,
            "customer_key": key,
            "number": last.number + 1,
        }
        # Not a create: two tries at the same moment want the same number, and whoever comes second gets PostgreSQL's
        # serialisation failure from this statement, upon which Odoo runs the request again. So a burst of parallel
        # tries is counted one by one.
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_caller_verification (%s) VALUES %s ON CONFLICT (customer_key, number) DO NOTHING",
                SQL(", ").join(map(SQL.identifier, values)),
                tuple(values.values()),
            ),
            log_exceptions=False,
        )

    def _refuse_after_failures(self, partner):
        if self._failures(partner) >= MAX_FAILED:
            raise UserError(
                self.env._(
                    "%(count)s tries failed within %(minutes)s minutes. Call back on the number on record, or wait.",
                    count=MAX_FAILED,
                    minutes=FAILED_MINUTES,
                )
            )

    def _failures(self, partner):
        since = fields.Datetime.now() - timedelta(minutes=FAILED_MINUTES)
        # Tries of colleagues count as well: only their number shows.
        return self.sudo().search_count(
            [("customer_key", "=", self._customer_key(partner)), ("result", "=", "failed"), ("date", ">", since)]
        )

    def _verified_until(self, partner):
        minutes = timedelta(minutes=self.env.company.caller_verification_minutes)
        # The user's own tries, of which they were told the result. A later failure takes a success back.
        last = self.sudo().search(
            [
                ("customer_key", "=", self._customer_key(partner)),
                ("partner_id", "=", partner.id),
                ("user_id", "=", self.env.uid),
                ("company_id", "=", self.env.company.id),
            ],
            order="number desc",
            limit=1,
        )
        valid = last.result == "passed" and last.date + minutes > fields.Datetime.now()
        return last.date + minutes if valid else False

    def _customer_key(self, partner):
        # Only the id: the company of a contact may be closed to the user.
        return partner.sudo().commercial_partner_id.id or partner.id
