from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.crm_offboarding.models.crm_offboarding_case import REASON_CLASSES, STATES

from ..core.figures import FIGURE

OUTCOMES = [("open", "Open"), ("kept", "Kept"), ("parted", "Parted"), ("dismissed", "Dismissed")]
MONTHS = 12


class CrmOffboardingFigure(models.Model):
    """Each case in figures: how it ended, how long it took, what serving the customer cost before and costs since."""

    _name = "crm.offboarding.figure"
    _description = "Parting in Figures"
    _auto = False
    _order = "opened_on desc, id desc"
    _rec_name = "case_id"
    _depends = {
        "crm.offboarding.case": [
            "company_id", "partner_id", "user_id", "reason_class", "state", "outcome", "served_at", "ended_on", "days",
            "refused_count", "won_back",
        ],
        "crm.profit.fact": ["amount", "customer_id", "kind", "month", "run_id"],
        "crm.score.run": ["as_of", "company_id", "current", "date_from"],
        "crm.touchpoint": ["commercial_partner_id", "company_id", "date", "direction", "nature"],
    }  # fmt: skip

    case_id = fields.Many2one("crm.offboarding.case", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    reason_class = fields.Selection(REASON_CLASSES, "Reason", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    opened_on = fields.Date(readonly=True)
    served_on = fields.Date("Notice Served", readonly=True)
    ended_on = fields.Date(readonly=True)
    days = fields.Integer(readonly=True, aggregator="avg")
    cases = fields.Integer(readonly=True)
    kept_share = fields.Float(
        "Kept (%)",
        readonly=True,
        aggregator="avg",
        help="Of the decided cases, the share in which the customer stayed.",
    )
    refused_count = fields.Integer("Approvals Refused", readonly=True)
    won_back = fields.Integer(readonly=True)
    complaints = fields.Integer("Complaints after Notice", readonly=True)
    # What serving a customer costs is read by analysts.
    service_before = fields.Monetary(
        "Cost to Serve Before, a Month", readonly=True, aggregator="avg", groups="crm_analytics.group_analyst"
    )
    service_after = fields.Monetary(
        "Cost to Serve After, a Month", readonly=True, aggregator="avg", groups="crm_analytics.group_analyst"
    )
    service_change = fields.Monetary(
        "Change, a Month", readonly=True, aggregator="avg", groups="crm_analytics.group_analyst"
    )
    months_after = fields.Integer("Months Since", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return SQL(FIGURE, months=MONTHS)

    def action_open_case(self):
        """The case behind the figures."""
        self.ensure_one()
        return self.case_id.get_formview_action()
