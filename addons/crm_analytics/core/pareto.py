"""The curve of cumulated profit ("whale curve") and what it says.

Customers stand in the order of their profit, the best first. The curve climbs as long as customers bring profit and
falls where they lose money; the height between its top and its end is what the losing ones cost. After R. S. Kaplan and
V. G. Narayanan, "Measuring and Managing Customer Profitability", Journal of Cost Management 15(5), 2001.

Example
-------
>>> said = statement([50.0, 40.0, 30.0, -20.0, 0.0])
>>> said.top_count, said.top, said.total, said.peak, said.losing, said.loss
(1, 50.0, 100.0, 120.0, 1, -20.0)
>>> said.top_share
0.5
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

#: Below this share of the amounts that move, percentages of the total lose their sense: a total near nothing.
NEAR_NOTHING = 0.05


@dataclass(frozen=True)
class Statement:
    """What the curve says in figures.

    :param count: customers
    :param total: sum of all, company currency
    :param top_count: how many customers the best 20 % are, rounded up
    :param top: what these bring
    :param peak: the highest point of the curve: the profit of all who bring any
    :param losing: customers below zero
    :param loss: what they cost, not positive
    :param percentages: whether shares of the total mean anything
    """

    count: int
    total: float
    top_count: int
    top: float
    peak: float
    losing: int
    loss: float
    percentages: bool

    @property
    def top_share(self) -> float:
        """Share of the total that the best 20 % bring; above 1 where others lose money. 0 without percentages."""
        return self.top / self.total if self.percentages else 0.0


def statement(amounts: Sequence[float]) -> Statement:
    """What the curve of these amounts says; the order does not matter."""
    ordered = sorted(amounts, reverse=True)
    losses = [amount for amount in ordered if amount < 0]
    return of_sums(
        len(ordered),
        math.fsum(ordered[: top_count(len(ordered))]),
        math.fsum(amount for amount in ordered if amount > 0),
        len(losses),
        math.fsum(losses),
    )


def of_sums(count: int, top: float, peak: float, losing: int, loss: float) -> Statement:
    """The same from sums that the database has added up.

    :param top: sum of the best 20 %, rounded up
    :param peak: sum of all above zero
    :param loss: sum of all below zero

    >>> of_sums(5, 50.0, 120.0, 1, -20.0) == statement([50.0, 40.0, 30.0, -20.0, 0.0])
    True
    """
    total = peak + loss
    return Statement(
        count=count,
        total=total,
        top_count=top_count(count),
        top=top,
        peak=peak,
        losing=losing,
        loss=loss,
        percentages=total > 0 and total > NEAR_NOTHING * (peak - loss),
    )


def top_count(count: int) -> int:
    """How many the best 20 % of so many are.

    >>> [top_count(count) for count in (0, 1, 5, 6, 100)]
    [0, 1, 1, 2, 20]
    """
    return -(-count // 5)


def curve(amounts: Sequence[float], points: int = 101) -> list[tuple[float, float]]:
    """Points of the curve: share of customers (0..1) and profit cumulated so far.

    :param points: at most so many, evenly over the customers; the first is (0, 0), the last the total. The top of the
        curve is always among them
    """
    ordered = sorted(amounts, reverse=True)
    if not ordered:
        return []
    cumulated = [0.0]
    for amount in ordered:
        cumulated.append(cumulated[-1] + amount)
    last = len(ordered)
    top = max(range(last + 1), key=lambda index: cumulated[index])
    wanted = {round(last * step / (points - 1)) for step in range(points)} | {top}
    return [(index / last, cumulated[index]) for index in sorted(wanted)]
