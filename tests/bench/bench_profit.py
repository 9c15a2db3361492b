"""A run of the customer analysis over a whole ledger, against plain statements over the same journal items."""

from __future__ import annotations

import uuid
from typing import Any

from bench_backfill import vacuum
from bench_report import Line
from bench_world import Clock, Took, environment, ratio, shown

from odoo.fields import Datetime

ITEMS, ITEMS_FULL = 300_000, 1_500_000
CUSTOMERS, CUSTOMERS_FULL = 20_000, 100_000
NAME = "Ledger of the Bench"
#: Journal items of one invoice; the invoices are spread over so many months, and written in the order of their days,
#: each with its items.
LINES, MONTHS = 3, 36
#: The same takes some tenths more or less from one time to the next; the last run stays.
ROUNDS = 5
#: The run asks of each item whose it is and what kind, writes facts and sums by product, looks for costs, counts the
#: drivers and compares with the ledger. One reference only adds up, on one processor: 5 times that is wanted. The other
#: writes its sums where the facts go.
SLOWER = 5.0
#: A day's changes, as a share of the whole run; the days the invoices are spread over.
DAY, DAYS = 0.05, 750
#: Where a run writes most. What a round took back is cleared away before the next one: the database may do it beside.
WRITTEN = ("crm_profit_fact", "crm_cost_count", "crm_profit_running")
#: What a second process does for the connection is seen by no clock.
ONE_PROCESS = "SET LOCAL max_parallel_workers_per_gather = 0"
#: The first page of the analysis, as a share of the GROUP BY: it asks for sums of the facts, not of the items.
PAGE = 1.0
CHANGED = """
    WITH day AS (
        SELECT id FROM account_move WHERE company_id = %(company)s AND date >= date '2024-12-01' LIMIT %(moves)s
    ), moves AS (
        UPDATE account_move SET write_date = %(now)s WHERE id IN (SELECT id FROM day)
    )
    UPDATE account_move_line SET write_date = %(now)s, credit = credit + 1, balance = balance - 1
     WHERE move_id IN (SELECT id FROM day)
"""
PLAIN = """
    SELECT l.partner_id, date_trunc('month', l.date)::date, l.account_id, -sum(l.balance), sum(l.quantity), count(*)
      FROM account_move_line l JOIN account_account a ON a.id = l.account_id
     WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND a.account_type = 'income'
     GROUP BY 1, 2, 3
"""
STORED = f"""
    INSERT INTO crm_profit_fact
           (run_id, company_id, kind, discount, customer_id, month, account_id, amount, quantity, items)
    SELECT %(run)s, %(company)s, 'revenue', 0, plain.* FROM ({PLAIN}) plain
"""
MOVES = """
    INSERT INTO account_move
           (name, move_type, state, auto_post, journal_id, company_id, currency_id, partner_id, commercial_partner_id,
            date, invoice_date, amount_untaxed_signed, amount_total, amount_total_signed, payment_state,
            invoice_user_id, invoice_currency_rate, create_uid, write_uid, create_date, write_date)
    SELECT 'PROFIT/' || n, 'out_invoice', 'posted', 'no', %(journal)s, %(company)s, %(currency)s, p.id, p.id, d, d,
           20 + n %% 90, 100, 100, 'paid', 1 + n %% 2, 1, 1, 1, now(), now()
      FROM generate_series(1, %(moves)s) n
      JOIN res_partner p ON p.id = (%(customers)s)[1 + n %% %(count)s]
     CROSS JOIN LATERAL (
           SELECT (date '2022-01-01' + (n * 7919::bigint %% %(months)s) * interval '1 month'
                                     + n %% 28 * interval '1 day')::date AS d) day
     ORDER BY d, n
"""
ITEM = """
    INSERT INTO account_move_line
           (move_id, move_name, journal_id, company_id, company_currency_id, currency_id, account_id, partner_id, date,
            parent_state, display_type, product_id, quantity, price_unit, discount, debit, credit, balance,
            amount_currency, create_uid, write_uid, create_date, write_date)
    SELECT m.id, m.name, m.journal_id, m.company_id, m.currency_id, m.currency_id, (%(accounts)s)[1 + line %% 2],
           m.partner_id, m.date, 'posted', 'product', (%(products)s)[1 + m.id %% %(product_count)s], 1, 100, 10, 0, 90,
           -90, -90, 1, 1, now(), now()
      FROM account_move m CROSS JOIN generate_series(1, %(lines)s) line
     WHERE m.company_id = %(company)s
     ORDER BY m.id, line
"""


