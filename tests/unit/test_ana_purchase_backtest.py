"""How well scores would have done, and what staying is worth: published figures and hand calculation."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from cdnow_customers import figures, master, sample
from crm_analytics.core import retention
from crm_analytics.core.backtest import MODEL, Past, Result, capture, evaluate, pooled, quintiles, winner
from crm_analytics.core.purchase import BG, MBG
from crm_analytics.core.reasons import Facts, confidence, reasons
from crm_analytics.core.sufficiency import Amount, enough, horizon, periods
from hypothesis import given
from hypothesis import strategies as st

DAY = dt.date(1997, 9, 30)


def cdnow(purchases: dict[str, dict[dt.date, float]]) -> Past:
    found = figures(purchases, DAY)
    # The 39 weeks before are all of the past.
    return Past(
        found["repeats"],
        found["recency"],
        found["age"],
        found["mean"],
        found["revenue"],
        found["revenue"],
        found["actual"],
    )


def test_all_of_cdnow() -> None:
    """The whole data set, 39 weeks: 68.4 % by lifetime value and 66.1 % by past revenue are known.

    By RFM 68.2 % are known; here customers who are equal share their fifth, which makes it 67.9 %.
    """
    past = cdnow(master())
    assert len(past.repeats) == 23_570
    model, rfm, revenue = evaluate(past, BG, 39.0)
    assert round(100 * model.capture, 1) == 68.4
    assert round(100 * revenue.capture, 1) == 66.1
    assert round(100 * rfm.capture, 1) == pytest.approx(68.2, abs=0.35)
    assert model.error is not None
    assert revenue.error is not None
    assert model.error < 0.6 * revenue.error
    assert winner([model, rfm, revenue]) == MODEL


@pytest.mark.parametrize("kind", [BG, MBG])
def test_sample_of_cdnow(kind: str) -> None:
    model, rfm, revenue = evaluate(cdnow(sample()), kind, 39.0)
    assert (model.name, rfm.name, revenue.name) == ("model", "rfm", "revenue")
    assert min(model.capture, rfm.capture, revenue.capture) > 0.64
    assert max(model.capture, rfm.capture, revenue.capture) < 0.69
    assert rfm.error is None


def test_capture() -> None:
    """Of ten customers the best two count; those who are level at the edge count by part."""
    actual = [40, 30, 20, 10, 0, 0, 0, 0, 0, 0]
    assert capture(range(10, 0, -1), actual) == pytest.approx(0.7)
    assert capture([2, 1, 1, 1, 0, 0, 0, 0, 0, 0], actual) == pytest.approx(0.4 + (0.3 + 0.2 + 0.1) / 3)
    assert capture([1] * 10, actual) == pytest.approx(0.2)
    assert capture([1, 2], [0, 0]) == 0.0


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40))
def test_quintiles(values: list[int]) -> None:
    """Equal values get the same fifth, higher ones no lower one, and none is above its place."""
    found = quintiles(values)
    assert set(found) <= {1, 2, 3, 4, 5}
    for one, fifth in zip(values, found, strict=True):
        below = sum(other < one for other in values)
        assert fifth == below * 5 // len(values) + 1


def test_winner() -> None:
    """A model that does no better than a simple rule does not win."""
    simple = [Result("rfm", 0.6, None), Result("revenue", 0.61, 10.0)]
    assert winner([Result(MODEL, 0.62, 9.0), *simple]) == MODEL
    assert winner([Result(MODEL, 0.61, 9.0), *simple]) == "revenue"
    both = pooled(
        [[Result(MODEL, 0.6, 10.0), Result("rfm", 0.5, None)], [Result(MODEL, 0.8, 20.0), Result("rfm", 0.6, None)]]
    )
    assert both == [Result(MODEL, pytest.approx(0.7), 15.0), Result("rfm", pytest.approx(0.55), None)]


def test_too_little() -> None:
    """Below the least amounts nothing is fitted, and no back-test reaches before the first purchase."""
    assert enough(Amount(100, 30, 13))
    for short in (Amount(99, 30, 13), Amount(100, 29, 13), Amount(100, 30, 12.9)):
        assert not enough(short)
    assert periods(10) == []
    assert periods(30) == [15]
    assert horizon(30) == 15
    assert periods(200) == [26, 52, 78]
    nobody = Past(*(np.empty(0) for _ in range(7)))
    with pytest.raises(ValueError, match="too few"):
        evaluate(nobody, BG, 26.0)


def test_margin_multiple() -> None:
    """Gupta and Lehmann (2003), table 1."""
    known = {(0.6, 0.1): 1.20, (0.7, 0.1): 1.75, (0.8, 0.1): 2.67, (0.9, 0.1): 4.50, (0.9, 0.16): 3.46}
    for (kept, discount), multiple in known.items():
        assert round(retention.multiple(kept, discount), 2) == multiple
    for kept, discount in ((1.0, 0.1), (-0.1, 0.1), (0.5, 1.5)):
        with pytest.raises(ValueError, match=r"retention|discount"):
            retention.multiple(kept, discount)


def test_what_if() -> None:
    """80 % of 1,000 stay, 100 a year, 10 %: 266.67; with 84 % 323.08, that is 21.2 % more."""
    found = retention.what_if(100.0, retention.Share(800, 1000), 0.1)
    assert found.value == pytest.approx(266.6667, abs=1e-3)
    assert (found.retention, found.better) == (pytest.approx(0.84), pytest.approx(84 / 0.26))
    assert found.gain == pytest.approx(0.2115, abs=1e-4)
    assert found.low < found.value < found.high
    few = retention.what_if(100.0, retention.Share(8, 10), 0.1)
    assert few.high - few.low > 4 * (found.high - found.low)
    assert retention.what_if(100.0, retention.Share(0, 0), 0.1).value == 0.0
    # Everybody stays: no more than that is computed with.
    assert retention.what_if(1.0, retention.Share(10, 10), 0.0).value == pytest.approx(99.0)


def test_reasons() -> None:
    """At most three, what is unusual first."""

    def keys(**values: float | str) -> list[str]:
        return [reason.key for reason in reasons(Facts(**{"purchases": 8, "days_since": 10, **values}))]

    assert keys(purchases=1) == ["once"]
    assert keys(purchases=3, usual_days=20) == ["since", "often"]
    assert keys(usual_days=20, regularity=4.0) == ["rhythm", "often"]
    assert keys(usual_days=20, regularity=4.0, days_since=40) == ["late", "often"]
    assert keys(usual_days=20, regularity=1.0, days_since=40) == ["irregular", "often"]
    assert keys(usual_days=20, trend="up", recent=150.0, previous=100.0, spend=25.0, everybody=10.0) == [
        "irregular",
        "up",
        "spends_more",
    ]
    [_often, much] = reasons(Facts(purchases=1, days_since=10, spend=573.0, everybody=10.0))
    assert (much.key, much.values) == ("spends_times", {"times": 57})
    assert keys(usual_days=20, trend="gone", spend=4.0, everybody=10.0) == ["irregular", "gone", "spends_less"]
    assert [confidence(Facts(number, 0)) for number in (1, 2, 3, 4)] == ["low", "medium", "medium", "high"]
