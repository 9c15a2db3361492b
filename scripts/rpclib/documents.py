"""Brings a batch of orders or invoices to the state they shall have, from whatever state they are in.

Each function looks first and then does only what is missing, so it can be called again after any failure: what was
created but not confirmed is confirmed, what was confirmed but not dated is dated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rpclib.connection import Server
from rpclib.errors import FinalRefusalError
from rpclib.load import Table, load
from rpclib.plan import Document, Found, external_id, first_of_each, missing, unconfirmed, unit_price, wrong_dates

ORDER_FIELDS = ["client_order_ref", "state", "name", "date_order", "order_line"]
ORDER_COLUMNS = ("id", "client_order_ref", "origin", "partner_id/.id", "date_order", "pricelist_id/.id")
INVOICE_COLUMNS = ("id", "move_type", "ref", "invoice_origin", "partner_id/.id", "invoice_date", "invoice_date_due")
LINK_COLUMN = "invoice_line_ids/sale_line_ids/.id"


@dataclass(frozen=True)
class Goods:
    """What every line sells; with `taxed` the product's own taxes come on top, otherwise the amount is all."""

    product: int
    description: str
    taxed: bool = False


def read_order(record: Mapping[str, Any]) -> Found:
    """Return an order from the server's answer."""
    lines = record["order_line"]
    return Found(
        id=record["id"],
        ref=record["client_order_ref"],
        state=record["state"],
        name=record["name"],
        date=record["date_order"] or "",
        line=lines[0] if lines else 0,
    )


def find_orders(server: Server, documents: Sequence[Document]) -> dict[str, Found]:
    """Return the orders of a batch that the server has, by reference."""
    domain = [["client_order_ref", "in", [doc.ref for doc in documents]]]
    return first_of_each(
        [read_order(record) for record in server.call("sale.order", "search_read", domain, ORDER_FIELDS)]
    )


def find_invoices(server: Server, documents: Sequence[Document]) -> dict[str, Found]:
    """Return the customer invoices of a batch that the server has, by reference."""
    domain = [["ref", "in", [doc.ref for doc in documents]], ["move_type", "=", "out_invoice"]]
    records = server.call("account.move", "search_read", domain, ["ref", "state"])
    return first_of_each([Found(record["id"], record["ref"], record["state"]) for record in records])


def order_table(prefix: str, documents: Sequence[Document], partners: Mapping[str, int], goods: Goods) -> Table:
    """Return new orders. No price list: the amounts are in the company's currency."""
    rows = []
    for doc in documents:
        key, partner = external_id(prefix, "order", doc.ref), str(partners[doc.ref])
        head = (key, doc.ref, f"{prefix} {doc.day}", partner, doc.order_date, "")
        rows.append((*head, *line_values(doc, goods)))
    return Table((*ORDER_COLUMNS, *line_columns("order_line", "product_uom_qty", goods)), tuple(rows))


def invoice_table(
    prefix: str, documents: Sequence[Document], partners: Mapping[str, int], orders: Mapping[str, Found], goods: Goods
) -> Table:
    """Return new invoices, due at once, each linked to the line of its order where there is one."""
    rows = []
    for doc in documents:
        key, partner, order = external_id(prefix, "invoice", doc.ref), str(partners[doc.ref]), orders.get(doc.ref)
        head = (key, "out_invoice", doc.ref, order.name if order else f"{prefix} {doc.day}", partner, doc.day, doc.day)
        link = (str(order.line or "") if order else "",) if orders else ()
        rows.append((*head, *link, *line_values(doc, goods)))
    # The column exists only on a server with the Sales app, that is, where there are orders.
    columns = (*INVOICE_COLUMNS, LINK_COLUMN) if orders else INVOICE_COLUMNS
    return Table((*columns, *line_columns("invoice_line_ids", "quantity", goods)), tuple(rows))


def line_columns(field: str, quantity: str, goods: Goods) -> tuple[str, ...]:
    """Return the columns of a document's one line."""
    columns = ("product_id/.id", "name", quantity, "price_unit", *(() if goods.taxed else ("tax_ids",)))
    return tuple(f"{field}/{column}" for column in columns)


def line_values(doc: Document, goods: Goods) -> tuple[str, ...]:
    """Return the values of a document's one line; an empty cell for the taxes means none."""
    return (str(goods.product), goods.description, *unit_price(doc), *(() if goods.taxed else ("",)))


def ensure_orders(
    server: Server, prefix: str, documents: Sequence[Document], partners: Mapping[str, int], goods: Goods
) -> dict[str, Found]:
    """Create, confirm and date the orders of a batch; return them by reference.

    :raise RefusedError: the server does not accept one of them
    """
    found = find_orders(server, documents)
    new = missing(documents, found)
    if new:
        load(server, "sale.order", order_table(prefix, new, partners, goods))
        found = find_orders(server, documents)
        check_visible("orders", missing(documents, found))
    drafts = unconfirmed(found)
    if drafts:
        server.call("sale.order", "action_confirm", drafts)
        found = {
            ref: replace(one, state="sale", date="") if one.id in set(drafts) else one for ref, one in found.items()
        }
    for date, ids in wrong_dates(documents, found).items():
        server.call("sale.order", "write", ids, {"date_order": date})
    return found


def ensure_invoices(
    server: Server,
    prefix: str,
    documents: Sequence[Document],
    partners: Mapping[str, int],
    orders: Mapping[str, Found],
    goods: Goods,
) -> None:
    """Create and post the invoices of a batch.

    :raise RefusedError: the server does not accept one of them
    """
    found = find_invoices(server, documents)
    new = missing(documents, found)
    if new:
        load(server, "account.move", invoice_table(prefix, new, partners, orders, goods))
        found = find_invoices(server, documents)
        check_visible("invoices", missing(documents, found))
    drafts = unconfirmed(found)
    if drafts:
        server.call("account.move", "action_post", drafts)


def check_visible(kind: str, hidden: Sequence[Document]) -> None:
    """Check that every document of a batch can be seen after it was created.

    :raise FinalRefusalError: some exist and were not found: another salesperson's, or with a changed reference
    """
    if hidden:
        refs = ", ".join(doc.ref for doc in hidden[:3])
        raise FinalRefusalError(
            f"The server has {len(hidden)} of these {kind}, but not for this user or under another reference: {refs}. "
            "Import as the user of the first run, or as one who sees all documents."
        )
