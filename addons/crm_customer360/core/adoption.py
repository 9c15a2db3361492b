"""How well the data of customers is kept, and what a user did: definitions, weeks and shares.

How it works
============
A :class:`Measure` is three conditions on a customer, as domains: whom it concerns (``applies``), who has what is asked
for (``has``) and who lacks it (``lacks``). Figures are counted from the same domains that open the customers behind
them, so a figure and its list cannot disagree.

>>> weeks(date(2026, 3, 4), {date(2026, 3, 2): 2, date(2026, 2, 28): 1}, 2)
[{'start': '2026-02-23', 'count': 1}, {'start': '2026-03-02', 'count': 2}]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

#: A domain of Odoo: conditions and operators.
Conditions = list[Any]


@dataclass(frozen=True)
class Measure:
    """Something a customer has or lacks."""

    name: str
    has: Conditions
    lacks: Conditions
    applies: Conditions


def measures(since: str) -> dict[str, Measure]:
    """Measures of the data by name.

    :param since: moment in UTC, as the ORM writes it; a contact after it is a recent one
    """
    quiet = ["|", ("last_contact", "=", False), ("last_contact", "<", since)]
    unowned = ["|", ("user_id", "=", False), ("user_id.active", "=", False)]
    found = (
        # An owner who has left looks after nobody.
        Measure("owner", [("user_id.active", "=", True)], unowned, []),
        Measure("email", [("email", "!=", False)], [("email", "=", False)], []),
        Measure("phone", [("phone", "!=", False)], [("phone", "=", False)], []),
        # Odoo's users write a stroke for "has none", which is an answer, but no number.
        Measure(
            "vat",
            [("vat", "not in", [False, "/"])],
            [("vat", "in", [False, "/"])],
            [("is_company", "=", True)],
        ),
        Measure("contact", [("last_contact", ">=", since)], quiet, []),
    )
    return {measure.name: measure for measure in found}


def customers(company_partner_ids: list[int]) -> Conditions:
    """The domain of customers: companies and persons of their own, neither colleagues nor our own companies."""
    return [
        ("partner_share", "=", True),
        "|",
        ("is_company", "=", True),
        ("parent_id", "=", False),
        ("id", "not in", company_partner_ids),
    ]


def monday(day: date) -> date:
    """The first day of the week (ISO 8601) of ``day``."""
    return day - timedelta(days=day.weekday())


def weeks(today: date, days: Mapping[date, int], number: int) -> list[dict[str, Any]]:
    """Sums per week, oldest first, empty weeks too: ``[{start: "YYYY-MM-DD", count}]``.

    :param days: number per day
    :param number: how many weeks, that of ``today`` included
    """
    last = monday(today)
    starts = [last - timedelta(weeks=back) for back in reversed(range(number))]
    sums = dict.fromkeys(starts, 0)
    for day, count in days.items():
        if monday(day) in sums:
            sums[monday(day)] += count
    return [{"start": start.isoformat(), "count": count} for start, count in sums.items()]
