"""What stands behind a score, in facts: the ones that say most about a customer come first.

A fact names its sentence (the words are the caller's, in the reader's language) and the figures that go into it.

Example
-------
>>> facts = Facts(purchases=12, days_since=61, usual_days=28.0, regularity=4.0, trend="down", recent=600.0,
...               previous=1000.0, alive=0.4, spend=110.0, everybody=70.0)
>>> [(reason.key, reason.values) for reason in reasons(facts)]
[('late', {'days': 28, 'since': 61}), ('down', {'percent': 40}), ('often', {'count': 12})]
>>> confidence(facts), confidence(Facts(purchases=1, days_since=3))
('high', 'low')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST = 3
#: Intervals are a rhythm from this regularity on.
RHYTHM = 2.0
#: From so many times the usual on, nobody thinks in per cent.
MANY_TIMES = 3
#: A gap this much longer than usual is worth a word.
LATE = 1.5


@dataclass(frozen=True)
class Facts:
    """What is known of a customer.

    :param days_since: days since the last purchase
    :param usual_days: usual days between purchases; 0 if there is only one
    :param recent: money of the last 365 days, ``previous`` of those before
    :param alive: probability to be still a customer; 0 if it is not known
    :param spend: money of a purchase of this customer, ``everybody`` of a purchase of any
    """

    purchases: int
    days_since: int
    usual_days: float = 0.0
    regularity: float = 0.0
    trend: str = ""
    recent: float = 0.0
    previous: float = 0.0
    alive: float = 0.0
    spend: float = 0.0
    everybody: float = 0.0


@dataclass(frozen=True)
class Reason:
    """One fact: the key of its sentence and what goes into it."""

    key: str
    values: Mapping[str, int]


def confidence(facts: Facts) -> str:
    """How far the figures of one customer carry, by how many purchases they rest on."""
    if facts.purchases < 2:
        return "low"
    return "medium" if facts.purchases < 4 else "high"


def reasons(facts: Facts) -> list[Reason]:
    """At most three facts, what deviates from the usual first."""
    found = [*_rhythm(facts), *_trend(facts), *_spend(facts), *_count(facts)]
    return found[:MOST]


def _rhythm(facts: Facts) -> list[Reason]:
    if facts.purchases < 2:
        return [Reason("once", {"since": facts.days_since})]
    values = {"days": round(facts.usual_days), "since": facts.days_since}
    if facts.purchases < 4 or facts.usual_days <= 0:
        return [Reason("since", {"since": facts.days_since})]
    if facts.regularity >= RHYTHM and facts.days_since > LATE * facts.usual_days:
        return [Reason("late", values)]
    return [Reason("rhythm" if facts.regularity >= RHYTHM else "irregular", values)]


def _trend(facts: Facts) -> list[Reason]:
    if facts.trend in ("up", "down"):
        return [Reason(facts.trend, {"percent": round(100 * abs(facts.recent / facts.previous - 1))})]
    return [Reason(facts.trend, {})] if facts.trend in ("gone", "back") else []


def _spend(facts: Facts) -> list[Reason]:
    if facts.everybody <= 0 or facts.spend <= 0:
        return []
    times = facts.spend / facts.everybody
    if times >= MANY_TIMES:
        return [Reason("spends_times", {"times": round(times)})]
    if times >= 2:
        return [Reason("spends_more", {"percent": round(100 * (times - 1))})]
    return [Reason("spends_less", {"percent": round(100 * (1 - times))})] if times <= 0.5 else []


def _count(facts: Facts) -> list[Reason]:
    return [Reason("often", {"count": facts.purchases})] if facts.purchases > 1 else []
