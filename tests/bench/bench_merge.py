"""Merging fifty contacts with 100,000 touchpoints into one, and bringing them all back."""

from __future__ import annotations

from typing import Any

import bench_plant
from bench_report import Line
from bench_world import Clock, Took, environment, median, shown

CONTACTS = 50
TOUCHPOINTS = 100_000
#: Seconds, each way.
LIMIT = 20.0


def measure(database: str) -> list[Line]:
    """The merge and the un-merge, each once: it is a long piece of work, not a quick one among many."""
    clock = Clock(database)
    with environment(database) as env:
        survivor, sources = plant(env)
        env.cr.commit()
        touchpoints = count(env, sources)
    with environment(database) as env:
        merged: list[int] = []
        partners = env["res.partner"]
        there = clock.timed(lambda: merged.append(partners.merge_customers(survivor, sources)))
        env.cr.commit()
    with environment(database) as env:
        back = clock.timed(lambda: env["crm.merge"].unmerge(merged[0]))
        env.cr.commit()
        if count(env, sources) != touchpoints:
            raise RuntimeError("the un-merge brought back another number of touchpoints")
    what = f"{CONTACTS} contacts with {touchpoints:,} touchpoints"
    return [_line(f"{what} merged", there), _line("the same un-merged", back)]


def plant(env: Any) -> tuple[int, list[int]]:
    """Contacts with letters, as many go out as come in, and invoices; and the one they are to be merged into."""
    user = env.ref("base.user_admin")
    names = [{"name": f"Double {n}", "email": f"double{n}@example.com", "is_company": True} for n in range(CONTACTS)]
    survivor, sources = (
        env["res.partner"].create({"name": "Survivor", "is_company": True}),
        env["res.partner"].create(names),
    )
    env.cr.flush()
    pages = [("res.partner", partner.id) for partner in sources]
    bench_plant._messages(env, TOUCHPOINTS * 6 // 10, pages, sources.ids, user)
    bench_plant._invoices(env, TOUCHPOINTS * 1 // 10, sources.ids, user)
    env["crm.touchpoint"].rebuild(["mail.message", "account.move"])
    return survivor.id, sources.ids


def count(env: Any, partners: list[int]) -> int:
    """How many touchpoints the contacts have."""
    env.cr.execute("SELECT count(*) FROM crm_touchpoint WHERE partner_id = ANY(%s)", [partners])
    found: int = env.cr.fetchone()[0]
    return found


def _line(what: str, took: Took) -> Line:
    return Line(what, shown([took]), f"{LIMIT:.0f} s", median([took]) / LIMIT, 1.0)
