"""The steps of a run of the analysis, declared: what is done, in which order, and what it writes.

A step is a method of ``crm.score.run``; it takes the parameters of its piece and says how many rows it wrote. Other
parts of the analysis add their steps to ``crm.score.run._run_steps`` and need not touch the run itself: progress,
times, stopping and going on are those of all steps.

Example
-------
Two steps, one of them done year by year:

>>> steps = [Step("count", "Journal items", "_step_count", yearly=True), Step("scores", "Scores", "_step_scores")]
>>> years = pieces(date(2023, 5, 2), date(2025, 3, 10), 2)
>>> [(first.isoformat(), until.isoformat()) for first, until in years]
[('2023-01-01', '2025-01-01'), ('2025-01-01', '2025-03-11')]
>>> [(unit.step.name, unit.date_from.year) for unit in units(steps, years)]
[('count', 2023), ('count', 2025), ('scores', 2023)]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Period = tuple[date, date]
#: Days of a year, leap years among them.
YEAR_DAYS = 365.25


@dataclass(frozen=True)
class Step:
    """One step of a run.

    :param name: stable technical name
    :param label: what people read (a plain or lazily translated string)
    :param method: name of a method of ``crm.score.run``; it takes ``{"run", "company", "date_from", "date_to"}`` (the
        last day not included) and returns the number of rows written
    :param yearly: done for each piece of the time by itself, before the steps that need all of it
    :param writes: tables it writes; rows of the run are in their column ``run_id``
    """

    name: str
    label: Any
    method: str
    yearly: bool = False
    writes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unit:
    """A step and the time it is done for; the day ``date_to`` is not included."""

    step: Step
    date_from: date
    date_to: date


def pieces(first: date, last: date, years: int) -> list[Period]:
    """The time from the year of ``first`` to the day ``last``, in pieces of whole years; their ends not included.

    :param years: of a piece, at least one
    """
    begin, end = min(first.replace(month=1, day=1), last), last + timedelta(days=1)
    found = []
    while begin < end:
        until = min(date(begin.year + max(years, 1), 1, 1), end)
        found.append((begin, until))
        begin = until
    return found


def units(steps: Sequence[Step], periods: Sequence[Period]) -> list[Unit]:
    """Everything to be done, in its order: piece by piece, then what needs all pieces."""
    yearly = [Unit(step, *period) for period in periods for step in steps if step.yearly]
    once = [Unit(step, periods[0][0], periods[-1][1]) for step in steps if not step.yearly]
    return yearly + once


def years_at_once(items: int, first: date, last: date, limit: int) -> int:
    """How many calendar years fit into a piece of at most ``limit`` items, if all days have equally many; at least one.

    :param items: number of items from the day ``first`` to the day ``last``

    >>> first, last = date(2022, 1, 1), date(2025, 1, 31)
    >>> [years_at_once(3_000_000, first, last, limit) for limit in (1_600_000, 2_000_000, 3_000_000, 10)]
    [1, 2, 4, 1]
    """
    if items <= limit:
        return last.year - first.year + 1
    return max(int(limit * ((last - first).days + 1) / YEAR_DAYS / items), 1)


def months(first: date, end: date) -> list[date]:
    """First days of the months that have a day from ``first`` on and before ``end``.

    >>> [month.isoformat() for month in months(date(2024, 12, 5), date(2025, 2, 1))]
    ['2024-12-01', '2025-01-01']
    """
    found, month = [], first.replace(day=1)
    while month < end:
        found.append(month)
        month = following(month)
    return found


def following(month: date) -> date:
    """The first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def ranges(wanted: Sequence[date], first: date, end: date) -> list[Period]:
    """Months as periods, those in a row as one, cut to the days from ``first`` on and before ``end``.

    >>> found = ranges([date(2025, 1, 1), date(2025, 2, 1), date(2025, 5, 1)], date(2025, 1, 1), date(2025, 5, 7))
    >>> [(begin.isoformat(), until.isoformat()) for begin, until in found]
    [('2025-01-01', '2025-03-01'), ('2025-05-01', '2025-05-07')]
    """
    found: list[Period] = []
    for month in sorted(set(wanted)):
        begin, until = max(month, first), min(following(month), end)
        if begin >= until:
            continue
        if found and found[-1][1] == begin:
            found[-1] = (found[-1][0], until)
        else:
            found.append((begin, until))
    return found
