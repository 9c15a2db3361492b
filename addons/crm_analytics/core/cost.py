"""The cost of what was sold where it was not posted with the sale.

With periodic valuation the accounts hold purchases and what the stock changed by, not the cost of one sale. A customer
gets, in this order: the value of the deliveries behind the line that was invoiced, kept by the ERP on each stock move
when it was done; the cost noted on the line of the order when it was entered. Both stay as they are when the cost of
the product changes; today's cost is never asked. What is given out is taken from what is not assigned, so the sum stays
the profit and loss account. Where neither is there the cost is not known, and the revenue without one is told.

Only goods: what a service costs is counted by cost to serve. Parts of kits have a delivery each; their cost is the one
noted on the order. What comes back has the cost of what went out.
"""

from __future__ import annotations

from . import facts
from .facts import Sources

#: Nothing of the line's product was posted as cost of goods with the document.
NOT_POSTED = """
    NOT EXISTS (SELECT 1 FROM account_move_line k
                 WHERE k.move_id = l.move_id AND k.product_id = l.product_id AND k.display_type = 'cogs')"""
NO_SHOP_ORDER = "NOT EXISTS (SELECT 1 FROM pos_order o WHERE o.account_move = m.id)"

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
    nullif(n.purchase_price, 0) / coalesce(nullif(o.currency_rate, 0), 1) * pu.factor / nullif(nu.factor, 0)"""
KEYS = ("company_id", "customer_id", "month", "reason", *facts.WAY, "categ_id", "product_id")


def _lines(sources: Sources) -> str:
    """Goods on sales documents: what was sold of which product, and for what."""
    columns = f", l.id AS line_id, {facts.PIECES} AS pieces"
    where = f"AND m.move_type IN {facts.SALES} AND l.display_type = 'product' AND pt.type = 'consu' AND {NOT_POSTED}"
    if sources.shop:
        where += f" AND {NO_SHOP_ORDER}"
    return f"""
        SELECT {", ".join(KEYS)}, line_id, pieces, amount FROM ({facts.items(sources, columns, where=where)}) item
         WHERE kind IN ('revenue', 'return')"""


def _units(sources: Sources) -> str:
    """Cost of one by invoiced line, as the deliveries and the orders say."""
    delivered = DELIVERED if sources.deliveries else "SELECT NULL::integer AS sale_line_id, NULL::numeric AS unit"
    noted = NOTED if sources.margins else "NULL::numeric"
    return f"""
        SELECT k.line_id, avg(d.unit) AS delivered, avg({noted}) AS noted
          FROM linked k
          JOIN sale_order_line n ON n.id = k.order_line_id
          JOIN sale_order o ON o.id = n.order_id
          JOIN product_product pp ON pp.id = n.product_id
          JOIN product_template pt ON pt.id = pp.product_tmpl_id
          JOIN uom_uom pu ON pu.id = pt.uom_id
          LEFT JOIN uom_uom nu ON nu.id = n.product_uom_id
          LEFT JOIN ({delivered}) d ON d.sale_line_id = n.id
         GROUP BY k.line_id"""


def _shop(sources: Sources) -> str:
    """Goods on orders of the shop, with the cost the shop noted; none whose entry has the cost."""
    # The way of selling is the document's: the invoice, or the closing entry of the session.
    customer = "coalesce(p.commercial_partner_id, p.id)"
    channel = sources.channel.replace(facts.WHO, customer)
    worth = "abs(n.price_subtotal) * sign(n.qty * n.price_unit) / coalesce(nullif(o.currency_rate, 0), 1)"
    return f"""
        SELECT m.company_id, {customer} AS customer_id, date_trunc('month', m.date)::date AS month,
               CASE WHEN p.id IS NULL THEN 'shop_nobody' END AS reason,
               {channel} AS channel_id, m.invoice_user_id AS user_id,
               m.team_id, m.medium_id, m.source_id, m.campaign_id, pt.categ_id, n.product_id,
               nullif(n.total_cost, 0) / coalesce(nullif(o.currency_rate, 0), 1) AS cost, {worth} AS amount
          FROM pos_order o
          JOIN pos_session ps ON ps.id = o.session_id
          JOIN account_move m ON m.id = coalesce(o.account_move, ps.move_id)
          JOIN pos_order_line n ON n.order_id = o.id
          JOIN product_product pp ON pp.id = n.product_id
          JOIN product_template pt ON pt.id = pp.product_tmpl_id
          LEFT JOIN res_partner p ON p.id = o.partner_id
         WHERE o.state NOT IN ('draft', 'cancel') AND pt.type = 'consu' AND n.qty <> 0
           AND m.state = 'posted' AND m.company_id = %(company)s
           AND m.date >= %(date_from)s AND m.date < %(date_to)s
           AND NOT EXISTS (
               SELECT 1 FROM account_move_line k JOIN account_account a ON a.id = k.account_id
                WHERE k.move_id = m.id
                  AND ((k.display_type = 'cogs' AND k.product_id = n.product_id)
                    OR (m.move_type = 'entry' AND a.account_type IN {facts.GOODS_COST})))"""


def _priced(sources: Sources) -> str:
    """CTEs up to ``told``: what was sold on documents, the cost of one, and where it comes from."""
    return f"""
    line AS MATERIALIZED ({_lines(sources)}),
    linked AS MATERIALIZED (
        SELECT line.line_id, r.order_line_id
          FROM line JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = line.line_id
    ),
    unit AS ({_units(sources)}),
    told AS (
        SELECT {", ".join(KEYS)}, line_id, line.pieces * coalesce(unit.delivered, unit.noted) AS cost,
               CASE WHEN unit.delivered IS NOT NULL THEN 'delivery' WHEN unit.noted IS NOT NULL THEN 'order'
                    ELSE 'unknown' END AS cost_source,
               line.amount
          FROM line LEFT JOIN unit USING (line_id)
    )"""


def lines(sources: Sources) -> str:
    """SQL of the ids of the journal items behind one derived fact.

    Parameters: those of ``statement``, and the columns of the fact by their names.
    """
    same = (key for key in KEYS if key not in ("company_id", "month", "product_id"))
    terms = " AND ".join(f"{key} IS NOT DISTINCT FROM %({key})s" for key in same)
    return f"WITH {_priced(sources)} SELECT line_id FROM told WHERE cost_source = %(cost_source)s AND {terms}"


def statement(sources: Sources) -> str:
    """The statement that gives a piece of a run the cost that is not posted.

    Parameters: ``run``, ``company``, ``date_from``, ``date_to`` and ``digits`` (decimal places of the currency).
    """
    keys = ", ".join(KEYS)
    way = ", ".join(facts.WAY)
    shop = f"""
         UNION ALL
        SELECT {keys}, round(cost, %(digits)s), CASE WHEN cost IS NULL THEN 'unknown' ELSE 'order' END, amount
          FROM ({_shop(sources)}) shop"""
    return f"""
    WITH {_priced(sources)},
    priced AS MATERIALIZED (
        SELECT {keys}, round(cost, %(digits)s) AS cost, cost_source, amount
          FROM told{shop if sources.shop else ""}
    ),
    facts AS (
        INSERT INTO crm_profit_fact (run_id, company_id, customer_id, month, kind, reason, {way}, categ_id,
                                     origin, cost_source, amount, uncosted,
                                     discount, realisation, listed, quantity, items)
        SELECT %(run)s, company_id, customer_id, month, 'cogs', reason, {way}, categ_id, 'cost', cost_source,
               -coalesce(sum(cost), 0), coalesce(sum(amount) FILTER (WHERE cost IS NULL), 0), 0, 0, 0, 0, 0
          FROM priced GROUP BY company_id, customer_id, month, reason, {way}, categ_id, cost_source
         UNION ALL
        SELECT %(run)s, company_id, NULL, month, 'absorbed', 'absorbed_cost',
               {", ".join("NULL" for _key in facts.WAY)}, NULL, 'cost', NULL, sum(cost), 0, 0, 0, 0, 0, 0
          FROM priced WHERE cost IS NOT NULL GROUP BY company_id, month
    )
    INSERT INTO crm_profit_product (run_id, {", ".join(facts.PRODUCT_KEYS)},
                                    revenue, discount, returns, cogs, margin, uncosted, quantity)
    SELECT %(run)s, {", ".join(facts.PRODUCT_KEYS)}, 0, 0, 0, -coalesce(sum(cost), 0), -coalesce(sum(cost), 0),
           coalesce(sum(amount) FILTER (WHERE cost IS NULL), 0), 0
      FROM priced GROUP BY {", ".join(facts.PRODUCT_KEYS)}
    """
