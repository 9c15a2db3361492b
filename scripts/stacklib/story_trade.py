"""What follows an order in a real company: the invoice of the month, what the goods have cost, the payment weeks later.

So whoever is told of as silent or dissatisfied has a place in the pyramid, a profit and a balance, too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from stacklib.client import Client
from stacklib.purchases import SILENT
from stacklib.story_analytics import GOODS, PAID_WITHIN, first, receivable

#: Days a customer has to pay.
TERM = 30
#: What is booked together, as `strftime` tells it.
MONTH, WEEK = "%Y-%m", "%G-%V"


@dataclass(frozen=True)
class Invoice:
    """A posted invoice: whose, of which day, and what each product on it came to."""

    id: int
    customer: int
    day: dt.date
    sold: dict[int, float]

    @property
    def amount(self) -> float:
        """What it comes to."""
        return round(sum(self.sold.values()), 2)


@dataclass(frozen=True)
class Booking:
    """An amount of a customer on a day; of a product, where it is about one."""

    customer: int
    day: dt.date
    amount: float
    product: int | bool = False


def settle(admin: Client, customers: list[int], owing: Iterable[int] = ()) -> None:
    """Invoice what these customers ordered, month by month, book what the goods cost, and what was paid.

    :param owing: customers who have not paid their last invoice
    """
    invoices = invoice(admin, customers)
    goods = [
        Booking(one.customer, one.day, round(GOODS * money, 2), product)
        for one in invoices
        for product, money in one.sold.items()
    ]
    owed = first(admin, "account.account", [["account_type", "=", "liability_current"]])
    enter(admin, "Goods handed out", (cost_of_goods(admin), owed), goods, MONTH)
    last = {one.customer: one.id for one in invoices}
    unpaid = {last[customer] for customer in owing}
    today, wait = dt.datetime.now(dt.timezone.utc).date(), dt.timedelta(days=PAID_WITHIN)
    paid = [one for one in invoices if one.id not in unpaid and one.day + wait < today]
    bank = first(admin, "account.account", [["account_type", "=", "asset_current"]])
    received = [Booking(one.customer, one.day + wait, one.amount) for one in paid]
    payments = enter(admin, "Paid by bank", (bank, receivable(admin)), received, WEEK)
    match(admin, customers, [one.id for one in paid] + payments)


def cost_of_goods(admin: Client) -> int:
    """Return the account of what goods sold have cost; its items are that step of the profit chain."""
    account = first(admin, "account.account", [["account_type", "=", "expense_direct_cost"]])
    if not admin.call("crm.profit.account", "search_count", [["account_id", "=", account]]):
        admin.call("crm.profit.account", "create", {"account_id": account, "step": "cogs"})
    return account


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


def enter(admin: Client, what: str, accounts: tuple[int, int], bookings: list[Booking], period: str) -> list[int]:
    """Post an entry a period, on its last day with a booking; return the entries.

    :param accounts: the debit and the credit account; each booking has a line on both
    :param period: :data:`MONTH` or :data:`WEEK`
    """
    periods: dict[str, list[Booking]] = {}
    for booking in bookings:
        periods.setdefault(booking.day.strftime(period), []).append(booking)
    debit, credit = accounts
    moves = []
    for rows in periods.values():
        lines = [
            {"account_id": account, "partner_id": row.customer, "name": what, side: row.amount, "product_id": product}
            for row in rows
            for account, side, product in ((debit, "debit", row.product), (credit, "credit", False))
        ]
        values = {"move_type": "entry", "date": max(row.day for row in rows).isoformat(), "ref": what}
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
