"""What customers would have left under other prices and terms, from their own figures.

Nothing is forecast: the months that were are counted again with other terms, step by step:

1. Prices change, and so much of the volume is lost. Revenue, discounts and returns follow both; the cost of goods
   follows the volume. Cost to serve stays: a customer who buys less of each thing still orders.
2. Orders below a minimum are put together to orders of that value; a part of them does not come at all. What goes
   takes its order, its delivery and its surcharge with it.
3. Of the orders by hand that are left, a part comes by EDI or through the web.
4. A charge is taken for each delivery that is left.
5. Nobody pays later than so many days.

Example
-------
Dakota's customer B (Harvard Business School case 9-102-021) loses 2,520. At prices 2 % higher, 2,080 of it is gone; by
EDI another 500.

>>> b = Case(Figures({"revenue": 104_000.0, "cogs": -85_000.0, "service": -18_520.0, "credit": -3_000.0},
...                  {"order": 100, "order_hand": 100}))
>>> rates = Rates({"order_hand": 10.0, "order_edi": 5.0})
>>> [round(total(apply(b, scenario, rates)), 2) for scenario in (Scenario(), Scenario(edi=100.0))]
[-2520.0, -2020.0]

What they owe grows with the prices, and its cost:

>>> round(total(apply(b, Scenario(price=2.0), rates)), 2)
-500.0
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from .figures import DELIVERY, EDI, HAND, ORDER, TOLD, WEB, Figures, Rates
from .levers import Below, merged

#: What follows prices and volume, and what follows the volume alone.
PRICED = ("revenue", "cash_discount", "rebate", "return", "discount", "realisation", "listed")
MOVED = ("cogs", "freight")
Turned = Callable[[float, float], bool]


@dataclass(frozen=True)
class Scenario:
    """Other terms.

    :param price: change of prices, per cent
    :param lost: part of the volume lost by it, per cent
    :param minimum_order: least value of an order, company currency; 0 for none
    :param small_lost: part of the orders below it that does not come at all, per cent
    :param edi: part of the orders by hand that comes by EDI, per cent
    :param web: part of the orders by hand that comes through the web, per cent
    :param delivery_charge: taken for each delivery, company currency
    :param pay_within: days after which nobody pays later; 0 for no change
    """

    price: float = 0.0
    lost: float = 0.0
    minimum_order: float = 0.0
    small_lost: float = 0.0
    edi: float = 0.0
    web: float = 0.0
    delivery_charge: float = 0.0
    pay_within: float = 0.0

    def __post_init__(self) -> None:
        shares = (self.lost, self.small_lost, self.edi, self.web)
        if any(not 0 <= share <= 100 for share in shares) or self.edi + self.web > 100:
            raise ValueError("share: from 0 to 100, EDI and web together too")
        if not -100 <= self.price <= 1000:
            raise ValueError("price: from -100 to 1000")
        if min(self.minimum_order, self.delivery_charge, self.pay_within) < 0:
            raise ValueError("amount: from zero on")


@dataclass(frozen=True)
class Case:
    """A customer's figures, and those of their orders that are below the scenario's minimum."""

    figures: Figures
    below: Below = field(default_factory=Below)


def missing(scenario: Scenario, rates: Rates) -> list[str]:
    """Names of drivers without a rate, which the scenario would need to say all of its effect."""
    wanted = []
    if scenario.minimum_order and not any(name in rates.each for name in (ORDER, HAND, WEB, EDI)):
        wanted.append(ORDER)
    if scenario.edi or scenario.web:
        wanted.append(HAND)
    wanted += [name for name, share in ((EDI, scenario.edi), (WEB, scenario.web)) if share]
    found = [name for name in wanted if rates.cost(name) is None]
    if scenario.pay_within and rates.percent is None:
        found.append("credit_day")
    return found


def apply(case: Case, scenario: Scenario, rates: Rates) -> dict[str, float]:
    """Amounts by kind of fact as they would have been; charges for deliveries are told with the freight."""
    figures, below = case.figures, case.below
    volume = (1 - scenario.lost / 100) * (1 - _value_gone(figures, below, scenario))
    price = 1 + scenario.price / 100
    after = {kind: amount * _factor(kind, price, volume) for kind, amount in figures.amounts.items()}
    gone = _orders_gone(below, scenario)
    saved = merged(figures, rates, below, gone) if scenario.minimum_order else 0.0
    left = 1 - gone / figures.orders if figures.orders else 1.0
    saved += _by_hand(figures, rates, scenario, left)
    if saved:
        after["service"] = after.get("service", 0.0) + saved
    charged = scenario.delivery_charge * figures.counts.get(DELIVERY, 0) * left
    if charged:
        after["freight"] = after.get("freight", 0.0) + charged
    if scenario.pay_within and figures.pay_days > scenario.pay_within and "credit" in after:
        after["credit"] *= scenario.pay_within / figures.pay_days
    return after


def _factor(kind: str, price: float, volume: float) -> float:
    if kind in PRICED or kind == "credit":
        return price * volume
    return volume if kind in MOVED else 1.0


def _value_gone(figures: Figures, below: Below, scenario: Scenario) -> float:
    """Which part of the volume goes with the small orders that do not come at all."""
    if not scenario.minimum_order or figures.net <= 0:
        return 0.0
    return min(below.value * scenario.small_lost / 100 / figures.net, 1.0)


def _orders_gone(below: Below, scenario: Scenario) -> float:
    """How many of the small orders do not come any more, lost or put together with others."""
    if not scenario.minimum_order or not below.count:
        return 0.0
    stay = 1 - scenario.small_lost / 100
    rest = Below(below.count * stay, below.value * stay, scenario.minimum_order)
    return below.count - min(rest.fewer, rest.count)


def _by_hand(figures: Figures, rates: Rates, scenario: Scenario, left: float) -> float:
    by_hand, cost = figures.counts.get(HAND, 0) * left, rates.cost(HAND)
    if not by_hand or cost is None:
        return 0.0
    saved = 0.0
    for other, share in ((EDI, scenario.edi), (WEB, scenario.web)):
        less = rates.cost(other)
        if less is not None:
            saved += by_hand * share / 100 * (cost - less)
    return saved


def total(amounts: Mapping[str, float]) -> float:
    """Profit: everything that is no part of something else."""
    return sum(amount for kind, amount in amounts.items() if kind not in TOLD)


@dataclass(frozen=True)
class Outcome:
    """Before and after, over some customers.

    :param before: amounts by kind of fact
    :param after: the same under the scenario
    :param profits: profit before and after, by the customers' keys
    """

    before: Mapping[str, float]
    after: Mapping[str, float]
    profits: Mapping[int, tuple[float, float]]

    @property
    def saved(self) -> list[int]:
        """Customers who lost money and would not any more, the largest change first."""
        return self._turned(lambda before, after: before < 0 <= after)

    @property
    def spoiled(self) -> list[int]:
        """Customers who brought profit and would lose money."""
        return self._turned(lambda before, after: after < 0 <= before)

    def _turned(self, turned: Turned) -> list[int]:
        found = [key for key, both in self.profits.items() if turned(*both)]
        return sorted(found, key=lambda key: (-abs(self.profits[key][1] - self.profits[key][0]), key))


def outcome(cases: Iterable[tuple[int, Case]], scenario: Scenario, rates: Rates) -> Outcome:
    """What a scenario does to some customers.

    :param cases: keys of customers and their cases
    """
    before: dict[str, float] = {}
    after: dict[str, float] = {}
    profits = {}
    for key, case in cases:
        changed = apply(case, scenario, rates)
        profits[key] = (total(case.figures.amounts), total(changed))
        for sums, amounts in ((before, case.figures.amounts), (after, changed)):
            for kind, amount in amounts.items():
                sums[kind] = sums.get(kind, 0.0) + amount
    return Outcome(before, after, profits)
