"""What may be open with a customer, said once per kind of record: counted, summed and listed by one routine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

DomainTerm = Any


@dataclass(frozen=True)
class Scope:
    """Whose records are meant: of a company with all its contacts (``whole``), or of one contact alone."""

    partner_id: int
    whole: bool

    def domain(self, path: str) -> list[DomainTerm]:
        """Condition on a model whose field ``path`` names the contact; a list opened with it shows the same records.

        >>> Scope(7, True).domain("partner_id")
        [('partner_id.commercial_partner_id', '=', 7)]
        >>> Scope(7, False).domain("partner_id")
        [('partner_id', '=', 7)]
        """
        return [(f"{path}.commercial_partner_id" if self.whole else path, "=", self.partner_id)]


@dataclass(frozen=True)
class Matter:
    """One kind of open matter.

    ``domain`` says which records are open; a callable gets the environment and is asked only when the model is
    there. ``late`` says which of the open ones need somebody now. Dates relative to today are written as Odoo's
    domains have them (``today``, ``now``). ``date`` is what the rows are ordered by, the earliest first;
    ``promised`` is a second date, told to the customer, that stands instead when it is the earlier one.
    ``currency`` is a path to the currency of ``amount``; a record without one is in the reader's company currency.
    ``unless`` names a model: to a reader of that one the matter would show the same thing twice.
    """

    key: str
    model: str
    label: Any
    domain: Sequence[DomainTerm] | Callable[[Any], Sequence[DomainTerm]]
    late: Sequence[DomainTerm] = ()
    title: str = "display_name"
    partner: str = "partner_id"
    date: str = ""
    promised: str = ""
    amount: str = ""
    currency: str = "currency_id"
    icon: str = "fa-circle-o"
    sequence: int = 100
    unless: str = ""

    def dates(self) -> list[str]:
        """Fields that say when it is due."""
        return [name for name in (self.date, self.promised) if name]

    def fields(self) -> Iterator[str]:
        """Fields of the model that the matter cannot do without."""
        paths = [self.partner, self.title]
        paths += self.dates()
        if self.amount:
            paths += [self.amount, self.currency]
        conditions = [] if callable(self.domain) else list(self.domain)
        paths += [term[0] for term in [*conditions, *self.late] if not isinstance(term, str)]
        for path in paths:
            yield path.partition(".")[0]
