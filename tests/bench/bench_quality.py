"""Checking the data of every customer: the first pass, one that finds nothing new, and the plain SELECT."""

from __future__ import annotations

from typing import Any

from bench_report import Line
from bench_world import Clock, environment, ratio, shown

CONTACTS, CONTACTS_FULL = 20_000, 100_000
#: Seconds for 100,000 contacts.
FIRST, AGAIN = 120.0, 120.0
PLAIN = """
    SELECT id, name, email, phone, vat, company_registry, street, zip, city, country_id, is_company, parent_id, type,
           company_id
      FROM res_partner WHERE id = ANY(%s)
"""


def measure(database: str, contacts: int = CONTACTS) -> list[Line]:
    """Check the customers of bench_caller as a pass does, piece by piece, twice."""
    clock = Clock(database)
    with environment(database) as env:
        ids = _contacts(env, contacts)
        env.cr.execute("DELETE FROM crm_quality_finding WHERE partner_id = ANY(%s)", [ids])
        env.cr.execute("DELETE FROM crm_quality_score WHERE partner_id = ANY(%s)", [ids])
        plain = clock.timed(lambda: (env.cr.execute(PLAIN, [ids]), env.cr.fetchall()))
    first, again = (_checked(clock, database, ids) for _round in range(2))
    with environment(database) as env:
        env.cr.execute("SELECT count(*) FROM crm_quality_finding WHERE partner_id = ANY(%s)", [ids])
        found = env.cr.fetchone()[0]
    share = len(ids) / 100_000
    what = f"data of {len(ids):,} contacts checked, {found:,} findings ({ratio([first], [plain]):.0f} plain SELECTs)"
    return [
        Line(what, shown([first]), f"{FIRST * share:.0f} s", first.busy / FIRST / share, 1.0),
        Line("the same again, nothing new", shown([again]), f"{AGAIN * share:.0f} s", again.busy / AGAIN / share, 1.0),
    ]


def _contacts(env: Any, contacts: int) -> list[int]:
    env.cr.execute("SELECT id FROM res_partner WHERE ref LIKE 'K%%' AND active ORDER BY id LIMIT %s", [contacts])
    return [id_ for (id_,) in env.cr.fetchall()]


def _checked(clock: Clock, database: str, ids: list[int]) -> Any:
    with environment(database) as env:
        done = []
        took = clock.timed(lambda: done.append(env["crm.quality.engine"]._check_all(ids)))
        if done != [len(ids)]:
            raise SystemExit(f"Quality: {done} of {len(ids)} contacts checked.")
        env.cr.commit()
        env.cr.execute("ANALYZE crm_quality_finding, crm_quality_score")
    return took
