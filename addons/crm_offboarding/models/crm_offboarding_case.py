from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import process

STATES = [
    (process.CANDIDATE, "Candidate"),
    (process.ASSESSMENT, "Assessment"),
    (process.HEARING, "Hearing"),
    (process.ALTERNATIVES, "Alternatives"),
    (process.APPROVAL, "Approval"),
    (process.NOTICE, "Notice"),
    (process.SETTLEMENT, "Settlement"),
    (process.RESTRICTED, "Restricted"),
    (process.DISMISSED, "Dismissed"),
    (process.RETAINED, "Kept"),
    (process.REOPENED, "Reopened"),
]
REASON_CLASSES = [
    ("complaints", "Complaints that could not be solved"),
    ("profit", "Does not pay for either side"),
    ("values", "Conduct against our values"),
    ("own", "Our own reorganisation"),
    ("dormant", "No dealings for a long time"),
    ("customer", "The customer's own wish"),
]
#: What only the acts of the process may change, and what it is at the beginning.
BY_ACT = {
    "state": process.CANDIDATE,
    "version": 0,
    "approval_round": 0,
    **dict.fromkeys(
        (
            "state_since", "evidence", "evidence_digest", "value", "approvals_needed", "dismissed_until",
            "legal_by_id", "legal_at", "drafts_before", "served_at", "notice_last_day", "notice_ends_at", "shorter_day",
            "shorter_by_id", "appeal_at", "won_back", "erasure_asked_on", "erasure_due_on",
            "erasure_answered_on", "ended_on", "refused_count",
            "step_ids", "approval_ids", "letter_ids", "obligation_ids",
        ),
        False,
    ),
}  # fmt: skip
#: What is settled once the decision has been asked for; only until then may it be written.
UNTIL_SUBMITTED = (
    "reason_class", "grounds", "reason_told", "hearing_ids", "offer_ids", "none_possible", "answer_by",
    "legal_contract", "legal_public", "legal_dominance", "contract_notice", "contract_unit",
)  # fmt: skip
PREPARING = (process.CANDIDATE, process.ASSESSMENT, process.HEARING, process.ALTERNATIVES)


