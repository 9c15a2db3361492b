"""What an import is asked to do, what it works with, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from rpclib.connection import PAUSES, insist
from rpclib.customers import Naming, demo_naming, plain_naming
from rpclib.plan import Done
from rpclib.reading import Source
from rpclib.rows import Rules

Result = TypeVar("Result")


class Bar(Protocol):
    """A progress bar."""

    def update(self, n: int) -> object:
        """Advance by n."""


# Opens a bar with a title and a total, None where nobody knows it.
Bars = Callable[[str, "int | None"], AbstractContextManager[Bar]]


@dataclass(frozen=True)
class Job:
    """What to import and how.

    :param orders: each purchase becomes a confirmed order
    :param invoice_share: the part of the purchases, from 0 to 1, that becomes a posted invoice (too)
    """

    source: Source
    rules: Rules
    prefix: str
    orders: bool = True
    invoice_share: float = 0.0
    shift_to: str | None = None
    skip_bad: bool = False
    allow_duplicates: bool = False
    demo_names: bool = False
    plain_refs: bool = False
    taxed: bool = False
    product_code: str = "IMPORT"
    product_name: str = "Imported purchase"
    batch_size: int = 500

    @property
    def invoices(self) -> bool:
        """Tell whether any invoice may come of it."""
        return self.invoice_share > 0

    def models(self) -> list[str]:
        """Return the models of the documents to create."""
        return ["sale.order"] * self.orders + ["account.move"] * self.invoices

    def naming(self) -> Naming:
        """Return how customers are named."""
        return demo_naming(self.prefix) if self.demo_names else plain_naming(self.prefix, self.plain_refs)


@dataclass(frozen=True)
class Around:
    """How an import shows its progress, warns, and waits after a lost connection."""

    bars: Bars
    warn: Callable[[str], None]
    pauses: Sequence[float] = PAUSES

    def insist(self, action: Callable[[], Result]) -> Result:
        """Do something on the server that may be done again."""
        return insist(action, self.warn, self.pauses)


@dataclass(frozen=True)
class Outcome:
    """What was done, or in a dry run is to be done; contacts count customers and the people of companies."""

    purchases: int = 0
    customers: int = 0
    new_contacts: int = 0
    orders: Done = field(default_factory=Done)
    invoices: Done = field(default_factory=Done)

    @property
    def changes(self) -> bool:
        """Tell whether there was anything to do."""
        return bool(self.new_contacts) or self.orders != Done() or self.invoices != Done()

    def lines(self, dry_run: bool) -> list[str]:
        """Return the outcome for the screen."""
        if not self.changes:
            return [
                f"Nothing to do: all {self.purchases:,} purchases of {self.customers:,} customers are there already."
            ]
        will = "to be " if dry_run else ""
        return [
            f"{self.purchases:,} purchases of {self.customers:,} customers",
            f"contacts: {self.new_contacts:,} {will}created",
            *work("orders", will, "confirmed", self.orders),
            *work("invoices", will, "posted", self.invoices),
        ]


def work(kind: str, will: str, confirmed: str, done: Done) -> list[str]:
    """Return what was done for one kind of document, steps that an earlier run left open apart."""
    lines = [f"{kind}: {done.created:,} {will}created and {confirmed}"] if done.created else []
    if done.confirmed:
        lines.append(f"{kind}: {done.confirmed:,} of an earlier run {will}{confirmed}")
    if done.dated:
        lines.append(f"{kind}: {done.dated:,} of an earlier run {will}given their date")
    return lines
