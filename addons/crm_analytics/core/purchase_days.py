"""What a purchase is: the statement that puts together the purchase days of all customers of a company.

One row is one customer and day; several documents of one day are one purchase. Which documents count is the company's
choice (:data:`BASES`). Down payments are none, and take nothing off the goods they were paid for. Money a credit note
gives back is taken off the purchase it names; without one, off the last purchase before it. A purchase of which
everything was given back did not happen. Receipts of a shop always count (:mod:`.purchase_shop`). Customers are the
company of the document's contact as it is today.

The rows stand in a temporary table for the time of the transaction, so that every part of a score, the back-test and
the cohorts read the same purchases: ``customer_id``, ``day``, ``amount`` (company currency, without taxes) and
``number`` (1 for the first purchase of the customer).
"""

from __future__ import annotations

from . import purchase_shop
from .purchase_shop import Shop

TABLE = "crm_score_purchase"
#: The same customer by customer: what purchase models are fitted on and scores begin with.
SUMMARY_TABLE = "crm_score_customer"
ORDERS, INVOICES, BOTH = "order", "invoice", "both"
BASES = (BOTH, INVOICES, ORDERS)
#: Less than this is left of a purchase: nothing is.
NOTHING = 0.005

ORDER = """
    SELECT 'order' AS kind, o.id, coalesce(p.commercial_partner_id, p.id) AS customer_id,
           (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date AS day,
           (o.amount_untaxed / coalesce(nullif(o.currency_rate, 0), 1))::float8 AS amount
      FROM sale_order o
      JOIN res_partner p ON p.id = o.partner_id
     WHERE o.state = 'sale' AND o.company_id = %(company)s AND o.amount_untaxed >= 0
       AND (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date <= %(as_of)s"""
#: Down payments within documents, and whether there is anything else in them.
DOWN = """
    SELECT l.move_id, sum(-l.balance) FILTER (WHERE l.is_downpayment) AS amount,
           bool_or(l.is_downpayment IS NOT TRUE) AS goods
      FROM account_move_line l
     WHERE l.display_type = 'product'
       AND l.move_id IN (SELECT d.move_id FROM account_move_line d
                          WHERE d.is_downpayment AND d.company_id = %(company)s AND d.parent_state = 'posted')
     GROUP BY l.move_id"""
DOCUMENT = """
    SELECT {kind} AS kind, m.id, coalesce(p.commercial_partner_id, p.id) AS customer_id,
           coalesce(m.invoice_date, m.date) AS day,
           (m.amount_untaxed_signed - coalesce(d.amount, 0))::float8 AS amount{more}
      FROM account_move m
      JOIN res_partner p ON p.id = m.partner_id
      LEFT JOIN down d ON d.move_id = m.id
     WHERE m.state = 'posted' AND m.company_id = %(company)s AND m.move_type IN {types}
       AND coalesce(m.invoice_date, m.date) <= %(as_of)s AND (d.move_id IS NULL OR d.goods)"""
#: The order an invoice or a credit note was made from.
ORDER_OF = """
    SELECT l.move_id, min(s.order_id) AS order_id
      FROM sale_order_line_invoice_rel r
      JOIN sale_order_line s ON s.id = r.order_line_id
      JOIN account_move_line l ON l.id = r.invoice_line_id
     WHERE l.company_id = %(company)s
     GROUP BY l.move_id"""


def documents(basis: str, shop: Shop | None = None) -> str:
    """SQL of the documents that count: ``kind``, ``id``, ``customer_id``, ``day``, ``amount``.

    :param basis: one of :data:`BASES`
    :param shop: the point of sale, if it is installed
    """
    if basis not in BASES:
        raise ValueError(f"basis: one of {', '.join(BASES)}")
    return f"{_papers(basis, shop)} UNION ALL {purchase_shop.RECEIPTS}" if shop else _papers(basis, shop)


def _papers(basis: str, shop: Shop | None) -> str:
    invoice = DOCUMENT.format(kind="'invoice'", more="", types="('out_invoice', 'out_receipt')")
    invoice += f" AND m.amount_untaxed_signed >= 0{purchase_shop.NOT_OF_TILL if shop else ''}"
    if basis == INVOICES:
        return invoice
    if basis == ORDERS:
        return ORDER
    alone = f"{invoice} AND NOT EXISTS (SELECT FROM order_of o WHERE o.move_id = m.id)"
    return f"{ORDER} UNION ALL {alone}"


