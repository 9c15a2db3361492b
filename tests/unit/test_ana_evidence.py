"""Reasons for profit and loss, against figures worked out by hand."""

from __future__ import annotations

import math

import pytest
from crm_analytics.core.evidence import Reason, Sample, all_reasons, reasons
from crm_analytics.core.figures import Figures, Rates
from hypothesis import given
from hypothesis import strategies as st

EVERYBODY = Figures(
    {"revenue": 90_000.0, "discount": -10_000.0, "return": -5_000.0, "cogs": -51_000.0},
    {
        "order": 850,
        "order_hand": 425,
        "order_edi": 425,
        "invoice": 850,
        "delivery": 1_700,
        "visit": 85,
        "credit_day": 85_000.0 * 20,
    },
)
RATES = Rates({"order_hand": 10.0, "order_edi": 4.0, "delivery": 6.0, "visit": 45.0}, 7.3)


def found(customer: Figures, rates: Rates = RATES) -> dict[str, Reason]:
    return {reason.driver or reason.key: reason for reason in all_reasons(customer, EVERYBODY, rates)}


def test_somebody_like_all_others_stands_out_in_nothing() -> None:
    tenth = Figures(
        {kind: amount / 10 for kind, amount in EVERYBODY.amounts.items()},
        {name: count / 10 for name, count in EVERYBODY.counts.items()},
    )
    assert found(tenth) == {}


def test_returns() -> None:
    """20 % of 1,000 came back, usually 5 %; of what comes back a margin of 34 in 85 is lost."""
    reason = found(Figures({"revenue": 1_000.0, "return": -200.0}, {}))["returns"]
    assert not reason.good
    assert reason.values == pytest.approx({"share": 20.0, "usual": 5.0})
    assert reason.stake == pytest.approx(0.15 * 1_000 * 0.4)


def test_discount() -> None:
    """A quarter of 1,000 instead of a tenth."""
    reason = found(Figures({"revenue": 750.0, "discount": -250.0}, {}))["discount"]
    assert (reason.good, reason.stake) == (False, pytest.approx(150.0))
    assert "discount" not in found(Figures({"revenue": 990.0, "discount": -10.0}, {}))


def test_payment() -> None:
    """1,000 owed for 50 days instead of 20, at 7.3 % a year: 30 days of 1,000 cost 6."""
    late = found(Figures({"revenue": 1_000.0}, {"credit_day": 50_000.0}))["payment"]
    assert (late.good, late.stake) == (False, pytest.approx(6.0))
    early = found(Figures({"revenue": 1_000.0}, {"credit_day": 5_000.0}))["payment"]
    assert (early.good, early.stake) == (True, pytest.approx(3.0))


def test_by_hand() -> None:
    """All of ten by hand, usually half: five at 6 more."""
    reason = found(Figures({"revenue": 1_000.0}, {"order": 10, "order_hand": 10}))["by_hand"]
    assert (reason.good, reason.stake) == (False, pytest.approx(30.0))
    assert reason.values == {"count": 10, "total": 10, "cost": 10.0, "less": 4.0}
    assert found(Figures({"revenue": 1_000.0}, {"order": 10, "order_edi": 10}))["by_hand"].good


def test_visits() -> None:
    """A turnover of 2,000 has 2 visits usually."""
    reason = found(Figures({"revenue": 2_000.0}, {"visit": 14}))["visit"]
    assert (reason.good, reason.stake) == (False, pytest.approx(12 * 45))
    assert reason.values == pytest.approx({"count": 14, "usual": 2.0, "months": 12, "cost": 45.0})
    # One or two more is chance.
    assert "visit" not in found(Figures({"revenue": 2_000.0}, {"visit": 3.9}))


def test_without_a_rate_it_is_told_and_weighs_nothing() -> None:
    reason = found(Figures({"revenue": 2_000.0}, {"visit": 14}), Rates())["visit"]
    assert (reason.stake, "cost" in reason.values) == (0.0, False)


def test_the_weightiest_three_that_speak_for_the_result() -> None:
    losing = Figures(
        {"revenue": 1_000.0, "return": -200.0, "cogs": -900.0, "service": -500.0},
        {"order": 40, "order_hand": 40, "delivery": 90, "visit": 20},
    )
    told = reasons(losing, EVERYBODY, RATES)
    assert [reason.driver or reason.key for reason in told] == ["visit", "delivery", "order_size"]
    assert not any(reason.good for reason in told)
    weights = [reason.stake for reason in told]
    assert weights == sorted(weights, reverse=True)


def test_a_regular() -> None:
    assert found(Figures({"revenue": 10.0}, {}, 12, 9))["regular"].good
    assert "regular" not in found(Figures({"revenue": 10.0}, {}, 12, 8))
    assert "regular" not in found(Figures({"revenue": 10.0}, {}, 2, 2))


def test_somebody_who_sent_everything_back() -> None:
    assert found(Figures({"revenue": 100.0, "return": -100.0}, {"order": 1, "visit": 50})) == {}
    assert list(all_reasons(Figures({}, {}), Figures({}, {}), Rates())) == []


def test_sample() -> None:
    assert not Sample(0, 1, 12).enough
    assert Sample(1, 1, 12).enough


COUNTS = st.dictionaries(st.sampled_from([*EVERYBODY.counts, "own_1"]), st.integers(0, 10_000))
AMOUNTS = st.dictionaries(
    st.sampled_from(["revenue", "return", "cogs", "service"]),
    st.integers(-(10**8), 10**8).map(lambda cents: cents / 100),
)


@given(AMOUNTS, COUNTS, AMOUNTS, COUNTS)
def test_whatever_the_figures(
    amounts: dict[str, float], counts: dict[str, float], all_amounts: dict[str, float], all_counts: dict[str, float]
) -> None:
    """At most three, none weighs less than nothing, all on the side of the result, and never a figure that is none."""
    customer = Figures(amounts, counts)
    told = reasons(customer, Figures(all_amounts, all_counts), RATES)
    assert len(told) <= 3
    for reason in told:
        assert reason.stake >= 0
        assert reason.good == (customer.profit >= 0)
        assert all(math.isfinite(value) for value in reason.values.values())
