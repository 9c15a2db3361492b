"""Brings the checked purchases to the server, batch after batch; every step may be repeated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from rpclib.connection import PatientServer, Server
from rpclib.customers import ensure_customers, find_parties, lacking
from rpclib.dates import shift_target
from rpclib.documents import Goods, ensure_invoices, ensure_orders, find_invoices, find_orders
from rpclib.job import Around, Job, Outcome
from rpclib.load import check_rights, may
from rpclib.plan import Document, Done, Found, document, due, pick, reference_day
from rpclib.product import ensure_product, find_product
from rpclib.spool import Purchase, Spool

CANCELLED = "cancel"


def preview(job: Job, server: Server, user: str, spool: Spool, around: Around) -> Outcome:
    """Return what `run` would do; nothing is written.

    :raise RefusedError: the user may not read what is there
    """
    server = PatientServer(server, around.warn, around.pauses)
    check_rights(server, user, [("res.partner", "read"), *((model, "read") for model in job.models())])
    days = shift_days(job, server, spool, around)
    contacts = new_contacts(job, server, spool)
    orders = invoices = Done()
    with around.bars("Purchases compared", spool.count()) as bar:
        for purchases in spool.purchases(job.batch_size):
            documents = plan(job, purchases, days)
            found = find_orders(server, documents) if job.orders else {}
            orders += due(documents, found) if job.orders else Done()
            wanted = [doc for doc in documents if doc.invoiced and is_alive(doc, found)]
            invoices += due(wanted, find_invoices(server, wanted)) if wanted else Done()
            bar.update(len(documents))
    return Outcome(spool.count(), spool.count_customers(), contacts, orders, invoices)


def run(job: Job, server: Server, user: str, spool: Spool, around: Around) -> Outcome:
    """Import everything that is not there yet.

    :raise RefusedError: rights are missing (nothing was written), or the server does not accept something
    :raise ConnectionLostError: too often; a further run continues
    """
    server = PatientServer(server, around.warn, around.pauses)
    check_user(job, server, user, spool)
    days = shift_days(job, server, spool, around)
    product = around.insist(lambda: ensure_product(server, job.product_code, job.product_name, job.orders))
    goods = Goods(product, job.product_name, job.taxed)
    contacts = import_customers(job, server, spool, around)
    orders = invoices = Done()
    with around.bars("Purchases imported", spool.count()) as bar:
        for purchases in spool.purchases(job.batch_size):
            documents = plan(job, purchases, days)
            done = import_batch(job, server, goods, documents, owners(spool, documents), around)
            orders, invoices = orders + done[0], invoices + done[1]
            bar.update(len(documents))
    return Outcome(spool.count(), spool.count_customers(), contacts, orders, invoices)


def plan(job: Job, purchases: Sequence[Purchase], days: int) -> list[Document]:
    """Return the documents that a batch of purchases becomes."""
    return [document(job.prefix, purchase, days, job.invoice_share) for purchase in purchases]


def shift_days(job: Job, server: Server, spool: Spool, around: Around) -> int:
    """Return by how many days the dates move: as far as in an earlier run, so that all stay together."""
    wanted = (shift_target(job.shift_to, job.rules.today) - spool.last_day()).days if job.shift_to else 0
    earlier = earlier_shift(job, server)
    if earlier is None:
        return wanted
    if earlier != wanted:
        around.warn(f"An earlier import of {job.prefix} moved its dates by {earlier:,} days; so does this one.")
    return earlier


def earlier_shift(job: Job, server: Server) -> int | None:
    """Return by how many days an earlier run with the same prefix moved the dates, None if there is none."""
    model, field, day = (
        ("sale.order", "client_order_ref", "origin") if job.orders else ("account.move", "ref", "invoice_date")
    )
    pattern = job.prefix.replace("_", r"\_") + "/%"
    for record in server.call(model, "search_read", [[field, "=like", pattern]], [field, day], limit=20, order="id"):
        original = reference_day(record[field])
        # The origin of an order is "PREFIX 2026-10-31"; its own date is today's until it gets it back.
        moved = read_day(str(record[day])[-10:])
        if original and moved:
            return (moved - original).days
    return None


def read_day(text: str) -> date | None:
    """Return an ISO date, None if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def check_user(job: Job, server: Server, user: str, spool: Spool) -> None:
    """Check every right that the import needs before anything is written.

    :raise RefusedError: all that is missing
    """
    needs = [(model, operation) for model in job.models() for operation in ("read", "create", "write")]
    if not may(server, "res.partner", "create") and new_contacts(job, server, spool):
        needs.append(("res.partner", "create"))
    if find_product(server, job.product_code) is None:
        needs.append(("product.product", "create"))
    check_rights(server, user, needs)


def new_contacts(job: Job, server: Server, spool: Spool) -> int:
    """Return how many contacts the server does not have."""
    parties, count = job.naming(), 0
    for customers in spool.customers(job.batch_size):
        families = [parties(customer) for customer in customers]
        count += lacking(families, find_parties(server, families))
    return count


def import_customers(job: Job, server: Server, spool: Spool, around: Around) -> int:
    """Find or create every customer; return how many contacts were created."""
    parties, created = job.naming(), 0
    with around.bars("Customers", spool.count_customers()) as bar:
        for customers in spool.customers(job.batch_size):
            families = [parties(customer) for customer in customers]
            found = find_parties(server, families)
            created += lacking(families, found)
            if lacking(families, found):
                found = around.insist(partial(ensure_customers, server, families))
            spool.keep_partners(
                {
                    customer.number: [found[party.ref] for party in family]
                    for customer, family in zip(customers, families, strict=True)
                }
            )
            bar.update(len(customers))
    return created


def owners(spool: Spool, documents: Sequence[Document]) -> dict[str, int]:
    """Return who bought, by reference: the customer, or for a company always the same one of it and its contacts."""
    partners = spool.partners(doc.customer for doc in documents)
    return {doc.ref: pick(doc.ref, partners[doc.customer]) for doc in documents}


def is_alive(doc: Document, orders: dict[str, Found]) -> bool:
    """Tell whether a purchase may be invoiced: its order was not cancelled by a user."""
    return doc.ref not in orders or orders[doc.ref].state != CANCELLED


def import_batch(
    job: Job, server: Server, goods: Goods, documents: list[Document], partners: dict[str, int], around: Around
) -> tuple[Done, Done]:
    """Bring one batch to its final state; return what was to be done for its orders and invoices."""
    orders: dict[str, Found] = {}
    ordered = invoiced = Done()
    if job.orders:
        orders = find_orders(server, documents)
        ordered = due(documents, orders)
        if ordered != Done():
            orders = around.insist(lambda: ensure_orders(server, job.prefix, documents, partners, goods))
    wanted = [doc for doc in documents if doc.invoiced and is_alive(doc, orders)]
    if wanted:
        invoiced = due(wanted, find_invoices(server, wanted))
    if invoiced != Done():
        around.insist(lambda: ensure_invoices(server, job.prefix, wanted, partners, orders, goods))
    return ordered, invoiced
