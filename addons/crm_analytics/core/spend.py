"""What a customer spends on a purchase: the gamma-gamma model.

The amounts of a customer vary around a mean of their own; the means vary between customers. So the mean of few
purchases is drawn towards what customers usually spend, the mean of many is believed. The model needs amounts that do
not depend on how often somebody buys; :func:`dependence` tells how far that holds. P. S. Fader, B. G. S. Hardie, "The
Gamma-Gamma Model of Monetary Value", 2013; P. S. Fader, B. G. S. Hardie, K. L. Lee, "RFM and CLV: Using Iso-Value
Curves for Customer Base Analysis", Journal of Marketing Research 42(4), 2005.

Example
-------
>>> model = Spend(p=6.25, q=3.74, v=15.44)
>>> round(float(mean_spend(model, 0, 0.0)), 2), round(float(mean_spend(model, 7, 73.74)), 2)
(35.22, 71.47)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import gammaln, psi

Floats = NDArray[np.float64]
BOUNDS = (-9.0, 14.0)
#: From here on amounts and frequency hang together too much for the model.
TOO_DEPENDENT = 0.3


@dataclass(frozen=True)
class Spend:
    """A fitted model; the mean of what customers spend is ``p * v / (q - 1)``, and there is one if q is above 1."""

    p: float
    q: float
    v: float
    likelihood: float = float("nan")

    @property
    def parameters(self) -> dict[str, float]:
        """By name, in the order of the papers."""
        return {"p": self.p, "q": self.q, "v": self.v}


def likelihood(theta: Floats, x: Floats, mean: Floats) -> tuple[float, Floats]:
    """Logarithm of the likelihood, and its gradient; ``theta`` are the logarithms of p, q, v."""
    p, q, v = np.exp(theta)
    log_mean, sum_ = np.log(mean), np.log(x * mean + v)
    total = (
        gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
        + (p * x - 1) * log_mean + p * x * np.log(x) - (p * x + q) * sum_
    )  # fmt: skip
    both = psi(p * x + q)
    slope = np.array(
        [
            (x * (both - psi(p * x) + log_mean + np.log(x) - sum_)).sum(),
            (both - psi(q) + np.log(v) - sum_).sum(),
            (q / v - (p * x + q) / (x * mean + v)).sum(),
        ]
    )
    return float(total.sum()), slope * np.exp(theta)


def fit(purchases: ArrayLike, mean: ArrayLike) -> Spend:
    """The model under which these amounts are most likely.

    :param purchases: of how many purchases each mean is
    :param mean: mean amount of each customer, above zero
    :raise ValueError: nobody spent anything, or the search does not end
    """
    x, amounts = np.asarray(purchases, dtype=float), np.asarray(mean, dtype=float)
    if not len(x) or x.min() <= 0 or amounts.min() <= 0:
        raise ValueError("There are no amounts to learn from.")
    # In units of the usual amount, so that the currency does not matter.
    unit = float(np.median(amounts))

    def cost(theta: Floats) -> tuple[float, Floats]:
        value, slope = likelihood(theta, x, amounts / unit)
        return -value / len(x), -slope / len(x)

    found = minimize(
        cost,
        np.log([2.0, 3.0, 1.0]),
        jac=True,
        method="L-BFGS-B",
        bounds=[BOUNDS] * 3,
        options={"ftol": 1e-13, "gtol": 1e-8},
    )
    if not np.all(np.isfinite(found.x)):
        raise ValueError("No parameters fit these amounts.")
    p, q, v = (float(value) for value in np.exp(found.x))
    return Spend(p, q, v * unit, float(-found.fun * len(x) - np.log(unit) * len(x)))


def mean_spend(model: Spend, purchases: ArrayLike, mean: ArrayLike) -> Floats:
    """What the customer's next purchases will come to on average.

    :param purchases: of how many purchases ``mean`` is; 0 for a customer of whom nothing is known
    """
    x, amounts = np.asarray(purchases, dtype=float), np.asarray(mean, dtype=float)
    return np.asarray(model.p * (model.v + x * amounts) / (model.p * x + model.q - 1), dtype=float)


def dependence(purchases: ArrayLike, mean: ArrayLike) -> float:
    """Correlation of how often somebody buys with what they spend, by ranks (Spearman), -1..1; 0 if nothing varies."""
    often, much = (_ranks(np.asarray(values, dtype=float)) for values in (purchases, mean))
    if len(often) < 2 or often.std() == 0 or much.std() == 0:
        return 0.0
    return float(np.corrcoef(often, much)[0, 1])


def _ranks(values: Floats) -> Floats:
    """Equal values share the mean of their ranks."""
    _unique, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count - 1) / 2)[place], dtype=float)
