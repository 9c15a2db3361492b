"""Purchases at the till: which lines of a shop's orders are one, and which take one back.

A receipt is a purchase whatever else a company counts, invoiced or not; its invoice is none besides. Lines that take
goods back name the lines they were sold with, and are taken off that receipt. Down payments are none. A line that
hands out what was ordered before is of that order: where orders count it is none besides.

Rows of ``shop_line``: ``id`` (the receipt), ``customer_id``, ``day``, ``categ_id``, ``amount`` (company currency,
without taxes), ``kind`` and ``origin_id`` (what it takes back: a receipt or an order; empty on what is sold).
"""

from __future__ import annotations

from dataclasses import dataclass

from .shop import WORTH


@dataclass(frozen=True)
class Shop:
    """The point of sale is installed.

    :param settles: it hands out what was ordered before, too (``pos_sale``)
    """

    settles: bool = False


NO_DOWN_PAYMENT = """
       AND n.product_id NOT IN (SELECT c.down_payment_product_id FROM pos_config c
                                 WHERE c.down_payment_product_id IS NOT NULL)"""
NOT_ORDERED = " AND n.sale_order_origin_id IS NULL"


def lines(shop: Shop, orders: bool) -> str:
    """SQL of the lines of receipts.

    :param orders: whether orders count as purchases, so that what is handed out for them does not
    """
    kind, origin = "'shop'", "b.order_id"
    conditions = NO_DOWN_PAYMENT if shop.settles else ""
    if shop.settles and orders:
        kind = "CASE WHEN b.sale_order_origin_id IS NULL THEN 'shop' ELSE 'order' END"
        origin = "coalesce(b.sale_order_origin_id, b.order_id)"
        conditions += f" AND (n.refunded_orderline_id IS NOT NULL OR{NOT_ORDERED.removeprefix(' AND')})"
    return f"""
        SELECT o.id, coalesce(p.commercial_partner_id, p.id) AS customer_id,
               (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date AS day, t.categ_id,
               ({WORTH} / coalesce(nullif(o.currency_rate, 0), 1))::float8 AS amount,
               CASE WHEN b.id IS NOT NULL THEN {kind} END AS kind,
               CASE WHEN b.id IS NOT NULL THEN {origin} END AS origin_id
          FROM pos_order o
          JOIN res_partner p ON p.id = o.partner_id
          JOIN pos_order_line n ON n.order_id = o.id
          JOIN product_product g ON g.id = n.product_id
          JOIN product_template t ON t.id = g.product_tmpl_id
          LEFT JOIN pos_order_line b ON b.id = n.refunded_orderline_id
         WHERE o.state NOT IN ('draft', 'cancel') AND o.company_id = %(company)s{conditions}"""


#: Receipts that count, from ``shop_line``.
RECEIPTS = """
    SELECT 'shop' AS kind, s.id, s.customer_id, s.day, sum(s.amount) AS amount
      FROM shop_line s WHERE s.origin_id IS NULL GROUP BY s.id, s.customer_id, s.day HAVING sum(s.amount) >= 0"""
#: What was taken back at the till, from ``shop_line``; without a receipt it names nothing.
TAKEN_BACK = """
    SELECT s.customer_id, s.day, -sum(s.amount) AS amount, s.kind, s.origin_id
      FROM shop_line s WHERE s.origin_id IS NOT NULL GROUP BY s.id, s.customer_id, s.day, s.kind, s.origin_id
     UNION ALL
    SELECT s.customer_id, s.day, -sum(s.amount), 'shop', NULL
      FROM shop_line s WHERE s.origin_id IS NULL GROUP BY s.id, s.customer_id, s.day HAVING sum(s.amount) < 0"""
#: The receipt of each invoice or credit note made at the till.
RECEIPT_OF = (
    "SELECT o.account_move AS move_id, min(o.id) AS id FROM pos_order o WHERE o.account_move IS NOT NULL GROUP BY 1"
)
#: Condition on a document ``m`` that it was not made at the till.
NOT_OF_TILL = " AND NOT EXISTS (SELECT FROM pos_order o WHERE o.account_move = m.id)"


def categories(shop: Shop, orders: bool) -> str:
    """SQL of the days on which something of a product category was bought at the till."""
    return f"""
        SELECT s.customer_id, s.categ_id AS part, s.day, sum(s.amount) AS amount
          FROM ({lines(shop, orders)}) s WHERE s.origin_id IS NULL AND s.categ_id IS NOT NULL
         GROUP BY s.customer_id, s.categ_id, s.day HAVING sum(s.amount) > 0"""
