"""Shifting a file's dates so that its last purchase falls on a chosen day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

LAST_MONTH = "last-month"
NOON = time(12)


def shift_target(text: str, today: date) -> date:
    """Return the day that the last purchase is moved to: `last-month` is the last day of the month before today's.

    :raise ValueError: neither `last-month` nor a date, or a date in the future
    """
    if text == LAST_MONTH:
        return today.replace(day=1) - timedelta(days=1)
    target = date.fromisoformat(text)
    if target > today:
        raise ValueError(f"{text} lies in the future")
    return target


def shifted(moment: datetime, days: int) -> datetime:
    """Return the moment that many days later, its time of day unchanged."""
    return moment + timedelta(days=days)


def server_moment(moment: datetime) -> str:
    """Return a moment as the server stores it, in UTC.

    A mere day becomes its noon, which is the same day in every time zone from UTC-12 to UTC+11.
    """
    known = moment if moment.time() != time() else datetime.combine(moment, NOON, moment.tzinfo)
    return known.strftime("%Y-%m-%d %H:%M:%S")
