"""Cursors and filters of the timeline: what a caller may send, checked before any SQL is made."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from .arguments import is_id, shown

MAX_LIMIT = 200
MAX_QUERY = 200
MAX_CHOICES = 500
_CURSOR = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?)_(\d{1,18})")


class InvalidArgumentError(ValueError):
    """An argument the caller has to mend. ``name`` is the argument, ``value`` what was sent."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(f"{name}: {shown(value)!r}")
        self.name = shown(name)
        self.value = shown(value)


@dataclass(frozen=True)
class Cursor:
    """Place in a timeline: the last row already given. Rows come newest first, then by falling id."""

    date: dt.datetime
    id: int

    def encode(self) -> str:
        """Opaque text for the next call.

        >>> Cursor.decode(Cursor(dt.datetime(2026, 3, 1, 12), 7).encode())
        Cursor(date=datetime.datetime(2026, 3, 1, 12, 0), id=7)
        """
        return f"{self.date.isoformat()}_{self.id}"

    @classmethod
    def decode(cls, text: object) -> Cursor:
        """The cursor behind the text of an earlier answer; :class:`InvalidArgumentError` on any other text."""
        match = _CURSOR.fullmatch(text) if isinstance(text, str) else None
        if not match:
            raise InvalidArgumentError("cursor", text)
        try:
            return cls(dt.datetime.fromisoformat(match[1]), int(match[2]))
        except ValueError:
            raise InvalidArgumentError("cursor", text) from None


@dataclass(frozen=True)
class Filters:
    """Checked filters; empty means no restriction. Dates are moments in UTC, ``date_to`` exclusive."""

    channels: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    partner_ids: tuple[int, ...] = ()
    user_ids: tuple[int, ...] = ()
    date_from: dt.datetime | None = None
    date_to: dt.datetime | None = None
    query: str = ""


def parse_limit(value: object) -> int:
    """Rows of a page, 1 to :data:`MAX_LIMIT`; more is cut, anything else raises :class:`InvalidArgumentError`."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InvalidArgumentError("limit", value)
    return min(value, MAX_LIMIT)


def parse_filters(values: object, timezone: str = "UTC") -> Filters:
    """Filters from plain values as they come over RPC.

    :param values: ``False``/``None`` or a dictionary with the keys of :class:`Filters`; dates as ``YYYY-MM-DD`` in
        the reader's ``timezone``, ``date_to`` included
    :raises InvalidArgumentError: unknown key, wrong type, or more than :data:`MAX_CHOICES` values

    >>> parse_filters({"date_to": "2026-01-31"}).date_to
    datetime.datetime(2026, 2, 1, 0, 0)
    """
    if values is None or values is False:
        return Filters()
    if not isinstance(values, Mapping):
        raise InvalidArgumentError("filters", values)
    parsed: dict[str, Any] = {}
    for name, value in values.items():
        if name not in _PARSERS:
            raise InvalidArgumentError("filters", name)
        if value or (value == 0 and value is not False):
            parsed[str(name)] = _PARSERS[name](name, value, timezone)
    return Filters(**parsed)


def _words(name: str, value: object, _timezone: str) -> tuple[str, ...]:
    items = _items(name, value)
    if not all(isinstance(item, str) and re.fullmatch(r"[a-z_]{1,40}", item) for item in items):
        raise InvalidArgumentError(name, value)
    return tuple(str(item) for item in items)


def _ids(name: str, value: object, _timezone: str) -> tuple[int, ...]:
    items = _items(name, value)
    if not all(map(is_id, items)):
        raise InvalidArgumentError(name, value)
    return tuple(int(str(item)) for item in items)


def _items(name: str, value: object) -> list[object]:
    if not isinstance(value, list | tuple) or len(value) > MAX_CHOICES:
        raise InvalidArgumentError(name, value)
    return list(value)


def _midnight(name: str, value: object, timezone: str) -> dt.datetime:
    try:
        day = dt.date.fromisoformat(str(value) if isinstance(value, str) and len(value) == 10 else "")
        start = dt.datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone))
        return start.astimezone(dt.timezone.utc).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise InvalidArgumentError(name, value) from None


def _after(name: str, value: object, timezone: str) -> dt.datetime:
    _midnight(name, value, timezone)
    try:
        following = dt.date.fromisoformat(str(value)) + dt.timedelta(days=1)
    except OverflowError:
        raise InvalidArgumentError(name, value) from None
    return _midnight(name, following.isoformat(), timezone)


def _text(name: str, value: object, _timezone: str) -> str:
    if not isinstance(value, str) or len(value) > MAX_QUERY or "\0" in value:
        raise InvalidArgumentError(name, value)
    return value.strip()


_PARSERS: Mapping[str, Callable[[str, object, str], object]] = {
    "channels": _words,
    "directions": _words,
    "natures": _words,
    "partner_ids": _ids,
    "user_ids": _ids,
    "date_from": _midnight,
    "date_to": _after,
    "query": _text,
}
