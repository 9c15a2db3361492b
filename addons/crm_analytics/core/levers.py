"""What would make serving a customer cheaper, from the customer's own counts and the rates.

Example
-------
Dakota's customer B (Harvard Business School case 9-102-021) sends a hundred orders by hand at 10; one by EDI costs 5.

>>> figures = Figures({"revenue": 104_000.0}, {"order": 100, "order_hand": 100})
>>> [(lever.key, lever.amount) for lever in levers(figures, Rates({"order_hand": 10.0, "order_edi": 5.0}))]
[('edi', 500.0)]
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from .driver import credit
from .figures import CREDIT_DAY, DELIVERY, EDI, HAND, SMALL, WEB, Figures, Rates


@dataclass(frozen=True)
class Below:
    """Orders below a value.

    :param count: how many
    :param value: what they bring together, company currency
    :param limit: the value
    """

    count: float = 0
    value: float = 0.0
    limit: float = 0.0

    @property
    def fewer(self) -> int:
        """How many orders of that value they would be.

        >>> Below(30, 600.0, 50.0).fewer, Below(1, 20.0, 50.0).fewer, Below().fewer
        (12, 1, 0)
        """
        if not self.count or not self.limit:
            return 0
        return max(1, min(math.ceil(round(self.value / self.limit, 6)), math.floor(self.count)))


@dataclass(frozen=True)
class Lever:
    """One thing that would change what a customer leaves.

    :param key: ``small_orders``, ``edi``, ``web``, ``deliveries``, ``payment``
    :param amount: what it would save in the period, company currency, above zero
    :param values: figures for the words
    """

    key: str
    amount: float
    values: Mapping[str, float] = field(default_factory=dict)


def merged(figures: Figures, rates: Rates, below: Below, gone: float) -> float:
    """What is saved when so many of the small orders do not come any more: order, its delivery, and the surcharge."""
    orders = figures.orders
    if not orders or not gone:
        return 0.0
    each = rates.order(figures.counts) or 0.0
    deliveries = figures.counts.get(DELIVERY, 0) / orders
    each += deliveries * (rates.cost(DELIVERY) or 0.0)
    surcharged = min(figures.counts.get(SMALL, 0), below.count)
    return gone * each + surcharged * (rates.cost(SMALL) or 0.0)


def levers(figures: Figures, rates: Rates, below: Below = Below(), usual_days: float = 0.0) -> list[Lever]:
    """What would make serving the customer cheaper, the most effective first; each by itself, all else as it was.

    :param below: the customer's orders below the value the company calls small
    :param usual_days: after how many days all customers pay on average
    """
    found = [
        _small(figures, rates, below),
        _instead(figures, rates, EDI, "edi"),
        _instead(figures, rates, WEB, "web"),
        _deliveries(figures, rates),
        _payment(figures, rates, usual_days),
    ]
    return sorted((lever for lever in found if lever and lever.amount > 0.005), key=lambda lever: -lever.amount)


def _small(figures: Figures, rates: Rates, below: Below) -> Lever | None:
    gone = below.count - below.fewer
    if gone <= 0:
        return None
    values = {"count": below.count, "fewer": below.fewer, "limit": below.limit}
    return Lever("small_orders", merged(figures, rates, below, gone), values)


def _instead(figures: Figures, rates: Rates, other: str, key: str) -> Lever | None:
    count, by_hand, less = figures.counts.get(HAND, 0), rates.cost(HAND), rates.cost(other)
    if not count or by_hand is None or less is None:
        return None
    return Lever(key, count * (by_hand - less), {"count": count, "cost": by_hand, "less": less})


def _deliveries(figures: Figures, rates: Rates) -> Lever | None:
    deliveries, orders, cost = figures.counts.get(DELIVERY, 0), figures.orders, rates.cost(DELIVERY)
    if cost is None or not orders or deliveries <= orders:
        return None
    return Lever("deliveries", (deliveries - orders) * cost, {"count": deliveries, "orders": orders, "cost": cost})


def _payment(figures: Figures, rates: Rates, usual_days: float) -> Lever | None:
    days = figures.pay_days
    if rates.percent is None or usual_days <= 0 or days <= usual_days:
        return None
    saved = credit(figures.counts[CREDIT_DAY] * (1 - usual_days / days), rates.percent)
    return Lever("payment", saved, {"days": days, "usual": usual_days})
