"""The profit chain: from what was charged before discounts down to what a customer leaves.

Each step takes the amounts of some kinds of facts; a subtotal adds everything above it. Amounts carry the sign of the
profit and loss account: revenue positive, costs and returns negative, in company currency.

Example
-------
>>> found = {"revenue": 900.0, "discount": -100.0, "return": -50.0, "cogs": -400.0, "service": -120.0}
>>> [(line.key, line.amount) for line in chain(found) if line.total]
[('net', 850.0), ('margin', 450.0), ('contribution', 450.0), ('profit', 330.0)]
>>> chain(found)[0].amount
1000.0
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Kinds of facts that stand for journal items. ``discount`` is none: it is a part of the revenue, told apart.
POSTED = ("revenue", "return", "cash_discount", "cogs", "manual", "other")
#: Kinds that spread posted costs over customers; ``absorbed`` takes them from what is not assigned.
SERVICE, ABSORBED = "service", "absorbed"
GROSS, DISCOUNT = "gross", "discount"


@dataclass(frozen=True)
class Step:
    """One line of the chain: the kinds it adds up, or, with ``total``, everything so far."""

    key: str
    kinds: tuple[str, ...] = ()
    total: bool = False


@dataclass(frozen=True)
class Line:
    """A step with its amount in company currency."""

    key: str
    amount: float
    total: bool


STEPS = (
    Step(GROSS, ("revenue",)),
    Step(DISCOUNT),
    Step("cash_discount", ("cash_discount",)),
    Step("return", ("return",)),
    Step("net", total=True),
    Step("cogs", ("cogs",)),
    Step("margin", total=True),
    Step("manual", ("manual",)),
    Step("other", ("other",)),
    Step("contribution", total=True),
    Step("service", (SERVICE,)),
    Step("credit", ("credit",)),
    Step("profit", total=True),
)


def chain(amounts: Mapping[str, float]) -> list[Line]:
    """Lines of the chain.

    :param amounts: amount of each kind of fact; ``discount`` (not positive) is what of the price was given away and
        stands in the revenue already
    :return: every step in order, amounts rounded to a tenth of a cent so that sums of floats stay clean
    """
    lines: list[Line] = []
    so_far = 0.0
    discount = amounts.get(DISCOUNT, 0.0)
    for step in STEPS:
        if step.total:
            lines.append(Line(step.key, round(so_far, 3), True))
            continue
        amount = sum(amounts.get(kind, 0.0) for kind in step.kinds)
        if step.key == GROSS:
            amount -= discount
        elif step.key == DISCOUNT:
            amount = discount
        so_far += amount
        lines.append(Line(step.key, round(amount, 3), False))
    return lines
