"""What callers of public methods send: the checks that many of them make."""

from __future__ import annotations

import datetime as dt
import math
from contextlib import suppress
from typing import Any

MAX_ID = 2**31 - 1
SHOWN = 80


def is_id(value: Any) -> bool:
    """Whether a value can be the id of a record.

    >>> [value for value in (1, 0, True, 2**31, "1", None) if is_id(value)]
    [1]
    """
    return type(value) is int and 0 < value <= MAX_ID


def is_ids(value: Any, most: int) -> bool:
    """Whether a value is a list of ids, not too long.

    >>> is_ids([1, 2], 2), is_ids([1, 2, 3], 2), is_ids([[1]], 2), is_ids("12", 2)
    (True, False, False, False)
    """
    return isinstance(value, list | tuple) and len(value) <= most and all(map(is_id, value))


def is_text(value: Any, most: int) -> bool:
    r"""Whether a value is text the database can hold, not too long.

    >>> [value for value in ("a\nb", "a\0", "\ud800", "abcd", 7) if is_text(value, 3)]
    ['a\nb']
    """
    return isinstance(value, str) and len(value) <= most and not any(map(_is_no_text, value))


def is_number(value: Any, whole: bool = False) -> bool:
    """Whether a value is a number a column can hold; with ``whole``, a whole one.

    >>> [value for value in (1, 1.5, True, 2**31, float("nan"), "1") if is_number(value)]
    [1, 1.5]
    >>> is_number(1.5, whole=True)
    False
    """
    if type(value) is int:
        return -MAX_ID <= value <= MAX_ID
    return type(value) is float and not whole and math.isfinite(value)


def is_moment(value: Any, day: bool = False) -> bool:
    """Whether a value is a moment as ``YYYY-MM-DD HH:MM:SS``; with ``day``, a day as ``YYYY-MM-DD``.

    >>> is_moment("2026-02-28", day=True), is_moment("2026-02-30", day=True), is_moment("2026-02-28")
    (True, False, False)
    """
    with suppress(TypeError, ValueError):
        if day:
            return bool(dt.date.fromisoformat(value).isoformat() == value)
        return bool(dt.datetime.fromisoformat(value).replace(tzinfo=None).isoformat(" ") == value)
    return False


def shown(value: Any, most: int = SHOWN) -> str:
    r"""A value, short enough for a message and without what no text holds.

    >>> shown("half \ud800"), shown([1, 2, 3], 4)
    ('half  ', '[1, ')
    """
    return "".join(" " if _is_no_text(char) else char for char in str(value)[:most])


def _is_no_text(char: str) -> bool:
    return (char < " " and char not in "\t\r\n") or "\ud800" <= char <= "\udfff"
