"""What is known of a customer in some months: amounts of the profit chain, counts of what was done, and the rates.

Example
-------
>>> few = Figures({"revenue": 900.0, "return": -100.0, "discount": -100.0}, {"order": 20, "delivery": 25})
>>> few.gross, few.net, few.orders, few.order_value
(1000.0, 800.0, 20, 40.0)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .chain import NET

#: Told of the revenue besides, and no amounts of their own.
TOLD = ("discount", "realisation", "listed")
ORDER, HAND, WEB, EDI, SMALL = "order", "order_hand", "order_web", "order_edi", "order_small"
#: Drivers that are charged for each order.
ORDER_KINDS = (ORDER, HAND, WEB, EDI)
DELIVERY, INVOICE, CREDIT_DAY = "delivery", "invoice", "credit_day"


@dataclass(frozen=True)
class Figures:
    """Sums of some months.

    :param amounts: by kind of fact, revenue positive and costs negative, company currency; ``discount`` (not positive)
        stands in the revenue already
    :param counts: by driver
    :param months: how many months
    :param active: months with an invoice among them
    """

    amounts: Mapping[str, float]
    counts: Mapping[str, float]
    months: int = 12
    active: int = 0

    @property
    def gross(self) -> float:
        """What was asked before discounts."""
        return self.amounts.get("revenue", 0.0) - self.amounts.get("discount", 0.0)

    @property
    def net(self) -> float:
        """What goods brought after discounts, rebates and returns."""
        return sum(self.amounts.get(kind, 0.0) for kind in NET)

    @property
    def margin(self) -> float:
        """Net revenue without the cost of goods."""
        return self.net + self.amounts.get("cogs", 0.0)

    @property
    def profit(self) -> float:
        """Everything."""
        return sum(amount for kind, amount in self.amounts.items() if kind not in TOLD)

    @property
    def orders(self) -> float:
        """Orders, or where none are kept, invoices."""
        return self.counts.get(ORDER, 0) or self.counts.get(INVOICE, 0)

    @property
    def order_value(self) -> float:
        """What an order brings, 0.0 without any."""
        return self.net / self.orders if self.orders else 0.0

    @property
    def pay_days(self) -> float:
        """After how many days the customer pays on average: what was owed, day by day, by what was sold."""
        return self.counts.get(CREDIT_DAY, 0) / self.net if self.net > 0 else 0.0


@dataclass(frozen=True)
class Rates:
    """Rates by driver, in company currency; what nobody set is missing. ``percent``: of credit, a year, if set."""

    each: Mapping[str, float] = field(default_factory=dict)
    percent: float | None = None

    def cost(self, driver: str) -> float | None:
        """Rate of a driver; None if nobody set one."""
        return self.each.get(driver)

    def order(self, counts: Mapping[str, float]) -> float | None:
        """What an order of this mix costs on average; None if no rate of an order is set.

        >>> Rates({"order_hand": 10.0, "order_edi": 5.0}).order({"order": 4, "order_hand": 1, "order_edi": 3})
        6.25
        >>> Rates().order({"order": 4}) is None
        True
        """
        kinds = ORDER_KINDS if counts.get(ORDER) else (INVOICE,)
        known = [kind for kind in kinds if kind in self.each and counts.get(kind)]
        orders = counts.get(ORDER, 0) or counts.get(INVOICE, 0)
        if not known or not orders:
            return None
        return sum(counts[kind] * self.each[kind] for kind in known) / orders
