from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import evidence

ACTS = [
    ("open", "Opened"),
    ("assess", "Begin Assessment"),
    ("dismiss", "Dismiss"),
    ("leave", "Customer Leaves"),
    ("read_history", "History Read"),
    ("hear", "Begin Hearing"),
    ("retain", "Keep the Customer"),
    ("consider", "Look for Alternatives"),
    ("check_legal", "Legal Check"),
    ("submit", "Ask for the Decision"),
    ("approve", "Approve"),
    ("reject", "Refuse"),
    ("withdraw", "Withdraw"),
    ("serve", "Serve Notice"),
    ("ask_shorter", "Ask for Shorter Notice"),
    ("grant_shorter", "Grant Shorter Notice"),
    ("appeal", "Note an Appeal"),
    ("deny_appeal", "Deny the Appeal"),
    ("uphold_appeal", "Uphold the Appeal"),
    ("settle", "Begin Settlement"),
    ("waive", "Waive"),
    ("clear", "Clear"),
    ("letter", "Letter"),
    ("ask_erasure", "Erasure Asked For"),
    ("answer_erasure", "Answer on Erasure"),
    ("restrict", "Restrict"),
    ("reopen", "Reopen"),
    ("win_back", "Won Back"),
]
_TOLD = ("case_id", "user_id", "date", "act", "before", "after", "note", "snapshot")


class CrmOffboardingStep(models.Model):
    """One step of a case. Rows are added and never changed; each carries the hash of itself and of the one before."""

    _name = "crm.offboarding.step"
    _description = "Step of a Parting"
    _order = "id"
    _log_access = False
    _rec_name = "act"

    case_id = fields.Many2one("crm.offboarding.case", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="case_id.company_id")
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    date = fields.Datetime("On", required=True, readonly=True)
    act = fields.Selection(ACTS, "Step", required=True, readonly=True)
    before = fields.Char(readonly=True)
    after = fields.Char(readonly=True)
    note = fields.Text(readonly=True)
    snapshot = fields.Json("Evidence", readonly=True)
    digest = fields.Char("Fingerprint", required=True, readonly=True)

    @api.model
    def _append(self, case, act, before, to, note, snapshot):
        values = {
            "case_id": case.id,
            "user_id": self.env.uid,
            "date": fields.Datetime.now(),
            "act": act,
            "before": before or False,
            "after": to or False,
            "note": note or False,
            "snapshot": snapshot or False,
        }
        last = self.search([("case_id", "=", case.id)], order="id desc", limit=1)
        digest = evidence.digest(self._plain(values), last.digest or "")
        # Past the refusal below: the one place where steps are made.
        return super().create([{**values, "digest": digest}])  # pylint: disable=super-method-mismatch

    def _plain(self, values):
        return {**{name: values[name] for name in _TOLD}, "date": fields.Datetime.to_string(values["date"])}

    def _first_broken(self, case):
        """The first step of a case that is not as it was written, or an empty recordset."""
        steps = self.search([("case_id", "=", case.id)], order="id")
        told = [
            (
                self._plain({name: step[name].id if name in ("case_id", "user_id") else step[name] for name in _TOLD}),
                step.digest,
            )
            for step in steps
        ]
        position = evidence.first_broken(told)
        return steps[position] if position is not None else steps.browse()

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse(self.env._("Steps are noted by the case itself."))
        return super().create(vals_list)

    def write(self, vals):
        self._refuse(self.env._("A step that was done stays as it is."))
        return super().write(vals)

    def copy(self, default=None):
        self._refuse(self.env._("Steps are noted by the case itself."))
        return super().copy(default)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A step that was done stays as it is."))

    def _refuse(self, words):
        """Refuse a change, whoever asks for it."""
        raise UserError(words)
