from odoo import SUPERUSER_ID, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date, Datetime
from odoo.tools import SQL, format_date

from odoo.addons.crm_customer360.core.arguments import is_text

from ..core import dates, evidence, gates, process

GROUPS = {
    process.WORKER: "crm_offboarding.group_case_worker",
    process.APPROVER: "crm_offboarding.group_approver",
    process.ETHICS: "crm_offboarding.group_ethics_approver",
}
NOTE_LENGTH = 10_000
DEADLINES = ("answer_by", "notice_ends", "decide_appeal", "answer_erasure")


class CrmOffboardingCase(models.Model):
    """The one way in which a case moves: lock, look up the table, ask for the right and the gates, write, note."""

    _inherit = "crm.offboarding.case"

    def _act(self, act, note="", to=False, facts=None, values=None, snapshot=None):
        """Do what the table allows.

        :param act: name of the act
        :param note: words of explanation (str)
        :param to: state to go to instead of the table's: the one it is in, where more is needed first
        :param facts: more facts for the gates (dict), besides those of the record
        :param values: what the act writes besides the state (dict)
        :param snapshot: plain values that prove it (dict)
        :raises AccessError: the user has not the right
        :raises UserError: not in this state, a gate is closed, no words where they are needed
        """
        self.ensure_one()
        row = self._checked(act, note, facts or {})
        before, to = self.state, to or row.to
        changed = {"version": self.version + 1, **(values or {})}
        if to != before:
            changed.update(state=to, state_since=Datetime.now())
            if to in (*process.OVER, process.RESTRICTED):
                changed["ended_on"] = Date.context_today(self)
        self._set(changed)
        self._note_step(act, before, to, note, snapshot)
        if to != before:
            self._entered(to)
        return True

    def _checked(self, act, note, facts):
        """The row of the table, after everything it asks for was found to hold."""
        self.check_access("write")
        self._lock()
        row = process.transition(self.state, act)
        if row is None:
            raise UserError(self._not_now(act))
        self._check_right(row.who)
        if not is_text(note, NOTE_LENGTH) or (row.note and not note.strip()):
            raise UserError(self.env._("%(act)s: say why, in words.", act=self._act_words(act)))
        closed = gates.missing(row.gates, self._facts(**facts))
        if closed:
            raise UserError("\n".join(self._gate_words(gate) for gate in closed))
        return row

    def _lock(self):
        """Take the case for this transaction: whoever comes second sees what the first one did, or begins anew."""
        self.flush_recordset()
        self.env.cr.execute(SQL("SELECT id FROM crm_offboarding_case WHERE id = %s FOR UPDATE", self.id))
        self.invalidate_recordset()

    def _check_right(self, who):
        # Asked of the user, not of the transaction: sudo gives the system's rights and nobody's judgement.
        if self.env.uid == SUPERUSER_ID:
            raise AccessError(self.env._("A person has to decide this, not the system."))
        if not process.is_allowed(who, self._held()):
            raise AccessError(self.env._("This takes the right “%s”.", self._right_words()[who]))

    def _held(self):
        """Rights of the user in this process."""
        return frozenset(key for key, group in GROUPS.items() if self.env.user.has_group(group))

    def _facts(self, **more):
        """What the gates ask about (:class:`.core.gates.Facts`)."""
        zone = self._zone()
        now = Datetime.now()
        offers = self.offer_ids
        asked_by = self.shorter_by_id
        facts = {
            "now": now,
            "today": dates.local_day(now, zone),
            "reason_class": self.reason_class,
            "owner": bool(self.user_id),
            "evidence": bool((self.grounds or "").strip() or self.candidate_id),
            "identity": bool((self.identity_note or "").strip()),
            "history": bool(self.step_ids.filtered(lambda step: step.act == "read_history")),
            "statements": len(self.hearing_ids.filtered(lambda one: one.kind == "statement")),
            "attempts": len(self.hearing_ids.filtered(lambda one: one.kind == "attempt")),
            "answer_by": self.answer_by or None,
            "offers": len(offers),
            "offers_unanswered": len(offers.filtered(lambda offer: offer.answer == "waiting")),
            "none_possible": bool((self.none_possible or "").strip()),
            "legal": bool(self.legal_at),
            "involved": self._is_involved(),
            "decided": self._has_decided(),
            "asked_shorter_self": bool(asked_by)
            and gates.same_person(self._person(asked_by), self._person(self.env.user)),
            "asked_shorter": bool(self.shorter_day),
            "served_at": self.served_at or None,
            "ends_at": self.notice_ends_at or None,
            "appeal": bool(self.appeal_at),
            "obligations_open": self.obligations_open,
        }
        return gates.Facts(**{**facts, **more})

    def _zone(self):
        # Only the time zone is read of the contacts.
        return self.partner_id.sudo().tz or self.company_id.partner_id.sudo().tz or self.company_id._offboarding_zone()

    def _is_involved(self):
        """Whether the user, under whatever log-in, asked for the parting, owns the case or did a step to prepare it."""
        prepared = self.step_ids.filtered(lambda step: step.act in process.PREPARES).user_id
        return self._is_one_of(self.requester_id | self.user_id | prepared)

    def _has_decided(self):
        return self._is_one_of(self._decisions().user_id)

    def _is_one_of(self, users):
        """Whether the user is one of these human beings, whatever the log-in."""
        mine = self._person(self.env.user)
        return any(gates.same_person(self._person(user), mine) for user in users)

    def _person(self, user):
        # Told apart by contact and address; neither is shown to anybody.
        user = user.sudo()
        return gates.Person(user.id, user.partner_id.id, user.email or user.login or "")

    def _note_step(self, act, before, to, note, snapshot=None):
        # Rows nobody may write by hand; what they say was checked above.
        return self.env["crm.offboarding.step"].sudo()._append(self, act, before, to, note, snapshot or {})

    def _entered(self, state):
        """What entering a state brings with it; extended by the parts that have something to do."""
        self.activity_unlink(self._deadline_types())

    def _deadline_types(self):
        """Kinds of deadlines that belong to the state they were set in."""
        return [f"crm_offboarding.mail_activity_type_{kind}" for kind in DEADLINES]

    def _remind(self, day, kind, figures="", addon="crm_offboarding"):
        """A deadline as an activity of the owner.

        It has no words but those of its type, which everybody reads in their own language.

        :param kind: end of the type's external identifier
        :param figures: what is the same in every language: numbers of documents, amounts (str)
        :param addon: where the type is
        """
        if self.user_id:
            self.activity_schedule(
                f"{addon}.mail_activity_type_{kind}", date_deadline=day, note=figures, user_id=self.user_id.id
            )

    def _digest_of(self, values):
        return evidence.digest(values)

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _not_now(self, act):
        if act in process.LATER:
            return self.env._(
                "%(act)s comes later: it is not part of this process yet. The case ends with “Restricted” or"
                " “Reopened”.",
                act=self._act_words(act),
            )
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(act)s: not possible in the state “%(state)s”, only in: %(states)s.",
            act=self._act_words(act),
            state=states[self.state],
            states=", ".join(states[state] for state in process.open_in(act)),
        )

    def _act_words(self, act):
        later = {
            "hand_over": self.env._("Handing the customer's data over"),
            "erase": self.env._("Erasing the customer's data"),
        }
        return dict(self.env["crm.offboarding.step"]._fields["act"]._description_selection(self.env), **later)[act]

    def _right_words(self):
        return {
            process.WORKER: self.env._("Offboarding: Case Worker"),
            process.APPROVER: self.env._("Offboarding: Approver"),
            process.ETHICS: self.env._("Offboarding, Ethics: Ethics Approver"),
        }

    def _gate_words(self, gate):
        return {
            "owner": self.env._("The case needs an owner."),
            "evidence": self.env._("Write down the grounds: what happened, with dates and documents."),
            "until": self.env._("Say until when it is dismissed: a day after today."),
            "customer_leaves": self.env._("This way is for customers who leave by their own wish."),
            "identity": self.env._("Note how it was made sure that the customer asks."),
            "history": self.env._("Read the history of contacts with the customer first."),
            "heard": self.env._(
                "The customer has not been heard: note the statement, or two attempts and a day to answer that is over."
            ),
            "alternatives": self.env._(
                "Offer at least one alternative and note the answer to each, or say why none is possible."
            ),
            "legal": self.env._("The legal check is not on record."),
            "apart": self.env._("Whoever asked for the parting or prepared it does not decide it, under any log-in."),
            "once": self.env._("You have decided already; the second approval is another person's."),
            "apart_shorter": self.env._("A shorter notice is granted by somebody else than who asked for it."),
            "not_served": self.env._("The notice was served already."),
            "served": self.env._("The notice has not been served."),
            "asked_shorter": self.env._("Nobody asked for a shorter notice."),
            "no_appeal": self.env._("An appeal is open: the notice stands still."),
            "appeal": self.env._("There is no open appeal."),
            "notice_over": self._notice_words(),
            "settled": self.env._("Something is open: %s.", self._open_words()),
        }[gate]

    def _notice_words(self):
        if not self.notice_last_day:
            return self.env._("The notice is not over yet.")
        return self.env._(
            "The notice is not over yet: its last day is %s.", format_date(self.env, self.notice_last_day)
        )

    def _open_words(self):
        lines = self.obligation_ids.filtered(lambda one: one.state == "open")
        return ", ".join(lines[:5].mapped("name")) + ("…" if len(lines) > 5 else "")
