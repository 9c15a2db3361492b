"""Periods and deadlines.

A period in days or months is counted as Regulation (EEC, Euratom) 1182/71, Article 3, has it: the day of the event is
not counted; it ends with the last hour of its last day; a month without that day ends with its last day; and where the
last day is a Saturday, a Sunday or a public holiday, with the last hour of the next working day. Days are days of the
place where the customer is; where that is not known, of the company.

>>> vilnius = "Europe/Vilnius"
>>> notice(dt.datetime(2024, 1, 30, 9), Period(1, "month"), vilnius).last_day
datetime.date(2024, 2, 29)
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

DAY, MONTH = "day", "month"
UNITS = (DAY, MONTH)
#: No year has as many days off in a row; a calendar that says so is wrong.
MOST_DAYS_OFF = 366
_SATURDAY = 5


class DateError(ValueError):
    """A period that cannot be counted."""


@dataclass(frozen=True)
class Period:
    """A number of days or months, at least one."""

    number: int
    unit: str = DAY

    def __post_init__(self) -> None:
        if self.unit not in UNITS or not 1 <= self.number <= 3660:
            raise DateError(f"{self.number!r} {self.unit!r}")


@dataclass(frozen=True)
class Notice:
    """A notice served: its last day where the customer is, and the moment it is over, in UTC."""

    served_at: dt.datetime
    last_day: dt.date
    ends_at: dt.datetime


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of its month.

    >>> add_months(dt.date(2023, 1, 31), 1), add_months(dt.date(2024, 2, 29), 12)
    (datetime.date(2023, 2, 28), datetime.date(2025, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def is_working_day(day: dt.date, holidays: Collection[dt.date] = ()) -> bool:
    """Whether a day is neither at the weekend nor a public holiday.

    >>> is_working_day(dt.date(2026, 12, 24), [dt.date(2026, 12, 24)]), is_working_day(dt.date(2026, 11, 28))
    (False, False)
    """
    return day.weekday() < _SATURDAY and day not in holidays


def next_working_day(day: dt.date, holidays: Collection[dt.date] = ()) -> dt.date:
    """The day itself if it is a working day, else the next one.

    >>> next_working_day(dt.date(2026, 12, 25), [dt.date(2026, 12, 25)])
    datetime.date(2026, 12, 28)
    """
    for ahead in range(MOST_DAYS_OFF):
        found = day + dt.timedelta(days=ahead)
        if is_working_day(found, holidays):
            return found
    raise DateError(f"no working day within a year of {day}")


def last_day(event: dt.date, period: Period, holidays: Collection[dt.date] = ()) -> dt.date:
    """Last day of a period that an event of a day begins.

    >>> last_day(dt.date(2026, 3, 2), Period(5))  # Monday; the fifth day after is a Saturday
    datetime.date(2026, 3, 9)
    """
    end = add_months(event, period.number) if period.unit == MONTH else event + dt.timedelta(days=period.number)
    return next_working_day(end, holidays)


def end_of_day(day: dt.date, zone: str) -> dt.datetime:
    """The moment a day is over somewhere, in UTC without a zone.

    >>> end_of_day(dt.date(2026, 3, 29), "Europe/Riga")
    datetime.datetime(2026, 3, 29, 21, 0)
    """
    after = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(zone))
    return after.astimezone(dt.timezone.utc).replace(tzinfo=None)


def local_day(moment: dt.datetime, zone: str) -> dt.date:
    """The calendar day of a moment in UTC somewhere.

    >>> local_day(dt.datetime(2026, 3, 1, 22, 30), "Europe/Vilnius")
    datetime.date(2026, 3, 2)
    """
    return moment.replace(tzinfo=dt.timezone.utc).astimezone(ZoneInfo(zone)).date()


def whole_days(begin: dt.datetime, end: dt.datetime, zone: str) -> set[dt.date]:
    """Calendar days somewhere that lie wholly within a time in UTC; its last minute may be missing.

    >>> night = dt.datetime(2026, 4, 1, 21), dt.datetime(2026, 4, 2, 20, 59, 59)
    >>> whole_days(*night, "Europe/Vilnius"), whole_days(*night, "UTC")
    ({datetime.date(2026, 4, 2)}, set())
    """
    day = local_day(begin, zone)
    found = set()
    while end_of_day(day, zone) <= end + dt.timedelta(minutes=1):
        if end_of_day(day - dt.timedelta(days=1), zone) >= begin:
            found.add(day)
        day += dt.timedelta(days=1)
    return found


def notice(served_at: dt.datetime, period: Period, zone: str, holidays: Collection[dt.date] = ()) -> Notice:
    """When a notice served at a moment in UTC is over.

    :param zone: where the customer is
    :param holidays: public holidays there
    """
    end = last_day(local_day(served_at, zone), period, holidays)
    return Notice(served_at, end, end_of_day(end, zone))


def after_pause(
    given: Notice, paused_at: dt.datetime, resumed_at: dt.datetime, zone: str, holidays: Collection[dt.date] = ()
) -> Notice:
    """The notice after its clock stood still: longer by every day the pause touched, and never shorter.

    >>> given = notice(dt.datetime(2026, 3, 2, 9), Period(4), "UTC")
    >>> paused = after_pause(given, dt.datetime(2026, 3, 3, 9), dt.datetime(2026, 3, 3, 17), "UTC")
    >>> given.last_day, paused.last_day
    (datetime.date(2026, 3, 6), datetime.date(2026, 3, 9))
    """
    if resumed_at < paused_at:
        raise DateError(f"{resumed_at} is before {paused_at}")
    days = (local_day(resumed_at, zone) - local_day(paused_at, zone)).days + 1
    end = next_working_day(given.last_day + dt.timedelta(days=days), holidays)
    return Notice(given.served_at, end, end_of_day(end, zone))


def shortened(given: Notice, day: dt.date, zone: str, today: dt.date, holidays: Collection[dt.date] = ()) -> Notice:
    """The notice with an earlier last day: a working day after that of the letter, and not over already.

    :raises DateError: the day is no earlier one, not after the letter, in the past or no working day
    """
    if not local_day(given.served_at, zone) < day < given.last_day:
        raise DateError(f"{day} is not between the day of the letter and {given.last_day}")
    if day < today or not is_working_day(day, holidays):
        raise DateError(f"{day} is over or no working day")
    return Notice(given.served_at, day, end_of_day(day, zone))
