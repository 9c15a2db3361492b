"""What a purchase earns, whatever the order in which payments and credit notes come."""

from __future__ import annotations

import itertools
from decimal import Decimal

from crm_loyalty.core.earning import Bill, Promise
from hypothesis import given
from hypothesis import strategies as st

D = Decimal
MONEY = st.integers(0, 100_000).map(lambda cents: D(cents) / 100)


def test_third_of_a_payment() -> None:
    """100 points for 100.00; 40.33 of 121.00 paid is a third: 33.33 points and a bit, rounded down."""
    assert Promise(D(100), D(100)).of_invoice(Bill(D(100), D(121), D("40.33"))) == D("33.33")


def test_unpaid_earns_nothing() -> None:
    assert Promise(D(100), D(100)).of_invoice(Bill(D(100), D(121))) == 0


def test_credited_in_full_earns_nothing() -> None:
    """Settled by its credit note, and refunded after it was paid."""
    promise = Promise(D(100), D(100))
    assert promise.of_invoice(Bill(D(100), D(121), credited=D(100), credited_total=D(121))) == 0
    assert promise.of_invoice(Bill(D(100), D(121), D(121), D(100), D(121))) == 0


def test_half_back_after_payment_keeps_half() -> None:
    assert Promise(D(100), D(100)).of_invoice(Bill(D(100), D(121), D(121), D(50), D("60.50"))) == 50


def test_free_order_of_bonus_points() -> None:
    assert Promise(D(10), D(0)).of_order(D(0)) == 10
    assert Promise(D(10), D(0)).of_invoice(Bill(D(0), D(0))) == 0


def test_more_invoiced_than_ordered_earns_more() -> None:
    assert Promise(D(100), D(100)).of_invoice(Bill(D(150), D(150), D(150))) == 150


def test_points_with_the_order() -> None:
    promise = Promise(D(100), D(300))
    assert [promise.of_order(D(credited)) for credited in (0, 100, 300, 400)] == [100, D("66.66"), 0, 0]


@given(st.lists(MONEY, max_size=4), st.lists(MONEY, max_size=3))
def test_any_order_ends_at_the_same(payments: list[Decimal], notes: list[Decimal]) -> None:
    """The target follows from the sums alone, so the differences posted on the way add up to it."""
    promise, ends = Promise(D("77.77"), D(500)), set()
    events = [("paid", amount) for amount in payments] + [("credited", amount) for amount in notes]
    for order in itertools.islice(itertools.permutations(events), 24):
        posted = paid = credited = D(0)
        for kind, amount in order:
            paid, credited = (paid + amount, credited) if kind == "paid" else (paid, credited + amount)
            target = promise.of_invoice(Bill(D(500), D(500), paid, credited, credited))
            assert target >= 0
            posted += target - posted
        ends.add(posted)
    assert len(ends) <= 1


@given(MONEY, MONEY)
def test_payment_taken_back_leaves_nothing(paid: Decimal, total: Decimal) -> None:
    promise = Promise(D(50), D(100))
    before = promise.of_invoice(Bill(D(100), total, D(0)))
    promise.of_invoice(Bill(D(100), total, paid))
    assert before == (50 if total == 0 else 0)
