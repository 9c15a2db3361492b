"""The purchase models: published figures, each computed a second way, and populations with known parameters."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from cdnow_customers import figures, sample
from crm_analytics.core.purchase import (
    BG,
    MBG,
    Purchase,
    expected,
    expected_alive,
    fit,
    likelihood,
    nodes,
    nodes_needed,
    p_alive,
    ranges,
    scatter,
    summary,
)
from crm_analytics.core.purchase_sql import discounts
from numpy.typing import NDArray
from scipy.stats import beta, gamma

DAY = dt.date(1997, 9, 30)
CDNOW = Purchase(BG, 0.243, 4.414, 0.793, 2.426)
KINDS = pytest.mark.parametrize("kind", [BG, MBG])


@pytest.fixture(scope="module")
def customers() -> dict[str, NDArray[np.float64]]:
    return figures(sample(), DAY)


def simulate(
    model: Purchase, count: int, ages: NDArray[np.float64], ahead: float, seed: int
) -> tuple[NDArray[np.float64], ...]:
    """Customers who behave as the model says: repeats, recency, age, whether alive at the end, purchases after it."""
    chance = np.random.default_rng(seed)
    rows = []
    for age in ages[:count]:
        rate, leaving = chance.gamma(model.r, 1 / model.alpha), chance.beta(model.a, model.b)
        at, last, repeats, later, alive = 0.0, 0.0, 0, 0, True
        if model.kind == MBG and chance.random() < leaving:
            rows.append((0, 0.0, age, False, 0))
            continue
        while True:
            at += chance.exponential(1 / rate) if rate > 0 else math.inf
            if at > age + ahead:
                break
            if at <= age:
                repeats, last = repeats + 1, at
            else:
                later += 1
            if chance.random() < leaving:
                alive = at > age
                break
        rows.append((repeats, last, age, alive, later))
    return tuple(np.array(rows, dtype=float).T)


def test_cdnow_bg(customers: dict[str, NDArray[np.float64]]) -> None:
    """Fader, Hardie and Lee (2005), table 1 and the example of section 4."""
    data = summary(customers["repeats"], customers["recency"], customers["age"])
    assert data.count == 2357
    assert (customers["repeats"] > 0).sum() == 946
    model = fit(BG, data)
    assert model.r == pytest.approx(0.243, abs=5e-4)
    assert model.alpha == pytest.approx(4.414, abs=5e-4)
    assert model.a == pytest.approx(0.793, abs=5e-4)
    assert model.b == pytest.approx(2.426, abs=5e-4)
    assert model.likelihood == pytest.approx(-9582.4, abs=0.05)
    assert float(expected(model, 2, 30.43, 38.86, 39)) == pytest.approx(1.226, abs=5e-4)


def test_cdnow_once(customers: dict[str, NDArray[np.float64]]) -> None:
    """The trap of those who bought once: one model holds all of them for customers for ever, the other does not."""
    data = summary(customers["repeats"], customers["recency"], customers["age"])
    assert float(p_alive(fit(BG, data), 0, 0, 38.86)) == 1.0
    doubtful = fit(MBG, data)
    assert 0.2 < float(p_alive(doubtful, 0, 0, 38.86)) < 0.6
    assert float(p_alive(doubtful, 0, 0, 0)) > float(p_alive(doubtful, 0, 0, 38.86))


@KINDS
@pytest.mark.parametrize("customer", [(0, 0.0, 20.0), (1, 3.0, 20.0), (6, 18.0, 30.0)])
def test_likelihood_is_the_integral(kind: str, customer: tuple[int, float, float]) -> None:
    """What one customer of known rate and probability does, averaged over both by brute force."""
    x, t, age = customer
    model = Purchase(kind, 1.3, 5.0, 0.9, 2.2)
    shift = model.shift

    middles = (np.arange(2000) + 0.5) / 2000
    leaving = beta.ppf(middles, model.a, model.b)[:, None]
    rate = gamma.ppf(middles, model.r, scale=1 / model.alpha)[None, :]
    behaves = (1 - leaving) ** (x + shift) * np.exp(-rate * age)
    if x + shift:
        behaves = behaves + leaving * (1 - leaving) ** (x + shift - 1) * np.exp(-rate * t)
    whole = float((rate**x * behaves).mean())
    theta = np.log([model.r, model.alpha, model.a, model.b])
    found, _slope = likelihood(theta, summary([x], [t], [age]), shift)
    assert found == pytest.approx(math.log(whole), abs=2e-3)


@KINDS
def test_gradient(kind: str, customers: dict[str, NDArray[np.float64]]) -> None:
    """The slope of the likelihood, against differences."""
    data = summary(customers["repeats"][:300], customers["recency"][:300], customers["age"][:300])
    theta, step, shift = np.log([0.4, 3.0, 0.7, 2.0]), 1e-6, int(kind == MBG)
    _value, slope = likelihood(theta, data, shift)
    for place, change in enumerate(np.eye(4) * step):
        up, down = (likelihood(theta + sign * change, data, shift)[0] for sign in (1, -1))
        assert slope[place] == pytest.approx((up - down) / (2 * step), rel=1e-5)


@pytest.mark.parametrize(
    "model",
    [Purchase(BG, 0.25, 4.5, 0.8, 2.4, 0.0), Purchase(MBG, 0.6, 6.0, 0.9, 1.6), Purchase(MBG, 2.0, 10.0, 0.4, 4.0)],
)
def test_parameters_are_found_again(model: Purchase) -> None:
    """Twelve thousand customers who behave as the model says give its parameters back, within what is said of them."""
    ages = np.random.default_rng(1).uniform(26, 104, 12_000)
    repeats, recency, age, _alive, _later = simulate(model, len(ages), ages, 0.0, seed=2)
    found = fit(model.kind, summary(repeats, recency, age))
    said = ranges(found)
    for name, true in model.parameters.items():
        low, high = said[name]
        middle, half = math.log(found.parameters[name]), math.log(high / low) / 2
        # Twice the 95 % range: of twelve parameters, none lies outside by chance.
        assert abs(math.log(true) - middle) < 2 * half, (name, true, found.parameters[name], said[name])
        assert half < 0.5
    assert (
        found.likelihood
        >= likelihood(np.log(list(model.parameters.values())), summary(repeats, recency, age), model.shift)[0]
    )


@KINDS
def test_calibration(kind: str) -> None:
    """Of those said to be alive with a probability of 30 %, 30 % are alive; and they buy as often as expected."""
    model = Purchase(kind, 1.2, 6.0, 0.9, 2.0)
    ages = np.random.default_rng(3).uniform(10, 80, 15_000)
    repeats, recency, age, alive, later = simulate(model, len(ages), ages, 26.0, seed=4)
    chance, purchases = p_alive(model, repeats, recency, age), expected(model, repeats, recency, age, 26.0)
    for low in np.arange(0, 1, 0.1):
        here = (chance >= low) & (chance < low + 0.1 + (low > 0.85))
        if (number := here.sum()) < 200:
            continue
        error = 3 * math.sqrt(0.25 / number)
        assert alive[here].mean() == pytest.approx(chance[here].mean(), abs=error), low
        spread = 3 * later[here].std() / math.sqrt(number)
        assert later[here].mean() == pytest.approx(purchases[here].mean(), abs=spread + 1e-3), low


@KINDS
@pytest.mark.parametrize("customer", [(0, 0.0, 20.0), (3, 45.0, 50.0), (20, 70.0, 80.0)])
def test_scatter(kind: str, customer: tuple[int, float, float]) -> None:
    """How far the purchases of one customer scatter, against a hundred thousand futures drawn for them."""
    model, weeks, count = Purchase(kind, 1.5, 6.0, 0.7, 3.0), 104.0, 100_000
    repeats, recency, age = customer
    chance = np.random.default_rng(7)
    rate = chance.gamma(model.r + repeats, 1 / (model.alpha + age), count)
    leaving = chance.beta(model.a, model.b + repeats + model.shift, count)
    going = chance.random(count) < float(p_alive(model, repeats, recency, age))
    at, bought = np.zeros(count), np.zeros(count)
    while going.any():
        at = at + chance.exponential(1, count) / rate
        going &= at <= weeks
        bought[going] += 1
        going &= chance.random(count) >= leaving
    assert bought.mean() == pytest.approx(float(expected(model, repeats, recency, age, weeks)), rel=0.02)
    assert bought.std() == pytest.approx(scatter(model, repeats, recency, age, weeks), rel=0.02)


def test_calibration_of_those_who_bought_once() -> None:
    """Where the first purchase can be the last, the other model is wrong about them by far."""
    model = Purchase(MBG, 0.8, 4.0, 1.0, 1.2)
    ages = np.random.default_rng(5).uniform(30, 60, 8_000)
    repeats, recency, age, alive, _later = simulate(model, len(ages), ages, 0.0, seed=6)
    once = repeats == 0
    data = summary(repeats, recency, age)
    right, wrong = (p_alive(fit(kind, data), repeats, recency, age)[once].mean() for kind in (MBG, BG))
    assert right == pytest.approx(alive[once].mean(), abs=0.04)
    assert wrong - alive[once].mean() > 0.3


@pytest.mark.parametrize("model", [CDNOW, Purchase(MBG, 0.52, 6.18, 0.89, 1.61), Purchase(MBG, 2.5, 6.0, 0.05, 3.0)])
@pytest.mark.parametrize("customer", [(0, 0.0), (0, 60.0), (3, 1.0), (20, 30.0), (200, 150.0)])
def test_expected_purchases_two_ways(model: Purchase, customer: tuple[int, float]) -> None:
    """The closed formula, and the mean over the points that SQL uses."""
    repeats, age = customer
    for weeks in (39.0, 156.0):
        points, weights = nodes(model, repeats, nodes_needed(model, weeks))
        purchases = -np.expm1(-(model.r + repeats) * np.log1p(points * weeks / (model.alpha + age))) / points
        assert weights.sum() == pytest.approx(1.0, abs=1e-12)
        assert float((weights * purchases).sum()) == pytest.approx(
            float(expected_alive(model, repeats, age, weeks)), rel=1e-9
        )


def test_expected_at_the_pole() -> None:
    """At a = 1 the formula divides by zero; just beside it the figure is the same."""
    at, beside = (expected_alive(Purchase(BG, 0.5, 5.0, a, 2.0), 3, 20.0, 52.0) for a in (1.0, 1.0001))
    assert float(at) == pytest.approx(float(beside), rel=1e-4)


def test_everybody_leaves_with_one_probability() -> None:
    """Where a and b grow without end, the formula leaves the range of a float; by hand, with p = 1 / 4.

    Of a living customer who buys at the rate L: (1 - exp(-L * p * weeks)) / p purchases.
    """
    for size in (20.0, 1e5):
        model = Purchase(BG, 1e6, 1e7, size, 3 * size)
        found = expected_alive(model, np.array([0.0, 0.0]), np.array([10.0, 30.0]), 50.0)
        assert found == pytest.approx((1 - math.exp(-0.1 * 50 / 4)) * 4, rel=0.02)
    degenerate = expected_alive(Purchase(BG, 0.5, 0.01, 1e5, 3e5), np.array([0.0, 4.0]), np.array([0.5, 30.0]), 156.0)
    assert np.all(np.isfinite(degenerate))


def test_a_heavy_buyer_breaks_nothing() -> None:
    """A customer of every working day for years, and one who has been silent for as long."""
    for model in (CDNOW, Purchase(MBG, 0.5, 4.0, 0.9, 2.0)):
        assert 0 < float(p_alive(model, 1500, 299.9, 300.0)) <= 1
        assert 0 <= float(p_alive(model, 1500, 10.0, 300.0)) < 1e-50
        assert 0 < float(expected_alive(model, 1500, 300.0, 156.0)) < 1500


def test_nobody() -> None:
    with pytest.raises(ValueError, match="no customers"):
        fit(BG, summary([], [], []))


def test_discounts() -> None:
    """Money of three years at 10 %, each year's as if it came in its middle: added up, as many purchases a year."""
    yearly = [1.1**-0.5, 1.1**-1.5, 1.1**-2.5]
    upto = np.arange(1, 4)
    assert float(np.dot(discounts(3, 0.1), upto)) == pytest.approx(sum(yearly))
    assert discounts(1, 0.0) == [1.0]
