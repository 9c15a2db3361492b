"""Lists of words written as one text."""

from __future__ import annotations


def listed(text: str) -> frozenset[str]:
    """Return the words of a text.

    >>> sorted(listed("test tests"))
    ['test', 'tests']
    """
    return frozenset(text.split())
