"""Dates as mail programs write them above a forwarded letter, in English, Lithuanian and Latvian.

>>> parse_date("Tue, Mar 3, 2026 at 1:05 PM")
datetime.datetime(2026, 3, 3, 13, 5)
>>> parse_date("2026 m. kovo 3 d., antradienis 10:15")
datetime.datetime(2026, 3, 3, 10, 15)
>>> parse_date("otrdiena, 2026. gada 3. marts 10:15")
datetime.datetime(2026, 3, 3, 10, 15)
"""

from __future__ import annotations

import datetime as dt
import re

#: Beginnings of the months' names, twelve of each language.
MONTHS = (
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    ("saus", "vas", "kov", "bal", "geg", "bir", "lie", "rugp", "rugs", "spa", "lap", "gru"),
    ("jan", "feb", "mar", "apr", "mai", "jūn", "jūl", "aug", "sep", "okt", "nov", "dec"),
)
TIME = re.compile(r"\b(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s*([ap])\.?\s?m\b\.?)?", re.IGNORECASE)
OFFSET = re.compile(r"(?:(?:GMT|UTC)\s?)?([+-])(\d{1,2}):?(\d{2})?\b(?!\d)")
ISO = re.compile(r"\b(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})\b")
DAY_FIRST = re.compile(r"\b(\d{1,2})([-./])\s?(\d{1,2})[-./]\s?(\d{4})\b")
YEAR = re.compile(r"\b(1[89]\d\d|2\d{3})\b")
DAY = re.compile(r"\b(\d{1,2})\b(?!\s*:)")
WORD = re.compile(r"[^\W\d_]{3,}")


def parse_date(text: str) -> dt.datetime | None:
    """The moment a text names; naive unless it says how far from UTC it is, None if there is no whole date in it."""
    found = _numeric(text) or _named(text)
    if found is None:
        return None
    (year, month, day), rest = found
    hour, minute, second, rest = _time(rest)
    try:
        moment = dt.datetime(year, month, day, hour, minute, second)  # as the writer's clock showed it
    except ValueError:
        return None
    offset = OFFSET.search(rest)
    if offset is None:
        return moment
    sign = -1 if offset[1] == "-" else 1
    minutes = int(offset[2]) * 60 + int(offset[3] or 0)
    return moment.replace(tzinfo=dt.timezone(sign * dt.timedelta(minutes=minutes))) if minutes < 24 * 60 else moment


def _numeric(text: str) -> tuple[tuple[int, int, int], str] | None:
    if match := ISO.search(text):
        return (int(match[1]), int(match[2]), int(match[3])), _without(text, match)
    if match := DAY_FIRST.search(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        # Only Americans put the month first: they write slashes, and the hour with AM or PM.
        american = match[2] == "/" and re.search(r"\b[ap]\.?m\b", text, re.IGNORECASE) and first <= 12
        day, month = (second, first) if american or second > 12 else (first, second)
        return (year, month, day), _without(text, match)
    return None


def _named(text: str) -> tuple[tuple[int, int, int], str] | None:
    year, month = YEAR.search(text), _month(text)
    if year is None or month is None:
        return None
    rest = _without(text, year)
    day = DAY.search(TIME.sub(" ", rest))
    if day is None:
        return None
    return (int(year[1]), month, int(day[1])), rest


def _month(text: str) -> int | None:
    for word in WORD.findall(text.lower()):
        for names in MONTHS:
            for number, name in enumerate(names, 1):
                if word.startswith(name):
                    return number
    return None


def _time(text: str) -> tuple[int, int, int, str]:
    match = TIME.search(text)
    if match is None:
        return 0, 0, 0, ""
    hour, half = int(match[1]), (match[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, int(match[2]), int(match[3] or 0), text[match.end() :]


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"
