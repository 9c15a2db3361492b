from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..core.chain import BELOW, NET
from ..core.pareto import top_count
from .crm_profit_slice import KEYS

#: Rows named as the best, the losing, those that moved up and down.
NAMED = 5
POINTS = 100
#: Memory for one statement that sorts customers.
WORK_MEMORY = "64MB"


class CrmProfitSums(models.AbstractModel):
    """Sums of a period and of the one it is compared with, each from one statement under the reader's rights."""

    _name = "crm.profit.sums"
    _description = "Sums of the Analysis"

    @api.model
    def _rows(self, model, run, period, than, domain=Domain.TRUE):
        """Query of a model's rows of both periods that the reader may see."""
        months = Domain("month", ">=", period.first) & Domain("month", "<=", period.last)
        if than:
            months |= Domain("month", ">=", than.first) & Domain("month", "<=", than.last)
        return self.env[model]._search(Domain("run_id", "=", run.id) & months & domain)

    @api.model
    def _within(self, query, period):
        """Condition: a row of the query is of the period; nothing is of no period."""
        if not period:
            return SQL("FALSE")
        month = SQL.identifier(query.table, "month")
        return SQL("(%s >= %s AND %s <= %s)", month, period.first, month, period.last)

    # ------------------------------------------------------------------
    # Many: customers, products
    # ------------------------------------------------------------------

    @api.model
    def _customers(self, run, period, than):
        """Profit of the customers; see :meth:`_ranked`."""
        running = self.env["crm.profit.running"]
        query = running._search(Domain("run_id", "=", run.id) & Domain("customer_id", "!=", False))
        table = SQL.identifier(query.table)
        source = SQL(
            """
            SELECT %(table)s.customer_id AS key, %(table)s.id AS row,
                   CASE WHEN at.now_to > at.now_from THEN %(now)s END AS now, %(before)s AS before, %(net)s AS net
              FROM %(from)s %(places)s
             WHERE %(where)s AND (at.now_to > at.now_from OR at.than_to > at.than_from)
            """,
            **{"table": table, "from": query.from_clause, "where": query.where_clause or SQL("TRUE")},
            now=running._amount(table, "profit", "now"),
            before=running._amount(table, "profit", "than"),
            net=running._amount(table, "net", "now"),
            places=running._places(table, period, than),
        )
        return self._ranked(source)

    @api.model
    def _products(self, run, period, than):
        """Gross margin of the products; see :meth:`_ranked`."""
        query = self._rows("crm.profit.product", run, period, than, Domain("product_id", "!=", False))
        margin, revenue = (SQL.identifier(query.table, name) for name in ("margin", "revenue"))
        now = self._within(query, period)
        source = SQL(
            """
            SELECT %(key)s AS key, min(%(id)s) AS row, sum(%(margin)s::float8) FILTER (WHERE %(now)s) AS now,
                   coalesce(sum(%(margin)s::float8) FILTER (WHERE %(before)s), 0) AS before,
                   coalesce(sum(%(revenue)s::float8) FILTER (WHERE %(now)s), 0) AS net
              FROM %(from)s WHERE %(where)s
             GROUP BY 1
            """,
            **{"from": query.from_clause, "where": query.where_clause or SQL("TRUE")},
            key=SQL.identifier(query.table, "product_id"),
            id=SQL.identifier(query.table, "id"),
            margin=margin,
            revenue=revenue,
            now=now,
            before=self._within(query, than),
        )
        return self._ranked(source)

    def _ranked(self, source):
        """Who stands where, in one pass: the curve and its ends, and who moved most.

        :param source: SQL of rows ``key``, ``row`` (an id), ``now`` (NULL: nothing in the period), ``before``, ``net``
        :return: dictionary with ``count``, ``top``, ``peak``, ``losing``, ``loss`` of the period, ``before_total``,
            ``curve`` ``[[rank, sum so far]]``, and lists ``best``, ``worst``, ``up``, ``down`` of
            ``{"key", "row", "net", "now", "before"}``
        """
        # A hundred thousand customers are sorted in memory, not on disk.
        self.env.cr.execute("SELECT set_config('work_mem', %s, TRUE)", [WORK_MEMORY])
        [(found,)] = self.env.execute_query(
            SQL(
                """
                WITH sums AS MATERIALIZED (%(source)s), ranked AS MATERIALIZED (
                    SELECT key, row, net, now, before, row_number() OVER best AS rank, sum(now) OVER best AS so_far
                      FROM sums WHERE now IS NOT NULL
                    WINDOW best AS (ORDER BY now DESC, key ROWS UNBOUNDED PRECEDING)
                ), told AS MATERIALIZED (
                    SELECT count(now) AS count, coalesce(sum(before), 0) AS before_total,
                           coalesce(sum(now) FILTER (WHERE now > 0), 0) AS peak,
                           count(*) FILTER (WHERE now > 0) AS gaining,
                           count(*) FILTER (WHERE now < 0) AS losing,
                           coalesce(sum(now) FILTER (WHERE now < 0), 0) AS loss
                      FROM sums
                ), picked AS MATERIALIZED (
                    SELECT ranked.* FROM ranked, told
                     WHERE rank <= %(named)s OR rank > told.count - %(named)s
                        OR rank %% greatest(1, told.count / %(points)s) = 0
                        OR rank IN (told.gaining, (told.count + 4) / 5)
                )
                SELECT row_to_json(told)::jsonb || jsonb_build_object(
                    'curve', (SELECT jsonb_agg(jsonb_build_array(rank, so_far) ORDER BY rank) FROM picked),
                    'best', (SELECT jsonb_agg(x) FROM (SELECT key, row, net, now, before FROM picked WHERE now > 0
                                                        ORDER BY rank LIMIT %(named)s) x),
                    'worst', (SELECT jsonb_agg(x) FROM (SELECT key, row, net, now, before FROM picked WHERE now < 0
                                                         ORDER BY rank DESC LIMIT %(named)s) x),
                    'up', (SELECT jsonb_agg(x) FROM (SELECT key, row, net, coalesce(now, 0) AS now, before FROM sums
                                                      WHERE coalesce(now, 0) > before
                                                      ORDER BY coalesce(now, 0) - before DESC, key LIMIT %(named)s) x),
                    'down', (SELECT jsonb_agg(x) FROM (SELECT key, row, net, coalesce(now, 0) AS now, before FROM sums
                                                        WHERE coalesce(now, 0) < before
                                                        ORDER BY coalesce(now, 0) - before, key LIMIT %(named)s) x))
                  FROM told
                """,
                source=source,
                points=POINTS,
                named=NAMED,
            )
        )
        return self._filled(found)

    def _filled(self, found):
        for name in ("curve", "best", "worst", "up", "down"):
            found[name] = found[name] or []
        at_top = [height for rank, height in found["curve"] if rank == top_count(found["count"])]
        found["top"] = at_top[0] if at_top else 0.0
        return found

    # ------------------------------------------------------------------
    # Few: kinds and months, channels, categories, sellers
    # ------------------------------------------------------------------

    @api.model
    def _kinds(self, run, period, than):
        """Rows ``(month, kind, assigned, amount, discount, realisation, listed)`` of both periods."""
        query = self._rows("crm.profit.slice", run, period, than, Domain("dimension", "=", "all"))
        names = ("month", "kind", "assigned", "amount", "discount", "realisation", "listed")
        columns = [SQL.identifier(query.table, name) for name in names]
        sums = SQL(", ").join(SQL("sum(%s)", column) for column in columns[3:])
        keys = SQL(", ").join(columns[:3])
        return self.env.execute_query(
            SQL(
                "SELECT %s, %s FROM %s WHERE %s GROUP BY %s",
                keys,
                sums,
                query.from_clause,
                query.where_clause or SQL("TRUE"),
                keys,
            )
        )

    @api.model
    def _dimensions(self, run, period, than):
        """What customers left by sales channel, product category and salesperson, before cost to serve.

        :return: ``{dimension: [{"key", "net", "now", "before"}]}``, the best first; key None: not told
        """
        domain = Domain("dimension", "in", list(KEYS)) & Domain("assigned", "=", True)
        query = self._rows("crm.profit.slice", run, period, than, domain)
        dimension, kind, amount = (SQL.identifier(query.table, name) for name in ("dimension", "kind", "amount"))
        keys = [SQL.identifier(query.table, name) for name in KEYS.values()]
        now, before = self._within(query, period), self._within(query, than)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(dimension)s, coalesce(%(keys)s) AS key,
                       coalesce(sum(%(amount)s) FILTER (WHERE %(now)s AND %(kind)s IN %(net)s), 0),
                       coalesce(sum(%(amount)s) FILTER (WHERE %(now)s), 0),
                       coalesce(sum(%(amount)s) FILTER (WHERE %(before)s), 0)
                  FROM %(table)s WHERE %(where)s AND %(kind)s NOT IN %(below)s
                 GROUP BY 1, 2
                 ORDER BY 4 DESC, 2
                """,
                dimension=dimension,
                keys=SQL(", ").join(keys),
                amount=amount,
                kind=kind,
                now=now,
                before=before,
                net=NET,
                below=BELOW,
                table=query.from_clause,
                where=query.where_clause or SQL("TRUE"),
            )
        )
        found = {name: [] for name in KEYS}
        for name, key, net, amount_now, amount_before in rows:
            found[name].append({"key": key, "net": net, "now": amount_now, "before": amount_before})
        return found
