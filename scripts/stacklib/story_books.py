"""How the stories book: entries of a period, and what was paid matched with its invoice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from stacklib.client import Client
from stacklib.purchases import SILENT

#: What the goods cost us, of their price.
GOODS = 0.62
#: Days after which an invoice is paid.
PAID_WITHIN = 21
#: What is booked together, as `strftime` tells it.
MONTH, WEEK = "%Y-%m", "%G-%V"
#: Odoo's own matching, of each customer apart, for all of them in one go.
MATCHING = """
of_moves = [("move_id", "in", env.context["moves"]), ("account_type", "=", "asset_receivable")]
lines = env["account.move.line"].search([*of_moves, ("reconciled", "=", False)])
lines._reconcile_plan(list(lines.grouped("partner_id").values()))
"""


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


def book(
    admin: Client, invoices: list[Invoice], period: str, unpaid: Iterable[int] = (), days: int = PAID_WITHIN
) -> None:
    """Book what the goods on some invoices cost, and what was paid for them; match it.

    :param period: payments are booked together by it, goods by the month
    :param unpaid: ids of invoices for which no payment is booked; nor is it for those of the last days
    :param days: after how many days an invoice is paid
    """
    goods = [
        Booking(one.customer, one.day, GOODS * money, product)
        for one in invoices
        for product, money in one.sold.items()
        if money > 0  # a discount is no goods
    ]
    owed = first(admin, "account.account", [["account_type", "=", "liability_current"]])
    enter(admin, "Goods handed out", (cost_of_goods(admin), owed), goods, MONTH)
    today, wait = dt.datetime.now(dt.timezone.utc).date(), dt.timedelta(days=days)
    paid = [one for one in invoices if one.id not in set(unpaid) and one.day + wait < today]
    bank = first(admin, "account.account", [["account_type", "=", "asset_current"]])
    received = [Booking(one.customer, one.day + wait, -one.amount) for one in paid]
    payments = enter(admin, "Paid by bank", (receivable(admin), bank), received, period)
    match(admin, [one.id for one in paid] + payments)


def cost_of_goods(admin: Client) -> int:
    """Return the account of what goods sold have cost; its items are that step of the profit chain."""
    account = first(admin, "account.account", [["account_type", "=", "expense_direct_cost"]])
    if not admin.call("crm.profit.account", "search_count", [["account_id", "=", account]]):
        admin.call("crm.profit.account", "create", {"account_id": account, "step": "cogs"})
    return account


def enter(admin: Client, what: str, accounts: tuple[int, int], bookings: list[Booking], period: str) -> list[int]:
    """Post an entry a period, on its last day with a booking; return the entries.

    :param accounts: the one with a line for each customer and product (a debit, if the amount is above 0), and the
        one with their sum on the other side
    """
    periods: dict[str, list[Booking]] = {}
    for booking in bookings:
        periods.setdefault(booking.day.strftime(period), []).append(booking)
    moves = []
    for rows in periods.values():
        sums: dict[tuple[int, int | bool], float] = {}
        for row in rows:
            sums[row.customer, row.product] = sums.get((row.customer, row.product), 0.0) + row.amount
        lines = [line(accounts[0], what, amount, *whose) for whose, amount in sums.items()]
        lines.append(line(accounts[1], what, -sum(one["balance"] for one in lines)))
        values = {"move_type": "entry", "date": max(row.day for row in rows).isoformat(), "ref": what}
        moves.append({**values, "line_ids": [[0, 0, one] for one in lines]})
    made: list[int] = admin.call("account.move", "create", moves, context=SILENT)
    admin.call("account.move", "action_post", made, context=SILENT)
    return made


def line(
    account: int, what: str, amount: float, customer: int | bool = False, product: int | bool = False
) -> dict[str, Any]:
    """Return a line of an entry; amounts above 0 are debits."""
    return {
        "account_id": account,
        "partner_id": customer,
        "product_id": product,
        "name": what,
        "balance": round(amount, 2),
        "tax_ids": [[6, 0, []]],
    }


def match(admin: Client, moves: list[int]) -> None:
    """Match each customer's invoices with what they paid."""
    model = admin.call("ir.model", "search", [["model", "=", "account.move.line"]])[0]
    values = {"name": "Match what was paid", "model_id": model, "state": "code", "code": MATCHING}
    action = admin.call("ir.actions.server", "create", values)
    admin.call("ir.actions.server", "run", [action], context={**SILENT, "moves": moves})
    admin.call("ir.actions.server", "unlink", [action])


def receivable(admin: Client) -> int:
    """Return the account of what customers owe."""
    return first(admin, "account.account", [["account_type", "=", "asset_receivable"], ["non_trade", "=", False]])


def first(admin: Client, model: str, domain: list[Any]) -> int:
    """Return the first record of a domain."""
    return int(admin.call(model, "search", domain, limit=1)[0])