class CrmOffboardingCase(models.Model):
    """Parting with one customer: where it is, and what was recorded on the way there.

    The state and what belongs to it change through the ``action_`` methods alone, whoever asks: see
    ``core/process.py`` for the table.
    """

    _name = "crm.offboarding.case"
    _description = "Parting with a Customer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict", domain=[("parent_id", "=", False)]
    )
    user_id = fields.Many2one("res.users", "Owner", domain=[("share", "=", False)], tracking=True, index=True)
    requester_id = fields.Many2one("res.users", "Asked For By", readonly=True, ondelete="restrict")
    candidate_id = fields.Many2one("crm.offboarding.candidate", "Found By", readonly=True, ondelete="set null")
    reason_class = fields.Selection(REASON_CLASSES, "Reason", required=True, tracking=True)
    grounds = fields.Text(help="What happened, with dates and documents. Colleagues read it, the customer does not.")
    reason_told = fields.Text(help="The sentence in the letters, in the customer's language.")

    state = fields.Selection(
        STATES, required=True, readonly=True, default=process.CANDIDATE, tracking=True, index=True, copy=False,
        group_expand="_in_order_of_process",
    )  # fmt: skip
    state_since = fields.Datetime("In This State Since", readonly=True)
    version = fields.Integer(readonly=True, help="Counts the steps; two people at once do not both win.")
    ended_on = fields.Date(readonly=True)
    won_back = fields.Boolean(readonly=True)
    evidence = fields.Json(readonly=True)
    evidence_digest = fields.Char("Fingerprint of the Evidence", readonly=True)
    dismissed_until = fields.Date(readonly=True)

    answer_by = fields.Date(
        "Customer Answers By", help="Two attempts to hear the customer count once this day is over."
    )
    hearing_ids = fields.One2many(
        "crm.offboarding.hearing",
        "case_id",
    )
    offer_ids = fields.One2many("crm.offboarding.offer", "case_id", "Alternatives Offered")
    none_possible = fields.Text("None Possible Because", help="Why no alternative can be offered.")

    legal_contract = fields.Text("Contract", help="What the contract says about ending it and the notice it asks for.")
    legal_public = fields.Text("Public Contract or Duty to Serve", help="Whether a law or a tender makes us serve.")
    legal_dominance = fields.Text("Market Position", help="Whether refusing to deal could be an abuse of dominance.")
    legal_by_id = fields.Many2one("res.users", "Legal Check By", readonly=True)
    legal_at = fields.Datetime("Legal Check On", readonly=True)
    contract_notice = fields.Integer("Notice in the Contract", help="Zero if the contract says nothing about it.")
    contract_unit = fields.Selection([("day", "days"), ("month", "months")], default="month")

    value = fields.Monetary("Revenue of a Year", readonly=True, help="Posted, without taxes, in the year before.")
    approvals_needed = fields.Integer(readonly=True)
    approval_round = fields.Integer("Times Submitted", readonly=True)
    refused_count = fields.Integer("Times Refused", readonly=True)
    approval_ids = fields.One2many("crm.offboarding.approval", "case_id", readonly=True)
    drafts_before = fields.Json(readonly=True)

    served_at = fields.Datetime("Notice Served On", readonly=True)
    notice_last_day = fields.Date("Last Day of Notice", readonly=True)
    notice_ends_at = fields.Datetime("Notice Over On", readonly=True)
    shorter_day = fields.Date("Shorter Notice Until", readonly=True)
    shorter_by_id = fields.Many2one("res.users", "Shorter Notice Asked By", readonly=True)
    appeal_at = fields.Datetime("Appeal Since", readonly=True, help="While it is open, the notice stands still.")
    identity_note = fields.Char("Identity Checked", help="How it was made sure that the customer asks.")
    exit_interview = fields.Text(help="What the customer says on leaving; nobody has to.")

    letter_ids = fields.One2many("crm.offboarding.letter", "case_id", readonly=True)
    obligation_ids = fields.One2many("crm.offboarding.obligation", "case_id", readonly=True)
    obligations_open = fields.Integer("Open Obligations", compute="_compute_obligations_open")
    step_ids = fields.One2many("crm.offboarding.step", "case_id", readonly=True)
    days = fields.Integer(compute="_compute_days", store=True, aggregator="avg")
    outcome = fields.Selection(
        [("open", "Open"), ("kept", "Kept"), ("parted", "Parted"), ("dismissed", "Dismissed")],
        compute="_compute_outcome",
        store=True,
    )

    _one_standing = models.UniqueIndex(
        "(partner_id, company_id) WHERE state NOT IN ('dismissed', 'retained', 'reopened')",
        "There is a case with this customer already.",
    )

    _notice_after_letter = models.Constraint(
        "CHECK (notice_ends_at > served_at AND notice_last_day >= served_at::date)",
        "A notice cannot be over before it was served.",
    )
    _contract_notice_bounds = models.Constraint(
        "CHECK (contract_notice BETWEEN 0 AND 3660)", "Notice in the Contract: between 0 and 3660."
    )

    @api.model
    def _in_order_of_process(self, states, _domain):
        """The columns of the board: states with cases, in the order of the process; of an empty one all that stand.

        Nothing is dragged there: an empty column would only push the cases out of sight.
        """
        return [state for state in process.STATES if state in states] or list(process.STANDING)

    @api.depends("obligation_ids.state")
    def _compute_obligations_open(self):
        for case in self:
            case.obligations_open = len(case.obligation_ids.filtered(lambda one: one.state == "open"))

    @api.depends("ended_on")
    def _compute_days(self):
        for case in self:
            begun = (case.create_date or fields.Datetime.now()).date()
            case.days = (case.ended_on - begun).days if case.ended_on else 0

    @api.depends("state")
    def _compute_outcome(self):
        ends = {"dismissed": "dismissed", "retained": "kept", "reopened": "kept", "restricted": "parted"}
        for case in self:
            case.outcome = ends.get(case.state, "open")

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for case in self:
            # Whoever may read the case may know whom it is about, also where the contact itself is archived.
            case.display_name = f"{case.name or ''} {case.partner_id.sudo().name or ''}".strip()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_by_hand(vals)
            # Said outright, so that no default_… of a context takes their place.
            vals.update(BY_ACT)
            vals.update(requester_id=self.env.uid, state_since=fields.Datetime.now())
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code(self._name)
            vals["candidate_id"] = False
        cases = super().create(vals_list)
        for case in cases:
            case._check_new()
            case._note_step("open", "", case.state, "")
        return cases

    def write(self, vals):
        self._refuse_by_hand(vals)
        settled = [name for name in UNTIL_SUBMITTED if name in vals]
        if settled and any(case.state not in PREPARING for case in self):
            raise UserError(
                self.env._(
                    "%(field)s cannot be changed once the decision has been asked for.", field=self._label(settled[0])
                )
            )
        if {"partner_id", "company_id"} & vals.keys() and any(case.state != process.CANDIDATE for case in self):
            raise UserError(self.env._("A case stays with its customer and its company."))
        result = super().write(vals)
        if {"partner_id", "company_id"} & vals.keys():
            for case in self:
                case._check_new()
        return result

    def _set(self, values):
        """Write what belongs to an act, past the refusal above: for the acts in this addon."""
        return super().write(values)  # pylint: disable=super-method-mismatch

    def copy(self, default=None):
        self._refuse(self.env._("A case cannot be copied: each parting is weighed anew."))
        return super().copy(default)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A case is kept on record. Dismiss it instead."))

    def _refuse_by_hand(self, vals):
        by_hand = [name for name in (*BY_ACT, "requester_id", "candidate_id") if name in vals]
        if by_hand:
            raise UserError(
                self.env._(
                    "%(field)s (%(name)s) changes only by the steps of the case, each with its conditions.",
                    field=self._label(by_hand[0]),
                    name=by_hand[0],
                )
            )

    def _label(self, name):
        return self._fields[name]._description_string(self.env)

    def _check_new(self):
        # Whose company a contact belongs to, the reader sees anyway.
        partner = self.partner_id.sudo()
        if partner.commercial_partner_id != partner:
            raise UserError(self.env._("Choose the customer, not one of its contacts: %s.", partner.display_name))
        if partner.company_id and partner.company_id != self.company_id:
            raise UserError(self.env._("%s belongs to another company.", partner.display_name))
        own = self.env["res.company"].sudo().search([("partner_id", "=", partner.id)], limit=1)
        if own:
            raise UserError(self.env._("%s is one of our own companies.", partner.display_name))

    def _refuse(self, words):
        """Refuse a change, whoever asks for it."""
        raise UserError(words)
