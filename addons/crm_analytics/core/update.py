"""SQL that finds what changed since a run was made: whose figures, and in which months, are to be counted anew.

A changed record says so by its time of change; what was deleted, and where a record was before it went to another
customer or month, stands in ``crm_score_touched``. All statements take ``run``, ``company``, ``since`` and ``as_of``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from .driver import Source
from .facts import WAY
from .journal_item import PROFIT_AND_LOSS, Sources

#: Months of items on accounts of the profit and loss account that were written: posted, taken back, changed. And of
#: what was deleted.
MONTHS = f"""
    SELECT date_trunc('month', l.date::timestamp)::date
      FROM account_move_line l JOIN account_account a ON a.id = l.account_id
     WHERE l.company_id = %(company)s AND l.write_date >= %(since)s AND l.date <= %(as_of)s
       AND a.account_type IN {PROFIT_AND_LOSS}
     UNION
    SELECT month FROM crm_score_touched
     WHERE date >= %(since)s AND company = %(company)s AND month <= %(as_of)s
"""
#: Customers some record of whom was written, or that were noted; month of the document, NULL for any; and that facts of
#: theirs may be others.
NOTED = """
    SELECT customer, month, TRUE FROM crm_score_touched
     WHERE date >= %(since)s AND customer IS NOT NULL AND (company IS NULL OR company = %(company)s)
     UNION
    SELECT coalesce(p.commercial_partner_id, p.id), t.month, TRUE
      FROM crm_score_touched t JOIN res_partner p ON p.id = t.customer
     WHERE t.date >= %(since)s AND (t.company IS NULL OR t.company = %(company)s)
     UNION
    SELECT coalesce(commercial_partner_id, id), NULL, TRUE FROM res_partner WHERE write_date >= %(since)s
     UNION
    SELECT coalesce(p.commercial_partner_id, p.id), date_trunc('month', m.date::timestamp)::date, TRUE
      FROM account_move m JOIN res_partner p ON p.id = m.partner_id
     WHERE m.company_id = %(company)s AND m.write_date >= %(since)s
     UNION
    SELECT coalesce(p.commercial_partner_id, p.id), date_trunc('month', m.date::timestamp)::date, TRUE
      FROM account_move m
      JOIN account_move_line l ON l.move_id = m.id
      JOIN res_partner p ON p.id = l.partner_id
     WHERE m.company_id = %(company)s AND m.write_date >= %(since)s
     UNION
    SELECT coalesce(p.commercial_partner_id, p.id), date_trunc('month', l.date::timestamp)::date, TRUE
      FROM account_move_line l
      JOIN account_move m ON m.id = l.move_id
      JOIN res_partner p ON p.id IN (l.partner_id, m.partner_id)
     WHERE l.company_id = %(company)s AND l.write_date >= %(since)s"""
#: Customers of documents whose orders were written: the price of the list and the cost are on those.
ORDERED = """
    SELECT coalesce(p.commercial_partner_id, p.id), date_trunc('month', m.date::timestamp)::date, TRUE
      FROM sale_order_line o
      JOIN sale_order_line_invoice_rel r ON r.order_line_id = o.id
      JOIN account_move_line l ON l.id = r.invoice_line_id AND l.company_id = %(company)s
      JOIN account_move m ON m.id = l.move_id
      JOIN res_partner p ON p.id = m.partner_id
     WHERE {written}"""
WRITTEN = (
    "o.write_date >= %(since)s",
    "o.order_id IN (SELECT id FROM sale_order WHERE write_date >= %(since)s)",
)
DELIVERED = "o.id IN (SELECT sale_line_id FROM stock_move WHERE write_date >= %(since)s)"
#: Whose facts are told by its orders themselves, not by documents of theirs; nothing else that is counted makes facts.
SHOP_ORDER = "pos.order"


def customers(sources: Sources, counted: list[tuple[Source, bool]]) -> str:
    """SQL of the customers whose figures may have changed: id, first day of a month, and whether facts may be others.

    A month that is NULL stands for any. Of what is only counted no facts are others.

    :param counted: sources of drivers, and whether their records have a time of change; of others the new ones count
    """
    found = [NOTED, *(ORDERED.format(written=one) for one in WRITTEN)]
    if sources.deliveries:
        found.append(ORDERED.format(written=DELIVERED))
    for source, dated in counted:
        table = source.record.split(".")[0]
        changed = f"{table}.write_date >= %(since)s" if dated else f"{source.date} >= %(since)s - interval '1 day'"
        found.append(
            f"SELECT coalesce(p.commercial_partner_id, p.id), NULL::date, {source.model == SHOP_ORDER} {source.rows}"
            f" JOIN res_partner p ON p.id = {source.partner} WHERE {changed}"
        )
    return " UNION ".join(found)


def elsewhere(found: Iterable[tuple[int, date | None, bool]], whole: Collection[date]) -> list[int]:
    """Customers whose facts may be others in a month that is not counted whole.

    :param found: customers, months and whether facts may be others, as :func:`customers` yields them

    >>> january, may = date(2025, 1, 1), date(2025, 5, 1)
    >>> elsewhere([(1, january, True), (2, may, True), (3, None, True), (4, None, False), (1, None, False)], [january])
    [2, 3]
    """
    return sorted({id_ for id_, month, facts in found if facts and (month is None or month not in whole)})


#: Customers whose facts may be others in the months that are counted whole. Of all others the facts are what they were
#: there too, but not what is nobody's or told by product; the comparison with the ledger would show it.
WHOSE_TABLE = """
    CREATE TEMPORARY TABLE crm_score_customer ON COMMIT DROP AS SELECT unnest(%(those)s::integer[]) AS customer_id
