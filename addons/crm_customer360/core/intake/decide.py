"""Which fields of a customer a row may change.

A field remembers the source its value came from. A source of lower priority does not overwrite one of higher priority;
what differs from what a source wrote was changed by hand, and that counts as the highest unless the source says
otherwise. A row says nothing by saying nothing: empty never overwrites. Tags are only added.

Example
=======
>>> erp = Policy(source=1, priority=20)
>>> decide({"city": "Kaunas"}, {"city": "Vilnius"}, {}, erp)[0].why
'by_hand'
>>> origin = Origin(source=2, priority=10, digest=digest("city", "Kaunas"))
>>> decide({"city": "Kaunas"}, {"city": "Vilnius"}, {"city": origin}, erp)[0].taken
True
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from .keys import digits, e164
from .values import FIELDS, NO_FIELD

#: Why a value was not taken.
WHY = ("higher_source", "by_hand", "only_empty", "same_file")
#: Whoever reads them sees no difference between two spellings.
Value = str | bool | int | list[int]


@dataclass(frozen=True)
class Origin:
    """Where the value of a field came from: the source, its priority, and the digest of what it wrote."""

    source: int
    priority: int
    digest: str


@dataclass(frozen=True)
class Policy:
    """What a source may do.

    :param keep_by_hand: a value changed by hand is left alone
    :param only_empty: fields that are filled where they are empty, and never changed
    """

    source: int
    priority: int
    keep_by_hand: bool = True
    only_empty: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Change:
    """One field: what stands there, what the row says, and whether it is taken; ``why`` says why not.

    A value that is the same already and now counts as this source's is taken with ``old`` equal to ``new``.
    """

    field: str
    old: Value
    new: Value
    taken: bool
    why: str = ""


def digest(name: str, value: Value | None) -> str:
    """Return a short digest of a value: it says whether the value is still the same, and nothing else."""
    packed = json.dumps([name, _comparable(name, value)], ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(packed, digest_size=12).hexdigest()


def _comparable(name: str, value: Value | None) -> Value:
    if isinstance(value, list):
        return sorted(value)
    if isinstance(value, str):
        return LOOSE.get(name, _plain)(value.strip())
    return value or ""


def _plain(text: str) -> str:
    return text


def _number(text: str) -> str:
    return e164(text) or text


#: Whoever reads them sees no difference between two spellings.
LOOSE: Mapping[str, Callable[[str], str]] = {"vat": digits, "email": str.lower, "phone": _number}


def same(name: str, one: Value | None, other: Value | None) -> bool:
    """Tell whether two values mean the same.

    >>> same("vat", "LT 100 001", "lt100001"), same("city", "Kaunas", "kaunas"), same("email", "", False)
    (True, False, True)
    """
    return _comparable(name, one) == _comparable(name, other)


def decide(
    current: Mapping[str, Value],
    incoming: Mapping[str, Value],
    origins: Mapping[str, Origin],
    policy: Policy,
    stated: Collection[str] = (),
) -> list[Change]:
    """Return what a row changes, and what it would have changed had it been allowed to.

    :param current: values of the customer by field of an import; empty ones are "", False, 0 or []
    :param incoming: values of the row
    :param origins: where the customer's values came from, as far as that is known
    :param stated: fields that another row of the same file has spoken about
    """
    changes = []
    for name in FIELDS:
        new = incoming.get(name)
        # False is a word about being a company; of everything else an empty value is silence.
        if name in NO_FIELD or new is None or (not new and name != "is_company"):
            continue
        if change := _change(name, current.get(name, ""), new, origins.get(name), policy, stated):
            changes.append(change)
    return changes


def _change(
    name: str, old: Value, new: Value, origin: Origin | None, policy: Policy, stated: Collection[str]
) -> Change | None:
    if isinstance(old, list) and isinstance(new, list):
        both = sorted({*old, *new})
        return Change(name, sorted(old), both, taken=True) if both != sorted(old) else None
    if same(name, old, new):
        takes_over = origin and origin.priority < policy.priority and origin.digest == digest(name, old)
        return Change(name, old, old, taken=True) if takes_over else None
    why = _why_not(name, old, origin, policy, stated)
    return Change(name, old, new, taken=not why, why=why)


def _why_not(name: str, old: Value, origin: Origin | None, policy: Policy, stated: Collection[str]) -> str:
    if name in stated:
        return "same_file"
    by_hand = origin.digest != digest(name, old) if origin else bool(old)
    if by_hand and policy.keep_by_hand:
        return "by_hand"
    if old and name in policy.only_empty:
        return "only_empty"
    if origin and not by_hand and origin.source != policy.source and origin.priority > policy.priority:
        return "higher_source"
    return ""
