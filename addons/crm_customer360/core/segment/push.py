"""What a segment may do with those who enter and leave: declared once for each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Push:
    """One kind of push.

    The model of pushes has two methods for it, ``_put_<name>(partners)`` and ``_take_<name>(items)``: the first does
    what is to be done for partners who are in the segment and returns ``{partner id: (own, record id)}`` of those for
    whom it is done now, ``own`` telling that the push and nobody before it put it there; the second undoes it for
    items that are its own. Both work on many at once.

    :param name: stable technical name, stored with each push
    :param label: what a manager reads
    :param model: model of the record a push names (which tag, which list)
    :param shared: what the push puts on a partner is one thing whoever puts it: another push of the kind that names
        the same record needs it too
    :param by_company: what is shared, is so within a company
    :param writes: models that whoever sets such a push up must be allowed to change
    :param requires: further models without which it does not work
    """

    name: str
    label: Any
    model: str
    shared: bool = True
    by_company: bool = False
    writes: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()

    @property
    def models(self) -> frozenset[str]:
        """Every model that must be installed."""
        return frozenset({self.model, *self.writes, *self.requires})
