"""Shop sessions told apart by their orders.

The shop closes a session with one entry for all orders that were not invoiced, so the items of the entry name nobody.
What each account got is split by the orders' share in the lines sold (or taken back, or in their cost), to the cent:
customers get theirs, the rest stays with nobody, and what is given out is taken from the same account, so that the sum
does not change.

Example
-------
Ten cents among three who bought the same:

>>> split(10, [1, 1, 1])
[4, 3, 3]
>>> split(-10, [2, 1])
[-7, -3]
>>> split(5, [0, 0])
[]
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from . import facts, journal_item
from .journal_item import Sources


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Whole numbers in proportion to weights that add up to an amount: the method of the largest remainder.

    Each gets what is due rounded down; what is left goes one by one to those who lost most by that, the earlier first.
    ``statement`` does the same in SQL.

    :return: one number per weight; nothing if the weights add up to nothing
    """
    whole = sum(weights)
    if not whole:
        return []
    due = [Fraction(amount * weight, whole) for weight in weights]
    low = [math.floor(one) for one in due]
    order = sorted(range(len(due)), key=lambda index: low[index] - due[index])
    for index in order[: amount - sum(low)]:
        low[index] += 1
    return low


#: Orders that are in the closing entry: not invoiced, or invoiced only after the session was closed.
IN_ENTRY = """
    o.state NOT IN ('draft', 'cancel')
    AND (o.account_move IS NULL OR EXISTS (SELECT 1 FROM account_move v WHERE v.reversed_pos_order_id = o.id))"""
#: What a line is worth, with its sign; the ERP keeps it without one on refunds.
WORTH = "abs(n.price_subtotal) * sign(n.qty * n.price_unit)"
SOLD = "CASE WHEN n.qty * n.price_unit < 0 THEN 'return' ELSE 'revenue' END"
GIVEN = f"""
    CASE WHEN coalesce(n.discount, 0) = 0 THEN 0
         WHEN n.discount < 100 THEN -({WORTH}) * n.discount / (100 - n.discount)
         ELSE -n.qty * n.price_unit END"""


def _shares(kind: str, told: str, weight: str, given: str, pieces: str) -> str:
    return f"""
        SELECT o.session_id, {kind} AS kind, {told} AS told, coalesce(p.commercial_partner_id, p.id) AS customer_id,
               n.product_id, pt.categ_id, sum({weight}) AS weight, sum({given}) AS given, sum({pieces}) AS pieces
          FROM pos_order o
          JOIN pos_order_line n ON n.order_id = o.id
          LEFT JOIN res_partner p ON p.id = o.partner_id
          LEFT JOIN product_product pp ON pp.id = n.product_id
          LEFT JOIN product_template pt ON pt.id = pp.product_tmpl_id
         WHERE o.session_id IN (SELECT session_id FROM posted) AND {IN_ENTRY}
         GROUP BY 1, 2, 3, 4, 5, 6"""


