"""An amount told apart to the cent, against what the method of the largest remainder promises."""

from __future__ import annotations

from crm_analytics.core.shop import split
from hypothesis import given
from hypothesis import strategies as st

WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=30)


def test_by_hand() -> None:
    """100.00 from three orders of 33.33, 33.33 and 33.34; and 1.00 by 1 : 1 : 1, where the first gets the cent."""
    assert split(10000, [3333, 3333, 3334]) == [3333, 3333, 3334]
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    # 7 : 2 : 1 of 15 is 10.5 : 3 : 1.5; one of the two halves gets the cent.
    assert split(15, [7, 2, 1]) == [11, 3, 1]


def test_costs_and_what_came_back_with_its_cost() -> None:
    assert split(-600, [-800, 200]) == [-800, 200]


@given(st.integers(min_value=-(10**9), max_value=10**9), WEIGHTS)
def test_nothing_is_lost(amount: int, weights: list[int]) -> None:
    parts = split(amount, weights)
    if not sum(weights):
        assert parts == []
        return
    assert sum(parts) == amount
    # Nobody is more than a cent away from what is due.
    assert all(
        abs(part * sum(weights) - amount * weight) < sum(weights) for part, weight in zip(parts, weights, strict=True)
    )


@given(WEIGHTS)
def test_what_adds_up_stays_as_it_is(weights: list[int]) -> None:
    assert split(sum(weights), weights) == (weights if sum(weights) else [])
