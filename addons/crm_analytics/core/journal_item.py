"""SQL of the posted journal items of the profit and loss account: whose each is, of what kind, what stands behind it.

Whose an item is: on invoices, credit notes and receipts the customer of the document as they are today (the company
of its contact, whatever it was when the item was posted); on entries by hand the customer the item names. Amounts are
minus the balance: revenue positive, costs negative, in the currency of the company.
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
SALES = "('out_invoice', 'out_refund', 'out_receipt')"
PURCHASES = "('in_invoice', 'in_refund', 'in_receipt')"
INCOME = "('income', 'income_other')"

#: Whom an entry ``m`` by hand names with an item; NULL if that is no customer.
NAMED = "CASE WHEN m.entry AND lc.customer_rank > 0 THEN lc.id END"
#: What of the price was given away, NULL for nothing; at 100 % the amount that is left says nothing of the price.
DISCOUNT = """
    CASE WHEN l.discount IS NULL OR l.discount = 0 OR NOT m.sale OR l.display_type <> 'product' THEN NULL
         WHEN l.discount < 100 THEN l.balance * l.discount / (100 - l.discount)
         ELSE -l.price_unit * l.quantity / coalesce(nullif(m.invoice_currency_rate, 0), 1)
              * CASE WHEN m.refund THEN -1 ELSE 1 END END"""
#: The price of the list is known and in the unit and currency of the item.
LISTED = """
    s.price IS NOT NULL AND m.sale AND l.display_type = 'product'
    AND s.currency_id = l.currency_id AND s.uom_id = l.product_uom_id"""
#: What was sold; what comes back counts against it.
SOLD = "CASE WHEN m.refund THEN -l.quantity ELSE l.quantity END"
#: The same in the unit of the product: pieces. Few items are in another; only for them it is looked up.
PIECES = f"""
    CASE WHEN l.product_uom_id <> pt.uom_id
         THEN {SOLD}
              * coalesce((SELECT u.factor FROM uom_uom u WHERE u.id = l.product_uom_id) / nullif(pu.factor, 0), 1)
         ELSE {SOLD} END"""
GOODS_COST = "('expense', 'expense_direct_cost')"
#: What its order tells of an item: the price of the list, as a part of the price or of what was given for nothing, and
#: the cost of one; and of an item without an order.
ORDERED = f"""
           CASE WHEN {LISTED} AND l.price_unit > 0 THEN s.price / l.price_unit END AS ratio,
           CASE WHEN {LISTED} AND l.price_unit = 0
                THEN -s.price * l.quantity / coalesce(nullif(m.invoice_currency_rate, 0), 1)
                     * CASE WHEN m.refund THEN -1 ELSE 1 END END AS gift,
           s.delivered AS unit_delivered, s.noted AS unit_noted"""
UNORDERED = ", ".join(f"NULL::numeric AS {name}" for name in ("ratio", "gift", "unit_delivered", "unit_noted"))
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
    :param orders: the company has orders, which may stand behind what is invoiced
    :param posted_costs: the company posts costs with sales
    :param only: condition on the journal items ``l`` if not all of them are to be counted, with ``AND`` in front
    :param whose: condition on ``customer_id`` if only facts of some customers are wanted, and of nobody; what the items
        of all others come to by product, and what they cost, is told all the same. Not with a shop
    :param fact_table: where the facts go
    :param by_product: whether sums by product are written; those of some customers only say nothing
    """

    channel: str = "NULL::integer"
    shop: bool = False
    rebates: bool = False
    deliveries: bool = False
    margins: bool = False
    orders: bool = True
    posted_costs: bool = True
    only: str = ""
    whose: str = ""
    fact_table: str = "crm_profit_fact"
    by_product: bool = True

    @property
    def once(self) -> str:
        """Keeps what is said of a document or account from being worked out again for each of its items.

        Where only some items are asked for, their documents are looked up one by one instead.
        """
        return "" if self.only else "OFFSET 0"


def kind(sources: Sources) -> str:
    """SQL of the kind of an item: the step the controller gave its account, or what it is by its document."""
    reversal = "m.reversed_pos_order_id IS NOT NULL"
    shop = f"""
         WHEN ps.id IS NOT NULL OR {reversal} THEN
            CASE WHEN a.income
                 THEN CASE WHEN (l.balance > 0) = ({reversal}) THEN 'revenue' ELSE 'return' END
                 WHEN a.goods_cost THEN 'cogs' ELSE 'other' END"""
    rebate = "WHEN l.id IN (SELECT invoice_line_id FROM agreement_rebate_settlement_line_account_invoice_line_rel)"
    return f"""
    CASE WHEN a.step IS NOT NULL THEN a.step
         WHEN l.display_type = 'cogs' THEN 'cogs'{shop if sources.shop else ""}
         WHEN m.entry THEN 'manual'
         WHEN NOT m.sale THEN 'other'
         {rebate + " THEN 'rebate'" if sources.rebates else ""}
         WHEN l.display_type = 'product' THEN
            CASE WHEN NOT a.income THEN 'other' WHEN m.refund THEN 'return' ELSE 'revenue' END
         WHEN l.display_type IN ('discount', 'epd') THEN 'cash_discount'
         ELSE 'other' END"""