def statement(sources: Sources) -> str:
    """The statement that tells the sessions closed in a piece of a run apart.

    Parameters: ``run``, ``company``, ``date_from``, ``date_to`` and ``unit`` (cents in one of the company's currency).
    """
    way = ", ".join(facts.WAY)
    # The entry has reductions of the whole order, lines of a price below zero, among what was taken back.
    told = f"CASE WHEN n.price_unit < 0 THEN 'cash_discount' ELSE {SOLD} END"
    keys = f"company_id, month, account_id, {way}"
    return f"""
    WITH posted AS MATERIALIZED (
        SELECT row_number() OVER () AS id, session_id, {keys}, kind, product_id, categ_id, sum(amount) AS amount
          FROM ({journal_item.items(sources, ", ps.id AS session_id", where="AND ps.id IS NOT NULL")}) item
         WHERE reason = 'shop' AND kind IN ('revenue', 'return', 'cogs')
         GROUP BY session_id, {keys}, kind, product_id, categ_id
    ),
    share AS MATERIALIZED (
        SELECT row_number() OVER () AS id, x.*
          FROM ({_shares(SOLD, told, WORTH, GIVEN, "n.qty")}
                 UNION ALL {_shares("'cogs'", "'cogs'", "n.total_cost", "0", "0")}) x
    ),
    due AS (
        SELECT p.id, s.told, s.customer_id, s.product_id, s.categ_id, s.given, s.weight, p.amount,
               sum(s.weight) OVER whole AS weights,
               s.pieces * p.amount / nullif(sum(p.amount) OVER (PARTITION BY s.id), 0) AS pieces
          FROM posted p
          JOIN share s ON s.session_id = p.session_id AND s.kind = p.kind
                      AND (p.product_id IS NULL OR s.product_id = p.product_id)
        WINDOW whole AS (PARTITION BY p.id)
    ),
    floored AS (
        SELECT *, amount * %(unit)s * weight / weights AS exact, floor(amount * %(unit)s * weight / weights) AS low
          FROM due WHERE weights <> 0
    ),
    ranked AS (
        SELECT *, row_number() OVER (PARTITION BY id ORDER BY low - exact, customer_id, product_id) AS place,
               round(amount * %(unit)s) - sum(low) OVER (PARTITION BY id) AS remaining
          FROM floored
    ),
    part AS MATERIALIZED (
        SELECT {", ".join(f"p.{key}" for key in ("company_id", "month", "account_id", "kind", *facts.WAY))},
               p.product_id AS posted_product_id, p.categ_id AS posted_categ_id,
               r.told, r.customer_id, r.product_id, r.categ_id,
               (r.low + (r.place <= r.remaining)::integer) / %(unit)s AS amount,
               CASE p.kind WHEN 'revenue' THEN round(r.given * r.amount / r.weights * %(unit)s) / %(unit)s
                           ELSE 0 END AS discount,
               coalesce(r.pieces, 0) AS pieces
          FROM ranked r JOIN posted p ON p.id = r.id
    ),
    products AS (
        INSERT INTO crm_profit_product (run_id, {", ".join(facts.PRODUCT_KEYS)},
                                        revenue, discount, returns, cogs, margin, quantity)
        SELECT %(run)s, company_id, month, product_id, categ_id, channel_id,
               coalesce(sum(amount) FILTER (WHERE kind = 'revenue'), 0), sum(discount),
               coalesce(sum(amount) FILTER (WHERE kind = 'return'), 0),
               coalesce(sum(amount) FILTER (WHERE kind = 'cogs'), 0),
               coalesce(sum(amount) FILTER (WHERE kind IN ('revenue', 'return', 'cogs')), 0), sum(pieces)
          FROM (SELECT company_id, month, product_id, categ_id, channel_id, told AS kind, amount, discount, pieces
                  FROM part
                 UNION ALL
                SELECT company_id, month, posted_product_id, posted_categ_id, channel_id, kind, -amount, 0, 0
                  FROM part) x
         GROUP BY company_id, month, product_id, categ_id, channel_id
        HAVING sum(pieces) <> 0 OR bool_or(amount <> 0)
    )
    INSERT INTO {sources.fact_table} (run_id, {keys}, kind, customer_id, categ_id, reason, origin, cost_source,
                                 amount, discount, realisation, listed, quantity, items)
    SELECT %(run)s, {keys}, told, customer_id, categ_id,
           CASE WHEN customer_id IS NULL THEN 'shop_nobody' END, 'shop',
           CASE kind WHEN 'cogs' THEN 'posted' END, sum(amount), sum(discount), 0, 0, sum(pieces), 0
      FROM part GROUP BY {keys}, kind, told, customer_id, categ_id
     UNION ALL
    SELECT %(run)s, {keys}, kind, NULL, posted_categ_id, 'shop_split', 'shop',
           CASE kind WHEN 'cogs' THEN 'posted' END, -sum(amount), 0, 0, 0, 0, 0
      FROM part GROUP BY {keys}, kind, posted_categ_id
    """
