"""Whether there is enough to learn from; below that a score would be a guess in figures.

Example
-------
>>> enough(Amount(customers=2357, repeaters=946, weeks=39.0)), enough(Amount(40, 30, 200.0))
(True, False)
>>> periods(78.0)
[26, 52]
"""

from __future__ import annotations

from dataclasses import dataclass

CUSTOMERS, REPEATERS, WEEKS = 100, 30, 13.0
#: Weeks a back-test forecasts, and how many days it looks back from at most.
HORIZON, ORIGINS = 26, 3


@dataclass(frozen=True)
class Amount:
    """What there is.

    :param repeaters: customers with more than one purchase
    :param weeks: from the first purchase of all to today
    """

    customers: float
    repeaters: float
    weeks: float


def enough(amount: Amount) -> bool:
    """Whether a model may be fitted."""
    return amount.customers >= CUSTOMERS and amount.repeaters >= REPEATERS and amount.weeks >= WEEKS


def periods(weeks: float) -> list[int]:
    """How many weeks back a back-test may stand, so that as much lies before it as is forecast.

    With less than a year there is one, half-way; with too little, none.
    """
    if weeks >= 2 * HORIZON:
        return [HORIZON * number for number in range(1, ORIGINS + 1) if HORIZON * (number + 1) <= weeks]
    return [int(weeks / 2)] if weeks >= 2 * WEEKS else []


def horizon(weeks: float) -> int:
    """How many weeks a back-test forecasts."""
    return HORIZON if weeks >= 2 * HORIZON else int(weeks / 2)