def reason(sources: Sources) -> str:
    """SQL of why an item belongs to nobody; NULL if it belongs to somebody."""
    shop = "WHEN ps.id IS NOT NULL THEN 'shop'"
    return f"""
    CASE WHEN m.sale THEN CASE WHEN m.buyer_id IS NULL THEN 'no_customer' END
         WHEN m.purchase THEN 'purchase'
         WHEN lc.customer_rank > 0 THEN NULL
         {shop if sources.shop else ""}
         WHEN l.partner_id IS NOT NULL THEN 'not_a_customer'
         ELSE 'overhead' END"""


def channel(sources: Sources) -> str:
    """SQL of the sales channel of an item: of what was sold, and of entries that name a customer."""
    shop = " OR ps.id IS NOT NULL" if sources.shop else ""
    return f"""
    CASE WHEN m.sale THEN m.sold_by
         WHEN m.entry AND (lc.customer_rank > 0{shop}) THEN {sources.channel.replace(WHO, NAMED)} END"""


def documents(sources: Sources) -> str:
    """SQL of the documents of a piece of a run, with what is the same for all of their items.

    ``buyer_id`` is the customer a sales document is for, ``sold_by`` its channel.
    """
    buyer = "coalesce(dp.commercial_partner_id, dp.id)"
    return f"""
        SELECT m.*, m.move_type IN {SALES} AS sale, m.move_type = 'out_refund' AS refund,
               m.move_type = 'entry' AS entry, m.move_type IN {PURCHASES} AS purchase, {buyer} AS buyer_id,
               CASE WHEN m.move_type IN {SALES} THEN {sources.channel.replace(WHO, buyer)} END AS sold_by,
               date_trunc('month', m.date::timestamp)::date AS month
          FROM account_move m
          LEFT JOIN res_partner dp ON dp.id = m.partner_id
         WHERE m.company_id = %(company)s AND m.date >= %(date_from)s AND m.date < %(date_to)s
         {sources.once}"""


def accounts(sources: Sources) -> str:
    """SQL of the accounts of the profit and loss account, with the step the controller gave them."""
    return f"""
        SELECT a.id, pa.step, a.account_type IN {INCOME} AS income, a.account_type IN {GOODS_COST} AS goods_cost
          FROM account_account a
          LEFT JOIN crm_profit_account pa ON pa.account_id = a.id AND pa.company_id = %(company)s
         WHERE a.account_type IN {PROFIT_AND_LOSS}
         {sources.once}"""


def items(sources: Sources, columns: str = "", joins: str = "", where: str = "") -> str:
    """SQL of the journal items of a piece of a run, with what groups and what adds up.

    :param columns: further columns, with a comma in front
    :param joins: further joins
    :param where: further conditions, with ``AND`` in front
    """
    session = "LEFT JOIN (SELECT move_id, min(id) AS id FROM pos_session GROUP BY move_id) ps ON ps.move_id = m.id"
    return f"""
    SELECT l.company_id,
           CASE WHEN m.sale THEN m.buyer_id ELSE {NAMED} END AS customer_id,
           m.month,
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
      JOIN ({documents(sources)}) m ON m.id = l.move_id
      JOIN ({accounts(sources)}) a ON a.id = l.account_id
      LEFT JOIN (res_partner lp JOIN res_partner lc ON lc.id = coalesce(lp.commercial_partner_id, lp.id))
        ON lp.id = CASE WHEN m.entry THEN l.partner_id END
      LEFT JOIN (product_product pp
                 JOIN product_template pt ON pt.id = pp.product_tmpl_id
                 LEFT JOIN uom_uom pu ON pu.id = pt.uom_id)
        ON pp.id = l.product_id
      {session if sources.shop else ""}
      {joins}
     WHERE l.parent_state = 'posted'
       AND l.company_id = %(company)s
       AND l.date >= %(date_from)s AND l.date < %(date_to)s
       {sources.only} {where}
    """


def sales(sources: Sources, columns: str = "") -> str:
    """SQL of the journal items with what stands behind them: price of the list, pieces, cost.

    Needs the tables of ``core/sold.py``. ``goods`` says whether the cost is to be told by what stands behind the item:
    goods on a sales document, whose cost is neither posted nor noted by the shop.

    :param columns: further columns, with a comma in front
    """
    gone = "m.sale AND l.display_type = 'product'"
    shop = "AND po.account_move IS NULL" if sources.shop else ""
    costed = "AND t.move_id IS NULL" if sources.posted_costs else ""
    columns = f""",
           CASE WHEN {gone} THEN {PIECES} END AS pieces,
           pt.type = 'consu' AND {gone} {costed} {shop} AS goods,
           {ORDERED if sources.orders else UNORDERED}{columns}"""
    joins = "LEFT JOIN sold s ON s.line_id = l.id" if sources.orders else ""
    if sources.posted_costs:
        joins += " LEFT JOIN costed t ON t.move_id = m.id AND t.product_id = l.product_id"
    if sources.shop:
        joins += """
      LEFT JOIN (SELECT DISTINCT account_move FROM pos_order) po ON po.account_move = m.id"""
    return f"""
    SELECT item.*, goods AND kind IN ('revenue', 'return') AS is_sale FROM ({items(sources, columns, joins)}) item"""


def behind(sources: Sources) -> str:
    """SQL of the tables that ``sales`` needs."""
    return sold.ctes(sources.deliveries, sources.margins, sources.only)
