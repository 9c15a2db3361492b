"""The one statement that turns posted journal items into facts per customer and sums per product.

Every journal item on an account of the profit and loss account becomes part of exactly one fact, so the facts of a
company add up to its profit and loss by construction; whatever cannot be told to belong to a customer is a fact without
one, with the reason. A fact adds up the items of one customer, month, account, kind and way of selling.

Whose an item is and what kind it is tells ``core/journal_item.py``.

What no journal item tells is derived and leaves the sums as they are: customers get the cost of what they bought where
it is not posted with the sale (``core/sold.py``, ``core/cost.py``), and it is taken from what is not assigned;
``core/shop.py`` tells closing entries of the shop apart.
"""

from __future__ import annotations

from .journal_item import Sources, behind, sales

#: How a document came about; the columns of a fact that say so.
WAY = ("channel_id", "user_id", "team_id", "medium_id", "source_id", "campaign_id")
#: What groups facts.
KEYS = ("company_id", "customer_id", "month", "account_id", "kind", "reason", *WAY, "categ_id")
#: What groups the sums by product.
PRODUCT_KEYS = ("company_id", "month", "product_id", "categ_id", "channel_id")
#: One number for a whole one (``{id}``, the upper 32 bits), a month (22 bits) and something of what else groups (10
#: bits), so that most rows are told apart by one comparison. None comes after all others, as in the index of customers,
#: whose rows then come one behind the other.
PLACE = f"(coalesce({{id}}, {2**31 - 1})::bigint << 32) + ((month - date '0001-01-01')::bigint << 10)"
#: What account and category put in the lowest bits. They are grouped by themselves too: equal bits join nothing.
FINER = "+ ((account_id # (coalesce(categ_id, 0) << 5)) & 1023)"
#: The whole one and the month, out of the place.
PLACED = f"""
    nullif({{place}} >> 32, {2**31 - 1})::integer AS {{id}},
    date '0001-01-01' + (({{place}} >> 10) & {2**22 - 1})::integer AS month"""
#: That of the customers whose facts are not wanted, all of them together: below zero, with the month and without an id.
OTHERS = "(-1::bigint << 32) + ((month - date '0001-01-01')::bigint << 10)"
#: Kinds that sums by product tell apart. The type can be hashed and not sorted: so the database, which sorts for the
#: facts, adds up by product beside it, in the same pass, and does not sort for that once more.
TOLD = "CASE kind WHEN 'revenue' THEN xid '1' WHEN 'return' THEN xid '2' WHEN 'cogs' THEN xid '3' END"
#: What orders tell, added up: what the items cost, and how their prices differ from those of the list. Where there are
#: no orders it comes to nothing and is not added up, which is faster.
COSTS = """sum(round(pieces * unit_delivered, %(digits)s)) FILTER (WHERE is_sale) AS delivered,
               sum(round(pieces * unit_noted, %(digits)s)) FILTER (WHERE is_sale AND unit_delivered IS NULL) AS noted"""
PRICES = """coalesce(sum(CASE WHEN ratio IS NULL THEN gift ELSE (amount - coalesce(discount, 0)) * (1 - ratio) END)
                        FILTER (WHERE ratio IS NOT NULL OR gift IS NOT NULL), 0) AS realisation,
               coalesce(sum(amount - coalesce(discount, 0)) FILTER (WHERE ratio IS NOT NULL), 0) AS listed"""
NO_COSTS, NO_PRICES = "NULL::numeric AS delivered, NULL::numeric AS noted", "0 AS realisation, 0 AS listed"


