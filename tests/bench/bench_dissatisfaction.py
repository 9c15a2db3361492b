"""A night's search for signs of dissatisfaction over many customers and contacts, beside one plain pass over them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from unittest.mock import patch

from bench_report import Line
from bench_world import Clock, environment, ratio, shown

CUSTOMERS, CUSTOMERS_FULL = 20_000, 100_000
#: Contacts of a customer in the time that is looked at.
CONTACTS = 20
AS_OF = dt.date(2025, 12, 31)
#: Letters in both directions, every twentieth of them a complaint, more often lately with every seventh customer.
PLANT = """
    INSERT INTO crm_touchpoint (partner_id, commercial_partner_id, date, channel, event, direction, nature, sensitivity,
                                title, company_id, source, key_id, rank, res_model, res_id)
    SELECT c.id, c.id, timestamp %(as_of)s - off * interval '1 hour', 'email', 'received',
           CASE WHEN n %% 2 = 0 THEN 'in' ELSE 'out' END,
           CASE WHEN n %% 2 = 0 AND (c.id + n) %% 40 = 0 OR c.id %% 7 = 0 AND n IN (0, 2) THEN 'complaint'
                ELSE 'information' END,
           'normal', 'Letter', %(company)s, 'bench', c.id * 100 + n, 0, 'res.partner', c.id
      FROM unnest(%(customers)s) c(id)
     CROSS JOIN LATERAL (SELECT n, n * 500 + c.id %% 300 AS off FROM generate_series(0, %(contacts)s - 1) n) letters
"""
PURCHASES = """
    CREATE TEMPORARY TABLE bench_bought AS
    SELECT c.id AS customer_id, date %(as_of)s - (n * (7 + c.id %% 60)) AS day, 50.0::float8 AS amount, 1 AS number
      FROM unnest(%(customers)s) c(id) CROSS JOIN generate_series(0, 14) n
"""
PLAIN = """
    SELECT commercial_partner_id, direction, count(*), max(date) FROM crm_touchpoint
     WHERE company_id = %s GROUP BY commercial_partner_id, direction
"""


def measure(database: str, customers: int = CUSTOMERS) -> list[Line]:
    """Plant contacts and purchases, and look at everybody twice; the second time finds the same."""
    clock = Clock(database)
    with environment(database) as env:
        company = env["res.company"].create({"name": f"Dissatisfaction of the Bench {uuid.uuid4()}"})
        env.cr.execute("SELECT id FROM res_partner WHERE ref LIKE 'K%%' AND active ORDER BY id LIMIT %s", [customers])
        ids = [id_ for (id_,) in env.cr.fetchall()]
        env.flush_all()
        values = {"customers": ids, "as_of": AS_OF, "company": company.id, "contacts": CONTACTS}
        env.cr.execute(PLANT, values)
        env.cr.execute("ANALYZE crm_touchpoint")
        env.cr.execute(PURCHASES, values)
        run = env["crm.silence.run"].create({"company_id": company.id, "as_of": AS_OF})

        def collect(_scores: Any, _run: Any) -> None:
            env.cr.execute("DROP TABLE IF EXISTS crm_score_purchase")
            env.cr.execute("CREATE TEMPORARY TABLE crm_score_purchase ON COMMIT DROP AS SELECT * FROM bench_bought")
            env.cr.execute("ANALYZE crm_score_purchase")

        with patch.object(type(env["crm.customer.score"]), "_collect_purchases", collect):
            plain = clock.timed(lambda: (env.cr.execute(PLAIN, [company.id]), env.cr.fetchall()))
            whole = clock.timed(run._step_signals)
            before = _found(env, company)
            again = clock.timed(run._step_signals)
        if not before or _found(env, company) != before:
            raise SystemExit("Dissatisfaction: a second look at the same found something else.")
        env.cr.rollback()
    what = f"signs of dissatisfaction, {len(ids):,} customers, {len(ids) * CONTACTS:,} contacts, {len(before):,} scores"
    return [Line(what, shown([whole, again]), f"GROUP BY: {shown([plain])}", ratio([whole, again], [plain]))]


def _found(env: Any, company: Any) -> list[tuple[int, float]]:
    env.cr.execute(
        "SELECT customer_id, score FROM crm_dissatisfaction_score WHERE company_id = %s ORDER BY customer_id",
        [company.id],
    )
    return list(env.cr.fetchall())
