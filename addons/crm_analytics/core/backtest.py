"""How well a score would have done: the past up to a day is scored, and compared with what came afterwards.

Two questions are asked of each way to score: how much of what was really spent afterwards came from the fifth of the
customers it put first (*capture*), and how far its amounts were off, on average per customer (*error*). The model has
to do better than rules that need no model: the revenue so far, and the sum of the RFM quintiles. As a forecast of money
the simple rule is "as much as in the period before".

Equal scores share their place: of customers who are level at the edge of the fifth, each counts by the same fraction.

Example
-------
>>> capture([5, 4, 3, 2, 1], [60, 10, 10, 10, 10])
0.6
>>> capture([1, 1, 1, 1, 1], [60, 10, 10, 10, 10])
0.2
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import purchase, spend, sufficiency

Floats = NDArray[np.float64]
TOP = 0.2
MODEL, RFM, REVENUE = "model", "rfm", "revenue"


@dataclass(frozen=True)
class Past:
    """Customers as they stood on a day, and what they spent in the period after it.

    :param mean: mean of the repeat purchases
    :param revenue: of all purchases
    :param recent: of the period of the same length before the day
    :param actual: what was spent in the period after the day
    """

    repeats: Floats
    recency: Floats
    age: Floats
    mean: Floats
    revenue: Floats
    recent: Floats
    actual: Floats


@dataclass(frozen=True)
class Result:
    """How one way to score did.

    :param capture: share of what was spent that came from the first fifth, 0..1
    :param error: mean distance of the forecast from what was spent, in money; None for what forecasts no money
    """

    name: str
    capture: float
    error: float | None


def capture(score: ArrayLike, actual: ArrayLike, share: float = TOP) -> float:
    """Share of ``actual`` that belongs to the best ``share`` of the customers by ``score``; 0 if there is nothing."""
    scores, amounts = np.asarray(score, dtype=float), np.asarray(actual, dtype=float)
    total = float(amounts.sum())
    if total <= 0:
        return 0.0
    place = math.ceil(share * len(scores))
    edge = np.sort(scores)[-place]
    above, level = scores > edge, scores == edge
    part = (place - above.sum()) / level.sum()
    return float((amounts[above].sum() + amounts[level].sum() * part) / total)


def quintiles(values: ArrayLike) -> Floats:
    """1 to 5, the highest fifth 5; equal values get the same, by the lowest of their places.

    >>> quintiles([1, 1, 1, 2, 3]).tolist()
    [1.0, 1.0, 1.0, 4.0, 5.0]
    """
    found = np.asarray(values, dtype=float)
    places = np.searchsorted(np.sort(found), found, side="left")
    return np.asarray(places * 5 // len(found) + 1, dtype=float)


def evaluate(past: Past, kind: str, weeks: float) -> list[Result]:
    """Fit on the past, forecast the period of so many weeks after it, and compare.

    :param kind: which purchase model
    :raise ValueError: there is too little to fit on, or no forecast comes out
    """
    if len(past.repeats) < sufficiency.CUSTOMERS or (past.repeats > 0).sum() < sufficiency.REPEATERS:
        raise ValueError("There were too few customers.")
    model = purchase.fit(kind, purchase.summary(past.repeats, past.recency, past.age))
    known = (past.repeats > 0) & (past.mean > 0)
    counts = np.where(known, past.repeats, 0)
    amounts = spend.mean_spend(spend.fit(counts[known], past.mean[known]), counts, past.mean)
    forecast = purchase.expected(model, past.repeats, past.recency, past.age, weeks) * amounts
    if not np.all(np.isfinite(forecast)):
        raise ValueError("The model gives no forecast.")
    rfm = quintiles(past.recency - past.age) + quintiles(past.repeats) + quintiles(past.revenue)
    return [
        Result(MODEL, capture(forecast, past.actual), _error(forecast, past.actual)),
        Result(RFM, capture(rfm, past.actual), None),
        Result(REVENUE, capture(past.revenue, past.actual), _error(past.recent, past.actual)),
    ]


def _error(forecast: Floats, actual: Floats) -> float:
    return float(np.abs(forecast - actual).mean())


def pooled(results: Sequence[Sequence[Result]]) -> list[Result]:
    """The mean over several days, by way to score, in the order of the first."""
    found = []
    for same in zip(*results, strict=True):
        errors = [result.error for result in same if result.error is not None]
        error = math.fsum(errors) / len(errors) if errors else None
        found.append(Result(same[0].name, math.fsum(result.capture for result in same) / len(same), error))
    return found


def winner(results: Sequence[Result]) -> str:
    """Which way to score finds the best customers; the model only if it does better than every simple rule.

    >>> winner([Result(MODEL, 0.68, 9.0), Result(RFM, 0.68, None), Result(REVENUE, 0.66, 8.0)])
    'rfm'
    """
    simple = max((result for result in results if result.name != MODEL), key=lambda result: result.capture)
    model = next(result for result in results if result.name == MODEL)
    return MODEL if model.capture > simple.capture else simple.name
