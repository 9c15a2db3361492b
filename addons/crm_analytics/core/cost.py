"""The cost of what the shop sold, and what stands behind a cost that is not posted.

With each line of an order the shop notes its cost; it stays as it is. It counts where the closing entry of the session,
or the invoice made in the shop, has no cost posted.
"""

from __future__ import annotations

from . import facts, journal_item
from .journal_item import Sources

KEYS = ("company_id", "customer_id", "month", "reason", *facts.WAY, "categ_id", "product_id")


def _shop(sources: Sources) -> str:
    """Goods on orders of the shop, with the cost the shop noted; none whose entry has the cost."""
    # The way of selling is the document's: the invoice, or the closing entry of the session.
    customer = "coalesce(p.commercial_partner_id, p.id)"
    channel = sources.channel.replace(journal_item.WHO, customer)
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
                    OR (m.move_type = 'entry' AND a.account_type IN {journal_item.GOODS_COST})))"""


def lines(sources: Sources) -> str:
    """SQL of the ids of the journal items whose cost one derived fact tells.

    Parameters: ``company``, ``date_from``, ``date_to`` (not included), ``cost_source``, and the columns of the fact by
    their names.
    """
    same = (key for key in KEYS if key not in ("company_id", "month", "product_id"))
    terms = " AND ".join(f"{key} IS NOT DISTINCT FROM %({key})s" for key in same)
    return f"""
    WITH {journal_item.behind(sources)}
    SELECT line_id FROM ({journal_item.sales(sources, ", l.id AS line_id")}) sale
     WHERE is_sale AND {terms}
       AND CASE %(cost_source)s WHEN 'delivery' THEN unit_delivered IS NOT NULL
                ELSE unit_delivered IS NULL AND unit_noted IS NOT NULL END
    """


def statement(sources: Sources) -> str:
    """The statement that gives a piece of a run the cost the shop noted.

    Parameters: ``run``, ``company``, ``date_from``, ``date_to`` and ``digits`` (decimal places of the currency).
    """
    keys = ", ".join(KEYS)
    way = ", ".join(facts.WAY)
    return f"""
    WITH priced AS MATERIALIZED (
        SELECT {keys}, round(cost, %(digits)s) AS cost, amount,
               CASE WHEN cost IS NULL THEN 'unknown' ELSE 'order' END AS cost_source
          FROM ({_shop(sources)}) shop
    ),
    products AS (
        INSERT INTO crm_profit_product (run_id, {", ".join(facts.PRODUCT_KEYS)},
                                        revenue, discount, returns, cogs, margin, uncosted, quantity)
        SELECT %(run)s, {", ".join(facts.PRODUCT_KEYS)}, 0, 0, 0, -coalesce(sum(cost), 0), -coalesce(sum(cost), 0),
               coalesce(sum(amount) FILTER (WHERE cost IS NULL), 0), 0
          FROM priced GROUP BY {", ".join(facts.PRODUCT_KEYS)}
    )
    INSERT INTO {sources.fact_table} (run_id, company_id, customer_id, month, kind, reason, {way}, categ_id,
                                 origin, cost_source, amount, uncosted,
                                 discount, realisation, listed, quantity, items)
    SELECT %(run)s, company_id, customer_id, month, 'cogs', reason, {way}, categ_id, 'cost', cost_source,
           -coalesce(sum(cost), 0), coalesce(sum(amount) FILTER (WHERE cost IS NULL), 0), 0, 0, 0, 0, 0
      FROM priced GROUP BY company_id, customer_id, month, reason, {way}, categ_id, cost_source
     UNION ALL
    SELECT %(run)s, company_id, NULL, month, 'absorbed', 'absorbed_cost',
           {", ".join("NULL" for _key in facts.WAY)}, NULL, 'cost', NULL, sum(cost), 0, 0, 0, 0, 0, 0
      FROM priced WHERE cost IS NOT NULL GROUP BY company_id, month
    """
