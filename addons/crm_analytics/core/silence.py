"""Who has fallen silent: the rhythm of one customer, and what breaks it.

A customer has a *rhythm* if the gaps between the days they buy are more even than chance would make them. How even, is
the shape ``k`` of a gamma distribution: 1 for chance (a Poisson process), the higher the more regular. It is estimated
from the ratio M of one gap to the sum of it and the next: for gamma gaps M is Beta(k, k), whatever the pace, so with
``v`` the mean of (M - 1/2)²

    v = 1 / (4 (2 k + 1)),    k = (1 - 4 v) / (8 v)

D. C. Wheat and D. G. Morrison, "Estimating Purchase Regularity with Two Interpurchase Times", Journal of Marketing
Research 27(1), 1990, 87-93. Here all neighbouring pairs of one customer count, drawn towards the spread of the segment
as if it had given :data:`PRIOR_PAIRS` pairs more: with few gaps nobody is regular by luck.

The *limit* is the length that only one gap in twenty exceeds (or ten, or a hundred: the rule says). The quantile of a
gamma distribution comes from the cube-root approximation of E. B. Wilson and M. M. Hilferty (Proceedings of the
National Academy of Sciences 17, 1931, 684-688), its scale from the median of the gaps, so that one long holiday does
not stretch it; few gaps widen it by the error of the estimate.

The same formulas stand in :mod:`.silence_sql`, for all customers at once; tests compare the two.

Example
-------
>>> days = [dt.date(2026, 1, 1) + dt.timedelta(days=28 * n) for n in range(8)]
>>> found = judge(days, dt.date(2026, 9, 16), Rule(), Prior())
>>> found.basis, found.median, found.elapsed, found.limit, found.silent
('rhythm', 28.0, 62, 55, True)
>>> judge(days, dt.date(2026, 8, 20), Rule(), Prior()).silent
False
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from . import silence_season

#: Days of the past that count for a rhythm.
LOOK_BACK = 1096
#: Spread of M for purchases by chance: 1/12, that of a uniform distribution.
CHANCE = 1 / 12
#: Pairs of gaps the spread of the segment weighs.
PRIOR_PAIRS = 2
#: Below this shape there is no rhythm to go by.
GATE = 2.0
#: Smallest and greatest spread that are believed; the shape is then about 30 and 0.28.
LEAST_SPREAD, GREATEST_SPREAD = 0.004, 0.16
#: A year of whole weeks: the same season, the same day of the week.
YEAR = silence_season.YEAR
#: Days within which nobody is told a second time that a customer seems dissatisfied.
AGAIN = 90
#: Who bought nothing for so long, and for twice the limit, has left: there is nothing to notice any more.
GONE = 365
#: Days that a comparison with the same time a year before looks at.
HALF_YEAR = 182
#: Purchases in that half year without which there is no decline to speak of.
DECLINE_FROM = 6
#: Money has to have fallen to this part of what it was.
DECLINE_MONEY = 0.7
#: Purchases of other goods after the last one of a category that make it dropped, not paused.
OTHER_PURCHASES = 3

RHYTHM, FIXED, THIN, NONE = "rhythm", "fixed", "thin", "none"


@dataclass(frozen=True)
class Rule:
    """What counts as silence for a segment.

    :param fixed_days: days for customers without a rhythm
    :param min_gaps: gaps from which on customers are judged by their own
    :param certainty: standard normal quantile: 1.2816 one gap in ten, 1.6449 in twenty, 2.3263 in a hundred
    :param touch_days: with a contact within so many days nobody is silent
    """

    fixed_days: int = 90
    min_gaps: int = 3
    certainty: float = 1.6449
    touch_days: int = 7


@dataclass(frozen=True)
class Prior:
    """What is usual in a segment.

    :param median: days between purchases
    :param spread: mean of (M - 1/2)²
    """

    median: float = 90.0
    spread: float = CHANCE


@dataclass(frozen=True)
class Verdict:
    """What is to be said of a customer.

    :param basis: judged by own ``rhythm``, by the ``fixed`` days, by those of the segment (``thin``) or ``none``
    :param last: last purchase
    :param gaps: how many gaps it was judged by
    :param median: days between purchases, own or of the segment
    :param shape: regularity; 1 is chance
    :param limit: days beyond which it is silence
    :param seasonal: they paused in the same weeks of last year, too
    :param gone: too long ago to be noticed
    :param touched: there was a contact lately
    """

    basis: str
    last: dt.date
    elapsed: int
    gaps: int
    median: float
    shape: float
    limit: int
    seasonal: bool
    gone: bool
    touched: bool

    @property
    def silent(self) -> bool:
        late = self.basis != NONE and self.elapsed > self.limit
        return late and not (self.seasonal or self.gone or self.touched)


def gaps_of(days: Sequence[dt.date]) -> list[int]:
    """Days between neighbours of a sorted list."""
    return [(day - before).days for before, day in itertools.pairwise(days)]


def squares(gaps: Sequence[int]) -> list[float]:
    """(M - 1/2)² of every two neighbouring gaps.

    >>> squares([10, 10, 30])
    [0.0, 0.0625]
    """
    return [(one / (one + other) - 0.5) ** 2 for one, other in itertools.pairwise(gaps)]


def shape_of(gaps: Sequence[int], spread: float = CHANCE) -> float:
    """Regularity of gaps, drawn towards the spread of the segment.

    >>> round(shape_of([]), 6), round(shape_of([28] * 9), 1), shape_of([1, 60, 2, 90, 1, 40]) < 1
    (1.0, 7.0, True)
    """
    found = squares(gaps)
    mean = (math.fsum(found) + PRIOR_PAIRS * spread) / (len(found) + PRIOR_PAIRS)
    mean = min(max(mean, LEAST_SPREAD), GREATEST_SPREAD)
    return (1 - 4 * mean) / (8 * mean)


def limit_of(median: float, shape: float, gaps: int, certainty: float) -> int:
    """Days that a gap exceeds with the probability the rule allows.

    >>> limit_of(28, 4.0, 20, 1.6449), limit_of(28, 30.0, 20, 1.6449), limit_of(28, 4.0, 3, 1.6449)
    (59, 37, 65)
    """
    middle = 1 - 1 / (9 * shape)
    reach = certainty * math.sqrt((1 + 1 / gaps) / (9 * shape))
    return math.floor(median * ((middle + reach) / middle) ** 3 + 1e-9)


def judge(
    days: Sequence[dt.date], as_of: dt.date, rule: Rule, prior: Prior, last_contact: dt.date | None = None
) -> Verdict | None:
    """What is to be said of a customer at the end of a day; None for who had bought nothing by then.

    :param days: days with a purchase
    :param last_contact: last day somebody of ours and they talked
    """
    start = as_of - dt.timedelta(days=LOOK_BACK)
    days = sorted({day for day in days if start < day <= as_of})
    if not days:
        return None
    gaps = gaps_of(days)
    shape = shape_of(gaps, prior.spread)
    basis = _basis(len(gaps), shape, rule)
    median = statistics.median(gaps) if len(gaps) >= rule.min_gaps else prior.median
    limit = _limit(basis, median, shape, len(gaps), rule)
    last, elapsed = days[-1], (as_of - days[-1]).days
    return Verdict(
        basis=basis,
        last=last,
        elapsed=elapsed,
        gaps=len(gaps),
        median=float(median),
        shape=shape,
        limit=limit,
        seasonal=elapsed > limit and basis in SEASONS and SEASONS[basis](days, last, as_of, limit),
        gone=elapsed > max(GONE, 2 * limit),
        touched=last_contact is not None and (as_of - last_contact).days <= rule.touch_days,
    )


#: What makes a pause one of the season, by what a customer is judged by.
SEASONS = {RHYTHM: silence_season.paused, FIXED: silence_season.paused_each_year}


def _basis(gaps: int, shape: float, rule: Rule) -> str:
    if gaps == 0:
        return NONE
    if gaps < rule.min_gaps:
        return THIN
    return RHYTHM if shape >= GATE else FIXED


def _limit(basis: str, median: float, shape: float, gaps: int, rule: Rule) -> int:
    """Nobody without a rhythm is judged sooner than the fixed days."""
    if basis == RHYTHM:
        return limit_of(median, shape, gaps, rule.certainty)
    if basis == THIN:
        return max(rule.fixed_days, limit_of(median, shape, gaps, rule.certainty))
    return rule.fixed_days


@dataclass(frozen=True)
class Decline:
    """Purchases in half a year and in the same half a year before, and the money of the year before this half one."""

    now: int
    before: int
    money_now: float
    money_before: float
    money_year: float = math.inf

    def is_one(self, certainty: float) -> bool:
        """Fewer than chance explains, and less money.

        Of ``now + before`` purchases at the same pace half would be now: (before - now) / √(before + now) is about
        standard normal (comparison of two Poisson counts; J. Przyborowski and H. Wilenski, Biometrika 31, 1940).

        >>> Decline(3, 12, 300.0, 1500.0).is_one(1.6449), Decline(9, 12, 900.0, 1500.0).is_one(1.6449)
        (True, False)
        """
        if self.before < DECLINE_FROM or not 0 < self.now < self.before:
            return False
        unusual = (self.before - self.now) / math.sqrt(self.before + self.now)
        return unusual >= certainty and self.money_now < DECLINE_MONEY * self.money_before

    @property
    def at_stake(self) -> float:
        """What a year is less by, if it goes on like this; never more than a year brought.

        >>> Decline(1, 22, 400.0, 6500.0, 6600.0).at_stake, Decline(4, 12, 320.0, 1200.0, 2400.0).at_stake
        (6600.0, 1760.0)
        """
        return min(2 * (self.money_before - self.money_now), self.money_year)


def decline(bought: Sequence[tuple[dt.date, float]], as_of: dt.date) -> Decline:
    """Purchases of the last half year beside those of the same half a year before, so that seasons do not matter."""

    def of(years: int) -> list[float]:
        end = as_of - dt.timedelta(days=YEAR * years)
        start = end - dt.timedelta(days=HALF_YEAR)
        return [amount for day, amount in bought if start < day <= end]

    now, before = of(0), of(1)
    first, last = as_of - dt.timedelta(days=YEAR + HALF_YEAR), as_of - dt.timedelta(days=HALF_YEAR)
    year = math.fsum(amount for day, amount in bought if first < day <= last)
    return Decline(len(now), len(before), math.fsum(now), math.fsum(before), year)


def dropped(
    category: Sequence[dt.date], purchases: Sequence[dt.date], as_of: dt.date, rule: Rule, prior: Prior
) -> Verdict | None:
    """The verdict on a product category that is bought no more while other goods are; None if there is nothing to say.

    :param category: days with a purchase of the category
    :param purchases: days with any purchase
    """
    found = judge(category, as_of, rule, prior)
    if found is None or found.basis != RHYTHM or not found.silent:
        return None
    others = {day for day in purchases if found.last < day <= as_of}
    return found if len(others) >= OTHER_PURCHASES else None
