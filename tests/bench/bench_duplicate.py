"""Looking for customers that stand in the file twice, among those of bench_caller, and naming them while one types."""

from __future__ import annotations

from functools import partial
from typing import Any

from bench_backfill import vacuum
from bench_report import Line
from bench_world import Clock, Took, environment, median, shown

#: Every so many-th customer stands there a second time, without accents and with the telephone only.
EVERY = 50
SECONDS_ALL = 60
SECONDS_ONE = 0.1
CALLS = 15
WARM_UP = 3
TYPED = {
    "nobody known": {"name": "Qwertz Uiopq", "email": "nobody@example.lt", "phone": "+370 699 99999"},
    "a name many bear": {"name": "Živilė Kazlauskienė"},
    "all of a customer": {
        "name": "Jonas Petraitis",
        "phone": "+370 612 00000",
        "email": "u50000@firma12500.example.lt",
    },
}


def measure(database: str, user: int) -> list[Line]:
    """Search the whole file once, then ask as ``user`` whom a new customer looks like."""
    with environment(database) as env:
        planted = plant(env)
    vacuum(database, "res_partner")
    clock = Clock(database)
    with environment(database) as env:
        took = clock.timed(env["crm.duplicate.run"]._cron_search)
        run = env["crm.duplicate.run"].search([], limit=1)
        found = env["crm.duplicate"].search_count([("partner_id.ref", "=like", "K%"), ("other_id.ref", "=", "AGAIN")])
        if run.state != "done" or found < 0.95 * planted:
            raise SystemExit(f"Duplicates: {found} of {planted} planted pairs found, the run is {run.state}.")
        what = f"duplicates among {run.customers:,} customers, {run.candidates:,} pairs compared"
    lines = [Line(what, shown([took]), f"{SECONDS_ALL} s", took.busy / SECONDS_ALL, 1.0)]
    for kind, values in TYPED.items():
        calls = _timed(database, user, values)
        limit = f"{1000 * SECONDS_ONE:.0f} ms"
        lines.append(Line(f"whom it looks like: {kind}", shown(calls), limit, median(calls) / SECONDS_ONE, 1.0))
    return lines


def plant(env: Any) -> int:
    """Enter every so many-th customer again; returns how many."""
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO res_partner
               (name, complete_name, active, is_company, type, phone, phone_sanitized, ref, lang, partner_share,
                create_date, write_date, create_uid, write_uid, autopost_bills)
        SELECT translate(name, 'ąčęėįšųūžĄČĘĖĮŠŲŪŽ', 'aceeisuuzACEEISUUZ'), name, TRUE, is_company, 'contact', phone,
               phone_sanitized, 'AGAIN', lang, TRUE, now(), now(), 1, 1, 'ask'
          FROM res_partner
         WHERE ref LIKE 'K%%' AND active AND substr(ref, 2)::int %% %s = 0
        """,
        [EVERY],
    )
    planted: int = env.cr.rowcount
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL")
    return planted


def _timed(database: str, user: int, values: dict[str, str]) -> list[Took]:
    clock = Clock(database)
    took = []
    for _number in range(WARM_UP + CALLS):
        with environment(database, user) as env:
            took.append(clock.timed(partial(env["res.partner"].find_duplicates, values)))
    return took[WARM_UP:]
