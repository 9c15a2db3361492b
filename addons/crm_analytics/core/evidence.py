"""Why a customer brings profit or costs money, in up to three reasons one could show them.

A customer is compared with all customers of the company together: what an order brings, how much is done for so much
turnover, what comes back, when they pay. A reason weighs what the difference costs or saves at the rates of the period;
without a rate it can be told, and weighs nothing. Customers with few invoices are not judged at all.

Example
-------
Somebody who orders ten times as often for a tenth of the value:

>>> everybody = Figures({"revenue": 100_000.0}, {"order": 250, "invoice": 250}, 12)
>>> customer = Figures({"revenue": 1_558.0, "cogs": -1_400.0, "service": -492.0}, {"order": 41, "invoice": 41}, 12)
>>> [reason] = reasons(customer, everybody, Rates({"order": 12.0}))
>>> reason.key, reason.good, {name: round(value, 2) for name, value in reason.values.items()}
('order_size', False, {'count': 41, 'value': 38.0, 'usual': 400.0, 'cost': 12.0})
>>> round(reason.stake, 2)
445.26

His 1,558 would be 3.895 orders of the usual 400: (41 - 3.895) x 12.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .driver import credit
from .figures import (
    CREDIT_DAY,
    EDI,
    HAND,
    INVOICE,
    ORDER_KINDS,
    SMALL,
    WEB,
    Figures,
    Rates,
)

MOST = 3
#: So far from the usual a figure is worth a word.
MORE, LESS = 1.25, 0.8
#: And of counted things, so many more or fewer at least: one visit too many is chance.
APART = 2
#: Sums of less are remains of rounding.
CENT = 0.01
#: Drivers told by reasons of their own, or that say nothing to a customer.
TOLD_APART = {*ORDER_KINDS, SMALL, INVOICE, CREDIT_DAY, "order_line", "receipt"}


@dataclass(frozen=True)
class Sample:
    """Whether there is enough to go by.

    :param invoices: how many the customer has
    :param wanted: how many are wanted
    :param months: in how many months
    """

    invoices: float
    wanted: int
    months: int

    @property
    def enough(self) -> bool:
        """Whether anything is said about the customer.

        >>> Sample(6, 6, 12).enough, Sample(5, 6, 12).enough
        (True, False)
        """
        return self.invoices >= self.wanted


@dataclass(frozen=True)
class Reason:
    """One reason.

    :param key: ``order_size``, ``by_hand``, ``driver``, ``returns``, ``discount``, ``payment``, ``regular``
    :param good: whether it speaks for the customer
    :param stake: what the difference to the usual costs or saves, company currency, not below zero
    :param values: figures for the words; ``cost`` is a unit cost, which only some may read
    :param driver: name of the driver of ``driver``
    """

    key: str
    good: bool
    stake: float
    values: Mapping[str, float] = field(default_factory=dict)
    driver: str = ""


def reasons(customer: Figures, everybody: Figures, rates: Rates, most: int = MOST) -> list[Reason]:
    """Reasons for what a customer leaves: those for a profit if there is one, else those for the loss.

    :param everybody: the same figures of all customers of the company together
    :return: the weightiest first
    """
    good = customer.profit >= 0
    found = [reason for reason in all_reasons(customer, everybody, rates) if reason.good == good]
    found.sort(key=lambda reason: (-reason.stake, reason.key, reason.driver))
    return found[:most]


def all_reasons(customer: Figures, everybody: Figures, rates: Rates) -> Iterator[Reason]:
    """Everything in which a customer differs from the usual."""
    if min(customer.net, everybody.net) >= CENT:
        yield from _order_size(customer, everybody, rates)
        yield from _by_hand(customer, everybody, rates)
        yield from _drivers(customer, everybody, rates)
        yield from _returns(customer, everybody)
        yield from _discount(customer, everybody)
        yield from _payment(customer, everybody, rates)
    if customer.months >= 3 and customer.active >= 0.75 * customer.months:
        yield Reason("regular", True, 0.0, {"count": customer.active, "months": customer.months})


def _apart(value: float, usual: float) -> bool:
    return value > MORE * usual or value < LESS * usual


def _order_size(customer: Figures, everybody: Figures, rates: Rates) -> Iterator[Reason]:
    value, usual = customer.order_value, everybody.order_value
    if not customer.orders or not usual or not _apart(value, usual):
        return
    cost = rates.order(customer.counts)
    stake = abs(customer.orders - customer.net / usual) * (cost or 0.0)
    values = {"count": customer.orders, "value": value, "usual": usual}
    yield Reason("order_size", value > usual, stake, values | _known(cost=cost))


def _by_hand(customer: Figures, everybody: Figures, rates: Rates) -> Iterator[Reason]:
    orders, by_hand = customer.orders, customer.counts.get(HAND, 0)
    electronic = everybody.counts.get(EDI, 0) + everybody.counts.get(WEB, 0)
    if not orders or not everybody.orders or not electronic:
        return  # Nobody orders in another way.
    share, usual = by_hand / orders, everybody.counts.get(HAND, 0) / everybody.orders
    if not _apart(share, usual):
        return
    cost = rates.cost(HAND)
    cheaper = [rate for rate in (rates.cost(EDI), rates.cost(WEB)) if rate is not None]
    less = min(cheaper, default=None)
    saved = max(cost - less, 0.0) if cost is not None and less is not None else 0.0
    values = {"count": by_hand, "total": orders}
    known = _known(cost=cost, less=less) if saved else {}
    yield Reason("by_hand", share < usual, abs(share - usual) * orders * saved, values | known)


def _drivers(customer: Figures, everybody: Figures, rates: Rates) -> Iterator[Reason]:
    """Of everything else that is done: more or less than for as much turnover usually."""
    for name, total in everybody.counts.items():
        if name in TOLD_APART or name.startswith("carrier_"):
            continue
        count, usual = customer.counts.get(name, 0), total / everybody.net * customer.net
        if abs(count - usual) < APART or not _apart(count, usual):
            continue
        cost = rates.cost(name)
        values = {"count": count, "usual": usual, "months": customer.months}
        stake = abs(count - usual) * (cost or 0.0)
        yield Reason("driver", count < usual, stake, values | _known(cost=cost), name)


def _returns(customer: Figures, everybody: Figures) -> Iterator[Reason]:
    share, usual = (_share(one, "return") for one in (customer, everybody))
    if (not usual and not share) or not _apart(share, usual):
        return
    # What comes back can be sold again; the margin is lost.
    margin = max(min(everybody.margin / everybody.net, 1.0), 0.0)
    stake = abs(share - usual) * customer.gross * margin
    yield Reason("returns", share < usual, stake, {"share": 100 * share, "usual": 100 * usual})


def _discount(customer: Figures, everybody: Figures) -> Iterator[Reason]:
    share, usual = (_share(one, "discount") for one in (customer, everybody))
    if share > MORE * usual:
        yield Reason("discount", False, (share - usual) * customer.gross, {"share": 100 * share, "usual": 100 * usual})


def _payment(customer: Figures, everybody: Figures, rates: Rates) -> Iterator[Reason]:
    days, usual = customer.pay_days, everybody.pay_days
    if not usual or abs(days - usual) < APART or not _apart(days, usual):
        return
    stake = credit(abs(days - usual) * customer.net, rates.percent) if rates.percent else 0.0
    values = {"days": days, "usual": usual}
    yield Reason("payment", days < usual, stake, values | _known(percent=rates.percent))


def _share(figures: Figures, kind: str) -> float:
    """Which part of the price before discounts."""
    return -figures.amounts.get(kind, 0.0) / figures.gross if figures.gross > 0 else 0.0


def _known(**values: float | None) -> dict[str, float]:
    return {name: value for name, value in values.items() if value is not None}
