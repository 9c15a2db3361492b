"""The profit chain: from the price of the list down to what a customer leaves.

Each step takes the amounts of some kinds of facts; a subtotal adds everything above it. Amounts carry the sign of the
profit and loss account: revenue positive, costs and returns negative, in company currency.

Example
-------
>>> found = {"revenue": 900.0, "discount": -100.0, "return": -50.0, "cogs": -400.0, "service": -120.0}
>>> [(line.key, line.amount) for line in chain(found) if line.total]
[('net', 850.0), ('margin', 450.0), ('contribution', 450.0), ('profit', 330.0)]
>>> chain(found)[0].amount
1000.0

What the list would have asked for is known for some of the lines; the step says for how much of the price.

>>> found |= {"realisation": -200.0, "listed": 250.0}
>>> [(line.key, line.amount, line.known) for line in chain(found)[:3]]
[('list', 1200.0, 1.0), ('realisation', -200.0, 0.25), ('gross', 1000.0, 1.0)]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LIST, REALISATION, GROSS, DISCOUNT = "list", "realisation", "gross", "discount"
#: Gross amount of the lines whose price by the list is known.
LISTED = "listed"
#: Kinds of facts that make up the net revenue.
NET = ("revenue", "cash_discount", "rebate", "return")
#: Kinds that come before the contribution, below the gross margin.
DIRECT = ("freight", "manual", "other")
#: Kinds that spread posted costs over customers; ``absorbed`` takes them from what is not assigned.
SERVICE, ABSORBED = "service", "absorbed"
#: Kinds below the contribution.
BELOW = (SERVICE, "credit_loss", "credit")
#: Every kind a customer's fact may have.
KINDS = (*NET, "cogs", *DIRECT, *BELOW)


@dataclass(frozen=True)
class Step:
    """One line of the chain: the kinds it adds up, or, with ``total``, everything so far."""

    key: str
    kinds: tuple[str, ...] = ()
    total: bool = False


@dataclass(frozen=True)
class Line:
    """A step with its amount in company currency.

    :param known: for which part of what it stands on the amount is known, 0..1
    """

    key: str
    amount: float
    total: bool
    known: float = 1.0


STEPS = (
    Step(LIST, ("revenue",)),
    Step(REALISATION),
    Step(GROSS, total=True),
    Step(DISCOUNT),
    Step("cash_discount", ("cash_discount",)),
    Step("rebate", ("rebate",)),
    Step("return", ("return",)),
    Step("net", total=True),
    Step("cogs", ("cogs",)),
    Step("margin", total=True),
    *(Step(kind, (kind,)) for kind in DIRECT),
    Step("contribution", total=True),
    *(Step(kind, (kind,)) for kind in BELOW),
    Step("profit", total=True),
)


def chain(amounts: Mapping[str, float]) -> list[Line]:
    """Lines of the chain.

    :param amounts: amount of each kind of fact, and what of the revenue is told apart: ``discount`` (not positive)
        what was given away of the price; ``realisation`` what the price was above (below: negative) the list's;
        ``listed`` the gross amount of which the list's price is known. Without that the chain begins with the price
        asked (``gross``)
    :return: every step in order, amounts rounded to a tenth of a cent so that sums of floats stay clean
    """
    parts = {DISCOUNT: amounts.get(DISCOUNT, 0.0), REALISATION: amounts.get(REALISATION, 0.0)}
    gross = amounts.get("revenue", 0.0) - parts[DISCOUNT]
    listed = amounts.get(LISTED, 0.0)
    told = bool(listed or parts[REALISATION])
    lines: list[Line] = []
    so_far = 0.0
    for step in STEPS:
        if step.total:
            # Where nothing is told before it, the price asked is what the chain begins with.
            lines.append(Line(step.key, round(so_far, 3), told or step.key != GROSS))
            continue
        amount = parts.get(step.key, sum(amounts.get(kind, 0.0) for kind in step.kinds))
        if step.key == LIST:
            amount -= sum(parts.values())
        so_far += amount
        if told or step.key not in (LIST, REALISATION):
            known = share(listed, gross) if step.key == REALISATION else 1.0
            lines.append(Line(step.key, round(amount, 3), False, known))
    return lines


def share(part: float, whole: float) -> float:
    """Which part of a whole something is, within 0..1; 1 of nothing.

    >>> share(30.0, 40.0), share(5.0, 0.0), share(41.0, 40.0)
    (0.75, 1.0, 1.0)
    """
    return min(max(part / whole, 0.0), 1.0) if whole else 1.0
