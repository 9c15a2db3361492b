"""Values of a contact log entry as they come from outside, each checked by the parser of its field.

Example
=======
>>> context = Context(now=dt.datetime(2026, 3, 2, 10, 15))
>>> PARSERS["date"]("2026-03-02T11:00:00+02:00", context)
Moment(date=datetime.datetime(2026, 3, 2, 9, 0), all_day=False)
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from .arguments import MAX_ID

CHANNELS = ("call", "visit", "letter", "fax", "shop", "email", "messenger", "sms", "chat", "campaign", "event", "other")
#: Other words for a channel.
ALIASES: Mapping[str, str] = {"counter": "shop"}
DIRECTIONS = ("in", "out", "internal")
NATURES = ("information", "inquiry", "complaint", "praise", "need", "marketing")
SENSITIVITIES = ("normal", "internal", "private")
ACTIVITY_TYPES = ("todo", "call", "meeting", "email")

MAX_LINE = 200
MAX_BODY = 20_000
MAX_PHONE = 40
MAX_REF = 120
MAX_SYSTEM = 60
MAX_MINUTES = 7 * 24 * 60
MAX_QUANTITY = 10**12
#: Clocks differ; a telephone exchange a little ahead of us is no mistake.
FUTURE_TOLERANCE = dt.timedelta(minutes=15)
OLDEST = dt.datetime(1970, 1, 1)
LATEST = dt.date(2200, 1, 1)
NOON = dt.time(12)
#: What is accepted whatever Python's own parser has learnt to read.
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{3}(\d{3})?)?)?([+-]\d\d:\d\d|[Zz])?", re.ASCII)


class BadValueError(ValueError):
    """A value that cannot be used: ``reason`` is a code of :data:`REASONS`, ``detail`` a limit or the choices."""

    def __init__(self, reason: str, detail: object = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = str(detail)


#: What may be wrong with a row; the words for it are the model's.
REASONS = (
    "not_dict",
    "unknown_field",
    "missing",
    "not_text",
    "bad_characters",
    "too_long",
    "not_id",
    "not_number",
    "out_of_range",
    "not_choice",
    "not_moment",
    "not_day",
    "future",
    "too_old",
    "past",
    "only_need",
)


@dataclass(frozen=True)
class Context:
    """When it is, in UTC, and the time zone of whoever calls."""

    now: dt.datetime
    timezone: str = "UTC"

    @property
    def today(self) -> dt.date:
        """The caller's day."""
        return self.now.replace(tzinfo=dt.timezone.utc).astimezone(ZoneInfo(self.timezone)).date()


@dataclass(frozen=True)
class Moment:
    """When something was, in UTC; with ``all_day`` only the day is known."""

    date: dt.datetime
    all_day: bool = False


Parser = Callable[[object, Context], object]


def _text(limit: int, lines: bool = False) -> Parser:
    def parse(value: object, _context: Context) -> str:
        if not isinstance(value, str):
            raise BadValueError("not_text")
        # Before anything is done with it: a megabyte of blanks is too long as well.
        if len(value) > limit:
            raise BadValueError("too_long", limit)
        if any((char < " " and char not in "\t\r\n") or "\ud800" <= char <= "\udfff" for char in value):
            raise BadValueError("bad_characters")
        return value.strip() if lines else " ".join(value.split())

    return parse


def _choice(choices: tuple[str, ...]) -> Parser:
    def parse(value: object, _context: Context) -> str:
        word = ALIASES.get(value, value) if isinstance(value, str) else value
        if not isinstance(word, str) or word not in choices:
            raise BadValueError("not_choice", ", ".join(choices))
        return word

    return parse


def _number(limit: float) -> Parser:
    def parse(value: object, _context: Context) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise BadValueError("not_number")
        if not 0 <= value <= limit:
            raise BadValueError("out_of_range", limit)
        return float(value)

    return parse


def _id(value: object, _context: Context) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MAX_ID:
        raise BadValueError("not_id")
    return value


def _user(value: object, context: Context) -> object:
    return False if value is False else _id(value, context)


def _activity_type(value: object, context: Context) -> object:
    return _id(value, context) if isinstance(value, int) else _choice(ACTIVITY_TYPES)(value, context)


def _moment(value: object, context: Context) -> Moment:
    """A moment, or a day; one without an offset from UTC is in UTC."""
    if isinstance(value, str) and len(value) == 10:
        day = _day(value, context)
        if day > context.today:
            raise BadValueError("future")
        moment = Moment(dt.datetime.combine(day, NOON), all_day=True)
    else:
        moment = Moment(_utc(value))
        if moment.date > context.now + FUTURE_TOLERANCE:
            raise BadValueError("future")
    if moment.date < OLDEST:
        raise BadValueError("too_old", OLDEST.date().isoformat())
    return moment


def _utc(value: object) -> dt.datetime:
    try:
        if isinstance(value, str) and MOMENT.fullmatch(value):
            # Python 3.10 does not know the Z that most systems write.
            value = dt.datetime.fromisoformat(value[:-1] + "+00:00" if value[-1:] in "Zz" else value)
        if not isinstance(value, dt.datetime):
            raise BadValueError("not_moment")
        if value.tzinfo:
            value = value.astimezone(dt.timezone.utc).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise BadValueError("not_moment") from None
    return value.replace(microsecond=0)


def _day(value: object, _context: Context) -> dt.date:
    try:
        day = dt.date.fromisoformat(value if isinstance(value, str) and DAY.fullmatch(value) else "")
    except ValueError:
        raise BadValueError("not_day") from None
    if day >= LATEST:
        raise BadValueError("future")
    return day


def _coming_day(value: object, context: Context) -> dt.date:
    day = _day(value, context)
    if day < context.today:
        raise BadValueError("past")
    return day


PARSERS: Mapping[str, Parser] = {
    "partner_id": _id,
    "ref": _text(MAX_REF),
    "email": _text(MAX_LINE),
    "phone_number": _text(MAX_PHONE),
    "date": _moment,
    "channel": _choice(CHANNELS),
    "direction": _choice(DIRECTIONS),
    "nature": _choice(NATURES),
    "sensitivity": _choice(SENSITIVITIES),
    "name": _text(MAX_LINE),
    "body": _text(MAX_BODY, lines=True),
    "user_id": _user,
    "company_id": _id,
    "duration": _number(MAX_MINUTES),
    "external_ref": _text(MAX_REF),
    "external_system": _text(MAX_SYSTEM),
    "need_what": _text(MAX_LINE),
    "need_product_id": _id,
    "need_date": _day,
    "need_quantity": _number(MAX_QUANTITY),
    "need_value": _number(MAX_QUANTITY),
}
FOLLOWUP_PARSERS: Mapping[str, Parser] = {
    "date": _coming_day,
    "summary": _text(MAX_LINE),
    "user_id": _id,
    "activity_type": _activity_type,
}
