"""A domain as a tree, for whoever puts it into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

AND, OR, NOT = "&", "|", "!"


@dataclass(frozen=True)
class Node:
    """``sign`` joins the ``parts``, which are nodes or leaves (``(path, operator, value)``)."""

    sign: str
    parts: tuple[Any, ...]


def tree(terms: Sequence[Any]) -> Any:
    """The tree of a domain in prefix notation; None for one that takes in everything.

    >>> tree(["&", ("a", "=", 1), "&", ("b", "=", 2), ("c", "=", 3)]).parts
    (('a', '=', 1), ('b', '=', 2), ('c', '=', 3))
    >>> tree([("a", "=", 1), ("b", "=", 2)]).sign
    '&'
    >>> tree(["!", ("a", "=", 1)])
    Node(sign='!', parts=(('a', '=', 1),))
    """
    stack: list[Any] = []
    for term in reversed(terms):
        if term in (AND, OR):
            stack.append(_joined(term, stack.pop(), stack.pop()))
        elif term == NOT:
            stack.append(Node(NOT, (stack.pop(),)))
        else:
            stack.append(tuple(term))
    if not stack:
        return None
    found = stack.pop()
    while stack:
        found = _joined(AND, found, stack.pop())
    return found


def _joined(sign: str, *nodes: Any) -> Node:
    parts: list[Any] = []
    for node in nodes:
        parts += node.parts if isinstance(node, Node) and node.sign == sign else [node]
    return Node(sign, tuple(parts))
