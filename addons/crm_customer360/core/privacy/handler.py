"""What an addon says about the personal data it stores: one declaration a model.

A :class:`Handler` says how the rows of a model are found for a person, which activity of the company they serve, what
is told about them, what stands against erasing them and what an erasure does to them. One registry of such declarations
serves the answer to "what do you hold about me", settlement, retention and erasure, so a model is covered everywhere or
nowhere. It is active only where its model and every field it names exist.

How to use
==========
Extend ``crm.personal.data._personal_data_handlers`` and return one more handler:

>>> visits = Handler("shop.visit", "website", (Path("partner_id"),), date="visited", erasure=Erasure(DELETE))
>>> sorted(visits.fields_needed())
['partner_id', 'visited']

``links`` are alternatives: a row found by any of them is about the person. A row found by an e-mail address or a
telephone number only is left out when it names somebody else in ``owner``.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

#: What an erasure does with a row: take it away, blank what names the person, loosen the link, or leave it.
DELETE, SCRUB, DETACH, KEEP = "delete", "scrub", "detach", "keep"
ACTIONS = (DELETE, SCRUB, DETACH, KEEP)
#: Why a row stays although its person asks for erasure.
REASONS = ("", "law", "evidence", "shared", "master", "others")
#: Why something stands against parting with a customer.
OPEN_REASONS = ("unpaid", "unfinished", "undelivered", "planned", "balance", "draft", "undecided")
Conditions = Sequence[Any]


class HandlerError(ValueError):
    """A declaration that cannot work; raised when it is made, naming what is wrong."""


@dataclass(frozen=True)
class Path:
    """Fields from the row to the partner, as in a domain: ``order_id.partner_id``. ``id`` stands for the partner."""

    path: str

    def fields(self) -> tuple[str, ...]:
        return (self.path,)


@dataclass(frozen=True)
class Record:
    """A pair of fields that name a record: the partner, or with ``documents`` any document found for the person.

    ``via`` is a many2one to the record that has the pair, where the row itself has none.
    """

    model: str = "res_model"
    res_id: str = "res_id"
    documents: bool = False
    via: str = ""

    def fields(self) -> tuple[str, ...]:
        return (self.via,) if self.via else (self.model, self.res_id)


@dataclass(frozen=True)
class Email:
    """A field with e-mail addresses in plain text."""

    field: str

    def fields(self) -> tuple[str, ...]:
        return (self.field,)


@dataclass(frozen=True)
class Phone:
    """A field with a telephone number."""

    field: str

    def fields(self) -> tuple[str, ...]:
        return (self.field,)


Link = Path | Record | Email | Phone


@dataclass(frozen=True)
class Erasure:
    """What an erasure does with the rows.

    :param action: one of :data:`ACTIONS`
    :param fields: for :data:`SCRUB`, the fields and what they become; for :data:`DETACH`, the links that are emptied
    :param reason: for :data:`KEEP`, why (one of :data:`REASONS`)
    :param raw: straight in the table, for rows that no user may change
    """

    action: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    raw: bool = False

    def __post_init__(self) -> None:
        if self.action not in ACTIONS or self.reason not in REASONS:
            raise HandlerError(f"erasure: {self.action!r}, {self.reason!r} is none of the known ones")
        if (self.action in (SCRUB, DETACH)) != bool(self.fields):
            raise HandlerError(f"erasure: fields are for {SCRUB} and {DETACH}, which need them")
        if (self.action == KEEP) != bool(self.reason):
            raise HandlerError(f"erasure: a reason is for {KEEP}, which needs one")


@dataclass(frozen=True)
class Obligation:
    """Rows that stand against parting with the customer.

    :param reason: one of :data:`OPEN_REASONS`
    :param domain: which of the person's rows stand against it
    :param amount: field with the amount at stake; ``currency`` the field of its currency
    """

    reason: str
    domain: Conditions
    amount: str = ""
    currency: str = "currency_id"

    def __post_init__(self) -> None:
        if self.reason not in OPEN_REASONS:
            raise HandlerError(f"obligation: {self.reason!r} is none of {OPEN_REASONS}")

    def fields(self) -> Iterator[str]:
        yield from domain_fields(self.domain)
        yield from (name for name in (self.amount, self.currency if self.amount else "") if name)


@dataclass(frozen=True)
class Handler:
    """One model with personal data; see the module's docstring.

    :param model: the model
    :param activity: key of the processing activity it serves, which gives purpose, legal basis and retention
    :param links: how its rows are found
    :param owner: field with the partner who owns a row that is found by an address or number
    :param where: condition on all rows
    :param hidden: fields that are never told: secrets, machinery, other people's data
    :param author: field with the partner who wrote the row; ``texts`` are masked where it was another customer
    :param texts: fields with what the author wrote
    :param addresses: fields with e-mail addresses, of which only the person's and our own are told
    :param date: field from which the retention period runs; else the day the row was made
    :param obligations: what of it stands against parting with the customer
    :param erasure: what an erasure does
    :param own: of this suite: ``erase`` acts on it; the others are planned and reported
    """

    model: str
    activity: str
    links: tuple[Link, ...]
    owner: str = ""
    where: Conditions = ()
    hidden: frozenset[str] = frozenset()
    author: str = ""
    texts: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    date: str = ""
    obligations: tuple[Obligation, ...] = ()
    erasure: Erasure = Erasure(DELETE)
    own: bool = False

    def __post_init__(self) -> None:
        if not self.links:
            raise HandlerError(f"{self.model}: no link to a person")
        if self.texts and not self.author:
            raise HandlerError(f"{self.model}: texts without an author")

    @property
    def is_dependent(self) -> bool:
        """Whether its rows hang on documents that other handlers find."""
        return any(isinstance(link, Record) and link.documents for link in self.links)

    def fields_needed(self) -> frozenset[str]:
        """Fields of the model without which the declaration cannot work (the first step of a path).

        Hidden fields are no condition: they may come from addons that are not there.
        """
        found: set[str] = set()
        for link in self.links:
            found.update(link.fields())
        for obligation in self.obligations:
            found.update(obligation.fields())
        found.update(domain_fields(self.where))
        found.update((*self.texts, *self.addresses, *self.erasure.fields))
        found.update(name for name in (self.owner, self.author, self.date) if name)
        return frozenset(name.partition(".")[0] for name in found)

    def limited_to(self, names: Collection[str]) -> Handler | None:
        """The declaration without what the database lacks, or None when no link to a person is left.

        :param names: fields of the model that exist
        """
        links = tuple(link for link in self.links if _exist(link.fields(), names))
        if not links:
            return None
        kept = {name: value for name, value in self.erasure.fields.items() if name in names}
        erasure = self.erasure
        if kept != dict(erasure.fields):
            erasure = replace(erasure, fields=kept) if kept else Erasure(KEEP, reason="shared")
        return replace(
            self,
            links=links,
            owner=self.owner if self.owner in names else "",
            where=tuple(self.where) if _exist(domain_fields(self.where), names) else (),
            texts=tuple(name for name in self.texts if name in names),
            addresses=tuple(name for name in self.addresses if name in names),
            date=self.date if _exist((self.date,), names) else "",
            obligations=tuple(one for one in self.obligations if _exist(one.fields(), names)),
            erasure=erasure,
        )


def _exist(paths: Iterable[str], names: Collection[str]) -> bool:
    return all(path.partition(".")[0] in names for path in paths)


def domain_fields(domain: Conditions) -> Iterator[str]:
    """Paths a domain names.

    >>> list(domain_fields(["|", ("state", "=", "draft"), ("order_id.state", "=", "sale")]))
    ['state', 'order_id.state']
    """
    for term in domain:
        if not isinstance(term, str):
            yield term[0]


def kept_until(day: dt.date, months: int, *, year_end: bool) -> dt.date:
    """Last day on which something of ``day`` is kept, counted from it or from the end of its year.

    >>> kept_until(dt.date(2024, 2, 29), 12, year_end=False)
    datetime.date(2025, 2, 28)
    >>> kept_until(dt.date(2024, 3, 5), 120, year_end=True)
    datetime.date(2034, 12, 31)
    """
    start = dt.date(day.year, 12, 31) if year_end else day
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
