"""A search for silent customers and a pyramid over many customers, beside plain statements over the same rows."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from typing import Any
from unittest.mock import patch

from bench_report import Line
from bench_world import Clock, environment, ratio, shown

CUSTOMERS, CUSTOMERS_FULL = 20_000, 100_000
#: Purchases of a customer on the average, over three years.
PURCHASES = 15
#: Customers of whom the statement is compared with the pure rule.
SAMPLE = 1000
AS_OF = dt.date(2025, 12, 31)
#: Days at which each customer bought: every 7 to 90, more or less evenly, some of them until a day of the past.
PLANT = """
    CREATE TEMPORARY TABLE bench_purchase AS
    SELECT c.id AS customer_id, (date %(as_of)s - off)::date AS day, 10 + off %% 90 AS amount, 1 AS number
      FROM (SELECT id, 7 + id %% 83 AS pace, CASE WHEN id %% 5 = 0 THEN 40 + id %% 200 ELSE id %% 7 END AS since
              FROM res_partner WHERE id = ANY(%(customers)s)) c
     CROSS JOIN LATERAL (
           SELECT DISTINCT c.since + n * c.pace + ((c.id * 31 + n * 17) %% (1 + c.pace / 3)) AS off
             FROM generate_series(0, %(times)s) n) days
     WHERE off < 1090
"""
BESIDES = ("tone", "signals", "dissatisfied")
PLAIN = "SELECT customer_id, count(*), min(day), max(day), sum(amount) FROM bench_purchase GROUP BY customer_id"


def measure(database: str, customers: int = CUSTOMERS) -> list[Line]:
    """Plant purchases, judge everybody, and try the rules on the past; compare a sample with the pure rule."""
    from odoo.tools import SQL

    from odoo.addons.crm_analytics.core import silence, silence_sql

    clock = Clock(database)
    with environment(database) as env:
        company = env["res.company"].create({"name": f"Silence of the Bench {uuid.uuid4()}"})
        rule = env["crm.silence.rule"]._of(company)
        env.cr.execute("SELECT id FROM res_partner WHERE ref LIKE 'K%%' AND active ORDER BY id LIMIT %s", [customers])
        ids = [id_ for (id_,) in env.cr.fetchall()]
        env.flush_all()
        env.cr.execute(PLANT, {"customers": ids, "as_of": AS_OF, "times": 2 * PURCHASES})
        env.cr.execute("ANALYZE bench_purchase")
        run = env["crm.silence.run"].create({"company_id": company.id, "as_of": AS_OF})

        def collect(_scores: Any, _run: Any) -> None:
            env.cr.execute("DROP TABLE IF EXISTS crm_score_purchase")
            env.cr.execute("CREATE TEMPORARY TABLE crm_score_purchase ON COMMIT DROP AS SELECT * FROM bench_purchase")
            env.cr.execute("ANALYZE crm_score_purchase")

        with patch.object(type(env["crm.customer.score"]), "_collect_purchases", collect):
            plain = clock.timed(lambda: (env.cr.execute(PLAIN), env.cr.fetchall()))
            whole = clock.timed(lambda: _whole(run))
            if run.state != "done":
                raise SystemExit(f"Silence: {run.state}, {run.error}")
            collect(None, None)
            params = {"company": company.id, "as_of": AS_OF, "timezone": "UTC"}
            env.cr.execute(SQL(f"WITH {silence_sql.verdicts()} SELECT * FROM verdict", **params))
            found = {row["customer_id"]: row for row in env.cr.dictfetchall()}
        prior = silence.Prior(rule.prior_median, rule.prior_spread)
        wrong = _compare(env, random.Random(1).sample(sorted(found), min(SAMPLE, len(found))), found, prior)
        if wrong:
            raise SystemExit(f"Silence: the statement and the rule disagree on {wrong}.")
        env.cr.execute("SELECT count(*) FROM bench_purchase")
        [purchases] = env.cr.fetchone()
        alerts = run.found
        env.cr.rollback()
    what = f"search for silence, {customers:,} customers, {purchases:,} purchases, {alerts:,} alerts"
    return [Line(what, shown([whole]), f"GROUP BY: {shown([plain])}", ratio([whole], [plain]))]


def _whole(run: Any) -> None:
    """Every step, without the commits of the job."""
    from odoo.addons.crm_analytics.models.crm_silence_run import STEPS

    while run.state == "running":
        # Signs of dissatisfaction have a line of their own.
        if STEPS[run.step] in BESIDES:
            run.step += 1
        else:
            run._do_step()
    run.env.flush_all()


def _compare(env: Any, sample: list[int], found: dict[int, Any], prior: Any) -> list[int]:
    """Customers of whom the statement says something else than the rule."""
    from odoo.addons.crm_analytics.core import silence

    env.cr.execute("SELECT customer_id, day FROM bench_purchase WHERE customer_id = ANY(%s)", [sample])
    days: dict[int, list[dt.date]] = {}
    for customer, day in env.cr.fetchall():
        days.setdefault(customer, []).append(day)
    wrong = []
    for customer in sample:
        verdict, row = silence.judge(days[customer], AS_OF, silence.Rule(), prior), found[customer]
        if verdict is None or (verdict.basis, verdict.limit, verdict.seasonal, verdict.gone) != (
            row["basis"], row["days_limit"], row["seasonal"], row["gone"],
        ):  # fmt: skip
            wrong.append(customer)
    return wrong