def credit_notes(basis: str, shop: Shop | None = None) -> str:
    """SQL of the credit notes, ``amount`` above zero, with the document they belong to where there is one."""
    more = ", m.reversed_entry_id"
    credit = DOCUMENT.format(kind="'credit'", more=more, types="('out_refund')")
    # What a paper gives back: of the order it was made from, the receipt it reverses, or the invoice.
    found = [("order", "o.order_id"), ("order", "v.order_id")] if basis != INVOICES else []
    joins = (
        " LEFT JOIN order_of o ON o.move_id = c.id LEFT JOIN order_of v ON v.move_id = c.reversed_entry_id"
        if found
        else ""
    )
    if shop:
        credit += purchase_shop.NOT_OF_TILL
        found.append(("shop", "s.id"))
        joins += " LEFT JOIN receipt_of s ON s.move_id = c.reversed_entry_id"
    kinds = "".join(f" WHEN {column} IS NOT NULL THEN '{kind}'" for kind, column in found)
    papers = (
        f"SELECT c.customer_id, c.day, -c.amount AS amount, {f'CASE{kinds} ELSE' if kinds else ''} 'invoice'"
        f"{' END' if kinds else ''} AS kind,"
        f" coalesce({', '.join([*(column for _kind, column in found), 'c.reversed_entry_id'])}) AS origin_id"
        f" FROM ({credit}) c{joins}"
    )
    return f"{papers} UNION ALL {purchase_shop.TAKEN_BACK}" if shop else papers


def create(basis: str, shop: Shop | None = None) -> str:
    """SQL that makes the table of purchase days.

    :param basis: one of :data:`BASES`
    :param shop: the point of sale, if it is installed

    Parameters: ``company``, ``as_of``, ``timezone`` (in which an order's moment is a day), ``excluded`` (select of the
    ids of customers who are not evaluated).
    """
    links = f"order_of AS MATERIALIZED ({ORDER_OF})," if basis != INVOICES else ""
    if shop:
        links += f"shop_line AS MATERIALIZED (SELECT * FROM ({purchase_shop.lines(shop, basis != INVOICES)}) s"
        links += " WHERE s.day <= %(as_of)s),"
        links += f"receipt_of AS MATERIALIZED ({purchase_shop.RECEIPT_OF}),"
    return f"""
        CREATE TEMPORARY TABLE {TABLE} ON COMMIT DROP AS
        WITH down AS MATERIALIZED ({DOWN}),
        {links}
        document AS MATERIALIZED ({documents(basis, shop)}),
        credit AS MATERIALIZED ({credit_notes(basis, shop)}),
        given AS (SELECT c.kind, c.origin_id, sum(c.amount) AS amount
                    FROM credit c WHERE c.origin_id IS NOT NULL GROUP BY c.kind, c.origin_id),
        net AS MATERIALIZED (
            SELECT d.customer_id, d.day, d.amount - coalesce(g.amount, 0) AS amount,
                   g.amount > 0 AND d.amount - g.amount < {NOTHING} AS undone
              FROM document d LEFT JOIN given g ON g.kind = d.kind AND g.origin_id = d.id),
        bought AS MATERIALIZED (
            SELECT customer_id, day, sum(amount) AS amount FROM net WHERE undone IS NOT TRUE GROUP BY customer_id, day),
        loose AS MATERIALIZED (
            SELECT c.customer_id, c.day, -c.amount AS amount FROM credit c
             WHERE NOT EXISTS (SELECT FROM document d WHERE d.kind = c.kind AND d.id = c.origin_id)
             UNION ALL
            SELECT customer_id, day, amount FROM net WHERE undone AND amount < -{NOTHING}),
        placed AS (
            SELECT e.*, greatest(1, count(*) FILTER (WHERE e.purchase) OVER (
                       PARTITION BY e.customer_id ORDER BY e.day, e.purchase DESC
                       ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) AS place
              FROM (SELECT customer_id, day, amount, TRUE AS purchase FROM bought
                     WHERE customer_id IN (SELECT customer_id FROM loose)
                     UNION ALL
                    SELECT customer_id, day, amount, FALSE FROM loose
                     WHERE customer_id IN (SELECT customer_id FROM bought)) e),
        day AS (
            SELECT customer_id, day, amount FROM bought WHERE customer_id NOT IN (SELECT customer_id FROM loose)
             UNION ALL
            SELECT customer_id, min(day) FILTER (WHERE purchase), sum(amount) FROM placed GROUP BY customer_id, place)
        SELECT d.customer_id, d.day, d.amount, row_number() OVER (PARTITION BY d.customer_id ORDER BY d.day) AS number
          FROM day d WHERE NOT EXISTS (SELECT FROM (%(excluded)s) e(id) WHERE e.id = d.customer_id)
    """


#: Makes the summary of each customer, in weeks. Parameter: ``as_of``.
SUMMARY = f"""
    CREATE TEMPORARY TABLE {SUMMARY_TABLE} ON COMMIT DROP AS
    SELECT customer_id, count(*) AS purchases, count(*) - 1 AS repeats,
           (max(day) - min(day)) / 7::float8 AS recency, (%(as_of)s::date - min(day)) / 7::float8 AS age,
           min(day) AS first_purchase, max(day) AS last_purchase, sum(amount) AS revenue,
           avg(amount) AS spend, avg(amount) FILTER (WHERE number > 1) AS repeat_spend
      FROM {TABLE}
     GROUP BY customer_id
"""
COLUMNS = (
    "purchases",
    "repeats",
    "recency",
    "age",
    "first_purchase",
    "last_purchase",
    "revenue",
    "spend",
    "repeat_spend",
)
