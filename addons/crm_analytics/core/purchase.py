"""How often customers come back, and whether they still do: BG/NBD and MBG/NBD.

While a customer is alive they buy at random moments, at a rate that differs between customers (gamma: ``r``,
``alpha``). After a purchase they leave for good with a probability that differs, too (beta: ``a``, ``b``). In the
BG/NBD model only repeat purchases can be the last one, so whoever bought once counts as alive for ever; in the MBG/NBD
model the first purchase can be the last one as well.

Of a customer three figures are needed: ``repeats`` (purchases after the first), ``recency`` (weeks from the first to
the last purchase) and ``age`` (weeks from the first purchase to today).
Formulas: P. S. Fader, B. G. S. Hardie, K. L. Lee, "Counting Your Customers the Easy Way", Marketing Science, 2005;
E. P. Batislam, M. Denizel, A. Filiztekin, "Empirical validation and comparison of models for customer base analysis",
International Journal of Research in Marketing 24(3), 2007.

Both models are one here: with ``m`` occasions to leave that were let pass (``repeats``, or one more in the MBG/NBD
model), the probability of these is ``B(a, b + m) / B(a, b)``, and the odds of having left after the last one are
``a / (b + m - 1) * ((alpha + age) / (alpha + recency)) ** (r + repeats)``.

Example
-------
>>> model = Purchase(BG, r=0.243, alpha=4.414, a=0.793, b=2.426)
>>> round(float(expected(model, 2, 30.43, 38.86, 39)), 3)
1.226
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import eigh_tridiagonal
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1, psi

BG, MBG = "bg", "mbg"
Floats = NDArray[np.float64]
#: Bounds of the logarithms of r, alpha, a, b. Beyond those of a and b all customers leave with one probability.
BOUNDS = ((-9.0, 12.0), (-9.0, 12.0), (-9.0, 5.0), (-9.0, 5.0))
#: The formula of expected purchases divides by a - 1.
NEAR_ONE = 1e-5


@dataclass(frozen=True)
class Summary:
    """Customers with equal figures are one row with a ``weight``; the times are weeks.

    :param numbers: the repeats that occur, each once; ``place`` says which of them each row has
    """

    repeats: Floats
    recency: Floats
    age: Floats
    weight: Floats
    numbers: Floats
    place: NDArray[np.intp]

    @property
    def count(self) -> float:
        """How many customers there are."""
        return float(self.weight.sum())


def summary(repeats: ArrayLike, recency: ArrayLike, age: ArrayLike, weight: ArrayLike | None = None) -> Summary:
    """Figures of customers, those with the same put together."""
    rows = np.column_stack([np.asarray(values, dtype=float) for values in (repeats, recency, age)])
    weights = np.ones(len(rows)) if weight is None else np.asarray(weight, dtype=float)
    unique, place = np.unique(rows, axis=0, return_inverse=True)
    found, weight_of = unique.T, np.bincount(place.ravel(), weights, len(unique)).astype(float)
    numbers, of_row = np.unique(found[0], return_inverse=True)
    return Summary(found[0], found[1], found[2], weight_of, numbers, of_row.ravel())


@dataclass(frozen=True)
class Purchase:
    """A fitted model.

    :param kind: :data:`BG` or :data:`MBG`
    :param likelihood: logarithm of the likelihood of the customers it was fitted on
    :param spread: covariance of the logarithms of the parameters, None if it is not known
    """

    kind: str
    r: float
    alpha: float
    a: float
    b: float
    likelihood: float = float("nan")
    spread: tuple[tuple[float, ...], ...] | None = None

    @property
    def parameters(self) -> dict[str, float]:
        """By name, in the order of the papers."""
        return {"r": self.r, "alpha": self.alpha, "a": self.a, "b": self.b}

    @property
    def shift(self) -> int:
        """1 if the first purchase can be the last one."""
        return int(self.kind == MBG)


def likelihood(theta: Floats, data: Summary, shift: int) -> tuple[float, Floats]:
    """Logarithm of the likelihood, and its gradient.

    :param theta: logarithms of r, alpha, a, b
    """
    r, alpha, a, b = np.exp(theta)
    x, t, age, weight = data.repeats, data.recency, data.age, data.weight
    left = x + shift > 0
    rest = np.where(left, b + x + shift - 1, 1.0)
    log_age, log_t = np.log(alpha + age), np.log(alpha + t)
    alive = -(r + x) * log_age
    gone = np.where(left, np.log(a) - np.log(rest) - (r + x) * log_t, -np.inf)
    both = np.logaddexp(alive, gone)
    share = np.exp(gone - both)
    # What hangs on the repeats only is computed once for each number of them.
    n, m = data.numbers, data.numbers + shift
    counted = (
        gammaln(r + n) - gammaln(r) + r * np.log(alpha)
        + gammaln(a + b) + gammaln(b + m) - gammaln(b) - gammaln(a + b + m)
    )  # fmt: skip
    known = (
        psi(r + n) - psi(r) + np.log(alpha),
        psi(a + b) - psi(a + b + m),
        psi(a + b) + psi(b + m) - psi(b) - psi(a + b + m),
    )
    r_known, a_known, b_known = (part[data.place] for part in known)
    total = counted[data.place] + both
    slope = np.stack(
        [
            r_known - (1 - share) * log_age - share * log_t,
            r / alpha - (r + x) * ((1 - share) / (alpha + age) + share / (alpha + t)),
            a_known + share / a,
            b_known - share / rest,
        ]
    )
    return float(weight @ total), (slope @ weight) * np.exp(theta)


def fit(kind: str, data: Summary) -> Purchase:
    """The model under which these customers are most likely.

    :raise ValueError: no customers, or the search does not end
    """
    if not data.count:
        raise ValueError("There are no customers to learn from.")
    shift = int(kind == MBG)

    def cost(theta: Floats) -> tuple[float, Floats]:
        value, slope = likelihood(theta, data, shift)
        return -value / data.count, -slope / data.count

    start = np.log([0.5, max(float(np.average(data.age, weights=data.weight)) / 4, 0.1), 1.0, 2.0])
    found = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=BOUNDS, options={"ftol": 1e-13, "gtol": 1e-8})
    if not np.all(np.isfinite(found.x)):
        raise ValueError("No parameters fit these customers.")
    r, alpha, a, b = (float(value) for value in np.exp(found.x))
    return Purchase(kind, r, alpha, a, b, likelihood(found.x, data, shift)[0], covariance(found.x, data, shift))


def covariance(theta: Floats, data: Summary, shift: int) -> tuple[tuple[float, ...], ...] | None:
    """Covariance of the estimated logarithms: minus the inverse of the likelihood's second derivatives."""
    step = 1e-4
    rows = [
        (likelihood(theta + change, data, shift)[1] - likelihood(theta - change, data, shift)[1]) / (2 * step)
        for change in np.eye(4) * step
    ]
    hessian = np.array(rows)
    try:
        found = np.linalg.inv(-(hessian + hessian.T) / 2)
    except np.linalg.LinAlgError:
        return None
    if not np.all(np.isfinite(found)) or np.any(np.linalg.eigvalsh(found) <= 0):
        return None
    return tuple(tuple(float(value) for value in row) for row in found)


