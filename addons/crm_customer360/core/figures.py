"""How a figure is written."""

from __future__ import annotations


def decimals(value: float, most: int) -> int:
    """How many decimals a figure needs to say what it says, rounded to at most so many.

    >>> [decimals(value, 3) for value in (20, 2.5, 0.1 + 0.2, 1 / 3, 1e12)]
    [0, 1, 1, 3, 0]
    """
    return next((digits for digits in range(most) if round(value, digits) == round(value, most)), most)
