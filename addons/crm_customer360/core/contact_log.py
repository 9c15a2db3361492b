"""Entries of the contact log as they come from outside: each value checked before anything is looked up or written.

Example
=======
>>> context = Context(now=dt.datetime(2026, 3, 2, 10, 15))
>>> entries, problems = parse_rows({"partner_id": 7, "channel": "counter", "name": " Asked  for racks "}, context)
>>> sorted(entries[0].values.items())
[('channel', 'shop'), ('name', 'Asked for racks'), ('partner_id', 7)]
>>> parse_rows([{"partner_id": 7, "channel": "pigeon"}], context)[1][0].field
'channel'
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from .contact_values import FOLLOWUP_PARSERS, PARSERS, BadValueError, Context, Parser

#: Ways to say whose entry it is, the surest first.
FINDERS = ("partner_id", "ref", "email", "phone_number")
MAX_ROWS = 1_000


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
    """A checked row: ``values`` by field (``date`` is a :class:`Moment`), only those that were sent."""

    row: int
    values: Mapping[str, object]
    followup: Mapping[str, object] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Tells whether a row is the same as one sent before."""
        said = (sorted(self.values.items()), sorted(self.followup.items()))
        return hashlib.sha256(repr(said).encode()).hexdigest()


def parse_rows(vals_list: object, context: Context) -> tuple[list[Entry], list[Problem]]:
    """Entries of the rows that are right, and every problem of the others.

    :param vals_list: a dictionary or a list of them, plain values; ``False`` and ``None`` stand for "not given"
    :raises BadValueError: it is neither, or more than :data:`MAX_ROWS` rows
    """
    rows = [vals_list] if isinstance(vals_list, Mapping) else vals_list
    if not isinstance(rows, list | tuple):
        raise BadValueError("not_dict")
    if len(rows) > MAX_ROWS:
        raise BadValueError("too_long", MAX_ROWS)
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows, 1):
        entry, found = _parse_row(number, row, context)
        problems += found
        if not found:
            entries.append(entry)
    return entries, problems


def shown(value: object) -> str:
    """A value as an error message may show it."""
    return str(value).encode("utf-8", "replace").decode()[:80]


def _parse_row(number: int, row: object, context: Context) -> tuple[Entry, list[Problem]]:
    if not isinstance(row, Mapping):
        return Entry(number, {}), [Problem(number, "", shown(row), "not_dict")]
    followup = row.get("followup")
    values, problems = _parse_values(number, row, PARSERS, context)
    planned: dict[str, object] = {}
    if _given(followup):
        planned, found = _parse_followup(number, followup, context)
        problems += found
    problems += [Problem(number, *problem) for problem in _missing(row)]
    if values.get("nature") != "need":
        problems += [
            Problem(number, name, shown(row[name]), "only_need") for name in values if name.startswith("need_")
        ]
    return Entry(number, values, planned), problems


def _parse_values(
    number: int, row: Mapping[object, object], parsers: Mapping[str, Parser], context: Context, prefix: str = ""
) -> tuple[dict[str, object], list[Problem]]:
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for name, value in row.items():
        if not isinstance(name, str) or name not in parsers:
            if name != "followup" or prefix:
                problems.append(Problem(number, prefix + shown(name), shown(value), "unknown_field"))
        elif _given(value) or (name == "user_id" and value is False):
            try:
                values[name] = parsers[name](value, context)
            except BadValueError as error:
                problems.append(Problem(number, prefix + name, shown(value), error.reason, error.detail))
    return values, problems


def _parse_followup(number: int, value: object, context: Context) -> tuple[dict[str, object], list[Problem]]:
    if not isinstance(value, Mapping):
        return {}, [Problem(number, "followup", shown(value), "not_dict")]
    values, problems = _parse_values(number, value, FOLLOWUP_PARSERS, context, "followup.")
    if not _given(value.get("date")):
        problems.append(Problem(number, "followup.date", "", "missing"))
    return values, problems


def _missing(row: Mapping[object, object]) -> list[tuple[str, str, str]]:
    found = [] if _given(row.get("channel")) else [("channel", "", "missing")]
    if not any(_given(row.get(name)) for name in FINDERS):
        found.append(("partner_id", "", "missing"))
    if _given(row.get("external_system")) and not _given(row.get("external_ref")):
        found.append(("external_ref", "", "missing"))
    return found


def _given(value: object) -> bool:
    return value is not None and value is not False and not (isinstance(value, str) and not value.strip())
