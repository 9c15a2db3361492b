"""What stands behind an invoiced line: the price of the list, and what one piece cost.

Both are kept by the ERP from when it happened, so the past stays as it is when prices and costs change.

The price is the one the price list asked for when the line of the order was entered. It is known if exactly one order
line stands behind the item, in its unit and currency.

The cost is asked for where it was not posted with the sale, as with periodic valuation, where the accounts hold
purchases and what the stock changed by. It is, in this order: the value of the deliveries behind the line, kept on each
stock move when it was done; the cost noted on the line of the order when it was entered. Only goods: what a service
costs is counted by cost to serve. Parts of kits have a delivery each; their cost is the one noted on the order. What
comes back has the cost of what went out.
"""

from __future__ import annotations

PERIOD = """
    l.parent_state = 'posted' AND l.company_id = %(company)s AND l.date >= %(date_from)s AND l.date < %(date_to)s"""
#: Value of one, in the unit of the product, by order line; components of kits are other products than the line's.
DELIVERED = """
    SELECT v.sale_line_id, sum(v.value) / nullif(sum(v.quantity * mu.factor / pu.factor), 0) AS unit
      FROM stock_move v
      JOIN sale_order_line n ON n.id = v.sale_line_id AND n.product_id = v.product_id
      JOIN product_product pp ON pp.id = v.product_id
      JOIN product_template pt ON pt.id = pp.product_tmpl_id
      JOIN uom_uom mu ON mu.id = v.product_uom
      JOIN uom_uom pu ON pu.id = pt.uom_id
     WHERE v.state = 'done' AND (v.is_out OR v.is_dropship) AND v.value > 0
       AND v.sale_line_id IN (SELECT order_line_id FROM linked)
     GROUP BY v.sale_line_id"""
NOTED = """
    nullif(o.purchase_price, 0) / coalesce(nullif(so.currency_rate, 0), 1) * pu.factor / nullif(ou.factor, 0)"""
NOTED_JOINS = """
      JOIN sale_order so ON so.id = o.order_id
      LEFT JOIN product_product pp ON pp.id = o.product_id
      LEFT JOIN product_template pt ON pt.id = pp.product_tmpl_id
      LEFT JOIN uom_uom pu ON pu.id = pt.uom_id
      LEFT JOIN uom_uom ou ON ou.id = o.product_uom_id"""


def ctes(deliveries: bool, margins: bool, only: str) -> str:
    """SQL of the tables ``sold``, by journal item, and ``costed``: documents and products with a posted cost.

    Parameters: ``company``, ``date_from``, ``date_to`` (not included).

    :param deliveries: stock moves have a value and stand behind order lines
    :param margins: order lines have a cost noted
    :param only: further condition on the journal items ``l``, with ``AND`` in front
    """
    delivered = f"LEFT JOIN ({DELIVERED}) d ON d.sale_line_id = o.id" if deliveries else ""
    return f"""
    linked AS MATERIALIZED (
        SELECT l.id AS line_id, r.order_line_id
          FROM account_move_line l JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = l.id
         WHERE {PERIOD} {only}
    ),
    sold AS (
        SELECT k.line_id,
               CASE WHEN count(*) = 1 AND min(o.technical_price_unit) > 0
                         AND NOT coalesce(bool_or(o.is_downpayment), FALSE)
                    THEN min(o.technical_price_unit)::numeric END AS price,
               min(o.currency_id) AS currency_id, min(o.product_uom_id) AS uom_id,
               {"avg(d.unit)" if deliveries else "NULL::numeric"} AS delivered,
               {f"avg({NOTED})" if margins else "NULL::numeric"} AS noted
          FROM linked k
          JOIN sale_order_line o ON o.id = k.order_line_id
          {delivered}
          {NOTED_JOINS if margins else ""}
         GROUP BY k.line_id
    ),
    costed AS (
        SELECT DISTINCT l.move_id, l.product_id FROM account_move_line l
         WHERE l.display_type = 'cogs' AND {PERIOD} {only}
    )"""
