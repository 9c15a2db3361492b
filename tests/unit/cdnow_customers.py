"""The customers of the CDNOW data sets as the importer reads them, and their figures on a day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rpclib import cdnow

Floats = NDArray[np.float64]
MASTER = "CDNOW_master.txt"
Purchases = dict[str, dict[dt.date, float]]


def sample() -> Purchases:
    """Purchase days with amounts of the 2,357 customers of the sample."""
    return _read(cdnow.data_file(), customer=1, date=2, amount=4, skip=0)


def master() -> Purchases:
    """The same of all 23,570 customers."""
    return _read(cdnow.data_file().with_name(MASTER), customer=0, date=1, amount=3, skip=1)


def _read(path: Path, customer: int, date: int, amount: int, skip: int) -> Purchases:
    found: Purchases = {}
    for line in path.read_text(encoding="ascii").splitlines()[skip:]:
        words = line.split()
        day = dt.date(int(words[date][:4]), int(words[date][4:6]), int(words[date][6:]))
        days = found.setdefault(words[customer], {})
        days[day] = days.get(day, 0.0) + float(words[amount])
    return found


def figures(purchases: Purchases, day: dt.date) -> dict[str, Floats]:
    """Repeats, recency, age, mean repeat spend, revenue so far and afterwards, of all who had bought by a day."""
    rows = []
    for days in purchases.values():
        bought = sorted(one for one in days if one <= day)
        if not bought:
            continue
        repeat = [days[one] for one in bought[1:]]
        rows.append(
            (
                len(repeat),
                (bought[-1] - bought[0]).days / 7,
                (day - bought[0]).days / 7,
                sum(repeat) / len(repeat) if repeat else 0.0,
                sum(days[one] for one in bought),
                sum(amount for one, amount in days.items() if one > day),
            )
        )
    names = ("repeats", "recency", "age", "mean", "revenue", "actual")
    return dict(zip(names, np.array(rows, dtype=float).T, strict=True))
