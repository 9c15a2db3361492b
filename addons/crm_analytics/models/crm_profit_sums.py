from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..core.chain import BELOW, NET
from ..core.pareto import top_count
from .crm_profit_slice import KEYS

#: Rows named as the best, the losing, those that moved up and down.
NAMED = 5
POINTS = 100


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
        query = self._rows("crm.profit.month", run, period, than, Domain("customer_id", "!=", False))
        return self._ranked(query, "customer_id", "profit", "net", period, than)

    @api.model
    def _products(self, run, period, than):
        """Gross margin of the products; see :meth:`_ranked`."""
        query = self._rows("crm.profit.product", run, period, than, Domain("product_id", "!=", False))
        return self._ranked(query, "product_id", "margin", "revenue", period, than)

    def _ranked(self, query, key, amount, net, period, than):
        """Who stands where, in one pass: the curve and its ends, and who moved most.

        :return: dictionary with ``count``, ``top``, ``peak``, ``losing``, ``loss`` of the period, ``before_total``,
            ``curve`` ``[[rank, sum so far]]``, and lists ``best``, ``worst``, ``up``, ``down`` of
            ``{"key", "row", "net", "now", "before"}``; row is the least id of the rows added up
        """
        column = {name: SQL.identifier(query.table, name) for name in (key, amount, net)}
        now, before = self._within(query, period), self._within(query, than)
        [(found,)] = self.env.execute_query(
            SQL(
                """
                WITH sums AS MATERIALIZED (
                    SELECT %(key)s AS key, min(%(id)s) AS row,
                           sum(%(amount)s::float8) FILTER (WHERE %(now)s) AS now,
                           coalesce(sum(%(amount)s::float8) FILTER (WHERE %(before)s), 0) AS before,
                           coalesce(sum(%(net)s::float8) FILTER (WHERE %(now)s), 0) AS net
                      FROM %(table)s WHERE %(where)s
                     GROUP BY 1
                ), ranked AS MATERIALIZED (
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
                )
                SELECT row_to_json(told)::jsonb || jsonb_build_object(
                    'curve', (SELECT jsonb_agg(jsonb_build_array(rank, so_far) ORDER BY rank) FROM ranked
                               WHERE rank %% greatest(1, told.count / %(points)s) = 0
                                  OR rank IN (told.count, told.gaining, (told.count + 4) / 5)),
                    'best', (SELECT jsonb_agg(x) FROM (SELECT key, row, net, now, before FROM ranked WHERE now > 0
                                                        ORDER BY rank LIMIT %(named)s) x),
                    'worst', (SELECT jsonb_agg(x) FROM (SELECT key, row, net, now, before FROM ranked WHERE now < 0
                                                         ORDER BY rank DESC LIMIT %(named)s) x),
                    'up', (SELECT jsonb_agg(x) FROM (SELECT key, row, net, coalesce(now, 0) AS now, before FROM sums
                                                      WHERE coalesce(now, 0) > before
                                                      ORDER BY coalesce(now, 0) - before DESC, key LIMIT %(named)s) x),
                    'down', (SELECT jsonb_agg(x) FROM (SELECT key, row, net, coalesce(now, 0) AS now, before FROM sums
                                                        WHERE coalesce(now, 0) < before
                                                        ORDER BY coalesce(now, 0) - before, key LIMIT %(named)s) x))
                  FROM told
                """,
                id=SQL.identifier(query.table, "id"),
                key=column[key],
                amount=column[amount],
                net=column[net],
                now=now,
                before=before,
                table=query.from_clause,
                where=query.where_clause or SQL("TRUE"),
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
