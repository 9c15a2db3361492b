from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.crm_offboarding.models.crm_offboarding_case import REASON_CLASSES, STATES

from ..core.figures import STAGE
from .crm_offboarding_figure import OUTCOMES


class CrmOffboardingStage(models.Model):
    """How long cases were in each state."""

    _name = "crm.offboarding.stage"
    _description = "Time in a State of a Parting"
    _auto = False
    _order = "entered_at desc, id desc"
    _rec_name = "case_id"
    _depends = {
        "crm.offboarding.case": ["company_id", "outcome", "partner_id", "reason_class", "user_id"],
        "crm.offboarding.step": ["after", "before", "case_id", "date"],
    }

    case_id = fields.Many2one("crm.offboarding.case", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    reason_class = fields.Selection(REASON_CLASSES, "Reason", readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    state = fields.Selection(STATES, readonly=True)
    entered_at = fields.Datetime("Since", readonly=True)
    left_at = fields.Datetime("Until", readonly=True)
    days = fields.Float(readonly=True, aggregator="avg", help="Empty while the case is still there.")
    times = fields.Integer(readonly=True)

    @property
    def _table_query(self):
        return SQL(STAGE)

    def action_open_case(self):
        """The case it was."""
        self.ensure_one()
        return self.case_id.get_formview_action()
