"""What follows an order in a real company: the invoice of the month, what the goods have cost, the payment weeks later.

So whoever is told of as silent or dissatisfied has a place in the pyramid, a profit and a balance, too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from stacklib.client import Client
from stacklib.purchases import SILENT
from stacklib.story_books import MONTH, WEEK, Invoice, book

#: Days a customer has to pay.
TERM = 30


def settle(admin: Client, customers: list[int], owing: Iterable[int] = ()) -> None:
    """Invoice what these customers ordered, month by month, book what the goods cost, and what was paid.

    :param owing: customers who have not paid their last invoice
    """
    invoices = invoice(admin, customers)
    last = {one.customer: one.id for one in invoices}
    book(admin, invoices, WEEK, {last[customer] for customer in owing})


def settle_loaded(admin: Client) -> None:
    """Book what the goods of the invoices that were loaded cost, and what came in for those that nobody has paid."""
    invoices = loaded(admin)
    paid = [["id", "in", [one.id for one in invoices]], ["payment_state", "!=", "not_paid"]]
    book(admin, invoices, MONTH, admin.call("account.move", "search", paid))


def loaded(admin: Client) -> list[Invoice]:
    """Return the invoices that were loaded with the purchases."""
    lines = admin.call(
        "account.move.line", "search_read",
        [["move_id.move_type", "=", "out_invoice"], ["parent_state", "=", "posted"], ["move_id.ref", "!=", False],
         ["display_type", "=", "product"]],
        ["move_id", "partner_id", "invoice_date", "product_id", "price_total"],
    )  # fmt: skip
    invoices: dict[int, Invoice] = {}
    for line in lines:
        move, product = line["move_id"][0], line["product_id"][0]
        day = dt.date.fromisoformat(line["invoice_date"])
        sold = invoices.setdefault(move, Invoice(move, line["partner_id"][0], day, {})).sold
        sold[product] = sold.get(product, 0.0) + line["price_total"]
    return list(invoices.values())


def invoice(admin: Client, customers: list[int]) -> list[Invoice]:
    """Post one invoice a month for each customer, over the orders of the month, on the day of the last one.

    :return: the invoices, the earliest first
    """
    orders = admin.call(
        "sale.order", "search_read", [["partner_id", "in", customers], ["state", "=", "sale"]],
        ["name", "partner_id", "date_order"], order="date_order, id",
    )  # fmt: skip
    lines = admin.call(
        "sale.order.line", "search_read", [["order_id", "in", [order["id"] for order in orders]]],
        ["order_id", "product_id", "price_unit", "product_uom_qty"],
    )  # fmt: skip
    line_of = {line["order_id"][0]: line for line in lines}
    months: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for order in orders:
        months.setdefault((order["partner_id"][0], order["date_order"][:7]), []).append(order)
    drafts = [(rows, [line_of[order["id"]] for order in rows]) for rows in months.values()]
    values = [invoice_values(rows, bought) for rows, bought in drafts]
    made = admin.call("account.move", "create", values, context=SILENT)
    admin.call("account.move", "action_post", made, context=SILENT)
    invoices = [
        Invoice(id_, rows[0]["partner_id"][0], day_of(rows[-1]), by_product(bought))
        for id_, (rows, bought) in zip(made, drafts, strict=True)
    ]
    return sorted(invoices, key=lambda one: one.day)


def day_of(order: dict[str, Any]) -> dt.date:
    """Return the day of an order."""
    return dt.date.fromisoformat(order["date_order"][:10])


def by_product(lines: list[dict[str, Any]]) -> dict[int, float]:
    """Return what the lines of orders come to, by product."""
    sums: dict[int, float] = {}
    for line in lines:
        product = line["product_id"][0]
        sums[product] = sums.get(product, 0.0) + line["price_unit"] * line["product_uom_qty"]
    return sums


def invoice_values(orders: list[dict[str, Any]], lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Return an invoice over the lines of some orders, each linked with its own."""
    items = [
        {
            "product_id": line["product_id"][0],
            "quantity": line["product_uom_qty"],
            "price_unit": line["price_unit"],
            "tax_ids": [[6, 0, []]],
            "sale_line_ids": [[6, 0, [line["id"]]]],
        }
        for line in lines
    ]
    day = day_of(orders[-1])
    return {
        "move_type": "out_invoice",
        "partner_id": orders[0]["partner_id"][0],
        "invoice_origin": ", ".join(order["name"] for order in orders),
        "invoice_date": day.isoformat(),
        "invoice_date_due": (day + dt.timedelta(days=TERM)).isoformat(),
        "invoice_payment_term_id": False,
        "invoice_line_ids": [[0, 0, item] for item in items],
    }
