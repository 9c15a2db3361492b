"""The ledger of a card: worked out by hand, and as a machine that is compared with plain sums."""

from __future__ import annotations

import datetime as dt
import doctest
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from crm_loyalty.core import earning, ledger
from crm_loyalty.core.ledger import Account, Change, LedgerError, Lot, NotEnoughPointsError, Take, replay
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

DAY = dt.date(2026, 1, 1)
AMOUNTS = st.integers(1, 20_000).map(lambda cents: Decimal(cents) / 100)


@pytest.mark.parametrize("module", [ledger, earning])
def test_documented_examples_hold(module: Any) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def lot(number: int, remaining: int, expires: int | None = None, day: int = 0, *, pending: bool = False) -> Lot:
    expires_on = None if expires is None else DAY + dt.timedelta(days=expires)
    return Lot(number, Decimal(remaining), Decimal(remaining), DAY + dt.timedelta(days=day), expires_on, pending)


def takes(change: Change) -> list[tuple[int, int]]:
    return [(take.lot, int(take.points)) for take in change.takes]


def test_order_of_taking() -> None:
    """The soonest expiry first, then the older one, then the lower number; what never expires is last."""
    account = Account((lot(1, 10), lot(2, 10, 90), lot(3, 10, 30, day=5), lot(4, 10, 30, day=2), lot(5, 10, 30, day=2)))
    assert takes(account.debit(Decimal(45))) == [(4, 10), (5, 10), (3, 10), (2, 10), (1, 5)]


def test_own_lot_first_even_while_pending() -> None:
    account = Account((lot(1, 10, 5), lot(2, 10, pending=True)))
    with pytest.raises(NotEnoughPointsError):
        account.debit(Decimal(11))
    assert takes(account.debit(Decimal(12), first={2})) == [(2, 10), (1, 2)]


def test_debt_is_paid_by_what_comes_next() -> None:
    owing = Account((lot(1, 10),)).debit(Decimal(25), debt=True).account
    assert (owing.available, owing.debt) == (0, 15)
    waiting = owing.credit(2, Decimal(20), day=DAY, pending=True).account
    assert (waiting.available, waiting.pending, waiting.debt) == (0, 20, 15)
    change = waiting.release({2})
    assert (change.account.available, change.account.debt, takes(change)) == (5, 0, [(2, 15)])


def test_back_to_the_lots_they_came_from() -> None:
    account = Account((lot(1, 10, 5), lot(2, 10, 9)))
    spent = account.debit(Decimal(15))
    back = spent.account.give_back(Decimal(7), spent.takes)
    assert takes(back) == [(2, -5), (1, -2)]
    with pytest.raises(LedgerError):
        spent.account.give_back(Decimal(16), spent.takes)


def test_the_last_day_counts() -> None:
    account = Account((lot(1, 10, 5),))
    assert not account.expire(DAY + dt.timedelta(days=5)).takes
    assert takes(account.expire(DAY + dt.timedelta(days=6))) == [(1, 10)]


class LedgerMachine(RuleBasedStateMachine):
    """Credits, debits, claw-backs, returns, expiry and release in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.account = Account()
        self.total = Decimal(0)
        self.moves: list[tuple[Decimal, tuple[Take, ...]]] = []
        self.granted: dict[int, Lot] = {}
        self.spent: list[list[Take]] = []
        self.today = DAY

    def note(self, signed: Decimal, change: Change) -> None:
        self.account = change.account
        self.total += signed
        self.moves.append((signed, change.takes))

    @rule(amount=AMOUNTS, days=st.none() | st.integers(0, 40), pending=st.booleans())
    def credit(self, amount: Decimal, days: int | None, pending: bool) -> None:
        number = len(self.granted) + 1
        expires_on = None if days is None else self.today + dt.timedelta(days=days)
        self.note(amount, self.account.credit(number, amount, day=self.today, expires_on=expires_on, pending=pending))
        self.granted[number] = replace(self.account.lots[-1], remaining=amount)

    @rule(amount=AMOUNTS)
    def redeem(self, amount: Decimal) -> None:
        before = self.account
        if amount > before.available:
            with pytest.raises(NotEnoughPointsError):
                before.debit(amount)
            return
        change = before.debit(amount)
        assert sum(take.points for take in change.takes) == amount
        self.spent.append(list(change.takes))
        self.note(-amount, change)

    @rule(amount=AMOUNTS, own=st.integers(1, 5))
    def claw_back(self, amount: Decimal, own: int) -> None:
        self.note(-amount, self.account.debit(amount, debt=True, first={own}))

    @precondition(lambda self: self.spent)
    @rule(part=st.integers(1, 100), data=st.data())
    def give_back(self, part: int, data: st.DataObject) -> None:
        taken = self.spent.pop(data.draw(st.integers(0, len(self.spent) - 1)))
        amount = ledger.floor(sum((take.points for take in taken), Decimal(0)) * part / 100)
        if amount:
            self.note(amount, self.account.give_back(amount, taken))

    @rule(days=st.integers(0, 30))
    def expire(self, days: int) -> None:
        self.today += dt.timedelta(days=days)
        change = self.account.expire(self.today)
        self.note(-sum((take.points for take in change.takes), Decimal(0)), change)
        assert not self.account.expire(self.today).takes

    @rule(own=st.sets(st.integers(1, 8)))
    def release(self, own: set[int]) -> None:
        self.granted = {n: replace(one, pending=one.pending and n not in own) for n, one in self.granted.items()}
        self.note(Decimal(0), self.account.release(own))

    @invariant()
    def sums_hold(self) -> None:
        account = self.account
        assert account.available >= 0
        assert account.debt >= 0
        assert not (account.available and account.debt)
        assert account.total == self.total
        taken: dict[int, Decimal] = defaultdict(Decimal)
        for _signed, took in self.moves:
            for take in took:
                taken[take.lot] += take.points
        for one in account.lots:
            assert 0 <= one.remaining <= one.granted
            assert one.granted == one.remaining + taken[one.id]

    @invariant()
    def replay_gives_the_same(self) -> None:
        assert replay(self.moves, self.granted) == self.account


TestLedgerMachine = LedgerMachine.TestCase
