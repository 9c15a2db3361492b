"""The one statement that turns posted journal items into facts per customer.

Every journal item on an account of the profit and loss account becomes part of exactly one fact, so the facts of a
company add up to its profit and loss by construction; whatever cannot be told to belong to a customer is a fact without
one, with the reason. A fact adds up the items of one customer, month, account, kind and way of selling.

Whose an item is: on invoices, credit notes and receipts the customer of the document as they are today (the company
of its contact, whatever it was when the item was posted); on entries by hand the customer the item names. Amounts are
minus the balance: revenue positive, costs negative, in the currency of the company.
"""

from __future__ import annotations

PROFIT_AND_LOSS = (
    "income",
    "income_other",
    "expense",
    "expense_other",
    "expense_depreciation",
    "expense_direct_cost",
)
#: What groups facts, in the order of the table's columns.
KEYS = (
    "company_id",
    "customer_id",
    "month",
    "account_id",
    "kind",
    "reason",
    "user_id",
    "team_id",
    "medium_id",
    "source_id",
    "campaign_id",
    "categ_id",
)
SALES = "('out_invoice', 'out_refund', 'out_receipt')"
PURCHASES = "('in_invoice', 'in_refund', 'in_receipt')"

#: The customer of an item; NULL for what belongs to nobody.
CUSTOMER = f"""
    CASE WHEN m.move_type IN {SALES} THEN coalesce(dp.commercial_partner_id, dp.id)
         WHEN m.move_type = 'entry' AND lc.customer_rank > 0 THEN lc.id END"""
KIND = f"""
    CASE WHEN l.display_type = 'cogs' THEN 'cogs'
         WHEN m.move_type = 'entry' THEN 'manual'
         WHEN m.move_type NOT IN {SALES} THEN 'other'
         WHEN l.display_type IN ('discount', 'epd') THEN 'cash_discount'
         WHEN l.display_type <> 'product' OR a.account_type NOT IN ('income', 'income_other') THEN 'other'
         WHEN m.move_type = 'out_refund' THEN 'return'
         ELSE 'revenue' END"""
REASON = f"""
    CASE WHEN m.move_type IN {SALES} THEN CASE WHEN dp.id IS NULL THEN 'no_customer' END
         WHEN m.move_type IN {PURCHASES} THEN 'purchase'
         WHEN lc.customer_rank > 0 THEN NULL
         WHEN l.partner_id IS NOT NULL THEN 'not_a_customer'
         ELSE 'overhead' END"""
#: What of the price was given away; at 100 % the amount that is left says nothing of the price.
DISCOUNT = f"""
    CASE WHEN m.move_type NOT IN {SALES} OR l.display_type <> 'product' OR coalesce(l.discount, 0) = 0 THEN 0
         WHEN l.discount < 100 THEN l.balance * l.discount / (100 - l.discount)
         ELSE -l.price_unit * l.quantity / coalesce(nullif(m.invoice_currency_rate, 0), 1)
              * CASE WHEN m.move_type = 'out_refund' THEN -1 ELSE 1 END END"""

SELECT = f"""
    SELECT l.company_id,
           {CUSTOMER} AS customer_id,
           date_trunc('month', l.date)::date AS month,
           l.account_id,
           {KIND} AS kind,
           {REASON} AS reason,
           m.invoice_user_id AS user_id,
           m.team_id, m.medium_id, m.source_id, m.campaign_id,
           pt.categ_id,
           -l.balance AS amount,
           {DISCOUNT} AS discount,
           l.quantity
      FROM account_move_line l
      JOIN account_move m ON m.id = l.move_id
      JOIN account_account a ON a.id = l.account_id
      LEFT JOIN res_partner dp ON dp.id = m.partner_id
      LEFT JOIN res_partner lp ON lp.id = l.partner_id
      LEFT JOIN res_partner lc ON lc.id = coalesce(lp.commercial_partner_id, lp.id)
      LEFT JOIN product_product pp ON pp.id = l.product_id
      LEFT JOIN product_template pt ON pt.id = pp.product_tmpl_id
     WHERE l.parent_state = 'posted'
       AND l.company_id = %(company)s
       AND l.date >= %(date_from)s AND l.date < %(date_to)s
       AND a.account_type IN {PROFIT_AND_LOSS}
       AND l.display_type NOT IN ('line_section', 'line_subsection', 'line_note')
"""

INSERT = f"""
    INSERT INTO crm_profit_fact (run_id, {", ".join(KEYS)}, amount, discount, quantity, items)
    SELECT %(run)s, {", ".join(KEYS)}, sum(amount), sum(discount), sum(quantity), count(*)
      FROM ({SELECT}) item
     GROUP BY {", ".join(KEYS)}
"""
