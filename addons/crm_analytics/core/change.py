"""What changed between two periods, and what explains it.

Example
-------
>>> rows = [Moved(1, "Alfa", 100.0, 900.0), Moved(2, "Beta", 500.0, 300.0), Moved(3, "Gamma", 40.0, 30.0)]
>>> found = explain(rows, sum(row.change for row in rows))
>>> [row.name for row in found.main], found.share, [row.name for row in found.against]
(['Alfa'], 1.3559322033898304, ['Beta'])

A change that is next to nothing beside what moved in both directions is not explained by shares of it:

>>> explain([Moved(1, "Up", 0.0, 500.0), Moved(2, "Down", 499.0, 0.0)], 1.0).share is None
True
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: So many are named at most.
NAMED = 3
#: Of those who moved with the whole, the ones that make up so much of their movement are named.
ENOUGH = 0.8
#: A change below this share of the largest single movement has no shares.
SMALL = 0.05
#: Movements below this share of the largest one are not worth a word.
WORTH = 0.1
#: From here on a change in per cent tells less than the amounts.
TENFOLD = 1000.0


@dataclass(frozen=True)
class Moved:
    """One customer, channel, product … in both periods, company currency."""

    key: int
    name: str
    before: float
    now: float

    @property
    def change(self) -> float:
        """What came or went."""
        return self.now - self.before


@dataclass(frozen=True)
class Explanation:
    """What explains a change.

    :param main: who moved with the whole most, the largest first
    :param against: who moved against it most
    :param share: which part of the whole change ``main`` makes up together, above 1 where others move against it;
        None where the change is too small for shares
    """

    main: list[Moved]
    against: list[Moved]
    share: float | None


def explain(rows: Sequence[Moved], total: float) -> Explanation:
    """Who explains a change.

    :param rows: at least those who moved most in each direction
    :param total: the whole change, theirs and that of others
    """
    sign = 1.0 if total >= 0 else -1.0
    largest = max((abs(row.change) for row in rows), default=0.0)
    worth = [row for row in rows if row.change and abs(row.change) >= WORTH * largest]
    with_it = sorted((row for row in worth if row.change * sign > 0), key=lambda row: (-abs(row.change), row.key))
    against = sorted((row for row in worth if row.change * sign < 0), key=lambda row: (-abs(row.change), row.key))
    main = _enough(with_it)
    share = sum(row.change for row in main) / total if main and abs(total) > SMALL * largest else None
    return Explanation(main, against[:1], share)


def _enough(rows: list[Moved]) -> list[Moved]:
    """The first of them that make up most of what all of them moved."""
    whole = sum(abs(row.change) for row in rows)
    found: list[Moved] = []
    for row in rows[:NAMED]:
        if sum(abs(one.change) for one in found) >= ENOUGH * whole:
            break
        found.append(row)
    return found


def percent(now: float, before: float) -> float | None:
    """Change in per cent of what was; None where that says nothing: from nothing or a loss, into a loss, or tenfold.

    >>> percent(110.0, 100.0), percent(5.0, 0.0), percent(5.0, -10.0), percent(-5.0, 10.0), percent(11.0, 1.0)
    (10.0, None, None, None, None)
    """
    if before <= 0 or now < 0:
        return None
    found = round(100 * (now - before) / before, 1)
    return found if found < TENFOLD else None
