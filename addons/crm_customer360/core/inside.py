"""What the code says to itself in a context.

Anybody can name a key of a context over RPC, with a text, a number or a list as its value; nobody can send this one.

>>> says({"loyalty_later": INSIDE}, "loyalty_later"), says({"loyalty_later": True}, "loyalty_later"), says({}, "x")
(True, False, False)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final


class Inside(str):
    """A type of its own; a text, so that a context with it can still be written down.

    It equals nothing else: Odoo takes environments with equal contexts for one.

    >>> INSIDE == "inside", INSIDE != "inside", {"a": INSIDE} == {"a": INSIDE}
    (False, True, True)
    """

    def __eq__(self, other: object) -> bool:
        """Whether it is the same object."""
        return self is other

    def __ne__(self, other: object) -> bool:
        """Whether it is another object."""
        return self is not other

    __hash__ = str.__hash__


INSIDE: Final = Inside("inside")


class InsideValues(dict[str, Any]):
    """Values that the code hands to itself in a context; from outside there come only plain ones.

    >>> inside_values({"a": InsideValues(only="x")}, "a"), inside_values({"a": {"only": "x"}}, "a")
    ({'only': 'x'}, {})
    """


def inside_values(context: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return what the code itself put into the context under ``name``; nothing of anybody else's."""
    found = context.get(name)
    return found if isinstance(found, InsideValues) else {}


def says(context: Mapping[str, Any], name: str) -> bool:
    """Return whether the code itself put ``name`` into the context."""
    return isinstance(context.get(name), Inside)
