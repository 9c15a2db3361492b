"""The one statement that turns posted journal items into facts per customer and sums per product.

Every journal item on an account of the profit and loss account becomes part of exactly one fact, so the facts of a
company add up to its profit and loss by construction; whatever cannot be told to belong to a customer is a fact without
one, with the reason. A fact adds up the items of one customer, month, account, kind and way of selling.

Whose an item is: on invoices, credit notes and receipts the customer of the document as they are today (the company
of its contact, whatever it was when the item was posted); on entries by hand the customer the item names. Amounts are
minus the balance: revenue positive, costs negative, in the currency of the company.

What no journal item tells is derived and leaves the sums as they are: customers get the cost of what they bought where
it is not posted with the sale (``core/sold.py``, ``core/cost.py``), and it is taken from what is not assigned;
``core/shop.py`` tells closing entries of the shop apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import sold

PROFIT_AND_LOSS = (
    "income",
    "income_other",
    "expense",
    "expense_other",
    "expense_depreciation",
    "expense_direct_cost",
)
#: How a document came about; the columns of a fact that say so.
WAY = ("channel_id", "user_id", "team_id", "medium_id", "source_id", "campaign_id")
#: What groups facts.
KEYS = ("company_id", "customer_id", "month", "account_id", "kind", "reason", *WAY, "categ_id")
#: What groups the sums by product.
PRODUCT_KEYS = ("company_id", "month", "product_id", "categ_id", "channel_id")
#: One number for customer and month of an item: sorted by it first, most rows are told apart by one comparison.
PLACE = "coalesce(customer_id, 0) * 65536::bigint + (month - date '1900-01-01')"
SALES = "('out_invoice', 'out_refund', 'out_receipt')"
PURCHASES = "('in_invoice', 'in_refund', 'in_receipt')"
INCOME = "('income', 'income_other')"

#: The customer of an item; NULL for what belongs to nobody.
CUSTOMER = f"""
    CASE WHEN m.move_type IN {SALES} THEN coalesce(dp.commercial_partner_id, dp.id)
         WHEN m.move_type = 'entry' AND lc.customer_rank > 0 THEN lc.id END"""
#: What of the price was given away, NULL for nothing; at 100 % the amount that is left says nothing of the price.
DISCOUNT = f"""
    CASE WHEN coalesce(l.discount, 0) = 0 OR l.display_type <> 'product' OR m.move_type NOT IN {SALES} THEN NULL
         WHEN l.discount < 100 THEN l.balance * l.discount / (100 - l.discount)
         ELSE -l.price_unit * l.quantity / coalesce(nullif(m.invoice_currency_rate, 0), 1)
              * CASE WHEN m.move_type = 'out_refund' THEN -1 ELSE 1 END END"""
#: The price of the list is known and in the unit and currency of the item.
LISTED = f"""
    s.price IS NOT NULL AND m.move_type IN {SALES} AND l.display_type = 'product'
    AND s.currency_id = l.currency_id AND s.uom_id = l.product_uom_id"""
#: Pieces sold, in the unit of the product; what comes back counts against it.
PIECES = """
    CASE WHEN m.move_type = 'out_refund' THEN -l.quantity ELSE l.quantity END
    * coalesce(lu.factor / nullif(pu.factor, 0), 1)"""
GOODS_COST = "('expense', 'expense_direct_cost')"
#: Stands for the id of the customer in the SQL of the channel.
WHO = "{customer}"


@dataclass(frozen=True)
class Sources:
    """What of the ERP is installed and how a company tells its sales channels.

    :param channel: SQL of the channel of a document ``m`` (``core/channel.py``), with ``WHO`` for its customer
    :param shop: the point of sale
    :param rebates: settlements of rebate agreements (``agreement_rebate``)
    :param deliveries: stock moves with a value, behind the lines of orders
    :param margins: the cost noted on the lines of orders (``sale_margin``)
    :param only: condition on the journal items ``l`` if not all of them are to be counted, with ``AND`` in front
    :param fact_table: where the facts go
    :param by_product: whether sums by product are written; those of some customers only say nothing
    """

    channel: str = "NULL::integer"
    shop: bool = False
    rebates: bool = False
    deliveries: bool = False
    margins: bool = False
    only: str = ""
    fact_table: str = "crm_profit_fact"
    by_product: bool = True


def kind(sources: Sources) -> str:
    """SQL of the kind of an item: the step the controller gave its account, or what it is by its document."""
    reversal = "m.reversed_pos_order_id IS NOT NULL"
    shop = f"""
         WHEN ps.id IS NOT NULL OR {reversal} THEN
            CASE WHEN a.account_type IN {INCOME}
                 THEN CASE WHEN (l.balance > 0) = ({reversal}) THEN 'revenue' ELSE 'return' END
                 WHEN a.account_type IN {GOODS_COST} THEN 'cogs' ELSE 'other' END"""
    rebate = "WHEN l.id IN (SELECT invoice_line_id FROM agreement_rebate_settlement_line_account_invoice_line_rel)"
    return f"""
    CASE WHEN pa.step IS NOT NULL THEN pa.step
         WHEN l.display_type = 'cogs' THEN 'cogs'{shop if sources.shop else ""}
         WHEN m.move_type = 'entry' THEN 'manual'
         WHEN m.move_type NOT IN {SALES} THEN 'other'
         {rebate + " THEN 'rebate'" if sources.rebates else ""}
         WHEN l.display_type IN ('discount', 'epd') THEN 'cash_discount'
         WHEN l.display_type <> 'product' OR a.account_type NOT IN {INCOME} THEN 'other'
         WHEN m.move_type = 'out_refund' THEN 'return'
         ELSE 'revenue' END"""


def reason(sources: Sources) -> str:
    """SQL of why an item belongs to nobody; NULL if it belongs to somebody."""
    shop = "WHEN ps.id IS NOT NULL THEN 'shop'"
    return f"""
    CASE WHEN m.move_type IN {SALES} THEN CASE WHEN dp.id IS NULL THEN 'no_customer' END
         WHEN m.move_type IN {PURCHASES} THEN 'purchase'
         WHEN lc.customer_rank > 0 THEN NULL
         {shop if sources.shop else ""}
         WHEN l.partner_id IS NOT NULL THEN 'not_a_customer'
         ELSE 'overhead' END"""


def channel(sources: Sources) -> str:
    """SQL of the sales channel of an item: of what was sold, and of entries that name a customer."""
    shop = " OR ps.id IS NOT NULL" if sources.shop else ""
    return f"""
    CASE WHEN m.move_type IN {SALES} OR (m.move_type = 'entry' AND (lc.customer_rank > 0{shop}))
         THEN {sources.channel.replace(WHO, CUSTOMER)} END"""


def items(sources: Sources, columns: str = "", joins: str = "", where: str = "") -> str:
    """SQL of the journal items of a piece of a run, with what groups and what adds up.

    :param columns: further columns, with a comma in front
    :param joins: further joins
    :param where: further conditions, with ``AND`` in front
    """
    session = "LEFT JOIN (SELECT move_id, min(id) AS id FROM pos_session GROUP BY move_id) ps ON ps.move_id = m.id"
    return f"""
    SELECT l.company_id,
           {CUSTOMER} AS customer_id,
           date_trunc('month', l.date::timestamp)::date AS month,
           l.account_id,
           {kind(sources)} AS kind,
           {reason(sources)} AS reason,
           {channel(sources)} AS channel_id,
           m.invoice_user_id AS user_id,
           m.team_id, m.medium_id, m.source_id, m.campaign_id,
           pt.categ_id,
           l.product_id,
           -l.balance AS amount,
           {DISCOUNT} AS discount{columns}
      FROM account_move_line l
      JOIN account_move m ON m.id = l.move_id
      JOIN (account_account a
            LEFT JOIN crm_profit_account pa ON pa.account_id = a.id AND pa.company_id = %(company)s)
        ON a.id = l.account_id
      LEFT JOIN res_partner dp ON dp.id = m.partner_id
      LEFT JOIN (res_partner lp JOIN res_partner lc ON lc.id = coalesce(lp.commercial_partner_id, lp.id))
        ON lp.id = CASE WHEN m.move_type = 'entry' THEN l.partner_id END
      LEFT JOIN (product_product pp
                 JOIN product_template pt ON pt.id = pp.product_tmpl_id
                 LEFT JOIN uom_uom pu ON pu.id = pt.uom_id)
        ON pp.id = l.product_id
      LEFT JOIN uom_uom lu ON lu.id = CASE WHEN l.product_uom_id <> pt.uom_id THEN l.product_uom_id END
      {session if sources.shop else ""}
      {joins}
     WHERE l.parent_state = 'posted'
       AND l.company_id = %(company)s
       AND l.date >= %(date_from)s AND l.date < %(date_to)s
       AND a.account_type IN {PROFIT_AND_LOSS}
       AND l.display_type NOT IN ('line_section', 'line_subsection', 'line_note')
       {sources.only} {where}
    """


def sales(sources: Sources, columns: str = "") -> str:
    """SQL of the journal items with what stands behind them: price of the list, pieces, cost.

    Needs the tables of ``core/sold.py``. ``goods`` says whether the cost is to be told by what stands behind the item:
    goods on a sales document, whose cost is neither posted nor noted by the shop.

    :param columns: further columns, with a comma in front
    """
    gone = f"m.move_type IN {SALES} AND l.display_type = 'product'"
    # The number of an item in a closing entry says nothing of pieces; its orders do.
    quantity = "CASE WHEN ps.id IS NULL THEN l.quantity ELSE 0 END" if sources.shop else "l.quantity"
    shop = "AND po.account_move IS NULL" if sources.shop else ""
    columns = f""",
           {quantity} AS quantity,
           CASE WHEN {gone} THEN {PIECES} END AS pieces,
           CASE WHEN {LISTED} AND l.price_unit > 0 THEN s.price / l.price_unit END AS ratio,
           CASE WHEN {LISTED} AND l.price_unit = 0
                THEN -s.price * l.quantity / coalesce(nullif(m.invoice_currency_rate, 0), 1)
                     * CASE WHEN m.move_type = 'out_refund' THEN -1 ELSE 1 END END AS gift,
           {gone} AND pt.type = 'consu' AND t.move_id IS NULL {shop} AS goods,
           s.delivered AS unit_delivered, s.noted AS unit_noted{columns}"""
    joins = (
        "LEFT JOIN sold s ON s.line_id = l.id LEFT JOIN costed t ON t.move_id = m.id AND t.product_id = l.product_id"
    )
    if sources.shop:
        joins += """
      LEFT JOIN (SELECT DISTINCT account_move FROM pos_order) po ON po.account_move = m.id"""
    return f"""
    SELECT item.*, goods AND kind IN ('revenue', 'return') AS is_sale FROM ({items(sources, columns, joins)}) item"""


def behind(sources: Sources) -> str:
    """SQL of the tables that ``sales`` needs."""
    return sold.ctes(sources.deliveries, sources.margins, sources.only)


def insert(sources: Sources) -> str:
    """The statement that counts a piece of a run, facts and sums by product in one pass, and says how many facts.

    Parameters: ``run``, ``company``, ``date_from``, ``date_to`` (not included) and ``digits`` (decimal places of the
    currency).
    """
    keys, product_keys = ", ".join(KEYS), ", ".join(PRODUCT_KEYS)
    # All are of one company.
    fine = ", ".join(key for key in KEYS if key != "company_id")
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
        SELECT %(company)s::integer AS company_id, {fine}, sum(amount) AS amount,
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