def measure(database: str, items: int = ITEMS, customers: int = CUSTOMERS) -> list[Line]:
    """Plant a company with nothing but sales, ask for its sums, store them, and analyse it."""
    with environment(database) as env:
        company = plant(env, items, customers)
    # The accounts too: a reference that does not know of the new ones would be planned badly.
    vacuum(database, "account_account", "account_move", "account_move_line")
    clock = Clock(database)
    runs, plain, stored = [], [], []
    for number in range(1, ROUNDS + 1):
        with environment(database) as env:
            run = env["crm.score.run"].create({"company_id": company, "as_of": "2025-12-31"})
            env.flush_all()
            values = {"run": run.id, "company": company}
            env.cr.execute(ONE_PROCESS)
            plain.append(clock.timed(lambda env=env, values=values: (env.cr.execute(PLAIN, values), env.cr.fetchall())))
            stored.append(clock.timed(lambda env=env, values=values: env.cr.execute(STORED, values)))
            env.cr.rollback()
        vacuum(database, *WRITTEN)
        with environment(database) as env:
            run = env["crm.score.run"].create({"company_id": company, "as_of": "2025-12-31"})
            env.cr.execute(ONE_PROCESS)
            runs.append(clock.timed(lambda run=run: _whole_run(run)))
            if run.state != "done" or run.item_count != items or run.difference:
                raise SystemExit(f"Profit: {run.item_count} of {items} items, {run.state}, off by {run.difference}.")
            facts = run.fact_count
            _keep(env, number)
        vacuum(database, *WRITTEN)
    day = _day(database, clock, run.id, items)
    with environment(database) as env:
        overview = env["crm.profit.overview"].with_context(allowed_company_ids=[company])
        page = [clock.timed(overview.figures)]
    what = f"profit of {customers:,} customers, {items:,} journal items to {facts:,} facts"
    return [
        Line(what, shown(runs), f"GROUP BY, stored: {shown(stored)}", ratio(runs, stored), SLOWER),
        Line("the same", shown(runs), f"GROUP BY: {shown(plain)}", ratio(runs, plain), SLOWER),
        Line("a day's changes", shown(day), f"whole run: {shown(runs)}", ratio(day, runs), DAY),
        Line("overview of profit", shown(page), f"GROUP BY: {shown(plain)}", ratio(page, plain), PAGE),
    ]


def _day(database: str, clock: Clock, run_id: int, items: int) -> list[Took]:
    """Make the run up to date after one day's invoices were changed."""
    with environment(database) as env:
        run = env["crm.score.run"].browse(run_id)
        # What the bench itself wrote so far was before the run.
        run.seen_until = Datetime.add(Datetime.now(), days=1)
        values = {"company": run.company_id.id, "moves": items // LINES // DAYS, "now": run.seen_until}
        env.cr.execute(CHANGED, values)
    # A night lies between.
    vacuum(database, *WRITTEN)
    took = []
    for number in range(1, ROUNDS + 1):
        with environment(database) as env:
            run = env["crm.score.run"].browse(run_id)
            env.cr.execute(ONE_PROCESS)
            took.append(clock.timed(lambda run=run: (run._update_now(), run.env.flush_all())))
            if run.difference:
                raise SystemExit(f"Profit: after a day's changes it is off by {run.difference}.")
            _keep(env, number)
    return took


def plant(env: Any, items: int, customers: int, ids: list[int] | None = None) -> int:
    """A company with invoices to customers, two income accounts and some categories of goods.

    Purchases are its orders, and it has none: what is measured here are no scores.

    :param ids: of the customers; left out, those of bench_caller
    :return: id of the company
    """
    company = env["res.company"].create({"name": f"{NAME} {uuid.uuid4()}", "purchase_basis": "order"})
    accounts = env["account.account"].create(
        [
            {"name": name, "code": code, "account_type": "income", "company_ids": [(6, 0, company.ids)]}
            for name, code in (("Sales", "900001"), ("Services", "900002"))
        ]
    )
    journal = env["account.journal"].create(
        {"name": "Bench sales", "code": "BNCH", "type": "sale", "company_id": company.id}
    )
    categories = env["product.category"].create([{"name": f"Bench {number}"} for number in range(5)])
    products = env["product.product"].create(
        [{"name": f"Bench {one.name}", "type": "service", "categ_id": one.id} for one in categories]
    )
    if ids is None:
        env.cr.execute("SELECT id FROM res_partner WHERE ref LIKE 'K%%' AND active ORDER BY id LIMIT %s", [customers])
        ids = [id_ for (id_,) in env.cr.fetchall()]
    env.flush_all()
    values = {
        "company": company.id,
        "currency": company.currency_id.id,
        "journal": journal.id,
        "accounts": accounts.ids,
        "products": products.ids,
        "product_count": len(products),
        "customers": ids,
        "count": len(ids),
        "moves": items // LINES,
        "lines": LINES,
        "months": MONTHS,
    }
    env.cr.execute(MOVES, values)
    env.cr.execute(ITEM, values)
    return company.id


def _keep(env: Any, number: int) -> None:
    """What the last round wrote stays; that of the others goes, so that each finds the same."""
    if number == ROUNDS:
        env.cr.commit()
    else:
        env.cr.rollback()


def _whole_run(run: Any) -> None:
    """Every piece, without the commits of the job."""
    while run.state in ("waiting", "running"):
        run._piece()
    run.env.flush_all()
