"""Public holidays of the countries our customers are in, for where nobody has put them into a calendar.

Sources: Labour Code of Lithuania, Art. 123; Latvia's law "On holidays, commemorative days and celebration days";
Estonia's Public Holidays and Days of National Importance Act. Movable ones hang on Easter (the Gregorian computus of
Meeus, Jones and Butcher). Days that are always Sundays are left out: no period ends on a Sunday anyway.

>>> dt.date(2026, 6, 24) in public_holidays("LT", 2026), dt.date(2026, 6, 23) in public_holidays("LT", 2026)
(True, False)
>>> public_holidays("XX", 2026)
frozenset()
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

#: Weekday numbers.
_SATURDAY = 5


@dataclass(frozen=True)
class _Country:
    """``fixed``: ``(month, day)``; ``easter``: days after Easter Sunday; ``moved``: fixed ones whose day off is the
    next Monday where they fall on a weekend."""

    fixed: tuple[tuple[int, int], ...]
    easter: tuple[int, ...]
    moved: tuple[tuple[int, int], ...] = ()


COUNTRIES: Mapping[str, _Country] = {
    "LT": _Country(
        ((1, 1), (2, 16), (3, 11), (5, 1), (6, 24), (7, 6), (8, 15), (11, 1), (11, 2), (12, 24), (12, 25), (12, 26)),
        (1,),
    ),
    "LV": _Country(
        ((1, 1), (5, 1), (5, 4), (6, 23), (6, 24), (11, 18), (12, 24), (12, 25), (12, 26), (12, 31)),
        (-2, 1),
        ((5, 4), (11, 18)),
    ),
    "EE": _Country(
        ((1, 1), (2, 24), (5, 1), (6, 23), (6, 24), (8, 20), (12, 24), (12, 25), (12, 26)),
        (-2,),
    ),
}


def easter(year: int) -> dt.date:
    """Easter Sunday of the western churches.

    >>> easter(2024), easter(2026), easter(2038)
    (datetime.date(2024, 3, 31), datetime.date(2026, 4, 5), datetime.date(2038, 4, 25))
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    month, day = divmod(h + j - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


@cache
def public_holidays(country: str, year: int) -> frozenset[dt.date]:
    """Public holidays of a country in a year; none where the country is not known here.

    :param country: two letters, as in ISO 3166
    """
    rules = COUNTRIES.get(country)
    if rules is None:
        return frozenset()
    fixed = {dt.date(year, month, day) for month, day in rules.fixed}
    movable = {easter(year) + dt.timedelta(days=after) for after in rules.easter}
    mondays = {_monday_after(dt.date(year, month, day)) for month, day in rules.moved}
    return frozenset(fixed | movable | mondays)


def _monday_after(day: dt.date) -> dt.date:
    """The day, or the Monday after it where it falls on a weekend."""
    return day + dt.timedelta(days=7 - day.weekday()) if day.weekday() >= _SATURDAY else day
