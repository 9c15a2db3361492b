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
#: One number for customer and month of an item, so that most rows are told apart by one comparison; and both out of it.
PLACE = "coalesce(customer_id, 0) * 10000000::bigint + (month - date '0001-01-01')"
PLACED = """
    nullif(place / 10000000, 0)::integer AS customer_id, date '0001-01-01' + (place %% 10000000)::integer AS month"""


def insert(sources: Sources) -> str:
    """The statement that counts a piece of a run, facts and sums by product in one pass, and says how many facts.

    Parameters: ``run``, ``company``, ``date_from``, ``date_to`` (not included) and ``digits`` (decimal places of the
    currency).
    """
    keys, product_keys = ", ".join(KEYS), ", ".join(PRODUCT_KEYS)
    # All are of one company; customer and month are in their place.
    fine = ", ".join(key for key in KEYS if key not in ("company_id", "customer_id", "month"))
    product_fine = ", ".join(key for key in PRODUCT_KEYS if key != "company_id")
    costs = """
               sum(round(pieces * unit_delivered, %(digits)s)) FILTER (WHERE is_sale) AS delivered,
               sum(round(pieces * unit_noted, %(digits)s)) FILTER (WHERE is_sale AND unit_delivered IS NULL) AS noted,
               coalesce(sum(amount) FILTER (
                   WHERE is_sale AND unit_delivered IS NULL AND unit_noted IS NULL), 0) AS uncosted"""
    products = f""",
    pieced AS (
        SELECT %(company)s::integer AS company_id, {product_fine}, kind, sum(amount) AS amount,
               coalesce(sum(discount), 0) AS discount, coalesce(sum(pieces), 0) AS pieces,{costs}
          FROM sale
         WHERE kind IN ('revenue', 'return', 'cogs')
         GROUP BY {product_fine}, kind
    ),
    products AS ({_products(product_keys)})"""
    return f"""
    WITH {behind(sources)},
    sale AS MATERIALIZED ({sales(sources)}),
    summed AS MATERIALIZED (
        SELECT %(company)s::integer AS company_id, {PLACED}, {fine}, sum(amount) AS amount,
               coalesce(sum(discount), 0) AS discount,
               coalesce(sum(CASE WHEN ratio IS NULL THEN gift
                                 ELSE (amount - coalesce(discount, 0)) * (1 - ratio) END), 0) AS realisation,
               coalesce(sum(amount - coalesce(discount, 0)) FILTER (WHERE ratio IS NOT NULL), 0) AS listed,
               sum(quantity) AS quantity, count(*) AS items,{costs}
          FROM (SELECT *, {PLACE} AS place FROM sale ORDER BY place, {fine}) sorted
         GROUP BY place, {fine}
    ){products if sources.by_product else ""}
    INSERT INTO {sources.fact_table} (run_id, {keys}, origin, cost_source,
                                      amount, discount, realisation, listed, uncosted, quantity, items)
    SELECT %(run)s, {keys}, NULL, CASE kind WHEN 'cogs' THEN 'posted' END,
           amount, discount, realisation, listed, uncosted, quantity, items
      FROM summed
     UNION ALL {_cost("delivered", "delivery")}
     UNION ALL {_cost("noted", "order")}
     UNION ALL
    SELECT %(run)s, company_id, NULL, month, NULL, 'absorbed', 'absorbed_cost',
           {", ".join("NULL" for _key in WAY)}, NULL, 'cost', NULL,
           sum(coalesce(delivered, 0) + coalesce(noted, 0)), 0, 0, 0, 0, 0, 0
      FROM summed WHERE delivered IS NOT NULL OR noted IS NOT NULL GROUP BY company_id, month
    HAVING sum(coalesce(delivered, 0) + coalesce(noted, 0)) <> 0
    """


def _products(keys: str) -> str:
    """SQL that writes the sums by product."""
    return f"""
        INSERT INTO crm_profit_product (run_id, {keys},
                                        revenue, discount, returns, cogs, margin, uncosted, quantity)
        SELECT %(run)s, {keys}, revenue, discount, returns, cogs, revenue + returns + cogs, uncosted, pieces
          FROM (SELECT {keys},
                       coalesce(sum(amount) FILTER (WHERE kind = 'revenue'), 0) AS revenue,
                       coalesce(sum(discount) FILTER (WHERE kind = 'revenue'), 0) AS discount,
                       coalesce(sum(amount) FILTER (WHERE kind = 'return'), 0) AS returns,
                       coalesce(sum(amount) FILTER (WHERE kind = 'cogs'), 0)
                       - coalesce(sum(delivered), 0) - coalesce(sum(noted), 0) AS cogs,
                       sum(uncosted) AS uncosted,
                       coalesce(sum(pieces) FILTER (WHERE kind IN ('revenue', 'return')), 0) AS pieces
                  FROM pieced
                 GROUP BY {keys}) product"""


def _cost(column: str, source: str) -> str:
    """SQL of the facts that give customers a cost that is not posted with the sale."""
    way = ", ".join(WAY)
    return f"""
        SELECT %(run)s, company_id, customer_id, month, NULL, 'cogs', reason, {way}, categ_id, 'cost', '{source}',
               -sum({column}), 0, 0, 0, 0, 0, 0
          FROM summed WHERE {column} IS NOT NULL
         GROUP BY company_id, customer_id, month, reason, {way}, categ_id HAVING sum({column}) <> 0"""
