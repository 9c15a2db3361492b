from odoo import fields, models
from odoo.exceptions import UserError

from ..core import process
from ..models.crm_offboarding_letter import KINDS, MEANS
from ..models.crm_offboarding_step import ACTS


class CrmOffboardingActWizard(models.TransientModel):
    """Asks for the words, the day or the letter that a step of a case takes, and does it."""

    _name = "crm.offboarding.act.wizard"
    _description = "Step of a Parting With Words"

    case_id = fields.Many2one("crm.offboarding.case", ondelete="cascade")
    candidate_id = fields.Many2one("crm.offboarding.candidate", ondelete="cascade")
    obligation_id = fields.Many2one("crm.offboarding.obligation", ondelete="cascade")
    act = fields.Selection(ACTS, required=True, readonly=True)
    note = fields.Text("In Words")
    day = fields.Date()
    moment = fields.Datetime("Received On", default=fields.Datetime.now)
    means = fields.Selection(MEANS, default="letter")
    letter = fields.Selection([one for one in KINDS if one[0] != "notice"], "Which Letter")

    def action_apply(self):
        """Do the step with what was filled in."""
        self.ensure_one()
        target = self.obligation_id or self.candidate_id or self.case_id
        if self.act not in (*process.ACTS, "waive", "ask_erasure", "letter"):
            raise UserError(self.env._("Nothing to do."))
        getattr(self, f"_do_{self.act}", self._do_with_note)(target)
        return {"type": "ir.actions.act_window_close"}

    def _do_with_note(self, target):
        # One of the acts of the table; what it needs is checked there.
        getattr(target, f"action_{self.act}")(self.note or "")

    def _do_dismiss(self, target):
        target.action_dismiss(self.note or "", fields.Date.to_string(self.day) or False)

    def _do_ask_shorter(self, target):
        target.action_ask_shorter(self.note or "", fields.Date.to_string(self.day) or False)

    def _do_serve(self, target):
        target.action_serve(fields.Datetime.to_string(self.moment) or False, self.means)

    def _do_letter(self, target):
        target.action_send_letter(self.letter or "", self.means)
