"""One line of the ledger before it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: What a movement can be.
KINDS = (
    "opening", "earn", "redeem", "restore", "clawback", "expire", "adjust", "bonus", "transfer", "referral", "extend",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """Why points move.

    :param kind: one of :data:`KINDS`
    :param key: says which occasion this is; a second entry with the same key changes nothing
    :param reason: in words, for who reads the ledger
    :param res_model: document that caused it, with ``res_id``
    :param order: the order whose points these are
    :param invoice: the invoice whose points these are
    :param expires_on: last day of the points granted
    :param available_from: first day on which they can be used; None: at once
    :param terms: the rule by which they were granted

    >>> Entry("gift", "a")
    Traceback (most recent call last):
    ...
    ValueError: kind: 'gift' is none of opening, earn, redeem, restore, clawback, expire, adjust, bonus, transfer, \
referral, extend
    """

    kind: str
    key: str
    reason: str = ""
    res_model: str = ""
    res_id: int = 0
    order: int = 0
    invoice: int = 0
    expires_on: dt.date | None = None
    available_from: dt.date | None = None
    terms: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind: {self.kind!r} is none of {', '.join(KINDS)}")
        if not self.key:
            raise ValueError("key: an entry without one could be written twice")
