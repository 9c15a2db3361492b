"""Survivorship: which of several contacts a field of the survivor is taken from, and why; and who should survive.

A rule is an order of reasons. The first reason that tells the candidates apart decides; a contact without a value is no
candidate. So the survivor keeps what it has unless there is something better, and gets what it lacks.

Example
=======
>>> old = Candidate(1, "office@alfa", survivor=True, valid=False)
>>> new = Candidate(2, "office@alfa.lt", changed="2026-01-05 10:00:00")
>>> pick("email", [old, new])
Pick(contact=2, reason='valid')
>>> pick("name", [Candidate(1, "Alfa", survivor=True), Candidate(2, "Alfa UAB")])
Pick(contact=1, reason='survivor')
>>> pick("city", [Candidate(1, "", survivor=True), Candidate(2, "Kaunas"), Candidate(3, "Vilnius", changed="2026")])
Pick(contact=3, reason='recent')
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Fields that say one thing together: they are taken from one contact.
ADDRESS = ("street", "street2", "zip", "city", "state_id", "country_id")


@dataclass(frozen=True)
class Candidate:
    """What one contact has in a field.

    :param changed: when the contact was last changed (``YYYY-MM-DD HH:MM:SS``)
    :param valid: checked and found right, or not a thing one can check
    :param filled: how much stands there: letters of a text, filled fields of an address
    """

    contact: int
    value: Any
    survivor: bool = False
    changed: str = ""
    valid: bool = True
    filled: int = 1

    @property
    def empty(self) -> bool:
        """Nothing stands there. A zero does."""
        return self.value is None or self.value is False or self.value == ""


@dataclass(frozen=True)
class Pick:
    """The contact chosen, and the reason that decided."""

    contact: int
    reason: str


REASONS: Mapping[str, Callable[[Candidate], Any]] = {
    "valid": lambda one: one.valid,
    "complete": lambda one: one.filled,
    "survivor": lambda one: one.survivor,
    "recent": lambda one: one.changed,
}
DEFAULT = ("survivor", "recent")
RULES: Mapping[str, Sequence[str]] = {
    "email": ("valid", *DEFAULT),
    "phone": ("valid", *DEFAULT),
    "vat": ("valid", *DEFAULT),
    "comment": ("complete", *DEFAULT),
    **dict.fromkeys(ADDRESS, ("complete", *DEFAULT)),
}


def pick(name: str, candidates: Iterable[Candidate]) -> Pick | None:
    """Whose value the field ``name`` gets; None if nobody has one."""
    left = [one for one in candidates if not one.empty]
    if not left:
        return None
    if len(left) == 1:
        return Pick(left[0].contact, "survivor" if left[0].survivor else "only")
    for reason in RULES.get(name, DEFAULT):
        measure = REASONS[reason]
        best = max(measure(one) for one in left)
        kept = [one for one in left if measure(one) == best]
        if len(kept) == 1:
            return Pick(kept[0].contact, reason)
        left = kept
    return Pick(min(one.contact for one in left), "oldest")


@dataclass(frozen=True)
class Standing:
    """What speaks for a contact as the survivor.

    :param locked: has journal entries that may not change, so it cannot be merged into another
    :param tied: belongs to a user or to one of our companies, so it cannot either
    :param created: ``YYYY-MM-DD HH:MM:SS``
    """

    contact: int
    locked: bool = False
    tied: bool = False
    active: bool = True
    has_vat: bool = False
    documents: int = 0
    created: str = ""


def propose_survivor(standings: Iterable[Standing]) -> int:
    """The contact the others should be merged into: most documents, then one with a VAT number, then the oldest.

    >>> propose_survivor([Standing(1, documents=3), Standing(2, documents=3, has_vat=True), Standing(3, documents=1)])
    2
    >>> propose_survivor([Standing(1, documents=3), Standing(2, locked=True)])
    2
    """
    ranked = sorted(
        standings,
        key=lambda one: (
            not one.locked, not one.tied, not one.active, -one.documents, not one.has_vat, one.created, one.contact
        ),
    )  # fmt: skip
    return ranked[0].contact
