import datetime as dt

from odoo import api, fields, models

from ..core import gates, process


class CrmOffboardingCase(models.Model):
    """Which steps the reader could take now, for the buttons, and what is missing before the case goes on."""

    _inherit = "crm.offboarding.case"

    acts_possible = fields.Char(compute="_compute_acts_possible", help="Names of the acts, each between two commas.")
    missing_words = fields.Text("Before It Goes On", compute="_compute_acts_possible")

    @api.depends(
        "state", "reason_class", "user_id", "grounds", "identity_note", "answer_by", "hearing_ids.kind",
        "offer_ids.answer", "none_possible", "legal_at", "served_at", "notice_ends_at", "appeal_at", "shorter_day",
        "obligation_ids.state", "step_ids", "approval_ids", "erasure_asked_on", "erasure_answered_on",
    )  # fmt: skip
    @api.depends_context("uid", "lang")
    def _compute_acts_possible(self):
        for case in self:
            # What an act asks for itself, such as until when a candidate is dismissed, is not missing yet.
            facts = case._facts(until=dt.date.max)
            acts = [*case._acts_of_table(facts), *case._acts_beside()]
            case.acts_possible = f",{','.join(acts)},"
            case.missing_words = "\n".join(map(case._gate_words, case._gates_closed(facts))) or False

    def _acts_of_table(self, facts):
        held = self._held()
        return [
            row.act
            for row in process.TRANSITIONS
            if row.state == self.state
            and process.is_allowed(row.who, held)
            and not gates.missing(row.gates, facts)
            # Without these it is refused as well; the form asks for them, in words.
            and not (row.act == "ask_shorter" and self.shorter_day)
        ]

    def _acts_beside(self):
        """Steps that leave the state as it is and stand in no table: letters, and a request for erasure."""
        standing = self.state in process.STANDING
        return [
            *(["letter"] if self._letters_possible() else []),
            *(["ask_erasure"] if standing and self.id and not self.erasure_asked_on else []),
            *(["answer_erasure"] if standing and self.erasure_asked_on and not self.erasure_answered_on else []),
        ]

    def _gates_closed(self, facts):
        """Gates of the next step that are closed, if the reader may take it."""
        leaves = self.state == process.CANDIDATE and self.reason_class == gates.CUSTOMER
        row = process.transition(self.state, "leave" if leaves else process.FORWARD.get(self.state, ""))
        if row is None or not process.is_allowed(row.who, self._held()):
            return []
        return gates.missing(row.gates, facts)