"""
WHOSE = "customer_id IN (SELECT customer_id FROM crm_score_customer)"
OF_THOSE = f"AND (customer_id IS NULL OR {WHOSE})"

#: The journal items of these customers, as they are today.
ITEMS = """
    CREATE TEMPORARY TABLE crm_score_item ON COMMIT DROP AS
    WITH family AS MATERIALIZED (
        SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%(customers)s) OR id = ANY(%(customers)s)
    )
    SELECT l.id FROM family f
      JOIN account_move m ON m.partner_id = f.id AND m.company_id = %(company)s AND m.state = 'posted'
      JOIN account_move_line l ON l.move_id = m.id
     UNION
    SELECT l.id FROM family f
      JOIN account_move_line l ON l.partner_id = f.id AND l.company_id = %(company)s AND l.parent_state = 'posted'
"""
#: As an array, not a join: the planner keeps the order of many joins, and this has to come first.
ONLY = "AND l.id = ANY(ARRAY(SELECT id FROM crm_score_item))"

#: Where the facts stand that are counted anew, until they are compared with those there are.
STAGE = "crm_score_fact"
#: Facts that are priced counts have neither; they are made anew by themselves.
COUNTED_FACT = "(account_id IS NOT NULL OR origin IS NOT NULL)"

#: Months in which the figures of these customers together changed, not only whose they are: there what is sorted by
#: product and what belongs to nobody is counted anew too.
SAME = ("account_id", "kind", "reason", "origin", "cost_source", "channel_id", "categ_id")
SUMS = ("amount", "discount", "realisation", "listed", "uncosted", "quantity", "items")
DIFFERENT = f"""
    SELECT DISTINCT month FROM (
        SELECT month, {", ".join(SAME)}
          FROM (SELECT month, {", ".join((*SAME, *SUMS))} FROM {STAGE}
                 UNION ALL
                SELECT month, {", ".join((*SAME, *(f"-{one}" for one in SUMS)))}
                  FROM crm_profit_fact
                 WHERE run_id = %(run)s AND month <> ALL(%(months)s) AND customer_id = ANY(%(customers)s)
                   AND {COUNTED_FACT}) x
         GROUP BY month, {", ".join(SAME)}
        HAVING {" OR ".join(f"abs(coalesce(sum({one}), 0)) > 0.000001" for one in SUMS)}) y
"""
#: Whose facts of which month are others than before; of everybody else the rows stay.
VALUES = ("customer_id", "month", *WAY, *SAME[:5], "categ_id", *SUMS)
CREATE_STAGE = f"""
    CREATE TEMPORARY TABLE {STAGE} ON COMMIT DROP AS
    SELECT run_id, company_id, {", ".join(VALUES)} FROM crm_profit_fact WITH NO DATA
"""
LET_GO_STAGE = f"DROP TABLE IF EXISTS pg_temp.{STAGE}, pg_temp.crm_score_changed, pg_temp.crm_score_customer"
ANALYZE_STAGE = f"ANALYZE {STAGE} (customer_id, month)"
#: What was counted of others than the customers, and of months that are to be counted whole.
STAGED_OTHERS = f"DELETE FROM {STAGE} WHERE customer_id IS NULL OR customer_id <> ALL(%(customers)s)"
STAGED_MONTHS = f"DELETE FROM {STAGE} WHERE month = ANY(%(months)s)"
CHANGED = f"""
    CREATE TEMPORARY TABLE crm_score_changed ON COMMIT DROP AS
    SELECT DISTINCT customer_id, month
      FROM (SELECT {", ".join(VALUES)}, 1 AS side FROM {STAGE}
             UNION ALL
            SELECT {", ".join(VALUES)}, -1 FROM crm_profit_fact
             WHERE run_id = %(run)s AND (month = ANY(%(months)s) OR customer_id = ANY(%(customers)s))
               AND {COUNTED_FACT} {{whose}}) x
     GROUP BY {", ".join(VALUES)} HAVING sum(side) <> 0
