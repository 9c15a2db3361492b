"""The curve of cumulated profit, against figures worked out by hand and against its own definition."""

from __future__ import annotations

import itertools
import math

import pytest
from crm_analytics.core.chain import chain
from crm_analytics.core.pareto import curve, statement
from hypothesis import given
from hypothesis import strategies as st

AMOUNTS = st.lists(st.floats(min_value=-1e6, max_value=1e6), max_size=60)


def test_kanthal() -> None:
    """Twenty customers bring 225 % of the profit in all: the shape of the Kanthal case (Harvard 9-190-002)."""
    amounts = [112.5, 112.5, *[0.0] * 6, *[-62.5] * 2]
    said = statement(amounts)
    assert (said.count, said.top_count, said.total) == (10, 2, 100.0)
    assert said.top_share == 2.25
    assert (said.peak, said.losing, said.loss) == (225.0, 2, -125.0)


@pytest.mark.parametrize(
    ("amounts", "means_something"),
    [
        ([100.0, -99.0], False),
        ([100.0, -50.0], True),
        ([-5.0, -1.0], False),
        ([], False),
        ([0.0], False),
        ([1.0], True),
    ],
)
def test_percentages_of_nearly_nothing_are_not_told(amounts: list[float], means_something: bool) -> None:
    said = statement(amounts)
    assert said.percentages is means_something
    assert means_something or said.top_share == 0.0


@given(AMOUNTS)
def test_order_does_not_matter(amounts: list[float]) -> None:
    assert statement(amounts) == statement(amounts[::-1])


@given(AMOUNTS, st.integers(min_value=2, max_value=40))
def test_curve(amounts: list[float], points: int) -> None:
    drawn = curve(amounts, points)
    if not amounts:
        assert drawn == []
        return
    said = statement(amounts)
    shares = [share for share, _height in drawn]
    assert drawn[0] == (0.0, 0.0)
    assert shares == sorted(set(shares))
    assert shares[-1] == 1.0
    assert math.isclose(drawn[-1][1], said.total, abs_tol=1e-6)
    assert math.isclose(max(height for _share, height in drawn), said.peak, abs_tol=1e-6)
    assert len(drawn) <= points + 1
    # It bends downwards only: nobody to the right brings more than somebody to the left.
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in itertools.pairwise(drawn)]
    assert all(later <= earlier + 1e-3 for earlier, later in itertools.pairwise(slopes))


@given(st.dictionaries(st.sampled_from(["revenue", "return", "cash_discount", "cogs", "manual", "other"]),
                       st.integers(min_value=-10**6, max_value=10**6)))  # fmt: skip
def test_the_chain_ends_with_the_sum(amounts: dict[str, int]) -> None:
    lines = chain({**amounts, "discount": -50.0})
    assert lines[-1].key == "profit"
    assert lines[-1].amount == sum(amounts.values())
    assert sum(line.amount for line in lines if not line.total) == sum(amounts.values())
