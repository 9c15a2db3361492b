"""What the code says to itself in a context.

Anybody can name a key of a context over RPC, with a text, a number or a list as its value; nobody can send this one.

>>> says({"loyalty_later": INSIDE}, "loyalty_later"), says({"loyalty_later": True}, "loyalty_later"), says({}, "x")
(True, False, False)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final


class Inside(int):
    """A type of its own; a number, so that a context with it can still be written down."""


INSIDE: Final = Inside(1)


def says(context: Mapping[str, Any], name: str) -> bool:
    """Return whether the code itself put ``name`` into the context."""
    return isinstance(context.get(name), Inside)
