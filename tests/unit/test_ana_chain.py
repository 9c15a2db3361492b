"""The whole profit chain, step by step, against a sum done by hand."""

from __future__ import annotations

from crm_analytics.core.chain import KINDS, STEPS, chain
from hypothesis import given
from hypothesis import strategies as st

CENTS = st.integers(min_value=-(10**9), max_value=10**9).map(lambda cents: cents / 100)


def test_from_the_list_to_the_profit() -> None:
    """Ten at 100 by the list, sold at 95, of which 10 % was given away, and so on down."""
    lines = chain(
        {
            "revenue": 855.0,
            "discount": -95.0,
            "realisation": -50.0,
            "listed": 950.0,
            "cash_discount": -5.0,
            "rebate": -20.0,
            "return": -30.0,
            "cogs": -400.0,
            "freight": -25.0,
            "manual": -10.0,
            "other": 0.0,
            "service": -120.0,
            "credit_loss": -15.0,
            "credit": -3.0,
        }
    )
    assert {line.key: line.amount for line in lines} == {
        "list": 1000.0,
        "realisation": -50.0,
        "gross": 950.0,
        "discount": -95.0,
        "cash_discount": -5.0,
        "rebate": -20.0,
        "return": -30.0,
        "net": 800.0,
        "cogs": -400.0,
        "margin": 400.0,
        "freight": -25.0,
        "manual": -10.0,
        "other": 0.0,
        "contribution": 365.0,
        "service": -120.0,
        "credit_loss": -15.0,
        "credit": -3.0,
        "profit": 227.0,
    }
    assert all(line.known == 1.0 for line in lines)


def test_a_price_nobody_knows_is_not_told() -> None:
    assert next(line.key for line in chain({"revenue": 10.0})) == "gross"


@given(st.dictionaries(st.sampled_from(KINDS), CENTS), CENTS, CENTS)
def test_steps_add_up_to_the_profit(amounts: dict[str, float], discount: float, realisation: float) -> None:
    lines = chain({**amounts, "discount": discount, "realisation": realisation})
    profit = round(sum(amounts.values()), 2)
    assert lines[-1].key == "profit"
    assert abs(lines[-1].amount - profit) < 1e-2
    assert abs(sum(line.amount for line in lines if not line.total) - profit) < 1e-2


def test_every_kind_has_one_step() -> None:
    assert sorted(kind for step in STEPS for kind in step.kinds) == sorted(KINDS)
