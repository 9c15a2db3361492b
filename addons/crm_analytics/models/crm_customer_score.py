from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core import purchase_days, score_part
from ..core.purchase_shop import Shop
from .derived_link import DerivedLink

PURCHASES, CUSTOMERS = SQL.identifier(purchase_days.TABLE), SQL.identifier(purchase_days.SUMMARY_TABLE)


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
    company_id = DerivedLink("res.company", required=True, readonly=True, ondelete="cascade")
    # A foreign key: where customers are merged their history moves along, and comes back when they are parted.
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
        if vals:
            raise UserError(self.env._("Scores are not changed. The next run writes new ones."))
        return super().write(vals)

    # ------------------------------------------------------------------
    # Writing a run
    # ------------------------------------------------------------------

    @api.model
    def _score_parts(self, run):
        """What a score consists of (``core.score_part.Part``); other parts of the analysis add to ``super()``'s list.

        :param run: the run being written; its facts, the purchase days and their summary are there already
        """
        summary = f"SELECT customer_id, {', '.join(purchase_days.COLUMNS)} FROM {purchase_days.SUMMARY_TABLE}"
        return [score_part.Part("customer", purchase_days.COLUMNS, summary, adds=True)]

    @api.model
    def _write_scores(self, run):
        """Write the scores of all customers of a run; returns how many.

        Who objected meanwhile has no score, and those of earlier runs go.
        """
        self._collect_purchases(run)
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_customer_score WHERE company_id = %s AND customer_id IN (%s)",
                run.company_id.id,
                self._excluded(run),
            )
        )
        parts = self._score_parts(run)
        values = {
            **score_part.parameters(parts),
            "run": run.id,
            "company": run.company_id.id,
            "as_of": run.as_of,
            "excluded": self._excluded(run),
        }
        self.env.cr.execute(SQL(score_part.insert(parts, excluded="%(excluded)s"), **values))
        return self.env.cr.rowcount

    @api.model
    def _excluded(self, run):
        """SQL of the ids of those who are not evaluated: they objected, or did not agree where it takes that."""
        standing = self.env["crm.consent.standing"].with_company(run.company_id)
        return standing._objectors_sql("profiling")

    @api.model
    def _shop(self):
        """The point of sale as ``core.purchase_shop`` wants it; None if it is not installed."""
        if "pos.order" not in self.env:
            return None
        return Shop(settles="sale_order_origin_id" in self.env["pos.order.line"]._fields)

    @api.model
    def _collect_purchases(self, run):
        """Put the purchase days of all customers up to the day of a run into a table of this transaction.

        What is there already for this run stays, so every step of a run may ask for it.
        """
        [(there,)] = self.env.execute_query(
            SQL("SELECT obj_description(to_regclass(%s))", f"pg_temp.{purchase_days.TABLE}")
        )
        if there == str(run.id):
            return
        self.env.flush_all()
        company = run.company_id
        values = {
            "company": company.id,
            "as_of": run.as_of,
            "timezone": company.partner_id.tz or "UTC",
            "excluded": self._excluded(run),
        }
        for table, statement in (
            (PURCHASES, purchase_days.create(company.purchase_basis, self._shop())),
            (CUSTOMERS, purchase_days.SUMMARY),
        ):
            self.env.cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.%s", table))
            self.env.cr.execute(SQL(statement, **values))
            self.env.cr.execute(SQL("ANALYZE %s", table))
        self.env.cr.execute(SQL("COMMENT ON TABLE %s IS %s", PURCHASES, str(run.id)))
