"""What a purchase comes to: published figures, differences, a population with known parameters."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from cdnow_customers import figures, sample
from crm_analytics.core.spend import Spend, dependence, fit, likelihood, mean_spend


def test_cdnow() -> None:
    """Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value": 946 customers who came back."""
    found = figures(sample(), dt.date(1997, 9, 30))
    back = found["repeats"] > 0
    model = fit(found["repeats"][back], found["mean"][back])
    assert model.p == pytest.approx(6.25, abs=5e-3)
    assert model.q == pytest.approx(3.74, abs=5e-3)
    assert model.v == pytest.approx(15.44, abs=5e-3)
    # The authors find a correlation of 0.11 between the two, by amounts; by ranks it is 0.2: little enough.
    assert abs(dependence(found["repeats"][back], found["mean"][back])) < 0.3


def test_the_currency_does_not_matter() -> None:
    found = figures(sample(), dt.date(1997, 9, 30))
    back = found["repeats"] > 0
    one, other = (fit(found["repeats"][back], found["mean"][back] * rate) for rate in (1.0, 1000.0))
    assert other.p == pytest.approx(one.p, rel=1e-4)
    assert other.v == pytest.approx(1000 * one.v, rel=1e-4)


def test_gradient() -> None:
    chance = np.random.default_rng(1)
    x, mean = chance.integers(1, 9, 50).astype(float), chance.gamma(3, 10, 50)
    theta, step = np.log([4.0, 2.5, 12.0]), 1e-6
    _value, slope = likelihood(theta, x, mean)
    for place, change in enumerate(np.eye(3) * step):
        up, down = (likelihood(theta + sign * change, x, mean)[0] for sign in (1, -1))
        assert slope[place] == pytest.approx((up - down) / (2 * step), rel=1e-5)


def test_parameters_are_found_again() -> None:
    """Amounts of each customer are gamma with a scale of their own, as the model says."""
    chance, true = np.random.default_rng(2), Spend(5.0, 4.0, 20.0)
    x = chance.integers(1, 12, 20_000).astype(float)
    scale = chance.gamma(true.q, 1 / true.v, len(x))
    mean = chance.gamma(true.p * x, 1 / scale) / x
    found = fit(x, mean)
    # Only p and v together are well known; twice the gain over the truth is chi-square with 3 degrees of freedom.
    gain = found.likelihood - likelihood(np.log([true.p, true.q, true.v]), x, mean)[0]
    assert 0 <= gain < 8
    assert found.p * found.v == pytest.approx(true.p * true.v, rel=0.05)
    assert found.q == pytest.approx(true.q, rel=0.05)
    assert float(mean_spend(found, 0, 0)) == pytest.approx(5 * 20 / 3, rel=0.02)


def test_mean_spend() -> None:
    """Little is known of one purchase, of a hundred it is believed; nobody's is the mean of all."""
    model = Spend(6.25, 3.74, 15.44)
    everybody = 6.25 * 15.44 / 2.74
    assert float(mean_spend(model, 0, 0)) == pytest.approx(everybody)
    one, hundred = float(mean_spend(model, 1, 100.0)), float(mean_spend(model, 100, 100.0))
    assert everybody < one < hundred < 100
    assert hundred == pytest.approx(100, rel=0.01)


def test_dependence() -> None:
    assert dependence([1, 2, 3], [10, 20, 30]) == pytest.approx(1.0)
    assert dependence([1, 2, 3], [30, 20, 10]) == pytest.approx(-1.0)
    assert dependence([1, 1, 1], [1, 2, 3]) == 0.0
    # Ranks 1.5, 1.5, 3 and 1, 3, 2: covariance 0.5 / 3, worked out by hand.
    assert dependence([1, 1, 2], [5, 9, 7]) == pytest.approx(0.0)


@pytest.mark.parametrize(("purchases", "mean"), [([], []), ([1.0], [0.0]), ([0.0], [5.0])])
def test_nothing_to_learn_from(purchases: list[float], mean: list[float]) -> None:
    with pytest.raises(ValueError, match="no amounts"):
        fit(purchases, mean)
