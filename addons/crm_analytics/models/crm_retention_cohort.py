from odoo import fields, models


class CrmRetentionCohort(models.Model):
    """Customers who came in one month or quarter, and how many of them bought in a later one."""

    _name = "crm.retention.cohort"
    _description = "Retention of a Cohort"
    _order = "cohort desc, later, id"
    _log_access = False
    _rec_name = "cohort"

    run_id = fields.Many2one("crm.score.run", required=True, readonly=True, ondelete="cascade", index=True)
    current = fields.Boolean(related="run_id.current")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    grain = fields.Selection([("month", "Months"), ("quarter", "Quarters")], required=True, readonly=True)
    cohort = fields.Date("First Purchase", required=True, readonly=True)
    later = fields.Integer("Periods Later", readonly=True, aggregator=None)
    size = fields.Integer("Customers of the Cohort", readonly=True, aggregator="max")
    customers = fields.Integer("Bought Again", readonly=True)
    amount = fields.Monetary("Revenue", readonly=True)
