"""Pages of a long timeline through the method the client calls, each with an empty cache as in a new request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from bench_plant import World
from bench_report import Line
from bench_world import Clock, Took, environment, median, ratio, shown

LIMIT = 40
CALLS = 60
WARM_UP = 5
WALKED = 40
DEEP = 1_000
SECONDS = 0.015
DEEPER = 1.5
HEADER_SECONDS = 0.15


def measure(database: str, world: World) -> list[Line]:
    """First and deep pages of the hot customer, facets, and pages of a customer of whom the reader may see little."""
    lines = []
    for who, user in (("salesperson", world.seller), ("administrator", world.administrator)):
        cursor = _deep_cursor(database, world.hot, user)
        first = _calls(database, user, world.hot)
        deep = _calls(database, user, world.hot, cursor)
        limits = f"{1000 * SECONDS:.0f} ms"
        lines += [
            Line(f"page 1 as {who}", shown(first), limits, median(first) / SECONDS, 1.0),
            Line(f"page 1,000 as {who}", shown(deep), limits, median(deep) / SECONDS, 1.0),
            Line(f"page 1,000 as {who}", shown(deep), "page 1", ratio(deep, first), DEEPER),
        ]
    first = _calls(database, world.seller, world.hot)
    facets = _timed_calls(database, world.seller, lambda touchpoints: touchpoints.facets(world.hot))
    header = _timed_calls(database, world.seller, lambda touchpoints: _header(touchpoints, world.hot), calls=20)
    sparse = _calls(database, world.seller, world.sparse, calls=10)
    walked = _walk(database, world.seller, world.hot)
    return [
        *lines,
        Line("header of the 360 page as salesperson", shown(header), "150 ms", median(header) / HEADER_SECONDS, 1.0),
        Line("facets as salesperson", shown(facets), "page 1", ratio(facets, first)),
        Line(f"{WALKED} pages walked as salesperson, each", shown(walked), "page 1", ratio(walked, first)),
        Line("page of a customer with 2 % readable rows", shown(sparse), "page 1", ratio(sparse, first)),
    ]


def _header(touchpoints: Any, customer: int) -> None:
    touchpoints.env["res.partner"].customer360(customer)


def _deep_cursor(database: str, customer: int, user: int) -> str:
    """Where page 1,000 of the reader begins, found by the place in the table of the row before it.

    Walking there would take a thousand calls. Which rows are readable is the same all along the history, so their share
    on the first pages tells how many rows lie before it.
    """
    with environment(database, user) as env:
        page = env["crm.touchpoint"].timeline(customer, limit=200)
        last = page["rows"][-1]
        env.cr.execute(
            "SELECT count(*) FROM crm_touchpoint WHERE commercial_partner_id = %s AND (date, id) >= (%s, %s)",
            [customer, last["date"], last["id"]],
        )
        rows_a_page = env.cr.fetchone()[0] / 200 * LIMIT
        env.cr.execute(
            "SELECT date, id FROM crm_touchpoint WHERE commercial_partner_id = %s ORDER BY date DESC, id DESC"
            " OFFSET %s LIMIT 1",
            [customer, min(round((DEEP - 1) * rows_a_page), 95_000)],
        )
        date, id_ = env.cr.fetchone()
    cursor = f"{date.isoformat()}_{id_}"
    with environment(database, user) as env:
        rows = env["crm.touchpoint"].timeline(customer, cursor)["rows"]
    if len(rows) != LIMIT or dt.datetime.fromisoformat(rows[0]["date"]) > date:
        raise SystemExit("The cursor made for the deep page does not lead to a full page there.")
    return cursor


def _calls(database: str, user: int, customer: int, cursor: str = "", calls: int = CALLS) -> list[Took]:
    return _timed_calls(database, user, lambda touchpoints: touchpoints.timeline(customer, cursor or False), calls)


def _timed_calls(database: str, user: int, call: Callable[[Any], object], calls: int = CALLS) -> list[Took]:
    """Times of the calls; the registry and PostgreSQL are warm, the cache of records is empty."""
    took = []
    clock = Clock(database)
    for _number in range(WARM_UP + calls):
        with environment(database, user) as env:
            took.append(clock.timed(partial(call, env["crm.touchpoint"])))
    return took[WARM_UP:]


def _walk(database: str, user: int, customer: int) -> list[Took]:
    """Pages read one after the other; no row may come twice and none may be newer than the one before."""
    took, seen = [], set()
    answer: dict[str, Any] = {"cursor": False}
    newest = "9999"
    clock = Clock(database)
    for _page in range(WALKED):
        with environment(database, user) as env:
            took.append(clock.timed(partial(_next_page, env["crm.touchpoint"], customer, answer)))
        for row in answer["rows"]:
            if row["id"] in seen or row["date"] > newest:
                raise SystemExit(f"Row {row['id']} came twice or in the wrong place.")
            seen.add(row["id"])
            newest = row["date"]
    return took


def _next_page(touchpoints: Any, customer: int, answer: dict[str, Any]) -> None:
    answer.update(touchpoints.timeline(customer, answer["cursor"]))