def insert(sources: Sources) -> str:
    """The statement that counts a piece of a run, facts and sums by product in one pass, and says how many facts.

    Parameters: ``run``, ``company``, ``date_from``, ``date_to`` (not included) and ``digits`` (decimal places of the
    currency).
    """
    keys = ", ".join(KEYS)
    # All are of one company; customer and month are in their place.
    fine = ", ".join(key for key in KEYS if key not in ("company_id", "customer_id", "month"))
    place = f"{PLACE.format(id='customer_id')} {FINER}"
    if sources.whose:
        place = f"CASE WHEN customer_id IS NULL OR {sources.whose} THEN {place} ELSE {OTHERS} END"
    by_product = ", (product_place, channel_id, told)" if sources.by_product else ""
    # First what tells which of the sums are wanted: they are read through more than once.
    return f"""
    WITH {behind(sources)},
    summed AS MATERIALIZED (
        SELECT place, {"told, product_place, " if by_product else ""}
               {COSTS if sources.orders else NO_COSTS},
               {fine}, sum(amount) AS amount, coalesce(sum(discount), 0) AS discount,
               {PRICES if sources.orders else NO_PRICES},
               sum(pieces) AS pieces, count(*) AS items,
               coalesce(sum(amount) FILTER (
                   WHERE is_sale AND unit_delivered IS NULL AND unit_noted IS NULL), 0) AS uncosted
          FROM (SELECT *, {place} AS place, {PLACE.format(id="product_id")} AS product_place, {TOLD} AS told
                  FROM ({sales(sources)}) item) sale
         GROUP BY GROUPING SETS ((place, {fine}){by_product})
    ),
    fact AS NOT MATERIALIZED (
        SELECT %(company)s::integer AS company_id, {PLACED.format(id="customer_id", place="place")}, summed.*
          FROM summed WHERE place IS NOT NULL
    ),
    given AS MATERIALIZED (
        SELECT * FROM fact WHERE delivered IS NOT NULL OR noted IS NOT NULL
    ){_products() if by_product else ""}
    INSERT INTO {sources.fact_table} (run_id, {keys}, origin, cost_source,
                                      amount, discount, realisation, listed, uncosted, quantity, items)
    SELECT %(run)s, {keys}, NULL, CASE kind WHEN 'cogs' THEN 'posted' END,
           amount, discount, realisation, listed, uncosted,
           CASE WHEN kind IN ('revenue', 'return') THEN coalesce(pieces, 0) ELSE 0 END, items
      FROM fact WHERE place >= 0
     {_derived() if sources.orders else ""}
    """


def _derived() -> str:
    """SQL of the facts that give customers the cost of what they bought, and take it from what is not assigned."""
    return f"""
     UNION ALL {_cost("delivered", "delivery")}
     UNION ALL {_cost("noted", "order")}
     UNION ALL
    SELECT %(run)s, company_id, NULL, month, NULL, 'absorbed', 'absorbed_cost',
           {", ".join("NULL" for _key in WAY)}, NULL, 'cost', NULL,
           sum(coalesce(delivered, 0) + coalesce(noted, 0)), 0, 0, 0, 0, 0, 0
      FROM given GROUP BY company_id, month HAVING sum(coalesce(delivered, 0) + coalesce(noted, 0)) <> 0"""


def _products() -> str:
    """SQL that writes the sums by product: a further part of the statement."""
    keys = ", ".join(PRODUCT_KEYS)

    def of(kind: str, column: str) -> str:
        return f"coalesce(sum({column}) FILTER (WHERE told = xid '{kind}'), 0)"

    return f""",
    product AS (
        SELECT {PLACED.format(id="product_id", place="product_place")}, channel_id,
               {of("1", "amount")} AS revenue, {of("1", "discount")} AS discount, {of("2", "amount")} AS returns,
               {of("3", "amount")} - coalesce(sum(delivered), 0) - coalesce(sum(noted), 0) AS cogs,
               sum(uncosted) AS uncosted,
               coalesce(sum(pieces) FILTER (WHERE told <> xid '3'), 0) AS pieces
          FROM summed
         WHERE told IS NOT NULL
         GROUP BY product_place, channel_id
    ),
    products AS (
        INSERT INTO crm_profit_product (run_id, {keys},
                                        revenue, discount, returns, cogs, margin, uncosted, quantity)
        SELECT %(run)s, %(company)s, month, product_id, categ_id, channel_id, revenue, discount, returns, cogs,
               revenue + returns + cogs, uncosted, pieces
          FROM product
          LEFT JOIN product_product pp ON pp.id = product_id
          LEFT JOIN product_template pt ON pt.id = pp.product_tmpl_id
    )"""


def _cost(column: str, source: str) -> str:
    """SQL of the facts that give customers a cost that is not posted with the sale."""
    way = ", ".join(WAY)
    return f"""
        SELECT %(run)s, company_id, customer_id, month, NULL, 'cogs', reason, {way}, categ_id, 'cost', '{source}',
               -sum({column}), 0, 0, 0, 0, 0, 0
          FROM given WHERE {column} IS NOT NULL AND place >= 0
         GROUP BY company_id, customer_id, month, reason, {way}, categ_id HAVING sum({column}) <> 0"""
