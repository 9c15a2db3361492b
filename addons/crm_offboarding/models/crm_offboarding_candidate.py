from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import process
from .crm_offboarding_case import REASON_CLASSES


class CrmOffboardingCandidate(models.Model):
    """A customer a rule has found, with the evidence as it was. Somebody decides: take it up, or dismiss it."""

    _name = "crm.offboarding.candidate"
    _description = "Candidate for Parting"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state desc, first_on, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    rule_id = fields.Many2one("crm.offboarding.rule", required=True, readonly=True, ondelete="restrict")
    reason_class = fields.Selection(REASON_CLASSES, "Reason", readonly=True)
    first_on = fields.Date("First Evidence On", required=True, readonly=True)
    last_on = fields.Date("Last Found On", readonly=True)
    evidence = fields.Json(readonly=True)
    digest = fields.Char("Fingerprint of the Evidence", readonly=True)
    words = fields.Char("Evidence in Words", compute="_compute_words")
    state = fields.Selection(
        [("open", "To Decide"), ("dismissed", "Dismissed"), ("taken", "Taken Up")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    note = fields.Text("Why Dismissed", readonly=True)
    dismissed_until = fields.Date(readonly=True)
    case_id = fields.Many2one("crm.offboarding.case", readonly=True, ondelete="set null")
    escalated_on = fields.Date(readonly=True)
    age = fields.Integer("Days Undecided", compute="_compute_age")

    _once = models.UniqueIndex("(partner_id, company_id, rule_id)", "Found already.")

    @api.depends("first_on", "state")
    def _compute_age(self):
        today = fields.Date.context_today(self)
        for one in self:
            one.age = (today - one.first_on).days if one.first_on and one.state == "open" else 0

    @api.depends("evidence")
    @api.depends_context("lang")
    def _compute_words(self):
        for one in self:
            found = one.evidence or {}
            one.words = getattr(one.rule_id, f"_words_{found.get('kind')}", lambda _found: "")(found)

    def action_take(self):
        """Open a case with this evidence."""
        self.ensure_one()
        self._check_open()
        case = self.env["crm.offboarding.case"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "reason_class": self.reason_class,
                "grounds": self.words,
                "user_id": self.env.uid,
            }
        )
        case._set({"candidate_id": self.id})
        # The user may decide on candidates by the methods alone.
        self.sudo().write({"state": "taken", "case_id": case.id})
        self.activity_unlink(["crm_offboarding.mail_activity_type_undecided"])
        return {"type": "ir.actions.act_window", "res_model": case._name, "res_id": case.id, "view_mode": "form"}

    def action_dismiss(self, note="", until=False):
        """Leave the customer in peace; the same rule finds them again only after the day.

        :param note: why (str)
        :param until: a day after today (``YYYY-MM-DD``)
        """
        case = self.env["crm.offboarding.case"]
        day = case._day_argument("until", until)
        if not day or day <= fields.Date.context_today(self):
            raise UserError(case._gate_words("until"))
        if not isinstance(note, str) or not note.strip():
            raise UserError(self.env._("%(act)s: say why, in words.", act=case._act_words("dismiss")))
        self._check_open()
        self._dismissed(note, day)
        return True

    def _check_open(self):
        self.check_access("read")
        self.env["crm.offboarding.case"]._check_right(process.WORKER)
        self.env.cr.execute("SELECT FROM crm_offboarding_candidate WHERE id = ANY(%s) FOR UPDATE", [self.ids])
        self.invalidate_recordset()
        if any(one.state != "open" for one in self):
            raise UserError(self.env._("This candidate has been decided on already."))

    def _dismissed(self, note, day):
        if self:
            # Who may is checked by whoever calls.
            self.sudo().write({"state": "dismissed", "note": note, "dismissed_until": day})
            self.activity_unlink(["crm_offboarding.mail_activity_type_undecided"])

    @api.model
    def _escalate(self):
        """Remind whoever decides of candidates that wait too long, each once; the oldest first, 200 at a time."""
        today = fields.Date.context_today(self)
        for company in self.env["res.company"].search([("id", "!=", False)]):
            limit = fields.Date.subtract(today, days=max(1, company.offboarding_decide_days))
            late = self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "open"),
                    ("first_on", "<=", limit),
                    ("escalated_on", "=", False),
                ],
                order="first_on, id",
                limit=200,
            )
            user = company.offboarding_contact_id
            for one in late if user else ():
                one.activity_schedule(
                    "crm_offboarding.mail_activity_type_undecided",
                    date_deadline=today,
                    user_id=user.id,
                )
            late.write({"escalated_on": today})
