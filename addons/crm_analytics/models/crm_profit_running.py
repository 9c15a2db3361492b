from odoo import api, fields, models
from odoo.tools import SQL

from ..core.chain import NET
from .derived_link import DerivedLink, take_ids_at_once

#: Running totals, in the order of their columns; lists in the database, one number for each of ``months``.
TOTALS = ("net", "margin", "service", "profit")


class CrmProfitRunning(models.Model):
    """Running totals of each customer: what they left up to each month in which something was posted.

    What a customer left in any period is then a difference of two numbers, and all customers of any two periods are
    one row each to read: ten times fewer than facts, and nothing to add up. The lists are no fields, for Odoo has none
    of that kind; only statements read them. ``months`` holds years times twelve plus months, as floating point, which
    the database looks up fastest.
    """

    _name = "crm.profit.running"
    _description = "Running Totals of a Customer"
    _order = "id"
    _log_access = False
    _rec_name = "customer_id"

    run_id = DerivedLink("crm.score.run", required=True, readonly=True, ondelete="cascade")
    company_id = DerivedLink("res.company", required=True, readonly=True, ondelete="cascade")
    customer_id = DerivedLink("res.partner", readonly=True, ondelete="cascade")
    first_month = fields.Date(readonly=True)
    last_month = fields.Date(readonly=True)
    net_total = fields.Float("Net Revenue", readonly=True)
    profit_total = fields.Float("Profit", readonly=True)
    fact_count = fields.Integer("Facts", readonly=True)
    last_fact = fields.Integer("Latest Fact", readonly=True)

    _run_customer_idx = models.Index("(run_id, customer_id)")

    def init(self):
        columns = SQL(", ").join(
            SQL("ADD COLUMN IF NOT EXISTS %s float8[]", SQL.identifier(name)) for name in ("months", *TOTALS)
        )
        self.env.cr.execute(SQL("ALTER TABLE %s %s", SQL.identifier(self._table), columns))
        take_ids_at_once(self)

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model
    def _sum_up(self, run):
        """Running totals of all customers of a run, in the place of those there are; returns their number."""
        self._drop(run, SQL("TRUE"))
        return self._insert(run, SQL("TRUE"))

    @api.model
    def _catch_up(self, run, customers=None):
        """The same for the customers whose facts are others than when they were summed up; returns their number.

        :param customers: their ids, if known
        """
        changed = self._changed(run) if customers is None else list(customers)
        if changed:
            self._drop(run, SQL("customer_id = ANY(%s)", changed))
            self._insert(run, SQL("f.customer_id = ANY(%s)", changed))
        return len(changed)

    def _changed(self, run):
        """Customers whose facts are others.

        What changes facts makes new rows or takes some away: number and latest of them tell.
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT coalesce(f.customer_id, t.customer_id)
                  FROM (SELECT customer_id, count(*) AS number, max(id) AS latest FROM crm_profit_fact
                         WHERE run_id = %(run)s AND customer_id IS NOT NULL GROUP BY 1) f
                  FULL JOIN (SELECT * FROM crm_profit_running WHERE run_id = %(run)s) t USING (customer_id)
                 WHERE (f.number, f.latest) IS DISTINCT FROM (t.fact_count, t.last_fact)
                """,
                run=run.id,
            )
        )
        return [customer for (customer,) in self.env.cr.fetchall()]

    def _drop(self, run, where):
        self.flush_model()
        self.env.cr.execute(SQL("DELETE FROM crm_profit_running WHERE run_id = %s AND %s", run.id, where))
        self.invalidate_model()

    def _insert(self, run, where):
        """Sorted first, so that the sums need no memory for each customer and month; the order serves all three steps.

        What is added up are the numbers the lists are made of, floating point: made into them once, not for each sum.
        """
        self.env["crm.profit.fact"].flush_model()
        so_far = SQL(", ").join(
            SQL("sum(%s) OVER so_far AS %s", SQL.identifier(name), SQL.identifier(name)) for name in TOTALS
        )
        lists = SQL(", ").join(SQL("array_agg(%s ORDER BY month)", SQL.identifier(name)) for name in TOTALS)
        self.env.cr.execute(
            SQL(
                """
                WITH monthly AS (
                    SELECT customer_id, month,
                           coalesce(sum(amount) FILTER (WHERE kind IN %(net)s), 0) AS net,
                           coalesce(sum(amount) FILTER (WHERE kind IN %(margin)s), 0) AS margin,
                           coalesce(sum(amount) FILTER (WHERE kind = 'service'), 0) AS service, sum(amount) AS profit,
                           count(*) AS fact_count, max(id) AS last_fact
                      FROM (SELECT f.customer_id, f.month, f.kind, f.amount::float8 AS amount, f.id
                              FROM crm_profit_fact f
                             WHERE f.run_id = %(run)s AND f.customer_id IS NOT NULL AND %(where)s
                             ORDER BY f.customer_id, f.month) f
                     GROUP BY customer_id, month
                ), running AS (
                    SELECT customer_id, month, %(so_far)s, net AS month_net, profit AS month_profit,
                           fact_count, last_fact
                      FROM monthly
                    WINDOW so_far AS (PARTITION BY customer_id ORDER BY month ROWS UNBOUNDED PRECEDING)
                )
                INSERT INTO crm_profit_running
                       (run_id, company_id, customer_id, first_month, last_month, net_total, profit_total,
                        fact_count, last_fact, months, %(totals)s)
                SELECT %(run)s, %(company)s, customer_id, min(month), max(month), sum(month_net), sum(month_profit),
                       sum(fact_count), max(last_fact),
                       array_agg(date_part('year', month) * 12 + date_part('month', month) ORDER BY month),
                       %(lists)s
                  FROM running
                 GROUP BY customer_id
                """,
                net=NET,
                margin=(*NET, "cogs"),
                run=run.id,
                company=run.company_id.id,
                where=where,
                so_far=so_far,
                totals=SQL(", ").join(SQL.identifier(name) for name in TOTALS),
                lists=lists,
            )
        )
        return self.env.cr.rowcount

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _places(self, table, period, than):
        """SQL that looks up where the two periods begin and end in the lists of a row.

        :param table: SQL of the table's alias
        :return: SQL of a lateral table ``at`` with ``now_from``, ``now_to``, ``than_from``, ``than_to``
        """

        def place(day, name):
            number = SQL("%s::float8", day.year * 12 + day.month if day else 0)
            return SQL("width_bucket(%s, %s.months) AS %s", number, table, SQL.identifier(name))

        places = [place(period.first and _month_before(period.first), "now_from"), place(period.last, "now_to")]
        places += [
            place(than and _month_before(than.first), "than_from"),
            place(than and than.last, "than_to"),
        ]
        # Looked up once, not for each amount.
        return SQL("CROSS JOIN LATERAL (SELECT %s OFFSET 0) at", SQL(", ").join(places))

    @api.model
    def _amount(self, table, name, which):
        """SQL of what one of ``TOTALS`` came to in a period: ``now`` or ``than``."""
        column = SQL("%s.%s", table, SQL.identifier(name))
        first, last = SQL.identifier("at", f"{which}_from"), SQL.identifier("at", f"{which}_to")
        # A difference of sums of floating point: what is nothing shall be nothing, in any currency.
        return SQL("round((coalesce(%s[%s], 0) - coalesce(%s[%s], 0)) * 1000) / 1000", column, last, column, first)


def _month_before(day):
    return day.replace(year=day.year - 1, month=12) if day.month == 1 else day.replace(month=day.month - 1)
