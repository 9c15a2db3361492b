"""The points of one card: lots that expire, debits that take from them, and debt where they do not suffice.

A credit makes a lot. A debit takes from the lots that expire first; lots that never expire come last, and of equals the
older one is first. What the lots cannot cover is refused, or becomes debt where the points are gone already (goods came
back after their points were spent). The next points to become available pay the debt.

Everything is exact: points are :class:`decimal.Decimal` with two decimals.

How to use
==========
An :class:`Account` never changes. Each operation returns the account afterwards and what was taken from which lot, a
negative number where it was given back:

>>> import datetime as dt
>>> empty = Account()
>>> change = empty.credit(1, Decimal(100), day=dt.date(2026, 1, 1), expires_on=dt.date(2026, 12, 31))
>>> change = change.account.credit(2, Decimal(50), day=dt.date(2026, 1, 2), expires_on=dt.date(2026, 6, 30))
>>> change.account.available
Decimal('150')
>>> spent = change.account.debit(Decimal(70))
>>> [(take.lot, str(take.points)) for take in spent.takes]
[(2, '50'), (1, '20')]
>>> spent.account.debit(Decimal(81))
Traceback (most recent call last):
...
crm_loyalty.core.ledger.NotEnoughPointsError: 80 available, 81 asked for
>>> change = spent.account.debit(Decimal(81), debt=True)
>>> (str(change.account.available), str(change.account.debt))
('0', '1')
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
#: Points are counted in hundredths, as Odoo rounds what an order earns.
UNIT = Decimal("0.01")


class LedgerError(ValueError):
    """Something a ledger cannot do."""


class NotEnoughPointsError(LedgerError):
    """More was asked for than is available."""

    def __init__(self, available: Decimal, asked: Decimal) -> None:
        super().__init__(f"{available} available, {asked} asked for")
        self.available, self.asked = available, asked


def points(value: float | str | Decimal) -> Decimal:
    """A number as exact points, rounded to hundredths.

    >>> points(0.1 + 0.2)
    Decimal('0.30')
    >>> points(-0.005)
    Decimal('-0.01')
    """
    exact = value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)
    return exact.quantize(UNIT, ROUND_HALF_UP)


def floor(value: Decimal) -> Decimal:
    """Points rounded down to hundredths.

    >>> floor(Decimal("33.339"))
    Decimal('33.33')
    """
    return value.quantize(UNIT, ROUND_FLOOR)


@dataclass(frozen=True)
class Lot:
    """Points that were granted together.

    :param day: when they were granted
    :param expires_on: last day on which they can be used; None: they do not expire
    :param pending: they cannot be used yet
    """

    id: int
    granted: Decimal
    remaining: Decimal
    day: dt.date
    expires_on: dt.date | None = None
    pending: bool = False

    @property
    def order(self) -> tuple[bool, dt.date, dt.date, int]:
        """Sorts what is taken first before the rest."""
        return (self.expires_on is None, self.expires_on or self.day, self.day, self.id)


@dataclass(frozen=True)
class Take:
    """What a movement took from a lot; below zero: what it gave back."""

    lot: int
    points: Decimal


@dataclass(frozen=True)
class Change:
    """The account after a movement, and what it did to the lots."""

    account: Account
    takes: tuple[Take, ...] = ()


@dataclass(frozen=True)
class Account:
    """The lots of a card and what it owes. Never has points available and debt at once."""

    lots: tuple[Lot, ...] = ()
    debt: Decimal = ZERO

    @property
    def available(self) -> Decimal:
        """What can be spent now."""
        return sum((lot.remaining for lot in self.lots if not lot.pending), ZERO)

    @property
    def pending(self) -> Decimal:
        """What can be spent later."""
        return sum((lot.remaining for lot in self.lots if lot.pending), ZERO)

    @property
    def total(self) -> Decimal:
        """The sum of all movements."""
        return self.available + self.pending - self.debt

    # ------------------------------------------------------------------
    # Movements
    # ------------------------------------------------------------------

    def credit(
        self, lot: int, amount: Decimal, *, day: dt.date, expires_on: dt.date | None = None, pending: bool = False
    ) -> Change:
        """Grant points as the lot ``lot``; unless they are pending they pay the debt first."""
        if amount <= ZERO:
            raise LedgerError(f"a credit is above zero, not {amount}")
        granted = Lot(lot, amount, amount, day, expires_on, pending)
        account = replace(self, lots=(*self.lots, granted))
        return Change(account) if pending else account.pay_debt()

    def debit(self, amount: Decimal, *, debt: bool = False, first: Collection[int] = ()) -> Change:
        """Take points.

        :param debt: what is missing becomes debt; else it is refused
        :param first: lots that are taken from before the others, even while they are pending
        :raises NotEnoughPointsError: more than is available, and no debt may be made
        """
        if amount <= ZERO:
            raise LedgerError(f"a debit is above zero, not {amount}")
        usable = [lot for lot in self.lots if lot.remaining > ZERO and (lot.id in first or not lot.pending)]
        usable.sort(key=lambda lot: (lot.id not in first, *lot.order))
        takes, missing = _take(usable, amount)
        if missing and not debt:
            raise NotEnoughPointsError(amount - missing, amount)
        account = self._apply(takes)
        return Change(replace(account, debt=account.debt + missing), tuple(takes))

    def give_back(self, amount: Decimal, taken: Iterable[Take]) -> Change:
        """Put points of an earlier debit back to the lots they came from, the last ones taken first.

        :param taken: what is still taken by that debit, in the order in which it was taken
        :raises LedgerError: more than the debit took
        """
        taken = list(taken)
        if amount <= ZERO or amount > sum((take.points for take in taken), ZERO):
            raise LedgerError(f"cannot give back {amount}: it was not taken")
        takes: list[Take] = []
        for take in reversed(taken):
            back = min(take.points, amount)
            if back > ZERO:
                takes.append(Take(take.lot, -back))
                amount -= back
        paid = self._apply(takes).pay_debt()
        return Change(paid.account, (*takes, *paid.takes))

    def expire(self, today: dt.date) -> Change:
        """Take what could be used until yesterday."""
        takes = [
            Take(lot.id, lot.remaining)
            for lot in self.lots
            if lot.remaining > ZERO and lot.expires_on is not None and lot.expires_on < today
        ]
        return Change(self._apply(takes), tuple(takes))

    def release(self, lots: Collection[int]) -> Change:
        """Make pending lots available; they pay the debt first."""
        released = tuple(replace(lot, pending=False) if lot.id in lots else lot for lot in self.lots)
        return replace(self, lots=released).pay_debt()

    def pay_debt(self) -> Change:
        """Take from what is available until nothing is owed or nothing is left."""
        usable = sorted(
            (lot for lot in self.lots if lot.remaining > ZERO and not lot.pending), key=lambda lot: lot.order
        )
        takes, _missing = _take(usable, min(self.debt, self.available))
        paid = sum((take.points for take in takes), ZERO)
        return Change(replace(self._apply(takes), debt=self.debt - paid), tuple(takes))

    def _apply(self, takes: Iterable[Take]) -> Account:
        taken: dict[int, Decimal] = {}
        for take in takes:
            taken[take.lot] = taken.get(take.lot, ZERO) + take.points
        lots = tuple(
            replace(lot, remaining=lot.remaining - taken.pop(lot.id)) if lot.id in taken else lot for lot in self.lots
        )
        if taken:
            raise LedgerError(f"lots of another card: {sorted(taken)}")
        return replace(self, lots=lots)


def _take(lots: Iterable[Lot], amount: Decimal) -> tuple[list[Take], Decimal]:
    takes: list[Take] = []
    for lot in lots:
        if amount <= ZERO:
            break
        part = min(lot.remaining, amount)
        takes.append(Take(lot.id, part))
        amount -= part
    return takes, max(amount, ZERO)


def replay(movements: Iterable[tuple[Decimal, Iterable[Take]]], grants: Mapping[int, Lot]) -> Account:
    """The account that follows from what was written down: signed points of each movement and what it took.

    >>> lot = Lot(7, Decimal(100), Decimal(100), dt.date(2026, 1, 1))
    >>> replay([(Decimal(100), ()), (Decimal(-130), [Take(7, Decimal(100))])], {7: lot})
    Account(lots=(Lot(id=7, granted=Decimal('100'), remaining=Decimal('0'), day=datetime.date(2026, 1, 1), \
expires_on=None, pending=False),), debt=Decimal('30'))
    """
    total, account = ZERO, Account(tuple(replace(lot, remaining=lot.granted) for lot in grants.values()))
    for signed, takes in movements:
        total += signed
        account = account._apply(takes)
    return replace(account, debt=account.total - total)
