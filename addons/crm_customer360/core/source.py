"""Declaration of a touchpoint source.

A source says once, in SQL, which touchpoints the rows of a model amount to. The live capture, the back-fill and the
nightly repair all run that one statement (see :mod:`.statement`), so they cannot disagree.

How to use
==========
``key`` is the SQL expression of the id of the source's row and ``rows`` the text from ``FROM`` on. ``rows`` holds the
token ``{scope}`` where the restriction to some ids belongs; a literal per cent sign is written ``%%``. ``columns``
gives the SQL expression of each standard column; the ones left out take the default of :data:`DEFAULTS`.

Example
=======
>>> payment = Source(
...     name="account.payment", label="Payments", model="account.payment", key="p.id",
...     rows="FROM account_payment p WHERE p.state = 'paid' AND {scope}",
...     columns={"event": "'payment'", "partner_id": "p.partner_id", "date": "p.date", "channel": "'payment'"},
...     events={"payment": "Payment"},
... )
>>> payment.target_model
'account.payment'
>>> sorted(payment.relevant_fields(["date", "state", "memo"]))
['date', 'state']
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

REQUIRED = ("event", "partner_id", "date", "channel")
#: Standard columns and what they are when a source does not say. ``res_id`` falls back to the key.
DEFAULTS: Mapping[str, str] = {
    "rank": "0",
    "all_day": "FALSE",
    "direction": "'internal'",
    "nature": "'information'",
    "title": "''",
    "amount": "NULL::numeric",
    "currency_id": "NULL::integer",
    "user_id": "NULL::integer",
    "company_id": "NULL::integer",
    "sensitivity": "'normal'",
}
STANDARD = (*REQUIRED, *DEFAULTS, "res_id")
SCOPE = "{scope}"


class SourceError(ValueError):
    """A declaration that cannot work; raised when the source is made, naming what is missing."""


@dataclass(frozen=True)
class Watch:
    """Rows of another model that change what a source yields.

    :param model: the watched model, e.g. ``calendar.attendee``
    :param select: SQL that yields the source's ids for the watched ``%(ids)s``
    :param fields: only writes to these fields count; left out, the fields that ``select`` and the source name
    :param only_write: creating or deleting a watched row changes nothing
    :param key: the id that ``select`` would yield, read from the watched record (false for none): saves a statement
    :param fresh: rows of the source that know a watched record are younger than it, and are noticed themselves: what a
        new record is written with before the next look, its computed fields above all, saves a statement
    """

    model: str
    select: str
    fields: frozenset[str] = frozenset()
    only_write: bool = False
    key: Callable[[Any], int] | None = None
    fresh: bool = False

    def relevant_fields(self, source: Source, names: Iterable[str]) -> frozenset[str]:
        """Those of ``names`` (fields of the watched model) whose change matters to ``source``."""
        if self.fields:
            return self.fields
        return named_in(f"{self.select} {source.text}", names)


@dataclass(frozen=True)
class Source:
    """One kind of touchpoint record; see the module's docstring.

    :param name: stable technical name, stored on each touchpoint
    :param label: what an administrator reads (a plain or lazily translated string)
    :param model: the model whose rows the key counts
    :param record_model: the model whose access rights govern the row, when it is not ``model``
    :param events: label of each event
    :param requires: further models that must be installed
    :param target: names of two fields of the record that say which document to open instead of it
    :param preview: field of the record with its first words, read under the reader's own rights
    :param when: tells from the values of a new record whether it may yield a touchpoint: saves a statement for those
        that cannot. It must not be narrower than ``rows``; what comes with watched rows is found through them.
    :param keep: the ERP purges these rows: touchpoints outlive them, only an erasure removes them
    :param shared: SQL condition on a touchpoint ``t`` of this source: everybody who may read the customer may know of
        it, so it counts in figures that are the same for every reader. Empty: none of them.
    :param access: further models the reader must be allowed to read at all, where the record is open to more
    :param covers: rows of other sources that this one shows in its own way: ``{source name: SQL condition on its row}``
    :param indexes: indexes the statements need, as ``table (columns)``
    """

    name: str
    label: Any
    model: str
    key: str
    rows: str
    columns: Mapping[str, str]
    events: Mapping[str, Any]
    record_model: str = ""
    requires: tuple[str, ...] = ()
    watch: tuple[Watch, ...] = ()
    target: tuple[str, str] | None = None
    preview: str = ""
    when: Callable[[Any], bool] | None = None
    keep: bool = False
    shared: str = ""
    access: tuple[str, ...] = ()
    covers: Mapping[str, str] = field(default_factory=dict)
    indexes: tuple[str, ...] = ()
    text: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        missing = [name for name in REQUIRED if name not in self.columns]
        unknown = [name for name in self.columns if name not in STANDARD]
        if missing or unknown:
            raise SourceError(f"source {self.name}: missing columns {missing}, unknown columns {unknown}")
        if SCOPE not in self.rows:
            raise SourceError(f"source {self.name}: the rows hold no {SCOPE}")
        if not self.events:
            raise SourceError(f"source {self.name}: no events")
        object.__setattr__(self, "text", " ".join((self.key, self.rows, *self.columns.values())))

    @property
    def target_model(self) -> str:
        """Model of ``res_id``: the record whose rights decide who sees the touchpoint."""
        return self.record_model or self.model

    @property
    def models(self) -> frozenset[str]:
        """Every model that must be installed for the source to work."""
        return frozenset({self.model, self.target_model, *self.requires})

    def relevant_fields(self, names: Iterable[str]) -> frozenset[str]:
        """Those of ``names`` (fields of ``model``) that the statement reads, judged by their names."""
        return named_in(self.text, names)


def named_in(text: str, names: Iterable[str]) -> frozenset[str]:
    """Names that stand in ``text`` as whole words.

    >>> sorted(named_in("SELECT m.res_id FROM m", ["res", "res_id", "id"]))
    ['res_id']
    """
    words: Collection[str] = set(re.findall(r"\w+", text))
    return frozenset(name for name in names if name in words)
