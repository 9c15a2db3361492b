"""Counting the contacts of every customer anew, against the plain GROUP BY it amounts to."""

from __future__ import annotations

from typing import Any

from bench_report import Line
from bench_world import Clock, environment, median, ratio, shown

#: The summary writes what it counted and leaves alone what is right; the reference only counts.
SLOWER = 4.0
PLAIN = """
    SELECT commercial_partner_id, company_id, channel, date_trunc('month', date),
           count(*) FILTER (WHERE direction = 'in'), count(*) FILTER (WHERE direction = 'out'), max(date)
      FROM crm_touchpoint WHERE sensitivity <> 'private' GROUP BY 1, 2, 3, 4
"""


def measure(database: str) -> list[Line]:
    """The first pass over every customer, a second that finds nothing to do, and customers by last contact."""
    clock = Clock(database)
    passes, plain = [], []
    for _number in range(2):
        with environment(database) as env:
            env["crm.touchpoint.source"].search([]).counts = "all"
            passes.append(clock.timed(lambda env=env: _whole_pass(env)))
            env.cr.commit()
        with environment(database) as env:
            plain.append(clock.timed(lambda env=env: env.cr.execute(PLAIN)))
    with environment(database) as env:
        search = env["res.partner"].search
        quiet = [clock.timed(lambda: search([("last_contact", "<", "-30d")], limit=80)) for _number in range(5)]
        in_order = [clock.timed(lambda: search([], order="last_contact desc", limit=80)) for _number in range(3)]
    first, second, counted = passes[:1], passes[1:], "plain GROUP BY"
    return [
        Line("contacts of every customer counted", shown(first), counted, ratio(first, plain), SLOWER),
        Line("the same again, nothing new", shown(second), counted, ratio(second, plain), SLOWER),
        Line("80 customers without contact for 30 days", shown(quiet), "1 s", median(quiet), 1.0),
        Line("80 customers by last contact", shown(in_order), "3 s", median(in_order) / 3, 1.0),
    ]


def _whole_pass(env: Any) -> None:
    """Every piece of the pass, without the commits of the job."""
    summary = env["crm.touchpoint.summary"]
    summary._start_pass()
    while summary._customers_left():
        summary._pass_piece()
