"""Pairs that hang together: whoever is perhaps A, and whoever is perhaps B, if A is perhaps B."""

from __future__ import annotations

from collections.abc import Iterable


def components(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return for each customer of the pairs the lowest id it hangs together with.

    >>> components([(3, 4), (4, 9), (1, 2)])
    {3: 3, 4: 3, 9: 3, 1: 1, 2: 1}
    """
    parent: dict[int, int] = {}

    def root(one: int) -> int:
        while parent.setdefault(one, one) != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return {one: root(one) for one in parent}
