"""What can be said about partings: outcomes by reason, the share that was kept, how long each state took.

Shares are only told of decided cases: dismissed ones were none, and open ones may still end either way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

KEPT, PARTED, OPEN, DISMISSED = "kept", "parted", "open", "dismissed"


@dataclass(frozen=True)
class Told:
    """One case."""

    reason: str
    outcome: str
    days: int
    refused: int = 0
    won_back: bool = False


@dataclass(frozen=True)
class Outcome:
    """Cases of one reason, or of all."""

    cases: int
    open: int
    kept: int
    parted: int
    dismissed: int
    refused: int
    won_back: int
    days: float | None

    @property
    def kept_share(self) -> float | None:
        """Share of the decided cases in which the customer was kept; None where none is decided."""
        decided = self.kept + self.parted
        return self.kept / decided if decided else None


def outcome(cases: Sequence[Told]) -> Outcome:
    """Count cases.

    >>> outcome([Told("own", "kept", 10), Told("own", "parted", 50), Told("own", "open", 0)]).kept_share
    0.5
    """
    count = {key: sum(case.outcome == key for case in cases) for key in (OPEN, KEPT, PARTED, DISMISSED)}
    took = [case.days for case in cases if case.outcome in (KEPT, PARTED)]
    return Outcome(
        len(cases),
        count[OPEN],
        count[KEPT],
        count[PARTED],
        count[DISMISSED],
        sum(case.refused for case in cases),
        sum(case.won_back for case in cases),
        float(median(took)) if took else None,
    )


def by_reason(cases: Sequence[Told]) -> dict[str, Outcome]:
    """The same by reason, the most frequent first."""
    reasons = sorted({case.reason for case in cases})
    found = {reason: outcome([case for case in cases if case.reason == reason]) for reason in reasons}
    return dict(sorted(found.items(), key=lambda item: -item[1].cases))


def days_by_state(changes: Iterable[tuple[int, str, dt.datetime]]) -> dict[str, float]:
    """Median days spent in each state that was left again.

    :param changes: ``(case, state entered, when)`` in the order of each case's steps

    >>> one, two, three = (dt.datetime.fromisoformat(f"2026-03-0{day}") for day in (1, 3, 7))
    >>> days_by_state([(1, "hearing", one), (1, "alternatives", two), (1, "approval", three), (2, "hearing", one)])
    {'hearing': 2.0, 'alternatives': 4.0}
    """
    spent: dict[str, list[float]] = {}
    entered: dict[int, tuple[str, dt.datetime]] = {}
    for case, state, when in changes:
        if case in entered:
            before, since = entered[case]
            spent.setdefault(before, []).append((when - since).total_seconds() / 86_400)
        entered[case] = (state, when)
    return {state: float(median(days)) for state, days in spent.items()}
