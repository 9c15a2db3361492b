"""What staying is worth: the margin multiple, and what it would be with another retention.

A customer who leaves ``margin`` a year, comes back next year with probability ``retention``, and whose money is
discounted at a yearly ``discount``, leaves ``margin * retention / (1 + discount - retention)`` in all coming years.
S. Gupta, D. R. Lehmann, "Customers as Assets", Journal of Interactive Marketing 17(1), 2003.

Example
-------
>>> round(multiple(0.8, 0.1), 2)
2.67
>>> found = what_if(100.0, Share(800, 1000), 0.1)
>>> round(found.value, 1), round(found.better, 1), round(found.gain, 3)
(266.7, 323.1, 0.212)
"""

from __future__ import annotations

import math
from dataclasses import dataclass

#: By how much the retention is raised in the comparison, of itself.
RAISE = 0.05
#: The highest retention anything is computed with.
MOST = 0.99
#: Two-sided 95 %.
Z = 1.959963984540054


@dataclass(frozen=True)
class Share:
    """How many of how many.

    >>> Share(0, 0).share
    0.0
    """

    part: float
    whole: float

    @property
    def share(self) -> float:
        """0..1."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def range(self) -> tuple[float, float]:
        """Where the share lies with a confidence of 95 %. E. B. Wilson, J. Am. Stat. Assoc. 22(158), 1927.

        >>> [round(end, 4) for end in Share(8, 10).range]
        [0.4902, 0.9433]
        """
        if not self.whole:
            return 0.0, 1.0
        n, p = self.whole, self.share
        middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
        half = Z * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class WhatIf:
    """What a customer is worth as things are, and with a better retention.

    :param value: margin of the coming years, discounted; ``low`` and ``high`` by the range of the retention
    :param retention: with which ``better`` is computed
    :param better: the same with that retention
    :param gain: by what part it is more, 0.2 for 20 %
    """

    value: float
    low: float
    high: float
    retention: float
    better: float
    gain: float


def multiple(retention: float, discount: float) -> float:
    """How many yearly margins the coming years are worth.

    :raise ValueError: a retention outside 0..0.99 or a discount outside 0..1
    """
    if not 0 <= retention <= MOST:
        raise ValueError("retention: from 0 to 0.99")
    if not 0 <= discount <= 1:
        raise ValueError("discount: from 0 to 1")
    return retention / (1 + discount - retention)


def what_if(margin: float, kept: Share, discount: float, raised: float = RAISE) -> WhatIf:
    """The value of a customer as things are, and with the retention raised by a part of itself."""
    retention = min(kept.share, MOST)
    low, high = (min(end, MOST) for end in kept.range)
    better = min(retention * (1 + raised), MOST)
    value, improved = (margin * multiple(rate, discount) for rate in (retention, better))
    return WhatIf(
        value=value,
        low=margin * multiple(low, discount),
        high=margin * multiple(high, discount),
        retention=better,
        better=improved,
        gain=improved / value - 1 if value else 0.0,
    )
