from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_customer360.core.arguments import is_id

from ..core import letters, process
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
    letter = fields.Selection(
        [one for one in KINDS if one[0] not in letters.BY_ACT], "Which Letter", default=lambda self: self._letter_now()
    )

    @api.model
    def _letter_now(self):
        """The first letter that can be sent in the case it is opened from."""
        if not is_id(self.env.context.get("default_case_id")) or self.env.context.get("default_act") != "letter":
            return False
        case = self.env["crm.offboarding.case"].browse(self.env.context["default_case_id"]).exists()
        return case._letters_possible()[0] if case and case._letters_possible() else False

    def action_apply(self):
        """Do the step with what was filled in."""
        self.ensure_one()
        target = self.obligation_id or self.candidate_id or self.case_id
        if self.act not in (*process.ACTS, "waive", "ask_erasure", "answer_erasure", "letter"):
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
        # An e-mail is served when it is sent.
        moment = False if self.means == "email" else fields.Datetime.to_string(self.moment) or False
        target.action_serve(moment, self.means)

    def _do_answer_erasure(self, target):
        target.action_answer_erasure(self.means)

    def _do_letter(self, target):
        target.action_send_letter(self.letter or "", self.means)