"""
#: Two statements: rows of nobody are found by month, the others by customer.
LET_GO = tuple(
    f"""
    WITH gone AS (
        DELETE FROM crm_profit_fact f USING crm_score_changed c
         WHERE f.run_id = %(run)s AND f.month = c.month AND {whose}
           AND (f.account_id IS NOT NULL OR f.origin IS NOT NULL)
        RETURNING f.items)
    SELECT count(*), coalesce(sum(items), 0) FROM gone
    """
    for whose in ("f.customer_id = c.customer_id", "f.customer_id IS NULL AND c.customer_id IS NULL")
)
TAKE_IN = """
    WITH come AS (
        INSERT INTO crm_profit_fact (run_id, {columns})
        SELECT %(run)s, {named} FROM {stage} s
          JOIN crm_score_changed c ON c.month = s.month AND coalesce(c.customer_id, 0) = coalesce(s.customer_id, 0)
         ORDER BY s.customer_id
        RETURNING items)
    SELECT count(*), coalesce(sum(items), 0) FROM come
"""
TAKE_IN = TAKE_IN.format(
    columns=", ".join(("company_id", *VALUES)),
    named=", ".join(f"s.{one}" for one in ("company_id", *VALUES)),
    stage=STAGE,
)
#: Months of entries that name these customers and are in the figures of nobody: they were no customers then.
NEW_CUSTOMERS = f"""
    SELECT DISTINCT date_trunc('month', l.date)::date
      FROM crm_score_item i
      JOIN account_move_line l ON l.id = i.id
      JOIN account_move m ON m.id = l.move_id AND m.move_type = 'entry'
      JOIN account_account a ON a.id = l.account_id AND a.account_type IN {PROFIT_AND_LOSS}
      JOIN res_partner p ON p.id = l.partner_id
      JOIN res_partner c ON c.id = p.commercial_partner_id AND c.customer_rank > 0
     WHERE l.date <= %(as_of)s
       AND NOT EXISTS (SELECT 1 FROM crm_profit_fact f
                        WHERE f.run_id = %(run)s AND f.customer_id = p.commercial_partner_id
                          AND f.account_id = l.account_id AND f.month = date_trunc('month', l.date))
"""
#: Months of shop orders of these customers; a closing entry is told apart among all who are in it.
SHOPPED = """
    SELECT DISTINCT date_trunc('month', m.date)::date
      FROM pos_order o
      JOIN pos_session s ON s.id = o.session_id
      JOIN account_move m ON m.id IN (o.account_move, s.move_id)
      JOIN res_partner p ON p.id = o.partner_id
     WHERE o.company_id = %(company)s AND m.date <= %(as_of)s
       AND (p.commercial_partner_id = ANY(%(customers)s) OR o.write_date >= %(since)s)
     UNION
    SELECT month FROM crm_profit_fact
     WHERE run_id = %(run)s AND origin = 'shop' AND customer_id = ANY(%(customers)s)
"""
#: Customers whose counts changed; their months are priced anew.
COUNTED = """
    SELECT DISTINCT customer_id
      FROM (SELECT customer_id, month, driver, quantity, 1 AS side FROM crm_cost_count
             WHERE run_id = %(run)s AND customer_id = ANY(%(customers)s)
             UNION ALL
            SELECT customer_id, month, driver, quantity, -1 FROM crm_cost_count WHERE run_id = %(stage)s) x
     GROUP BY customer_id, month, driver, quantity HAVING sum(side) <> 0
"""
#: What is spread over customers is taken from what is nobody's, month by month.
ABSORBED = """
    INSERT INTO crm_profit_fact (run_id, company_id, customer_id, month, kind, reason,
                                 amount, discount, quantity, items)
    SELECT run_id, company_id, NULL, month, 'absorbed', 'absorbed', -sum(amount), 0, 0, 0
      FROM crm_profit_fact
     WHERE run_id = %(run)s AND account_id IS NULL AND origin IS NULL AND customer_id IS NOT NULL
     GROUP BY run_id, company_id, month
"""


@dataclass(frozen=True)
class Change:
    """What an update changed.

    :param rows: facts and counts that went or came
    :param facts: by how many there are more facts now
    :param items: by how many these add up more journal items
    :param customers: ids of those whose facts are others; None: of everybody
    :param months: in which facts are others; None: in all
    :param priced: whether cost to serve was priced anew
    """

    rows: int
    facts: int
    items: int
    customers: Collection[int] | None
    months: Collection[date] | None
    priced: bool = False

    def with_prices(self, customers: Collection[int] | None, rows: tuple[int, int]) -> Change:
        """The same with the prices of what customers had done for them counted anew, which is in any month.

        :param customers: those whose counts changed; None: all are priced anew
        :param rows: facts that went and that came

        >>> before = Change(2, 0, 0, {1}, {date(2025, 1, 1)})
        >>> before.with_prices([3], (0, 0))
        Change(rows=3, facts=0, items=0, customers={1}, months={datetime.date(2025, 1, 1)}, priced=False)
        >>> before.with_prices([3], (1, 4))
        Change(rows=8, facts=3, items=0, customers={1, 3}, months=None, priced=True)
        """
        gone, come = rows
        counted = len(customers or ())
        if not (gone or come):
            return replace(self, rows=self.rows + counted)
        whose = None if customers is None or self.customers is None else {*self.customers, *customers}
        return Change(self.rows + counted + gone + come, self.facts + come - gone, self.items, whose, None, True)
