"""Signs that a customer is dissatisfied: what has been observed beside what is usual for this customer.

A *signal* compares the last :data:`WINDOW` days with the :data:`USUAL` days before them. It says how unusual that is,
from 0 (nothing to speak of) to 1, by one of four comparisons:

``MORE``, ``FEWER``
    Counts. The square root of a Poisson count is about normal with a spread of 1/2, whatever its mean, so

        d = 2 (√(now + 3/8) - √(usual + 3/8))

    is in standard errors (F. J. Anscombe, "The transformation of Poisson, binomial and negative-binomial data",
    Biometrika 35, 1948, 246-254). Below 1 it is chance; 3 is as unusual as it gets. Customers who always complain a
    little, or buy a little less in one quarter, stay as they are.
``SLOWER``
    Medians of hours, by how many times they grew: from one and a half on; four times is as much as it gets.
``LOWER``
    Means of ratings from 1 to 5: from half a point on; two points are as much as it gets. Without earlier ratings the
    middle of the scale stands for the usual level.

What is found is put together as independent signs: with ``p`` the weight of a signal times how unusual it is, the
score is 100 (1 - Π (1 - p)). It orders customers by what is known; it is no probability, and says nothing of what
people feel.

The same formulas stand in :mod:`.dissatisfaction_sql`, for all customers at once; tests compare the two.

Example
-------
>>> seen = {"complaint": Seen(3, 0.0, 3, 0), "our_reply": Seen(26.4, 11.0, 8, 30), "order": Seen(3, 6.0, 3, 24)}
>>> found = judge(seen)
>>> found.score, [fact.key for fact in found.facts], found.confidence
(66.6, ['complaint', 'our_reply', 'order'], 'high')
>>> judge({"complaint": Seen(3, 2.5, 3, 10)}).score
0.0
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Days that are compared, and days before them that say what is usual.
WINDOW, USUAL = 90, 365
#: A customer has to be known for so many days before them; else nothing is usual yet.
KNOWN_FROM = 90
#: Facts that are told of a customer.
MOST = 3
MORE, FEWER, SLOWER, LOWER = "more", "fewer", "slower", "lower"
#: Added to counts by Anscombe's transformation.
ADDED = 3 / 8
#: Standard errors: below the first it is chance, from the second on nothing is more unusual.
LEAST_ERRORS, MOST_ERRORS = 1.0, 3.0
#: Purchases without which fewer of them say nothing, and the part they have to fall to.
FEWER_FROM, FEWER_PART = 4, 0.7
#: Replies in both periods without which there is no median to speak of, times, doublings, and hours more at least.
REPLIES_NOW, REPLIES_BEFORE = 3, 5
LEAST_TIMES, MOST_DOUBLINGS, LEAST_HOURS = 1.5, 2.0, 4.0
#: An answer after so many days is none; somebody wrote again.
REPLY_WITHIN = 30
#: Ratings without which there is no usual one, points it has to be lower by, and the middle of the scale.
RATINGS_BEFORE, LEAST_POINTS, MOST_POINTS, MIDDLE = 2, 0.5, 2.0, 3.0


@dataclass(frozen=True)
class Signal:
    """One sign.

    :param key: name; the words about it are the caller's
    :param family: how the two periods are compared
    :param weight: the score it makes alone when it is as unusual as it gets, from 0 to 1
    """

    key: str
    family: str
    weight: float

    def __post_init__(self) -> None:
        if not self.key.isidentifier():
            raise ValueError(f"{self.key!r}: a name is wanted")
        if self.family not in (MORE, FEWER, SLOWER, LOWER):
            raise ValueError(f"{self.key}: there is no comparison {self.family!r}")
        if not 0 < self.weight < 1:
            raise ValueError(f"{self.key}: a weight between 0 and 1 is wanted")


#: What is looked at. A remedy that did not help weighs most: the customer said twice that something is wrong.
SIGNALS = (
    Signal("complaint", MORE, 0.6),
    Signal("unhelped", MORE, 0.7),
    Signal("our_reply", SLOWER, 0.35),
    Signal("their_reply", SLOWER, 0.25),
    Signal("rating", LOWER, 0.5),
    Signal("refund", MORE, 0.35),
    Signal("order", FEWER, 0.35),
    Signal("tone", MORE, 0.4),
)


@dataclass(frozen=True)
class Seen:
    """What was observed of a customer.

    :param now: count, median of hours or mean rating of the last :data:`WINDOW` days
    :param usual: the same of the time before, counts per :data:`WINDOW` days; None if nothing is usual yet
    :param number_now: how many observations are behind ``now``, ``number_before`` behind ``usual``
    """

    now: float
    usual: float | None
    number_now: int
    number_before: int


@dataclass(frozen=True)
class Fact:
    """A signal of a customer: what was seen, how unusual it is (0 to 1), and whether there was enough to judge."""

    key: str
    seen: Seen
    strength: float
    points: float
    enough: bool


@dataclass(frozen=True)
class Found:
    """What is to be said of a customer: score from 0 to 100, the facts that say most, and how far they carry."""

    score: float
    facts: Sequence[Fact]
    confidence: str


def usual_count(before: int, known: int) -> float | None:
    """Count per :data:`WINDOW` days of somebody known for so many of the :data:`USUAL` days before.

    >>> usual_count(12, 365), usual_count(3, 90), usual_count(3, 89)
    (2.958904109589041, 3.0, None)
    """
    return before * WINDOW / min(known, USUAL) if known >= KNOWN_FROM else None


def enough(family: str, seen: Seen) -> bool:
    """Whether there is enough to compare with what is usual."""
    if family == SLOWER:
        return seen.number_now >= REPLIES_NOW and seen.number_before >= REPLIES_BEFORE
    if family == FEWER:
        return seen.usual is not None and seen.number_before >= FEWER_FROM
    if family == LOWER:
        return seen.number_now > 0 and seen.number_before >= RATINGS_BEFORE
    return seen.usual is not None


def strength(family: str, seen: Seen) -> float:
    """How unusual it is, from 0 to 1.

    >>> [round(strength(MORE, Seen(n, 0.0, n, 0)), 2) for n in (0, 1, 2, 3, 4, 5)]
    [0.0, 0.37, 0.62, 0.82, 0.99, 1.0]
    >>> strength(MORE, Seen(12, 10.0, 12, 40)), round(strength(FEWER, Seen(3, 6.0, 3, 24)), 2)
    (0.0, 0.46)
    >>> round(strength(SLOWER, Seen(24.0, 10.0, 5, 20)), 2), strength(SLOWER, Seen(0.5, 0.1, 5, 20))
    (0.63, 0.0)
    >>> strength(LOWER, Seen(2.5, 4.5, 2, 9)), strength(LOWER, Seen(2.0, None, 1, 0))
    (1.0, 0.5)
    """
    if family == MORE:
        return _unusual(seen.now, seen.usual or 0.0)
    if family == LOWER:
        return _lower(seen)
    if seen.usual is None or not enough(family, seen):
        return 0.0
    if family == FEWER:
        return _unusual(seen.usual, seen.now) if seen.now <= FEWER_PART * seen.usual else 0.0
    return _slower(seen.now, seen.usual)


def _unusual(more: float, less: float) -> float:
    errors = 2 * (math.sqrt(more + ADDED) - math.sqrt(less + ADDED))
    return min(errors / MOST_ERRORS, 1.0) if errors >= LEAST_ERRORS else 0.0


def _slower(now: float, usual: float) -> float:
    if now - usual < LEAST_HOURS or now < LEAST_TIMES * usual:
        return 0.0
    return min(math.log2(now / usual) / MOST_DOUBLINGS, 1.0) if usual > 0 else 1.0


def _lower(seen: Seen) -> float:
    usual = MIDDLE if seen.usual is None or seen.number_before < RATINGS_BEFORE else seen.usual
    lower = usual - seen.now
    return min(lower / MOST_POINTS, 1.0) if seen.number_now and lower >= LEAST_POINTS else 0.0


def judge(seen: Mapping[str, Seen], signals: Sequence[Signal] = SIGNALS) -> Found:
    """What is to be said of a customer, the facts that say most first."""
    facts = []
    for signal in signals:
        if one := seen.get(signal.key):
            strong = strength(signal.family, one)
            facts.append(Fact(signal.key, one, strong, signal.weight * strong, enough(signal.family, one)))
    score = 100 * (1 - math.prod(1 - fact.points for fact in facts))
    telling = sorted((fact for fact in facts if fact.points > 0), key=lambda fact: (-fact.points, fact.key))
    return Found(round(score, 1), telling[:MOST], confidence(sum(fact.enough for fact in facts)))


def confidence(judged: int) -> str:
    """How far a score carries, by how many signals had enough to be judged by what is usual.

    >>> confidence(0), confidence(2), confidence(3)
    ('low', 'medium', 'high')
    """
    return "high" if judged >= 3 else "medium" if judged == 2 else "low"
