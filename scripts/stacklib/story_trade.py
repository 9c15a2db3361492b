"""What follows an order in a real company: the invoice of the month, what the goods have cost, the payment weeks later.

So whoever is told of as silent or dissatisfied has a place in the pyramid, a profit and a balance, too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from stacklib.client import Client
from stacklib.purchases import SILENT
from stacklib.story_analytics import GOODS, PAID_WITHIN, first, receivable

#: Days a customer has to pay.
TERM = 30
#: Amounts of customers: whose, on which day, how much.
Booked = list[tuple[int, dt.date, float]]


def settle(admin: Client, customers: list[int], owing: Iterable[int] = ()) -> None:
    """Invoice what these customers ordered, month by month, book what the goods cost, and what was paid.

    :param owing: customers who have not paid their last invoice
    """
    invoices = invoice(admin, customers)
    goods = [(customer, day, round(GOODS * money, 2)) for _id, customer, day, money in invoices]
    cost = first(admin, "account.account", [["account_type", "=", "expense"]])
    owed = first(admin, "account.account", [["account_type", "=", "liability_current"]])
    enter(admin, "Goods handed out", cost, owed, goods)
    last = {customer: id_ for id_, customer, _day, _money in invoices}
    open_ = {last[customer] for customer in owing}
    today = dt.datetime.now(dt.timezone.utc).date()
    paid = [
        (id_, customer, day + dt.timedelta(days=PAID_WITHIN), money)
        for id_, customer, day, money in invoices
        if id_ not in open_ and day + dt.timedelta(days=PAID_WITHIN) < today
    ]
    bank = first(admin, "account.account", [["account_type", "=", "asset_current"]])
    payments = enter(admin, "Paid by bank", bank, receivable(admin), [row[1:] for row in paid])
    match(admin, customers, [row[0] for row in paid] + payments)


def invoice(admin: Client, customers: list[int]) -> list[tuple[int, int, dt.date, float]]:
    """Post one invoice a month for each customer, over the orders of the month, on the day of the last one.

    :return: id, customer, day and amount of each, the earliest first
    """
    orders = admin.call(
        "sale.order", "search_read", [["partner_id", "in", customers], ["state", "=", "sale"]],
        ["name", "partner_id", "date_order"], order="date_order, id",
    )  # fmt: skip
    lines = admin.call(
        "sale.order.line", "search_read", [["order_id", "in", [order["id"] for order in orders]]],
        ["order_id", "product_id", "price_unit", "product_uom_qty"],
    )  # fmt: skip
    sold = {line["order_id"][0]: line for line in lines}
    months: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for order in orders:
        months.setdefault((order["partner_id"][0], order["date_order"][:7]), []).append(order)
    values = [invoice_values(rows, [sold[order["id"]] for order in rows]) for rows in months.values()]
    made = admin.call("account.move", "create", values, context=SILENT)
    admin.call("account.move", "action_post", made, context=SILENT)
    return sorted(
        (
            (id_, rows[0]["partner_id"][0], day_of(rows[-1]), sum(amount(sold[order["id"]]) for order in rows))
            for id_, rows in zip(made, months.values(), strict=True)
        ),
        key=lambda row: row[2],
    )


def day_of(order: dict[str, Any]) -> dt.date:
    """Return the day of an order."""
    return dt.date.fromisoformat(order["date_order"][:10])


def amount(line: dict[str, Any]) -> float:
    """Return what a line comes to."""
    return float(line["price_unit"] * line["product_uom_qty"])


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


def enter(admin: Client, what: str, debit: int, credit: int, booked: Booked) -> list[int]:
    """Post an entry a day, with a line on both accounts for each customer's amount; return the entries."""
    days: dict[dt.date, list[tuple[int, float]]] = {}
    for customer, day, money in booked:
        days.setdefault(day, []).append((customer, money))
    moves = []
    for day, rows in sorted(days.items()):
        lines = [
            {"account_id": account, "partner_id": customer, "name": what, side: money}
            for customer, money in rows
            for account, side in ((debit, "debit"), (credit, "credit"))
        ]
        values = {"move_type": "entry", "date": day.isoformat(), "ref": what}
        moves.append({**values, "line_ids": [[0, 0, line] for line in lines]})
    made: list[int] = admin.call("account.move", "create", moves, context=SILENT)
    admin.call("account.move", "action_post", made, context=SILENT)
    return made


def match(admin: Client, customers: list[int], moves: list[int]) -> None:
    """Match each customer's invoices with what they paid."""
    lines = admin.call(
        "account.move.line", "search_read",
        [["move_id", "in", moves], ["account_type", "=", "asset_receivable"], ["partner_id", "in", customers]],
        ["partner_id"],
    )  # fmt: skip
    for customer in customers:
        of_customer = [line["id"] for line in lines if line["partner_id"][0] == customer]
        admin.call("account.move.line", "reconcile", of_customer)
