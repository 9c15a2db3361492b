"""Rows of ``crm.consent.record`` as they come from outside: each value checked before anything is looked up.

Example
=======
>>> context = Context(now=dt.datetime(2026, 3, 2, 10, 15))
>>> row = {"partner_id": 7, "purpose": "marketing", "state": "refused", "source": "phone"}
>>> entries, problems = parse_rows([row], context)
>>> entries[0].values["channel"], problems
('any', [])
>>> parse_rows([{**row, "source": "import"}], context)[1][0].field
'date'
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from ..contact_values import PARSERS as CONTACT_PARSERS
from ..contact_values import BadValueError, Context, Moment, Parser
from .standing import BASES, CHANNELS, SOURCES, STATES

MAX_ROWS = 1_000
MAX_EVIDENCE = 2_000
MAX_CODE = 40


@dataclass(frozen=True)
class Problem:
    """What is wrong with a field of a row (counted from 1), and the value as far as it can be shown."""

    row: int
    field: str
    value: str
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class Entry:
    """A checked row: ``values`` by field of the ledger; ``purpose`` is still a code."""

    row: int
    values: Mapping[str, object]
    digest: str


def parse_rows(vals_list: object, context: Context) -> tuple[list[Entry], list[Problem]]:
    """Entries of the rows that are right, and every problem of the others.

    :raises BadValueError: it is no list of dictionaries (nor one), or too long a list
    """
    rows = [vals_list] if isinstance(vals_list, Mapping) else vals_list
    if not isinstance(rows, list | tuple):
        raise BadValueError("not_dict")
    if len(rows) > MAX_ROWS:
        raise BadValueError("too_long", MAX_ROWS)
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows, 1):
        found = _parse_row(number, row, context)
        if isinstance(found, Entry):
            entries.append(found)
        else:
            problems += found
    return entries, problems


def shown(value: object) -> str:
    """A value as an error message may show it."""
    return str(value).encode("utf-8", "replace").decode()[:80]


def _parse_row(number: int, row: object, context: Context) -> Entry | list[Problem]:
    if not isinstance(row, Mapping):
        return [Problem(number, "", shown(row), "not_dict")]
    values: dict[str, object] = {"channel": "any"}
    problems: list[Problem] = []
    for name, value in row.items():
        if not isinstance(name, str) or name not in PARSERS:
            problems.append(Problem(number, shown(name), shown(value), "unknown_field"))
        elif value is not None and value is not False and value != "":
            try:
                values[name] = PARSERS[name](value, context)
            except BadValueError as error:
                problems.append(Problem(number, name, shown(value), error.reason, error.detail))
    known = {problem.field for problem in problems}
    problems += [
        Problem(number, name, "", "missing") for name in _wanted(values) if name not in values and name not in known
    ]
    if problems:
        return problems
    digest = hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()
    values["date"] = _moment(values.get("date"), str(values["state"]), context.now.replace(microsecond=0))
    return Entry(number, values, digest)


def _moment(given: object, state: str, now: dt.datetime) -> dt.datetime:
    """When it was said. Of a day without a time, a yes counts from its beginning and a no from its end: on the day
    on which both were said, the no holds."""
    if not isinstance(given, Moment):
        return now
    if not given.all_day:
        return given.date
    day = given.date.date()
    at = dt.time.min if state in ("given", "expired") else dt.time(23, 59, 59)
    return min(dt.datetime.combine(day, at), now)


def _wanted(values: Mapping[str, object]) -> list[str]:
    wanted = ["partner_id", "purpose", "state", "source"]
    if values.get("source") == "import":
        # An old list must not undo, by the day it is read in, what the person said since.
        wanted.append("date")
    if "evidence_id" in values:
        wanted.append("evidence_model")
    if "evidence_model" in values:
        wanted.append("evidence_id")
    return wanted


def _choice(choices: tuple[str, ...]) -> Parser:
    def parse(value: object, _context: Context) -> str:
        if not isinstance(value, str) or value not in choices:
            raise BadValueError("not_choice", ", ".join(choices))
        return value

    return parse


def _text(limit: int) -> Parser:
    def parse(value: object, context: Context) -> object:
        if isinstance(value, str) and len(value) > limit:
            raise BadValueError("too_long", limit)
        return CONTACT_PARSERS["body"](value, context)

    return parse


def _given_day(value: object, context: Context) -> dt.date:
    day = CONTACT_PARSERS["need_date"](value, context)
    if not isinstance(day, dt.date):
        raise BadValueError("not_day")
    return day


PARSERS: Mapping[str, Parser] = {
    "partner_id": CONTACT_PARSERS["partner_id"],
    "purpose": _text(MAX_CODE),
    "channel": _choice(CHANNELS),
    "state": _choice(STATES),
    "legal_basis": _choice(BASES),
    "source": _choice(SOURCES),
    "date": CONTACT_PARSERS["date"],
    "valid_until": _given_day,
    "evidence": _text(MAX_EVIDENCE),
    "evidence_model": _text(MAX_CODE * 2),
    "evidence_id": CONTACT_PARSERS["partner_id"],
    "company_id": CONTACT_PARSERS["company_id"],
    "external_ref": CONTACT_PARSERS["external_ref"],
}
