"""The customer pyramid: who belongs to which layer, who moved, and who can climb.

After J. Curry and A. Curry, "The Customer Marketing Method", Free Press 2000: the active customers stand in the order
of what they bring in twelve months; the first 1 % are the top, the next 4 % big, the next 15 % medium, the other 80 %
small. Below them stand inactive customers, prospects and suspects.

How it is decided
-----------------
*Ranks, not amounts.* Whoever brings more stands higher; of equals, whoever is longer in the file.

*Rounding up, from the top.* A cut at 5 % of 101 customers is after the sixth. As long as there are customers, each
layer has at least one: seven customers are 1 top, 1 big, 1 medium, 4 small.

Example
-------
>>> ends(1000), ends(101), ends(7), ends(2)
((10, 50, 200), (2, 6, 21), (1, 2, 3), (1, 2, 2))
>>> [layer_of(rank, ends(7)) for rank in range(1, 8)]
['top', 'big', 'medium', 'small', 'small', 'small', 'small']
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

TOP, BIG, MEDIUM, SMALL = "top", "big", "medium", "small"
INACTIVE, PROSPECT, SUSPECT = "inactive", "prospect", "suspect"
#: Layers of active customers, the highest first, and all of them.
ACTIVE = (TOP, BIG, MEDIUM, SMALL)
LAYERS = (*ACTIVE, INACTIVE, PROSPECT, SUSPECT)
#: Of a matrix: was not in the one snapshot, or is not in the other.
NOWHERE = "none"
#: Where each layer of active customers ends, percent of them counted from the top.
CUTS = (1.0, 5.0, 20.0)
#: At most this part of a layer is named as able to climb; 5 to 30 % can, after Curry.
CLIMBERS = Fraction(30, 100)


class CutError(ValueError):
    """Cuts that make no layers."""


def check_cuts(cuts: Sequence[float]) -> None:
    """Refuse cuts that do not rise from above 0 to at most 100.

    :raise CutError: they do not
    """
    if len(cuts) != len(CUTS) or not 0 < cuts[0] < cuts[1] < cuts[2] <= 100:
        raise CutError("cuts: three percentages that rise, above 0 and up to 100")


def ends(count: int, cuts: Sequence[float] = CUTS) -> tuple[int, int, int]:
    """Last rank of the layers top, big and medium; whoever comes after is small.

    :param count: active customers
    :param cuts: percentages, cumulated from the top
    :raise CutError: the cuts do not rise
    """
    check_cuts(cuts)
    found: list[int] = []
    for cut in cuts:
        # Exact: 5 % of 100 is five, whatever a computer makes of 0.05.
        end = math.ceil(Fraction(str(cut)) * count / 100)
        found.append(min(count, max(end, (found[-1] if found else 0) + 1)))
    return found[0], found[1], found[2]


def layer_of(rank: int, borders: Sequence[int]) -> str:
    """Layer of a rank, counted from 1."""
    return next((layer for layer, end in zip(ACTIVE, borders, strict=False) if rank <= end), SMALL)


@dataclass(frozen=True)
class Buyer:
    """What an active customer brought.

    :param customer: id
    :param amount: of twelve months, company currency
    :param before: of the twelve months before these
    :param need: what they buy of our kind of goods in a year, from anybody; 0 if nobody knows
    """

    customer: int
    amount: float
    before: float = 0.0
    need: float = 0.0

    @property
    def expected(self) -> float:
        """What a year may bring: as much growth again, but no more than twice as much, or what they need if more.

        >>> Buyer(1, 100.0, before=80.0).expected, Buyer(1, 100.0, before=10.0, need=150.0).expected
        (120.0, 190.0)
        >>> Buyer(1, 100.0).expected, Buyer(1, 100.0, before=10.0).expected
        (100.0, 190.0)
        """
        growth = self.amount - self.before if self.before > 0 else 0.0
        return max(self.amount + min(max(growth, 0.0), max(self.amount, 0.0)), self.need)


@dataclass(frozen=True)
class Place:
    """Where a customer stands.

    :param rank: among the active customers, from 1
    :param border: what the last of the layer above brings; 0 for the top
    :param potential: what a climb would be worth a year; 0 for who is no candidate
    """

    customer: int
    layer: str
    rank: int
    border: float = 0.0
    potential: float = 0.0


def place(buyers: Sequence[Buyer], cuts: Sequence[float] = CUTS) -> dict[int, Place]:
    """Everybody's place, by customer.

    Who can climb: whose expected year reaches the last of the layer above. Of a layer at most :data:`CLIMBERS` are
    named, rounded up, those who come nearest to it or go farthest beyond first.

    >>> rich = [Buyer(1, 900.0), Buyer(2, 500.0), Buyer(3, 300.0)]
    >>> places = place([*rich, Buyer(4, 200.0, before=90.0), Buyer(5, 10.0)])
    >>> places[4].layer, places[4].border, places[4].potential
    ('small', 300.0, 110.0)
    """
    ordered = sorted(buyers, key=lambda buyer: (-buyer.amount, buyer.customer))
    borders = ends(len(ordered), cuts)
    layers = {buyer.customer: layer_of(rank, borders) for rank, buyer in enumerate(ordered, 1)}
    lowest = {layers[buyer.customer]: buyer.amount for buyer in ordered}
    above = {layer: lowest.get(higher, 0.0) for higher, layer in itertools.pairwise(ACTIVE)}
    climbing = _climbers(ordered, layers, above)
    return {
        buyer.customer: Place(
            buyer.customer,
            layers[buyer.customer],
            rank,
            above.get(layers[buyer.customer], 0.0),
            buyer.expected - buyer.amount if buyer.customer in climbing else 0.0,
        )
        for rank, buyer in enumerate(ordered, 1)
    }


def _climbers(ordered: Sequence[Buyer], layers: Mapping[int, str], above: Mapping[str, float]) -> set[int]:
    found: set[int] = set()
    for layer, border in above.items():
        members = [buyer for buyer in ordered if layers[buyer.customer] == layer]
        able = [buyer for buyer in members if border > 0 and buyer.expected >= border and buyer.expected > buyer.amount]
        able.sort(key=lambda buyer: (-buyer.expected, buyer.customer))
        found.update(buyer.customer for buyer in able[: math.ceil(CLIMBERS * len(members))])
    return found


def migration(before: Mapping[int, str], after: Mapping[int, str]) -> Counter[tuple[str, str]]:
    """How many went from where to where, :data:`NOWHERE` for those who are new or gone.

    Nobody is lost: the rows add up to ``before``, the columns to ``after``.

    >>> sorted(migration({1: "top", 2: "small"}, {1: "big", 3: "small"}).items())
    [(('none', 'small'), 1), (('small', 'none'), 1), (('top', 'big'), 1)]
    """
    return Counter((before.get(one, NOWHERE), after.get(one, NOWHERE)) for one in {*before, *after})


def direction(before: str, after: str) -> int:
    """1 for a climb, -1 for a fall, 0 for who stays; new ones climb, lost ones fall.

    >>> direction("small", "medium"), direction("top", "inactive"), direction("none", "small"), direction("big", "big")
    (1, -1, 1, 0)
    """
    order = (*LAYERS, NOWHERE)
    one, other = order.index(before), order.index(after)
    return (one > other) - (one < other)
