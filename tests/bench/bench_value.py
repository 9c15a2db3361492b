"""Lifetime value: fitting the models on CDNOW, and scoring the customers of a whole ledger."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Mapping
from typing import Any

from bench_backfill import vacuum
from bench_report import Line
from bench_world import Clock, environment, ratio, shown

CUSTOMERS, CUSTOMERS_FULL = 20_000, 100_000
#: Invoices of a customer on average: half of them buy once, the others the more often the lower their number.
INVOICES = 5
DAY = "2025-12-31"
#: Seconds on a processor for both models on the 2,357 customers of the sample.
FIT_LIMIT = 0.05
#: The scores need the purchase days, their order, quintiles, medians, both models, three back-tests and the cohorts;
#: the reference only adds up what each customer bought and writes one row for each.
SLOWER = 8.0
PLAIN = """
    SELECT p.commercial_partner_id, count(*), min(m.invoice_date), max(m.invoice_date), sum(m.amount_untaxed_signed)
      FROM account_move m JOIN res_partner p ON p.id = m.partner_id
     WHERE m.company_id = %(company)s AND m.state = 'posted' AND m.move_type = 'out_invoice'
     GROUP BY 1
"""
STORED = f"""
    INSERT INTO crm_customer_score (customer_id, purchases, first_purchase, last_purchase, revenue, run_id, company_id)
    SELECT plain.*, %(run)s, %(company)s FROM ({PLAIN}) plain
"""
MOVES = """
    INSERT INTO account_move
           (name, move_type, state, auto_post, journal_id, company_id, currency_id, partner_id, commercial_partner_id,
            date, invoice_date, amount_untaxed_signed, amount_total, amount_total_signed, payment_state,
            invoice_currency_rate, create_uid, write_uid, create_date, write_date)
    SELECT 'VALUE/' || c.n || '/' || k, 'out_invoice', 'posted', 'no', %(journal)s, %(company)s, %(currency)s, c.id,
           c.id, day, day, 20 + (c.n * 37 + k * 11) %% 90, 100, 100, 'paid', 1, 1, 1, now(), now()
      FROM unnest(%(customers)s::int[]) WITH ORDINALITY c(id, n)
     CROSS JOIN LATERAL generate_series(1, CASE WHEN c.n %% 2 = 0 THEN 1
                                                ELSE 1 + (c.n * 7919 %% (4 * %(often)s - 2))::int END) k
     CROSS JOIN LATERAL (
           SELECT (date '2023-01-01' + ((c.n * 104729 + k * 7919 + k * k * 31) %% 1090)::int) AS day) d
"""


def measure(database: str, customers: int = CUSTOMERS) -> list[Line]:
    """Fit the models on CDNOW, then score a company with nothing but invoices."""
    with environment(database) as env:
        company = plant(env, customers)
    vacuum(database, "account_move")
    clock = Clock(database)
    with environment(database) as env:
        run = env["crm.score.run"].create({"company_id": company, "as_of": DAY})
        env.flush_all()
        values = {"run": run.id, "company": company}
        plain = [clock.timed(lambda: (env.cr.execute(PLAIN, values), env.cr.fetchall()))]
        stored = [clock.timed(lambda: env.cr.execute(STORED, values))]
        env.cr.rollback()
    with environment(database) as env:
        run = env["crm.score.run"].create({"company_id": company, "as_of": DAY})
        env.flush_all()
        scored: list[int] = []
        took = [clock.timed(lambda: scored.append(env["crm.customer.score"]._write_scores(run)))]
        env.cr.execute("SELECT count(*), sum(number) FROM crm_score_purchase WHERE number = 1")
        if scored != [env.cr.fetchone()[0]] or run.purchase_model != "mbg":
            raise SystemExit(f"Value: {scored} of {customers} customers, model {run.purchase_model}.")
        env.cr.rollback()
    what = f"scores of {scored[0]:,} customers with models, back-test and cohorts"
    return [
        fitting(),
        Line(what, shown(took), f"GROUP BY, stored: {shown(stored)}", ratio(took, stored), SLOWER),
        Line("the same", shown(took), f"GROUP BY: {shown(plain)}", ratio(took, plain)),
    ]


def fitting() -> Line:
    """Both models on the customers of the CDNOW sample, once warmed up."""
    from odoo.addons.crm_analytics.core import purchase, spend

    customers = cdnow_figures()
    best = float("inf")
    for _round in range(5):
        begin = time.process_time()
        data = purchase.summary(*(list(column) for column in list(zip(*customers, strict=True))[:3]))
        model = purchase.fit(purchase.BG, data)
        back = [row for row in customers if row[0]]
        spend.fit([row[0] for row in back], [row[3] for row in back])
        best = min(best, time.process_time() - begin)
    if round(model.r, 3) != 0.243:
        raise SystemExit(f"Value: r is {model.r}, not 0.243.")
    return Line(
        f"fitting both models on {len(customers):,} customers", f"{1e3 * best:.0f} ms", f"{1e3 * FIT_LIMIT:.0f} ms",
        best / FIT_LIMIT, 1.0,
    )  # fmt: skip


def cdnow_figures() -> list[tuple[int, float, float, float]]:
    """Repeats, recency, age and mean repeat spend of the CDNOW sample on 30 September 1997."""
    from rpclib import cdnow

    end = dt.date(1997, 9, 30)
    purchases: dict[str, dict[dt.date, float]] = {}
    for line in cdnow.data_file().read_text(encoding="ascii").splitlines():
        words = line.split()
        day = dt.date(int(words[2][:4]), int(words[2][4:6]), int(words[2][6:]))
        if day <= end:
            days = purchases.setdefault(words[1], {})
            days[day] = days.get(day, 0.0) + float(words[4])
    return [_figures(days, end) for days in purchases.values()]


def _figures(purchases: Mapping[dt.date, float], end: dt.date) -> tuple[int, float, float, float]:
    days = sorted(purchases)
    repeat = [purchases[day] for day in days[1:]]
    mean = sum(repeat) / len(repeat) if repeat else 0.0
    return len(repeat), (days[-1] - days[0]).days / 7, (end - days[0]).days / 7, mean


def plant(env: Any, customers: int) -> int:
    """A company with invoices to the customers of bench_caller.

    :return: id of the company
    """
    company = env["res.company"].create({"name": f"Value of the Bench {uuid.uuid4()}", "purchase_basis": "invoice"})
    journal = env["account.journal"].create(
        {"name": "Bench value", "code": "BNCV", "type": "sale", "company_id": company.id}
    )
    env.cr.execute("SELECT id FROM res_partner WHERE ref LIKE 'K%%' AND active ORDER BY id LIMIT %s", [customers])
    ids = [id_ for (id_,) in env.cr.fetchall()]
    env.flush_all()
    values = {
        "company": company.id,
        "currency": company.currency_id.id,
        "journal": journal.id,
        "customers": ids,
        "often": INVOICES,
    }
    env.cr.execute(MOVES, values)
    return int(company.id)