def odds_gone(model: Purchase, repeats: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
    """How many times likelier it is that the customer left than that they are alive."""
    x, t, span = (np.asarray(value, dtype=float) for value in (repeats, recency, age))
    m = x + model.shift
    rest = np.where(m > 0, model.b + m - 1, 1.0)
    # Beyond e^600 it is certain, and a float knows no more.
    ratio = np.exp(np.minimum((model.r + x) * (np.log(model.alpha + span) - np.log(model.alpha + t)), 600.0))
    return np.where(m > 0, model.a / rest * ratio, 0.0)


def p_alive(model: Purchase, repeats: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
    """Probability that the customer has not left for good."""
    return 1.0 / (1.0 + odds_gone(model, repeats, recency, age))


def expected(model: Purchase, repeats: ArrayLike, recency: ArrayLike, age: ArrayLike, weeks: float) -> Floats:
    """Purchases to be expected in the coming ``weeks``."""
    return p_alive(model, repeats, recency, age) * expected_alive(model, repeats, age, weeks)


def expected_alive(model: Purchase, repeats: ArrayLike, age: ArrayLike, weeks: float) -> Floats:
    """The same, of a customer who is alive for certain.

    The papers' hypergeometric function after Euler's transformation, which stays within a float for any number of
    repeats. At a = 1 the formula divides zero by zero; there it is the mean of both sides.
    """
    if abs(model.a - 1) < NEAR_ONE:
        sides = (replace(model, a=1 + side * NEAR_ONE) for side in (-2, 2))
        low, high = (expected_alive(one, repeats, age, weeks) for one in sides)
        return (low + high) / 2
    m, span = np.asarray(repeats, dtype=float) + model.shift, np.asarray(age, dtype=float)
    away, whole = model.a - 1, model.a + model.b + m - 1
    passed = model.alpha + span
    with np.errstate(invalid="ignore", over="ignore"):
        function = hyp2f1(model.a + model.b + model.shift - 1 - model.r, away, whole, weeks / (passed + weeks))
        found = np.asarray(whole / away * (1 - function * (passed / (passed + weeks)) ** away), dtype=float)
    return found if np.all(np.isfinite(found)) else _expected_by_nodes(model, m - model.shift, span, weeks)


def _expected_by_nodes(model: Purchase, repeats: Floats, age: Floats, weeks: float) -> Floats:
    """The same as a mean over :func:`nodes`, for parameters with which the formula leaves the range of a float."""
    repeats, age = np.broadcast_arrays(repeats, age)
    found, number = np.empty(repeats.shape), nodes_needed(model, weeks)
    for count in np.unique(repeats):
        points, weights = nodes(model, int(count), number)
        here = repeats == count
        growth = -np.expm1(-(model.r + count) * np.log1p(np.multiply.outer(weeks / (model.alpha + age[here]), points)))
        found[here] = (growth / points) @ weights
    return found


def scatter(model: Purchase, repeats: int, recency: float, age: float, weeks: float) -> float:
    """Standard deviation of the purchases of a customer in the coming ``weeks``.

    Of a living customer who buys at the rate L and leaves with the probability p after each purchase, the mean of
    N (N - 1) is ``2 (1 - p) / p ** 2 * (1 - exp(-c) - c * exp(-c))`` with ``c = L * p * weeks``; here it is averaged
    over what is known of L and p.
    """
    k, base = model.r + repeats, model.alpha + age
    points, weights = nodes(model, repeats, nodes_needed(model, weeks))
    u = points * weeks / base
    exact = 1 - np.exp(-k * np.log1p(u)) * (1 + k * u / (1 + u))
    series = k * (k + 1) * u**2 / 2 * (1 - 2 * (k + 2) * u / 3)
    pairs = float((weights * 2 * (1 - points) / points**2 * np.where(k * u < 1e-3, series, exact)).sum())
    alive = float(p_alive(model, repeats, recency, age))
    mean = float(expected_alive(model, repeats, age, weeks))
    return float(np.sqrt(max(alive * (pairs + mean) - (alive * mean) ** 2, 0.0)))


def nodes(model: Purchase, repeats: int, number: int) -> tuple[Floats, Floats]:
    """Points and weights of the Gauss-Jacobi rule for what is known of a customer's probability to leave.

    Of a living customer it has the distribution beta(a, b + m), so the mean of any smooth function of it, such as the
    purchases to be expected, is a sum over few points. G. H. Golub, J. H. Welsch, "Calculation of Gauss Quadrature
    Rules", Mathematics of Computation 23(106), 1969.
    """
    low, high = model.a - 1, model.b + repeats + model.shift - 1
    n = np.arange(number, dtype=float)
    total = 2 * n + low + high
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (low**2 - high**2) / (total * (total + 2))
        k = n[1:]
        s = total[1:]
        side = 4 * k * (k + low) * (k + high) * (k + low + high) / (s**2 * (s + 1) * (s - 1))
    middle[0] = (low - high) / (low + high + 2)
    side[0] = 4 * (1 + low) * (1 + high) / ((2 + low + high) ** 2 * (3 + low + high))
    points, vectors = eigh_tridiagonal(middle, np.sqrt(side))
    # Nearer to zero nothing changes any more, and its square stays a number.
    return np.clip((1 + points) / 2, 1e-12, 1.0), vectors[0] ** 2


def nodes_needed(model: Purchase, weeks: float, precision: float = 1e-12) -> int:
    """How many points of :func:`nodes` give expected purchases to a precision, at most 200.

    The function has a pole at ``-(alpha + age) / weeks``, nearest for a new customer; the error shrinks with the
    distance. A quarter is added for customers who buy every day.

    >>> nodes_needed(Purchase(BG, 0.243, 4.414, 0.793, 2.426), 39)
    31
    """
    away = 1 + 2 * model.alpha / weeks
    growth = np.log(away + np.sqrt(away**2 - 1))
    return int(np.clip(np.ceil(-1.25 * np.log(precision) / (2 * growth)) + 4, 8, 200))


def ranges(model: Purchase) -> dict[str, tuple[float, float]]:
    """Where each parameter lies with a confidence of 95 %, as far as that is known."""
    if model.spread is None:
        return {}
    found = {}
    for place, (name, value) in enumerate(model.parameters.items()):
        factor = float(np.exp(1.96 * np.sqrt(model.spread[place][place])))
        found[name] = (value / factor, value * factor)
    return found
