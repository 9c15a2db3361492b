"""Evidence as it was when somebody decided: plain values with a hash, and steps in a chain of hashes.

>>> one = digest({"ids": [1, 2], "name": "Ąžuolas"})
>>> one == digest({"name": "Ąžuolas", "ids": [1, 2]}), one == digest({"ids": [2, 1], "name": "Ąžuolas"})
(True, False)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any


def canonical(values: Mapping[str, Any]) -> str:
    """The one text of plain values: keys sorted, no spaces, no numbers that are none.

    >>> canonical({"b": 1.5, "a": [True, None]})
    '{"a":[true,null],"b":1.5}'
    """
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(values: Mapping[str, Any], before: str = "") -> str:
    """SHA-256 of plain values, with that of what came before."""
    return hashlib.sha256(f"{before}\n{canonical(values)}".encode()).hexdigest()


def first_broken(steps: Iterable[tuple[Mapping[str, Any], str]]) -> int | None:
    """Position of the first step whose hash does not follow from its values and the step before; None if all do.

    >>> a, b = {"act": "assess"}, {"act": "hear"}
    >>> good = [(a, digest(a)), (b, digest(b, digest(a)))]
    >>> first_broken(good), first_broken(good[1:]), first_broken([good[0], ({"act": "x"}, good[1][1])])
    (None, 0, 1)
    """
    before = ""
    for position, (values, given) in enumerate(steps):
        before = digest(values, before)
        if before != given:
            return position
    return None
