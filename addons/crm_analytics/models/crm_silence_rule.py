from odoo import api, fields, models
from odoo.fields import Domain

from ..core import silence


class CrmSilenceRule(models.Model):
    """What counts as silence among the customers of a segment, and how many alerts a person gets a week."""

    _name = "crm.silence.rule"
    _description = "Rule of Silence"
    _order = "company_id, sequence, id"
    _check_company_auto = True
    _rec_names_search = ["segment_id"]

    name = fields.Char(compute="_compute_name")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    segment_id = fields.Many2one(
        "crm.segment", check_company=True, ondelete="cascade", help="Empty: the rule of all who are in no other one."
    )
    fixed_days = fields.Integer("Days without Rhythm", default=90, help="For customers who buy without any rhythm.")
    min_gaps = fields.Integer(
        "Gaps Wanted", default=3, help="With fewer gaps between purchases a customer is judged by what is usual here."
    )
    certainty = fields.Selection(
        [("1.2816", "one gap in ten"), ("1.6449", "one gap in twenty"), ("2.3263", "one gap in a hundred")],
        "Unusual Is",
        required=True,
        default="1.6449",
        help="So seldom is a gap as long as that, if the customer goes on buying.",
    )
    touch_days = fields.Integer("In Touch", default=7, help="Nobody is told of customers talked with in so many days.")
    thin = fields.Boolean("Also with Too Little Data", help="Customers with one or two gaps, judged by the segment.")
    weekly_cap = fields.Integer(
        "Alerts a Week", default=10, help="At most so many for one person; those with most money first."
    )
    user_id = fields.Many2one(
        "res.users",
        "If Nobody Owns the Customer",
        domain=[("share", "=", False)],
        help="Gets the alerts of customers without a salesperson.",
    )
    prior_median = fields.Float("Usual Days", default=90.0, readonly=True, digits=(8, 1))
    prior_spread = fields.Float("Usual Spread", default=silence.CHANCE, readonly=True, digits=(8, 5))
    prior_customers = fields.Integer("Customers", readonly=True)
    trust = fields.Char("How Often Right", compute="_compute_trust")

    _segment_idx = models.UniqueIndex(
        "(company_id, coalesce(segment_id, 0)) WHERE active", "One rule for each segment."
    )
    _days_check = models.Constraint("CHECK (fixed_days BETWEEN 1 AND 1000)", "Days without rhythm: from 1 to 1,000.")
    _gaps_check = models.Constraint("CHECK (min_gaps BETWEEN 2 AND 50)", "Gaps wanted: from 2 to 50.")
    _touch_check = models.Constraint("CHECK (touch_days BETWEEN 0 AND 365)", "In touch: from 0 to 365 days.")
    _cap_check = models.Constraint("CHECK (weekly_cap BETWEEN 0 AND 1000)", "Alerts a week: from 0 to 1,000.")

    @api.depends("segment_id")
    @api.depends_context("lang")
    def _compute_name(self):
        for rule in self:
            rule.name = rule.segment_id.name or self.env._("All other customers")

    def _compute_trust(self):
        for rule in self:
            rule.trust = self.env["crm.silence.backtest"]._trust(rule.company_id, rule, "rhythm")

    @api.model
    def _of(self, company):
        """The rules of a company; the one for everybody is made if it is missing."""
        rules = self.search(Domain("company_id", "=", company.id))
        if rules.filtered(lambda rule: not rule.segment_id):
            return rules
        return rules | self.create({"company_id": company.id, "sequence": 100})
