"""A check of a customer's data, and the plain facts it judges.

A check is one frozen dataclass: what it is called, what kind of fault it finds, how much it weighs, which fields it
reads and which of them is to be mended, whom it concerns, and a pure function that returns a :class:`Problem` or
nothing.

How to use
==========
``find`` gets :class:`Facts` and is only asked where ``applies`` says yes: a check that does not apply counts neither
for nor against a customer. A problem names its reason by a code; ``reasons`` holds the sentence of each code (a plain
or lazily translated string). A sentence may name the fields the check reads, ``%(phone)s``, and the problem's own
details; the values of fields are read when the sentence is shown, under the rights of the reader.

Example
=======
>>> short = Check(
...     code="city_short", kind=IMPLAUSIBLE, weight=1, fields=("city",), mend="city",
...     applies=lambda facts: bool(facts.city),
...     find=lambda facts: Problem("city_short") if len(facts.city) < 2 else None,
...     label="City too short", reasons={"city_short": "“%(city)s” is no city."},
... )
>>> short.judge(Facts(city="V"))
Problem(reason='city_short', details={})
>>> short.judge(Facts(city="Vilnius")) is None
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

COMPLETENESS, VALIDITY, CONTRADICTION, IMPLAUSIBLE = "completeness", "validity", "contradiction", "implausible"
KINDS = (COMPLETENESS, VALIDITY, CONTRADICTION, IMPLAUSIBLE)
#: Whom a record is about: a company, a person for themselves, a person at a company, a further address of somebody.
COMPANY, PERSON, CONTACT, ADDRESS = "company", "person", "contact", "address"
MAX_WEIGHT = 100


class CheckError(ValueError):
    """A declaration that cannot work; raised when the check is made, naming what is wrong."""


@dataclass(frozen=True)
class Facts:
    """What is known of a contact, as plain text; empty where nothing is.

    :param role: one of ``company``, ``person``, ``contact``, ``address``
    :param country: ISO code of the country of the address
    :param region: ISO code of the country in which a telephone number without country code is dialled
    :param email_uses: unrelated customers with the same e-mail address; ``phone_uses`` the same of the number
    :param extra: values of further fields that checks of other addons read
    """

    name: str = ""
    role: str = COMPANY
    email: str = ""
    phone: str = ""
    vat: str = ""
    company_registry: str = ""
    street: str = ""
    zip: str = ""
    city: str = ""
    country: str = ""
    region: str = ""
    vat_owner_name: str = ""
    email_uses: int = 0
    phone_uses: int = 0
    extra: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """Return the value of a field that a check reads."""
        name = {"country_id": "country", "is_company": "role"}.get(name, name)
        return self.extra[name] if name in self.extra else str(getattr(self, name))


@dataclass(frozen=True)
class Problem:
    """What is wrong: the code of its sentence, and details of it that say nothing about a person."""

    reason: str
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """One check; see the module's docstring.

    :param code: stable technical name
    :param kind: one of :data:`KINDS`
    :param weight: how much it counts in the score, 1 to :data:`MAX_WEIGHT`; a setting may change it
    :param fields: fields of the contact that it reads; what was accepted is asked again when one of them changes
    :param mend: the field to mend
    """

    code: str
    kind: str
    weight: int
    fields: tuple[str, ...]
    mend: str
    applies: Callable[[Facts], bool]
    find: Callable[[Facts], Problem | None]
    label: Any = ""
    reasons: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise CheckError(f"check {self.code}: unknown kind {self.kind}")
        if not 0 < self.weight <= MAX_WEIGHT:
            raise CheckError(f"check {self.code}: weight {self.weight} is not between 1 and {MAX_WEIGHT}")
        if self.mend not in self.fields:
            raise CheckError(f"check {self.code}: the field to mend, {self.mend}, is none of those it reads")

    def judge(self, facts: Facts) -> Problem | None:
        """Return what is wrong; nothing where all is well or the check does not apply."""
        return self.find(facts) if self.applies(facts) else None
