"""The probability that two customers are one, from the evidence field by field.

Fellegi and Sunter (1969), "A Theory for Record Linkage", Journal of the American Statistical Association 64: each level
of agreement of a field has a weight log2(m / u), where m is how often it is seen among duplicates and u among others
that come into question. The weights add up, because the fields are taken as independent given the truth; what is not
independent (VAT and register number; e-mail domain and website; the address of a contact and of its company) is one
field here or left out. Levels between same and different after Winkler (1990), "String Comparator Metrics and Enhanced
Decision Rules". With the prior odds of a pair that comes into question, the sum gives the probability.

Disagreement counts as well as agreement: two persons with different first names are two persons, whatever they share.

>>> one = Facts(name="Jonas Petraitis", email="jonas.petraitis@gmail.com", phone="+37061234567")
>>> judge(one, Facts(name="Petraitis Jonas", email="jonas.petraitis@gmail.com")).level
'sure'
>>> judge(one, Facts(name="Ona Petraitienė", phone="+37061234567")).level
''
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .facts import Facts, Finding
from .fields import (
    compare_address,
    compare_email,
    compare_employer,
    compare_kind,
    compare_name,
    compare_phone,
    compare_register,
    compare_website,
)

#: log2 of the odds that a pair which shares a key is a duplicate: about one in twenty.
PRIOR = -4.3
#: Bits from which on a pair is a duplicate for sure, or worth a look. Chosen on the labelled pairs of the training part
#: (tests/unit/data/duplicate_pairs.csv): the lowest sum above which 99 in 100 are duplicates, and the highest above
#: which 98 in 100 duplicates are found.
SURE = 6.0
LOOK = 0.0
SAME, SIMILAR, DIFFERENT, MISSING_VERDICT = "same", "similar", "different", "missing"

#: log2(m / u) by field and level.
WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "name": {"same": 6.0, "form": 2.0, "similar": 4.0, "partial": 0.5, "branch": -14.0, "different": -10.0},
    "register": {"same": 15.0, "similar": 2.5, "different": -7.0},
    "email": {"same": 7.5, "desk": 5.5, "similar": 4.5, "domain": 1.0, "different": -1.0},
    "phone": {"same": 5.5, "similar": 1.5, "different": -0.8},
    "address": {"same": 3.0, "place": 0.5, "moved": -0.7, "different": -1.8},
    "website": {"same": 3.5, "similar": 2.0, "different": -2.0},
    "employer": {"same": 2.0, "different": -2.5},
    "kind": {"different": -3.0},
}
#: Of persons: a first name that does not agree outweighs what families and colleagues share; a name alone many bear.
PERSON_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "name": {"same": 5.0, "similar": 2.5, "partial": -1.0, "given": -1.0, "different": -16.0},
    "email": {"same": 7.5, "desk": 1.5, "similar": 4.5, "domain": 0.5, "different": -1.0},
}
_VERDICTS = {
    "same": SAME,
    "desk": SAME,
    "similar": SIMILAR,
    "form": SIMILAR,
    "partial": SIMILAR,
    "given": SIMILAR,
    "domain": SIMILAR,
    "place": SIMILAR,
    "branch": DIFFERENT,
    "moved": DIFFERENT,
    "different": DIFFERENT,
    "missing": MISSING_VERDICT,
}
_COMPARE: Mapping[str, Callable[[Facts, Facts], Finding]] = {
    "name": compare_name,
    "register": compare_register,
    "email": compare_email,
    "phone": compare_phone,
    "address": compare_address,
    "website": compare_website,
    "employer": compare_employer,
    "kind": compare_kind,
}
#: A sum is rounded to the second decimal.
_SETTLED = LOOK - 0.005
#: Cheap comparisons and those that can add most first.
_QUICK_FIRST = ("register", "kind", "employer", "email", "phone", "website", "address", "name")
_NOTHING = {"missing": 0.0}
_COMPANY_WEIGHTS = {name: {**WEIGHTS[name], **_NOTHING} for name in _COMPARE}
_PEOPLE_WEIGHTS = {name: {**PERSON_WEIGHTS.get(name, WEIGHTS[name]), **_NOTHING} for name in _COMPARE}


def _ordered(weights: Mapping[str, Mapping[str, float]]) -> tuple[tuple[str, float], ...]:
    """The fields in the order in which :func:`worth_a_look` compares them, and the most that the later ones can add."""
    most = [max(weights[name].values()) for name in _QUICK_FIRST]
    return tuple((name, sum(most[place + 1 :])) for place, name in enumerate(_QUICK_FIRST))


_COMPANY_ORDER, _PEOPLE_ORDER = _ordered(_COMPANY_WEIGHTS), _ordered(_PEOPLE_WEIGHTS)


@dataclass(frozen=True)
class Evidence:
    """One field: both values, likeness 0 to 1, weight in bits, verdict; ``level`` says how it came to be."""

    field: str
    left: str
    right: str
    likeness: float
    weight: float
    verdict: str
    level: str


@dataclass(frozen=True)
class Judgement:
    """The evidence and what it comes to: bits, probability 0 to 1, and ``sure``, ``look`` or ""."""

    bits: float
    probability: float
    level: str
    evidence: tuple[Evidence, ...]


def bits_of(one: Facts, other: Facts) -> float:
    """Return the sum of the weights alone: of a million pairs most are not worth more.

    >>> bits_of(Facts(name="Jonas Petraitis"), Facts(name="Petraitis Jonas"))
    0.7
    """
    weights = _COMPANY_WEIGHTS if one.company or other.company else _PEOPLE_WEIGHTS
    return round(PRIOR + sum(weights[name][compare(one, other).level] for name, compare in _COMPARE.items()), 2)


def worth_a_look(one: Facts, other: Facts) -> bool:
    """Whether the sum of the weights comes to :data:`LOOK`: as :func:`bits_of`, but it stops where that is settled.

    Of a million pairs most share a name and nothing else, and comparing names takes longest: it is done last, and only
    if names that are the same could still make up for the rest.

    >>> worth_a_look(Facts(name="Jonas Petraitis"), Facts(name="Petraitis Jonas"))
    True
    """
    company = one.company or other.company
    weights = _COMPANY_WEIGHTS if company else _PEOPLE_WEIGHTS
    bits = PRIOR
    for name, best in _COMPANY_ORDER if company else _PEOPLE_ORDER:
        bits += weights[name][_COMPARE[name](one, other).level]
        if bits + best < _SETTLED:
            return False
    return True


def judge(one: Facts, other: Facts) -> Judgement:
    """Return how likely two customers are one, and why."""
    found = {name: compare(one, other) for name, compare in _COMPARE.items()}
    tables = _COMPANY_WEIGHTS if one.company or other.company else _PEOPLE_WEIGHTS
    weights = {name: tables[name][finding.level] for name, finding in found.items()}
    bits = round(PRIOR + sum(weights.values()), 2)
    evidence = tuple(
        Evidence(
            name,
            value_of(one, name),
            value_of(other, name),
            round(finding.likeness, 2),
            weights[name],
            _VERDICTS[finding.level],
            finding.level,
        )
        for name, finding in found.items()
        if finding.level != "missing" or (name != "kind" and (value_of(one, name) or value_of(other, name)))
    )
    return Judgement(bits, probability_of(bits), _level(bits), evidence)


def _level(bits: float) -> str:
    if bits >= SURE:
        return "sure"
    return "look" if bits >= LOOK else ""


def probability_of(bits: float) -> float:
    """Return the probability of odds given in bits.

    >>> probability_of(0), probability_of(2)
    (0.5, 0.8)
    """
    return round(1.0 / (1.0 + math.pow(2.0, -bits)), 4)


def value_of(facts: Facts, field: str) -> str:
    """Return what stands in a field of the evidence, as one text; of the employer its id."""
    if field == "register":
        return " · ".join(filter(None, (facts.vat, facts.code)))
    if field == "address":
        return ", ".join(filter(None, (facts.street, " ".join(filter(None, (facts.zip, facts.city))))))
    if field == "employer":
        return str(facts.employer or "")
    if field == "kind":
        return "company" if facts.company else "person"
    return str(getattr(facts, field))
