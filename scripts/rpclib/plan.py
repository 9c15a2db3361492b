"""What the server shall hold, and which steps are missing: pure decisions, no server.

A purchase becomes one order, one invoice, or an order and an invoice for it. Each carries a reference made of what
identifies the purchase, not of its place in the file, so a later file with old and new rows adds the new ones only:

    PREFIX/customer/date/amount        CDNOW/00004/19970101/29.33
    PREFIX/customer/date/amount#2      the second of two equal rows

The same words, hashed, are the external id of the document. The server keeps external ids unique, so a call that is
repeated while its first attempt still runs (the connection was lost, the server was not) cannot create anything twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timezone
from decimal import Decimal
from hashlib import sha256

from rpclib.dates import server_moment, shifted
from rpclib.spool import Purchase

UNCONFIRMED = frozenset({"draft", "sent"})
CONFIRMED = frozenset({"sale", "done"})


@dataclass(frozen=True)
class Document:
    """One purchase as the server shall hold it; `moment` is shifted, `ref` is not."""

    ref: str
    customer: int
    moment: datetime
    cents: int
    quantity: Decimal
    invoiced: bool

    @property
    def amount(self) -> str:
        """Return the amount with two decimals."""
        return amount_text(self.cents)

    @property
    def order_date(self) -> str:
        """Return the order's date as the server stores it."""
        return server_moment(self.moment)

    @property
    def day(self) -> str:
        """Return the day of the purchase."""
        return self.moment.strftime("%Y-%m-%d")


@dataclass(frozen=True)
class Found:
    """A document that the server holds already; `line` is the first line of an order."""

    id: int
    ref: str
    state: str
    name: str = ""
    date: str = ""
    line: int = 0


def amount_text(cents: int) -> str:
    """Return cents as an amount with two decimals."""
    return f"{cents // 100}.{cents % 100:02d}"


def stamp(moment: datetime) -> str:
    """Return a moment in the form it has inside a reference."""
    return moment.strftime("%Y%m%d" if moment.time() == time() else "%Y%m%dT%H%M%S")


def reference(prefix: str, purchase: Purchase) -> str:
    """Return the reference of a purchase's documents."""
    again = f"#{purchase.occurrence}" if purchase.occurrence > 1 else ""
    return f"{prefix}/{purchase.customer.value}/{stamp(purchase.moment)}/{amount_text(purchase.cents)}{again}"


def reference_day(ref: str) -> date | None:
    """Return the day inside a reference, None if it is none of ours."""
    parts = ref.rsplit("/", 2)
    if len(parts) != 3 or "/" not in parts[0]:
        return None
    try:
        return datetime.strptime(parts[1][:8], "%Y%m%d").replace(tzinfo=timezone.utc).date()
    except ValueError:
        return None


def external_id(prefix: str, kind: str, key: str) -> str:
    """Return the external id of a record; 80 bits of hash keep two keys apart."""
    return f"__import__.{prefix.lower()}_{kind}_{sha256(key.encode()).hexdigest()[:20]}"


def fraction(key: str) -> float:
    """Return a number from 0 to 1 (1 excluded) that depends on nothing but the key."""
    return int.from_bytes(sha256(key.encode()).digest()[:6], "big") / 2**48


def pick(key: str, choices: Sequence[int]) -> int:
    """Return one of several values, always the same one for a key."""
    return choices[int(fraction(f"contact {key}") * len(choices))]


def document(prefix: str, purchase: Purchase, days: int, invoice_share: float) -> Document:
    """Return what a purchase shall become on the server, its date moved by some days."""
    ref = reference(prefix, purchase)
    return Document(
        ref=ref,
        customer=purchase.customer.number,
        moment=shifted(purchase.moment, days),
        cents=purchase.cents,
        quantity=purchase.quantity,
        invoiced=fraction(f"invoice {ref}") < invoice_share,
    )


def unit_price(doc: Document) -> tuple[str, str]:
    """Return quantity and unit price as text; quantity 1 if one unit has no whole cents: nothing is rounded."""
    price = Decimal(doc.cents) / 100 / doc.quantity
    if price == round(price, 2) and price * doc.quantity * 100 == doc.cents:
        return f"{doc.quantity.normalize():f}", f"{price:.2f}"
    return "1", doc.amount


@dataclass(frozen=True)
class Done:
    """How many documents were created, confirmed (or posted), and given their date, or are to be."""

    created: int = 0
    confirmed: int = 0
    dated: int = 0

    def __add__(self, other: Done) -> Done:
        return Done(self.created + other.created, self.confirmed + other.confirmed, self.dated + other.dated)


def due(documents: Sequence[Document], found: Mapping[str, Found]) -> Done:
    """Return what is still to be done for a batch; creating a document includes all the steps after it."""
    created = len(missing(documents, found))
    return Done(created, len(unconfirmed(found)), sum(map(len, wrong_dates(documents, found).values())))


def missing(documents: Sequence[Document], found: Mapping[str, Found]) -> list[Document]:
    """Return the documents that the server does not hold."""
    return [doc for doc in documents if doc.ref not in found]


def unconfirmed(found: Mapping[str, Found]) -> list[int]:
    """Return the ids of what was created and not confirmed or posted; what a user cancelled stays cancelled."""
    return sorted(one.id for one in found.values() if one.state in UNCONFIRMED)


def wrong_dates(documents: Sequence[Document], found: Mapping[str, Found]) -> dict[str, list[int]]:
    """Return the confirmed orders without their date, by the date they shall have: confirming sets it to now."""
    dates: dict[str, list[int]] = {}
    for doc in documents:
        one = found.get(doc.ref)
        if one and one.state in CONFIRMED and one.date != doc.order_date:
            dates.setdefault(doc.order_date, []).append(one.id)
    return dates


def first_of_each(records: Sequence[Found]) -> dict[str, Found]:
    """Return the records by reference, the oldest one where a user copied one together with its reference."""
    return {record.ref: record for record in sorted(records, key=lambda record: -record.id)}
