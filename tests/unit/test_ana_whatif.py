"""What-ifs and levers, against figures worked out by hand."""

from __future__ import annotations

import math

import pytest
from crm_analytics.core.figures import Figures, Rates
from crm_analytics.core.levers import Below, levers
from crm_analytics.core.whatif import Case, Scenario, apply, missing, outcome, total
from hypothesis import given
from hypothesis import strategies as st

#: Ten orders by hand, four of them small, twelve deliveries. Served for 10 x 8 + 12 x 5 + 4 x 2 = 148.
AMOUNTS = {"revenue": 900.0, "discount": -100.0, "return": -50.0, "cogs": -600.0, "other": -20.0, "service": -148.0}
COUNTS = {"order": 10, "order_hand": 10, "order_small": 4, "delivery": 12, "credit_day": 850.0 * 30}
RATES = Rates({"order_hand": 8.0, "order_edi": 3.0, "delivery": 5.0, "order_small": 2.0}, 7.3)
SMALL = Below(4, 100.0, 50.0)
CASE = Case(Figures(AMOUNTS, COUNTS), SMALL)


def profit(**terms: float) -> float:
    return total(apply(CASE, Scenario(**terms), RATES))


def test_as_it_was() -> None:
    assert profit() == pytest.approx(82.0)
    assert apply(CASE, Scenario(), RATES) == pytest.approx(AMOUNTS)


def test_price() -> None:
    """2 % of what goods bring, 850, is 17. The discount is a part of the revenue and no amount of its own."""
    assert profit(price=2.0) == pytest.approx(82 + 17)
    after = apply(CASE, Scenario(price=2.0), RATES)
    assert after["discount"] == pytest.approx(-102.0)
    assert after["cogs"] == -600.0


def test_volume_lost() -> None:
    """A tenth less: 85 less revenue, 60 less goods; serving stays."""
    assert profit(lost=10.0) == pytest.approx(82 - 85 + 60)


def test_minimum_order() -> None:
    """Four of 25 become two of 50: two orders at 8 with 1.2 deliveries at 5, and four surcharges of 2."""
    assert profit(minimum_order=50.0) == pytest.approx(82 + 2 * (8 + 6) + 8)


def test_minimum_order_drives_away() -> None:
    """None of the four comes: 100 of 850 go, with that part of the goods, and four orders with what is theirs."""
    gone = 100 / 850
    assert profit(minimum_order=50.0, small_lost=100.0) == pytest.approx(82 - 100 + 600 * gone + 4 * 14 + 8)


def test_edi() -> None:
    assert profit(edi=50.0) == pytest.approx(82 + 5 * 5)
    # After the small ones are put together, eight orders by hand are left.
    assert profit(edi=100.0, minimum_order=50.0) == pytest.approx(82 + 36 + 8 * 5)


def test_delivery_charge() -> None:
    assert profit(delivery_charge=4.0) == pytest.approx(82 + 48)
    assert profit(delivery_charge=4.0, minimum_order=50.0) == pytest.approx(82 + 36 + 4 * 12 * 0.8)


def test_payment() -> None:
    """850 is owed for 30 days; paid within 10, a third of its cost is left."""
    case = Case(Figures({**AMOUNTS, "credit": -6.0}, COUNTS))
    assert total(apply(case, Scenario(pay_within=10.0), RATES)) == pytest.approx(82 - 2)
    assert total(apply(case, Scenario(pay_within=40.0), RATES)) == pytest.approx(82 - 6)


def test_what_needs_a_rate() -> None:
    assert missing(Scenario(edi=10.0, web=10.0), RATES) == ["order_web"]
    assert missing(Scenario(minimum_order=1.0, pay_within=1.0), Rates()) == ["order", "credit_day"]
    assert missing(Scenario(price=5.0), Rates()) == []
    assert total(apply(CASE, Scenario(edi=100.0), Rates())) == pytest.approx(82.0)


@pytest.mark.parametrize(
    "terms",
    [{"lost": 101.0}, {"edi": 60.0, "web": 50.0}, {"price": -101.0}, {"minimum_order": -1.0}, {"small_lost": -1.0}],
)
def test_no_such_terms(terms: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="from"):
        Scenario(**terms)


def test_who_turns() -> None:
    def case(revenue: float, cost: float) -> Case:
        return Case(Figures({"revenue": revenue, "cogs": -cost}, {}))

    found = outcome(
        [(1, case(100, 101)), (2, case(100, 150)), (3, case(100, 50)), (4, case(200, 203))], Scenario(2.0), RATES
    )
    assert found.saved == [4, 1]
    assert found.spoiled == []
    assert found.before == {"revenue": 500.0, "cogs": -504.0}
    assert found.after["revenue"] == pytest.approx(510.0)
    assert found.profits[2] == pytest.approx((-50.0, -48.0))
    assert outcome([(3, case(100, 50))], Scenario(-60.0), RATES).spoiled == [3]


def test_levers() -> None:
    figures = Figures(AMOUNTS, COUNTS)
    found = {lever.key: lever.amount for lever in levers(figures, RATES, SMALL, usual_days=15.0)}
    assert found == pytest.approx(
        {
            "edi": 10 * (8 - 3),
            "small_orders": 2 * (8 + 6) + 4 * 2,
            "deliveries": 2 * 5,
            # 850 for 30 days at 7.3 %, half of it.
            "payment": 850 * 30 * 0.073 / 365 / 2,
        }
    )


def test_no_levers_without_rates() -> None:
    assert levers(Figures(AMOUNTS, COUNTS), Rates(), SMALL, 15.0) == []


MONEY = st.floats(min_value=0, max_value=1e6)
SHARE = st.floats(min_value=0, max_value=100)


@given(revenue=MONEY, cogs=MONEY, orders=st.integers(0, 500), small=st.integers(0, 500), limit=MONEY, lost=SHARE)
def test_a_minimum_never_saves_more_than_serving_costs(
    revenue: float, cogs: float, orders: int, small: int, limit: float, lost: float
) -> None:
    """With the service that belongs to the counts, the most a minimum can do is to take all of it away."""
    small = min(small, orders)
    counts = {"order": orders, "order_hand": orders, "delivery": orders, "order_small": small}
    each = RATES.each
    service = orders * (each["order_hand"] + each["delivery"]) + small * each["order_small"]
    figures = Figures({"revenue": revenue, "cogs": -cogs, "service": -service}, counts)
    value = min(small * limit * 0.5, revenue)
    after = apply(Case(figures, Below(small, value, limit)), Scenario(minimum_order=limit, small_lost=lost), RATES)
    assert after["service"] <= 1e-6
    assert after["service"] >= -service - 1e-6


@given(revenue=MONEY, cogs=MONEY, price=st.floats(min_value=-100, max_value=100), lost=SHARE)
def test_the_chain_moves_as_its_parts(revenue: float, cogs: float, price: float, lost: float) -> None:
    figures = Figures({"revenue": revenue, "cogs": -cogs, "other": -5.0}, {})
    after = apply(Case(figures), Scenario(price=price, lost=lost), RATES)
    stay = 1 - lost / 100
    wanted = revenue * (1 + price / 100) * stay - cogs * stay - 5
    assert math.isclose(total(after), wanted, rel_tol=1e-9, abs_tol=1e-6)
