"""A simulated shop: customers who always complain a little, who had one bad day, and some who became dissatisfied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from crm_analytics.core.dissatisfaction import USUAL, WINDOW, Seen, usual_count

#: How often in 90 days customers complain, get a credit note and order while all is well.
COMPLAINTS, REFUNDS, ORDERS = (0.05, 0.3, 2.0), (0.1, 0.5), (3.0, 6.0, 12.0)
#: Hours of our replies while all is well, and how unequal they are (standard deviation of their logarithm).
HOURS, UNEQUAL = (2.0, 8.0, 24.0), 0.8
REPLIES = 12


@dataclass(frozen=True)
class Customer:
    """What was seen of a customer by signal, complaints in the window, and whether they are dissatisfied."""

    seen: Mapping[str, Seen]
    complaints: int
    dissatisfied: bool


def shop(seed: int, count: int) -> list[Customer]:
    """So many customers, one in ten dissatisfied since the window began."""
    rng = np.random.default_rng(seed)
    return [_customer(rng, rng.random() < 0.1) for _ in range(count)]


def _customer(rng: np.random.Generator, dissatisfied: bool) -> Customer:
    complaints = float(rng.choice(COMPLAINTS, p=[0.6, 0.3, 0.1]))
    # Nobody shows all signs: each of them only with most.
    worse = {name: dissatisfied and rng.random() < 0.7 for name in ("complaint", "reply", "order", "refund", "rating")}
    seen = {
        "complaint": _count(rng, complaints, complaints + 2.5 if worse["complaint"] else complaints),
        "refund": _count(rng, refunds := float(rng.choice(REFUNDS)), refunds + 1.5 if worse["refund"] else refunds),
        "order": _count(rng, orders := float(rng.choice(ORDERS)), orders * (0.3 if worse["order"] else 1.0)),
        "our_reply": _hours(rng, float(rng.choice(HOURS)), 2.5 if worse["reply"] else 1.0),
        "rating": _rating(rng, 2.0 if worse["rating"] else 0.0),
    }
    return Customer(seen, seen["complaint"].number_now, dissatisfied)


def _count(rng: np.random.Generator, usual: float, now: float) -> Seen:
    before = int(rng.poisson(usual * USUAL / WINDOW))
    number = int(rng.poisson(now))
    return Seen(number, usual_count(before, USUAL), number, before)


def _hours(rng: np.random.Generator, usual: float, times: float) -> Seen:
    before = rng.lognormal(np.log(usual), UNEQUAL, 4 * REPLIES)
    now = rng.lognormal(np.log(times * usual), UNEQUAL, REPLIES)
    return Seen(float(np.median(now)), float(np.median(before)), len(now), len(before))


def _rating(rng: np.random.Generator, lower: float) -> Seen:
    before = np.clip(np.round(rng.normal(4.3, 0.7, 6)), 1, 5)
    now = np.clip(np.round(rng.normal(4.3 - lower, 0.7, 2)), 1, 5)
    return Seen(float(now.mean()), float(before.mean()), len(now), len(before))
