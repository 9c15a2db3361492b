"""A simulated shop: regular and irregular buyers, some of them only in season, some of whom leave on a known day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

FIRST = dt.date(2023, 1, 1)
#: In season and out of it.
SUMMER, WINTER = dt.date(2026, 6, 15), dt.date(2026, 2, 15)
KINDS = ("regular", "seasonal", "irregular")


@dataclass(frozen=True)
class Customer:
    """Purchases up to today, the day they left (None: they are there), and how many purchases they have missed since.

    Who left in the pause of their season has missed nothing yet: nobody can know.
    """

    kind: str
    days: tuple[dt.date, ...]
    left: dt.date | None
    missed: int


def shop(seed: int, count: int, today: dt.date) -> list[Customer]:
    """So many customers of each kind; one in four left within the last half year."""
    rng = np.random.default_rng(seed)
    return [_customer(rng, kind, (today - FIRST).days) for kind in KINDS for _ in range(count)]


def _customer(rng: np.random.Generator, kind: str, until: int) -> Customer:
    pace = float(rng.choice([7, 14, 28, 42, 60] if kind != "irregular" else [20, 35, 60]))
    shape = 1.0 if kind == "irregular" else float(rng.uniform(6, 20))
    leaves = until - int(rng.integers(1, 183)) if rng.random() < 0.25 else None
    moment, days = float(rng.uniform(0, pace)), []
    while moment < until:
        day = FIRST + dt.timedelta(days=int(moment))
        # In season from April to September, and gone for the winter.
        if kind != "seasonal" or 4 <= day.month <= 9:
            days.append(day)
        moment += max(rng.gamma(shape, pace / shape), 1.0)
    left = FIRST + dt.timedelta(days=leaves) if leaves else None
    bought = tuple(sorted({day for day in days if left is None or day <= left}))
    return Customer(kind, bought, left, len(set(days)) - len(bought))
