"""Periods of whole months, and what they are compared with.

Facts stand by month, so a period begins with the first day of a month and ends with the last of one. The month that is
going on is whole only on its last day: the twelve months people compare end before it.

Example
-------
>>> found = named("last_12", date(2026, 11, 25))
>>> str(found), str(before(found)), str(year_before(found))
('2025-11 2026-10', '2024-11 2025-10', '2024-11 2025-10')
>>> str(named("last_12", date(2026, 11, 30)))
'2025-12 2026-11'
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

LAST_12, THIS_YEAR, LAST_YEAR, THIS_QUARTER, LAST_QUARTER, ALL = (
    "last_12",
    "this_year",
    "last_year",
    "this_quarter",
    "last_quarter",
    "all",
)
NAMED = (LAST_12, THIS_YEAR, LAST_YEAR, THIS_QUARTER, LAST_QUARTER, ALL)
#: What a period is compared with: the same months a year earlier, the same number of months before, nothing.
YEAR_BEFORE, BEFORE, NOTHING = "year_before", "before", "nothing"
COMPARED = (YEAR_BEFORE, BEFORE, NOTHING)


def month_of(day: date) -> date:
    """First day of the month."""
    return day.replace(day=1)


def shifted(month: date, months: int) -> date:
    """First day of the month so many months later.

    >>> shifted(date(2026, 1, 1), -1), shifted(date(2026, 11, 25), 2)
    (datetime.date(2025, 12, 1), datetime.date(2027, 1, 1))
    """
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


@dataclass(frozen=True)
class Period:
    """Months from ``first`` to ``last``, both counted; each is the first day of its month."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first.day != 1 or self.last.day != 1 or self.last < self.first:
            raise ValueError("period: from the first day of a month to that of the same or a later one")

    def __str__(self) -> str:
        return f"{self.first:%Y-%m} {self.last:%Y-%m}"

    @property
    def length(self) -> int:
        """Number of months.

        >>> Period(date(2025, 11, 1), date(2026, 1, 1)).length
        3
        """
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def until(self) -> date:
        """First day that is not in it any more."""
        return shifted(self.last, 1)

    @property
    def months(self) -> list[date]:
        """First days of its months."""
        return [shifted(self.first, number) for number in range(self.length)]

    def moved(self, months: int) -> Period:
        """The period so many months later."""
        return Period(shifted(self.first, months), shifted(self.last, months))


def named(name: str, as_of: date, first: date | None = None) -> Period:
    """The period of a name, as it stands on a day.

    :param name: one of ``NAMED``
    :param as_of: last day that was counted
    :param first: first day that was counted, for ``all``
    :raise ValueError: a name that is not known

    >>> [str(named(name, date(2026, 2, 10))) for name in ("this_year", "last_year", "this_quarter", "last_quarter")]
    ['2026-01 2026-02', '2025-01 2025-12', '2026-01 2026-02', '2025-10 2025-12']
    >>> str(named("all", date(2026, 2, 10), date(2024, 3, 4)))
    '2024-03 2026-02'
    """
    now = month_of(as_of)
    if name == LAST_12:
        last = now if (as_of + timedelta(days=1)).day == 1 else shifted(now, -1)
        return Period(shifted(last, -11), last)
    if name == THIS_YEAR:
        return Period(now.replace(month=1), now)
    if name == LAST_YEAR:
        return Period(date(now.year - 1, 1, 1), date(now.year - 1, 12, 1))
    quarter = now.replace(month=(now.month - 1) // 3 * 3 + 1)
    if name == THIS_QUARTER:
        return Period(quarter, now)
    if name == LAST_QUARTER:
        return Period(shifted(quarter, -3), shifted(quarter, -1))
    if name == ALL:
        return Period(min(month_of(first), now) if first else now, now)
    raise ValueError(f"{name}: not known")


def before(period: Period) -> Period:
    """As many months, right before.

    >>> str(before(Period(date(2026, 1, 1), date(2026, 3, 1))))
    '2025-10 2025-12'
    """
    return period.moved(-period.length)


def year_before(period: Period) -> Period:
    """The same months a year earlier; of more than a year, so many years earlier that they do not overlap.

    >>> str(year_before(Period(date(2025, 1, 1), date(2026, 3, 1))))
    '2023-01 2024-03'
    """
    years = -(-period.length // 12)
    return period.moved(-12 * years)


def compared(how: str, period: Period) -> Period | None:
    """What a period is compared with.

    :param how: one of ``COMPARED``
    :return: None for nothing
    :raise ValueError: a way that is not known
    """
    if how == YEAR_BEFORE:
        return year_before(period)
    if how == BEFORE:
        return before(period)
    if how == NOTHING:
        return None
    raise ValueError(f"{how}: not known")


def unfinished(period: Period, as_of: date) -> bool:
    """Whether the period's last month is going on still, so that its figures are not whole.

    >>> this = named("this_year", date(2026, 11, 25))
    >>> unfinished(this, date(2026, 11, 25)), unfinished(this, date(2026, 11, 30))
    (True, False)
    """
    return as_of < period.until - timedelta(days=1)
