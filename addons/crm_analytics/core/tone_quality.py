"""How often a yes-or-no judgement is right: precision and recall against what people said.

Source of the lower bound: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
Journal of the American Statistical Association 22 (1927), 209-212.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

#: Two-sided 95 % of the normal distribution.
Z95 = 1.959963984540054


@dataclass(frozen=True)
class Quality:
    """``shown``: judged yes; ``right``: of them rightly; ``missed``: wrongly judged no. None is a share of nothing."""

    shown: int
    right: int
    missed: int
    precision: float | None
    recall: float | None
    precision_low: float | None


def precision_recall(pairs: Iterable[tuple[bool, bool]]) -> Quality:
    """Quality of judgements.

    :param pairs: of each case what was judged, and what is true
    :return: with ``precision_low`` as the lower end of the 95 % interval of the precision (Wilson)

    >>> precision_recall([(True, True), (True, True), (True, False), (False, True), (False, False)]).right
    2
    """
    shown = right = missed = 0
    for judged, true in pairs:
        shown += judged
        right += judged and true
        missed += true and not judged
    return Quality(
        shown=shown,
        right=right,
        missed=missed,
        precision=right / shown if shown else None,
        recall=right / (right + missed) if right + missed else None,
        precision_low=wilson_low(right, shown),
    )


def wilson_low(right: int, shown: int) -> float | None:
    """Lower end of Wilson's 95 % interval of a share; None of nothing.

    >>> round(wilson_low(8, 10), 4), wilson_low(0, 0)
    (0.4902, None)
    """
    if not shown:
        return None
    share = right / shown
    spread = Z95 * math.sqrt(share * (1 - share) / shown + Z95**2 / (4 * shown**2))
    return max(0.0, (share + Z95**2 / (2 * shown) - spread) / (1 + Z95**2 / shown))
