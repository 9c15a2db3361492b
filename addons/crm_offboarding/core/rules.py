"""Rules that propose candidates: declared kinds with a few numbers each. Nobody writes a condition of their own.

What a rule may look at is a closed list. Nothing about a person is on it: not sex, age, origin, language, religion,
health, family, membership or address, nor anything that stands for one of them.

>>> KINDS["dormant"].check({"months": 36})
[]
>>> KINDS["dormant"].check({"months": 0})
['months']
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Words by which a field gives away something a customer may not be parted with for (Art. 21 of the Charter of
#: Fundamental Rights of the EU; Art. 9 GDPR). A kind that reads such a field cannot be declared.
PROTECTED = (
    "gender", "sex", "birth", "age", "title", "nation", "country", "ethnic", "origin", "race", "colour", "lang",
    "religion", "belief", "politic", "union", "health", "disab", "genetic", "biometr", "orient", "marital", "family",
    "property", "zip", "city", "street", "state_id", "function", "category", "image", "name",
)  # fmt: skip
#: What a rule may look at: dealings, never the person.
READS = ("crm_claim.date", "crm_claim.date_closed", "crm_claim.stage", "crm_touchpoint.date", "crm_touchpoint.nature",
         "account_move.date", "account_move.amount", "sale_order.date", "profit.amount", "cost.amount")  # fmt: skip


class RuleError(ValueError):
    """A kind of rule that cannot be declared."""


@dataclass(frozen=True)
class Number:
    """A number of a rule, with its bounds."""

    least: float
    most: float
    default: float


@dataclass(frozen=True)
class Kind:
    """A kind of rule.

    :param key: its name
    :param reason_class: why the customer would be parted with
    :param reads: what it looks at, of :data:`READS`
    :param numbers: its numbers by name
    """

    key: str
    reason_class: str
    reads: tuple[str, ...]
    numbers: Mapping[str, Number]

    def __post_init__(self) -> None:
        for path in self.reads:
            if path not in READS or is_protected(path):
                raise RuleError(f"{self.key}: a rule may not look at {path!r}")

    def check(self, values: Mapping[str, float]) -> list[str]:
        """Names of numbers out of their bounds."""
        return [
            name
            for name, number in self.numbers.items()
            if not number.least <= values.get(name, number.default) <= number.most
        ]


def is_protected(path: str) -> bool:
    """Whether the last part of a path gives away a protected characteristic.

    >>> is_protected("res_partner.lang"), is_protected("res_partner.birthdate"), is_protected("account_move.date")
    (True, True, False)
    """
    words = path.rpartition(".")[2].replace("_id", "").split("_")
    return any(word.startswith(PROTECTED) for word in words)


_MONTHS = Number(1, 240, 12)
KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "complaints",
            "complaints",
            ("crm_touchpoint.date", "crm_touchpoint.nature"),
            {"months": _MONTHS, "minimum": Number(2, 1000, 5)},
        ),
        Kind(
            "dormant",
            "dormant",
            ("crm_touchpoint.date", "account_move.date", "sale_order.date"),
            {"months": Number(1, 240, 36)},
        ),
    )
}
