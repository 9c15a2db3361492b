from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core import purchase_days, score_part


class CrmCustomerScore(models.Model):
    """What a run found out about each customer of a company; written once, by one statement, and never changed.

    Other parts of the analysis add columns with ``_inherit`` and what fills them with :meth:`_score_parts`.
    """

    _name = "crm.customer.score"
    _description = "Score of a Customer"
    _order = "id desc"
    _log_access = False
    _rec_name = "customer_id"

    run_id = fields.Many2one("crm.score.run", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    customer_id = fields.Many2one("res.partner", required=True, readonly=True, ondelete="cascade", index=True)
    current = fields.Boolean(related="run_id.current", help="Of the run the pages show.")
    as_of = fields.Date("Up To", related="run_id.as_of")
    user_id = fields.Many2one("res.users", "Owner", related="customer_id.user_id")
    currency_id = fields.Many2one(related="company_id.currency_id")

    purchases = fields.Integer(readonly=True, help="Days on which the customer bought something.")
    repeats = fields.Integer("Repeat Purchases", readonly=True, help="Purchases after the first one.")
    recency = fields.Float(
        "Weeks First to Last", readonly=True, aggregator="avg", help="Between the first and the last purchase."
    )
    age = fields.Float("Weeks Known", readonly=True, aggregator="avg", help="From the first purchase to the run.")
    first_purchase = fields.Date(readonly=True)
    last_purchase = fields.Date(readonly=True)
    revenue = fields.Monetary(readonly=True, help="All purchases without taxes, credit notes taken off.")
    spend = fields.Monetary("Spend per Purchase", readonly=True, aggregator="avg")
    repeat_spend = fields.Monetary(
        "Spend per Repeat Purchase", readonly=True, aggregator="avg", help="The mean without the first purchase."
    )

    _identity_idx = models.UniqueIndex("(run_id, customer_id)")

    def write(self, vals):
        raise UserError(self.env._("Scores are not changed. The next run writes new ones."))

    # ------------------------------------------------------------------
    # Writing a run
    # ------------------------------------------------------------------

    @api.model
    def _score_parts(self, run):
        """What a score consists of (``core.score_part.Part``); other parts of the analysis add to ``super()``'s list.

        :param run: the run being written; its facts and the table of purchase days are there already
        """
        return [score_part.Part("customer", purchase_days.COLUMNS, purchase_days.SUMMARY, adds=True)]

    @api.model
    def _write_scores(self, run):
        """Write the scores of all customers of a run; returns how many."""
        self._collect_purchases(run)
        parts = self._score_parts(run)
        values = {
            **score_part.parameters(parts),
            "run": run.id,
            "company": run.company_id.id,
            "as_of": run.as_of,
            "objectors": self.with_company(run.company_id).env["crm.consent.standing"]._objectors_sql("profiling"),
        }
        self.env.cr.execute(SQL(score_part.insert(parts, excluded="%(objectors)s"), **values))
        return self.env.cr.rowcount

    @api.model
    def _collect_purchases(self, run):
        """Put the purchase days of all customers up to the day of a run into a table of this transaction."""
        self.env.flush_all()
        company = run.company_id
        values = {
            "company": company.id,
            "as_of": run.as_of,
            "timezone": company.partner_id.tz or "UTC",
        }
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS crm_score_purchase"))
        self.env.cr.execute(SQL(purchase_days.create(company.purchase_basis), **values))
        self.env.cr.execute(SQL("ANALYZE crm_score_purchase"))
