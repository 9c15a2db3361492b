"""How the demo company's goods reach its customers, and steps of the profit chain that no document tells by itself."""

from __future__ import annotations

from typing import Any

from stacklib.client import Client
from stacklib.story_analytics import day, post

#: Tags of the largest customers, how many of them have each, and the sales channel it stands for.
TAGS = (("Reseller", 5, "partner"), ("Orders by EDI", 8, "edi"))
#: Accounts of their own for two steps, and what single customers caused there.
STEPS = (("629101", "Freight to customers", "freight", (120.0, 85.0)), ("629102", "Bonuses", "rebate", (150.0,)))
#: Sold below the list's price: product, price of the list, price agreed, pieces.
BARGAIN = ("Headphones", 80.0, 68.0, 6)


def tell(admin: Client, _partner: int) -> None:
    """Say which customers buy through which channel, book freight and bonuses, and sell something below its price."""
    customers = largest(admin)
    place = 0
    for number, (tag, count, channel) in enumerate(TAGS):
        label(admin, customers[place : place + count], tag, channel, number + 1)
        place += count
    # What no other rule takes is sold from the warehouse.
    admin.call("crm.sales.channel.rule", "create", {"channel_id": channel_id(admin, "wholesale"), "sequence": 99})
    for code, name, step, amounts in STEPS:
        book(admin, code, name, step, list(zip(customers, amounts, strict=False)))
    for customer in customers[:2]:
        bargain(admin, customer)


def largest(admin: Client) -> list[int]:
    """Return customers who bought most, the largest first."""
    rows = admin.call(
        "account.move", "formatted_read_group", [["move_type", "=", "out_invoice"], ["state", "=", "posted"]],
        ["partner_id"], ["amount_untaxed:sum"],
    )  # fmt: skip
    ranked = sorted(rows, key=lambda row: (-row["amount_untaxed:sum"], row["partner_id"][0]))
    return [int(row["partner_id"][0]) for row in ranked[: sum(count for _tag, count, _channel in TAGS)]]


def channel_id(admin: Client, code: str) -> int:
    """Return the sales channel with a code."""
    return int(admin.call("crm.sales.channel", "search", [["code", "=", code]], limit=1)[0])


def label(admin: Client, customers: list[int], tag: str, channel: str, sequence: int) -> None:
    """Tag customers, and let the tag decide of the channel."""
    category = admin.call("res.partner.category", "create", {"name": tag})
    admin.call("res.partner", "write", customers, {"category_id": [[4, category]]})
    rule = {"channel_id": channel_id(admin, channel), "tag_ids": [[6, 0, [category]]], "sequence": sequence}
    admin.call("crm.sales.channel.rule", "create", rule)


def book(admin: Client, code: str, name: str, step: str, amounts: list[tuple[int, float]]) -> None:
    """Make an account a step of the chain, and book amounts for customers on it."""
    account = admin.call("account.account", "create", {"code": code, "name": name, "account_type": "expense"})
    admin.call("crm.profit.account", "create", {"account_id": account, "step": step})
    owed = admin.call("account.account", "search", [["account_type", "=", "liability_current"]], limit=1)[0]
    for customer, amount in amounts:
        lines: list[dict[str, Any]] = [
            {"account_id": account, "partner_id": customer, "name": name, "debit": amount},
            {"account_id": owed, "partner_id": customer, "name": name, "credit": amount},
        ]
        post(admin, {"move_type": "entry", "date": day(30), "line_ids": [[0, 0, line] for line in lines]})


def bargain(admin: Client, customer: int) -> None:
    """Sell something below the price of the list, and invoice it."""
    name, listed, agreed, pieces = BARGAIN
    found = admin.call("product.product", "search", [["name", "=", name]], limit=1)
    values = {"name": name, "type": "consu", "list_price": listed, "invoice_policy": "order", "taxes_id": [[6, 0, []]]}
    product = found[0] if found else admin.call("product.product", "create", values)
    line = {"product_id": product, "product_uom_qty": pieces}
    order = admin.call("sale.order", "create", {"partner_id": customer, "order_line": [[0, 0, line]]})
    lines = admin.call("sale.order.line", "search", [["order_id", "=", order]])
    admin.call("sale.order.line", "write", lines, {"price_unit": agreed})
    admin.call("sale.order", "action_confirm", [order])
    context = {"active_model": "sale.order", "active_ids": [order]}
    wizard = admin.call("sale.advance.payment.inv", "create", {"advance_payment_method": "delivered"}, context=context)
    admin.call("sale.advance.payment.inv", "create_invoices", [wizard], context=context)
    [row] = admin.call("sale.order", "read", [order], ["invoice_ids"])
    admin.call("account.move", "write", row["invoice_ids"], {"invoice_date": day(25), "date": day(25)})
    admin.call("account.move", "action_post", row["invoice_ids"])
