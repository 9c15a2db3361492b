"""Periods of a rule's line, counted anew at each refresh."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

ANY, LAST, BEFORE = "any", "last", "before"
THIS_MONTH, LAST_MONTH, THIS_YEAR, LAST_YEAR = "this_month", "last_month", "this_year", "last_year"
PERIODS = (ANY, LAST, BEFORE, THIS_MONTH, LAST_MONTH, THIS_YEAR, LAST_YEAR)
#: Periods that take a number of days.
WITH_DAYS = (LAST, BEFORE)
MAX_DAYS = 36_500

Bound = dt.date | dt.datetime | None


@dataclass(frozen=True)
class Span:
    """From ``since`` on, up to but not including ``until``: for moments (in UTC) and for days."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None
    first_day: dt.date | None = None
    end_day: dt.date | None = None

    def of(self, dated: str) -> tuple[Bound, Bound]:
        """The two bounds for a column of days or of moments."""
        return (self.first_day, self.end_day) if dated == "day" else (self.since, self.until)


def span(period: str, days: int, now: dt.datetime, zone: dt.tzinfo) -> Span:
    """The span of a period at ``now`` (UTC, without a zone) for people in ``zone``. What lies ahead is never in it.

    >>> spring = span("last_year", 0, dt.datetime(2026, 3, 2, 10), dt.timezone.utc)
    >>> str(spring.since), str(spring.end_day)
    ('2025-01-01 00:00:00', '2026-01-01')
    >>> str(span("last", 90, dt.datetime(2026, 3, 2, 10), dt.timezone.utc).first_day)
    '2025-12-02'
    >>> span("before", 90, dt.datetime(2026, 3, 2, 10), dt.timezone.utc).until
    datetime.datetime(2025, 12, 2, 10, 0)
    """
    today = now.replace(tzinfo=dt.timezone.utc).astimezone(zone).date()
    tomorrow = today + dt.timedelta(days=1)
    back = dt.timedelta(days=days)
    # What came within this very second is there already.
    soon = now + dt.timedelta(seconds=1)
    if period == LAST:
        return Span(now - back, soon, today - back, tomorrow)
    if period == BEFORE:
        return Span(None, now - back, None, today - back)
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    if first := {THIS_MONTH: month, THIS_YEAR: year}.get(period):
        return Span(_midnight(first, zone), soon, first, tomorrow)
    if period == LAST_MONTH:
        return _days((month - dt.timedelta(days=1)).replace(day=1), month, zone)
    if period == LAST_YEAR:
        return _days(year.replace(year=year.year - 1), year, zone)
    return Span(None, soon, None, tomorrow)


def _days(first: dt.date, end: dt.date, zone: dt.tzinfo) -> Span:
    return Span(_midnight(first, zone), _midnight(end, zone), first, end)


def _midnight(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """When a day begins in ``zone``, in UTC without a zone."""
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.timezone.utc).replace(tzinfo=None)
