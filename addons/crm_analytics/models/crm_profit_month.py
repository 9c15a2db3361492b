from odoo import api, fields, models
from odoo.tools import SQL

from ..core.chain import BELOW, NET


class CrmProfitMonth(models.Model):
    """What each customer left in each month: the facts once more, added up, for pages that look at all customers.

    Rows add up: what changes a customer's facts afterwards may add rows instead of changing some. The amounts are
    floating point, ten times as fast to add up; they are rounded where they are shown.
    """

    _name = "crm.profit.month"
    _description = "Profit of a Customer in a Month"
    _order = "month desc, id"
    _log_access = False
    _rec_name = "customer_id"

    run_id = fields.Many2one("crm.score.run", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    customer_id = fields.Many2one("res.partner", readonly=True, ondelete="set null", index="btree_not_null")
    month = fields.Date(required=True, readonly=True)
    gross = fields.Float("Before Discounts", readonly=True)
    net = fields.Float("Net Revenue", readonly=True)
    margin = fields.Float("Gross Margin", readonly=True)
    contribution = fields.Float(readonly=True)
    service = fields.Float("Cost to Serve", readonly=True)
    profit = fields.Float(readonly=True)

    _run_month_idx = models.Index("(run_id, month)")

    @api.model
    def _sum_up(self, run, customers=False, sign=1):
        """Add the facts of a run to its sums by customer and month, and to those by month and way of selling.

        :param run: record of ``crm.score.run``
        :param customers: only the facts of these customers (ids); ``None`` among them is what is assigned to nobody
        :param sign: -1 takes away what was added before: to be called before facts are replaced, and with 1 after it
        """
        self.flush_model()
        self.env["crm.profit.fact"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_profit_month
                       (run_id, company_id, customer_id, month, gross, net, margin, contribution, service, profit)
                SELECT f.run_id, f.company_id, f.customer_id, f.month, %(sums)s
                  FROM crm_profit_fact f
                 WHERE f.run_id = %(run)s AND f.customer_id IS NOT NULL AND %(whose)s
                 GROUP BY f.run_id, f.company_id, f.month, f.customer_id
                 ORDER BY f.month
                """,
                sums=self._sums(sign),
                run=run.id,
                whose=self._whose(customers),
            )
        )
        self.env["crm.profit.slice"]._sum_up(run, self._whose(customers), sign)

    @api.model
    def _sums(self, sign):
        def total(condition, of="f.amount"):
            return SQL("coalesce(%s * sum(%s) FILTER (WHERE %s), 0)::float8", sign, SQL(of), condition)

        return SQL(", ").join(
            [
                total(SQL("f.kind = 'revenue'"), of="f.amount - f.discount"),
                total(SQL("f.kind IN %s", NET)),
                total(SQL("f.kind IN %s", (*NET, "cogs"))),
                total(SQL("f.kind NOT IN %s", BELOW)),
                total(SQL("f.kind = 'service'")),
                total(SQL("TRUE")),
            ]
        )

    @api.model
    def _whose(self, customers):
        if customers is False:
            return SQL("TRUE")
        known = [customer for customer in customers if customer]
        nobody = SQL("OR f.customer_id IS NULL") if None in customers else SQL()
        return SQL("(f.customer_id = ANY(%s) %s)", known, nobody)
