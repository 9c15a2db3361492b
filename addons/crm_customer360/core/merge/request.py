"""What is asked of a merge, checked before anything is read.

>>> ask = parse_request(7, [9, 8, 9], {"phone": "+370 612 34567", "_from": {"email": 8}, "_confirmed": ["vat"]})
>>> ask.sources, ask.values, ask.chosen, ask.confirmed
((8, 9), {'phone': '+370 612 34567'}, {'email': 8}, frozenset({'vat'}))
>>> parse_request(7, [7])
Traceback (most recent call last):
...
crm_merge.BadMergeError: itself: 7
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..arguments import is_id, shown

MAX_SOURCES = 200
#: In the values beside names of fields: from which contact a field comes, and which warnings were read.
FROM = "_from"
CONFIRMED = "_confirmed"
CONFIRMATIONS = frozenset({"vat"})


class BadMergeError(ValueError):
    """An argument that cannot be used: ``reason``, and the value it is about."""

    __module__ = "crm_merge"

    def __init__(self, reason: str, value: Any = "") -> None:
        super().__init__(f"{reason}: {value}")
        self.reason = reason
        self.value = shown(value)


@dataclass(frozen=True)
class Request:
    """Who is merged into whom, and what was decided about the fields.

    :param values: what the survivor's fields are to hold
    :param chosen: the contact each further field is taken from
    :param confirmed: the warnings that were read
    """

    survivor: int
    sources: tuple[int, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    chosen: Mapping[str, int] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()

    @property
    def everybody(self) -> list[int]:
        """All ids, in the order in which they are locked."""
        return sorted({self.survivor, *self.sources})


def parse_request(survivor: Any, sources: Any, values: Any = False) -> Request:
    """The request, or :class:`BadMergeError`."""
    survivor = parse_id("survivor_id", survivor)
    if not isinstance(sources, list | tuple):
        raise BadMergeError("source_ids", sources)
    ids = tuple(sorted({parse_id("source_ids", id_) for id_ in sources}))
    if not ids:
        raise BadMergeError("nobody")
    if len(ids) > MAX_SOURCES:
        raise BadMergeError("too_many", len(ids))
    if survivor in ids:
        raise BadMergeError("itself", survivor)
    plain, chosen, confirmed = _parse_values(values)
    for name, id_ in chosen.items():
        if id_ not in (survivor, *ids):
            raise BadMergeError("stranger", f"{name}: {id_}")
    return Request(survivor, ids, plain, chosen, confirmed)


def parse_id(name: str, value: Any) -> int:
    """A record's id."""
    if not is_id(value):
        raise BadMergeError(name, value)
    return int(value)


def _parse_values(values: Any) -> tuple[dict[str, Any], dict[str, int], frozenset[str]]:
    if values is False or values is None:
        values = {}
    if not isinstance(values, dict) or not all(isinstance(name, str) for name in values):
        raise BadMergeError("values", values)
    chosen = values.get(FROM) or {}
    if not isinstance(chosen, dict):
        raise BadMergeError(FROM, chosen)
    confirmed = values.get(CONFIRMED) or []
    if not isinstance(confirmed, list | tuple) or not set(map(str, confirmed)) <= CONFIRMATIONS:
        raise BadMergeError(CONFIRMED, confirmed)
    plain = {name: value for name, value in values.items() if name not in (FROM, CONFIRMED)}
    return plain, {str(name): parse_id(FROM, id_) for name, id_ in chosen.items()}, frozenset(map(str, confirmed))
