"""Pauses that belong to the season: a customer who paused in the same weeks before has not fallen silent.

Of who buys at a rhythm, one pause a year ago is enough; of anybody else it takes both years before, and no other pause.
:mod:`.silence_sql` says the same of all customers at once.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence

#: A year of whole weeks: the same season, the same day of the week.
YEAR = 364


def paused(days: Sequence[dt.date], last: dt.date, as_of: dt.date, limit: int) -> bool:
    """Whether they paused in the same weeks a year ago, as long as it takes to be silence, and came back.

    That pause may have begun later by half the limit, or by half of this one.

    >>> days = [dt.date(2025, 5, 5), dt.date(2025, 6, 2), dt.date(2025, 9, 1), dt.date(2026, 6, 1)]
    >>> paused(days, days[-1], dt.date(2026, 8, 1), 40), paused(days, days[-1], dt.date(2026, 9, 9), 40)
    (True, False)
    """
    tolerance = min(limit // 2, (as_of - last).days // 2)
    begun = last - dt.timedelta(days=YEAR - tolerance)
    over = as_of - dt.timedelta(days=YEAR)
    return any(
        before <= begun and day > over and (day - before).days > limit for before, day in itertools.pairwise(days)
    )


def paused_each_year(days: Sequence[dt.date], last: dt.date, as_of: dt.date, limit: int) -> bool:
    """Whether they paused in the same weeks of both years before, and at no other time.

    Of who buys without a rhythm one pause in the same weeks says nothing: any of their gaps may be that long.

    >>> days = [dt.date(year, month, 9) for year in (2023, 2024, 2025) for month in (5, 6, 8, 9)]
    >>> paused_each_year(days, days[-1], dt.date(2026, 2, 9), 90)
    True
    >>> paused_each_year(days[4:], days[-1], dt.date(2026, 2, 9), 90)
    False
    """
    tolerance = min(limit // 2, (as_of - last).days // 2)
    years = set()
    for before, day in itertools.pairwise(days):
        if (day - before).days <= limit:
            continue
        then = {
            ago
            for ago in (1, 2)
            if before <= last - dt.timedelta(days=YEAR * ago - tolerance)
            and day > as_of - dt.timedelta(days=YEAR * ago)
        }
        if not then or (day - before).days >= YEAR:
            return False
        years |= then
    return years == {1, 2}
