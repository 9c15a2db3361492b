"""A program of points worth opening: earned, spent, sent back, given by hand, some pending, some that expire soon."""

from __future__ import annotations

import datetime as dt
from typing import Any

from stacklib.client import Client

PROGRAM = "Regular customers"
#: Quantities of the orders that the customer of the story buys; the last one is not paid yet.
BOUGHT = (2, 3, 1)
#: Other customers with points from before, and what stands on their cards.
BEFORE = (120.0, 45.5, 310.0, 80.0)


def tell(admin: Client, partner: int) -> None:
    """Open a ledger with what was there before, then let a customer buy, pay, send back, spend and ask for more."""
    product = admin.call(
        "product.product", "create", {"name": "Points: coffee beans, 1 kg", "list_price": 40.0, "type": "consu",
                                      "invoice_policy": "order"},
    )  # fmt: skip
    program = admin.call("loyalty.program", "create", program_values(product))
    give_before(admin, program, partner)
    admin.call("loyalty.program", "write", [program], {"use_ledger": True})
    invoices = [buy(admin, partner, product, quantity) for quantity in BOUGHT]
    for invoice in invoices[:-1]:
        pay(admin, invoice)
    send_back(admin, invoices[1])
    card = card_of(admin, program, partner)
    admin.call("loyalty.card", "give_bonus", card, 70, "Sorry for the late delivery", "story")
    admin.call("loyalty.card", "give_bonus", card, -25, "Gift handed over at the fair", "story gift")
    # 205 points by now: this order takes 100 of them.
    spent = buy(admin, partner, product, 2)
    # From here on points wait until the goods can no longer come back.
    admin.call("loyalty.program", "write", [program], {"return_days": 14})
    pay(admin, spent)
    shorten(admin, card)
    # A quotation with a reward, not confirmed yet: it takes nothing.
    quote(admin, partner, product, 3)


def program_values(product: int) -> dict[str, Any]:
    """A point for each euro without taxes, valid for two years; 100 points take ten euros off."""
    rule = {
        "reward_point_mode": "money",
        "reward_point_amount": 1,
        "minimum_qty": 0,
        "product_ids": [[6, 0, [product]]],
    }
    reward = {"reward_type": "discount", "discount_mode": "per_order", "discount": 10, "required_points": 100}
    return {
        "name": PROGRAM, "program_type": "loyalty", "trigger": "auto", "applies_on": "both", "earn_on": "invoice",
        "expire_after": 730, "rule_ids": [[0, 0, rule]], "reward_ids": [[0, 0, reward]],
    }  # fmt: skip


def give_before(admin: Client, program: int, partner: int) -> None:
    """Cards as Odoo has them, before the ledger is opened."""
    others = admin.call(
        "res.partner", "search",
        [["is_company", "=", True], ["id", "!=", partner], ["ref_company_ids", "=", False]], limit=len(BEFORE),
    )  # fmt: skip
    rows = [
        {"program_id": program, "partner_id": customer, "points": points}
        for customer, points in zip(others, BEFORE, strict=False)
    ]
    admin.call("loyalty.card", "create", rows)


def quote(admin: Client, partner: int, product: int, quantity: int) -> int:
    """A quotation; if there are points for the reward it takes it."""
    order = admin.call(
        "sale.order", "create",
        {"partner_id": partner, "order_line": [[0, 0, {"product_id": product, "product_uom_qty": quantity}]]},
    )  # fmt: skip
    admin.call("sale.order", "action_open_reward_wizard", [order])
    return int(order)


def buy(admin: Client, partner: int, product: int, quantity: int) -> int:
    """Confirm an order and post its invoice."""
    order = quote(admin, partner, product, quantity)
    admin.call("sale.order", "action_confirm", [order])
    context = {"active_model": "sale.order", "active_ids": [order], "active_id": order}
    wizard = admin.call(
        "sale.advance.payment.inv", "create", {"advance_payment_method": "delivered"}, context=context
    )  # fmt: skip
    admin.call("sale.advance.payment.inv", "create_invoices", [wizard], context=context)
    invoice = int(admin.call("sale.order", "read", [order], ["invoice_ids"])[0]["invoice_ids"][0])
    admin.call("account.move", "action_post", [invoice])
    return invoice


def pay(admin: Client, invoice: int) -> None:
    """Money comes through the bank."""
    [move] = admin.call("account.move", "read", [invoice], ["amount_residual", "partner_id"])
    (owed,) = admin.call(
        "account.move.line", "search_read",
        [["move_id", "=", invoice], ["account_id.account_type", "=", "asset_receivable"]], ["account_id"], limit=1,
    )  # fmt: skip
    (bank,) = admin.call("account.journal", "search_read", [["type", "=", "bank"]], ["default_account_id"], limit=1)
    lines = [
        {"account_id": bank["default_account_id"][0], "debit": move["amount_residual"]},
        {"account_id": owed["account_id"][0], "partner_id": move["partner_id"][0], "credit": move["amount_residual"]},
    ]
    entry = admin.call(
        "account.move", "create", {"journal_id": bank["id"], "line_ids": [[0, 0, line] for line in lines]}
    )  # fmt: skip
    admin.call("account.move", "action_post", [entry])
    [credit] = admin.call("account.move.line", "search", [["move_id", "=", entry], ["credit", ">", 0]])
    admin.call("account.move", "js_assign_outstanding_line", [invoice], credit)


def send_back(admin: Client, invoice: int) -> None:
    """One piece comes back, with a credit note."""
    context = {"active_model": "account.move", "active_ids": [invoice]}
    [move] = admin.call("account.move", "read", [invoice], ["journal_id"])
    wizard = admin.call(
        "account.move.reversal", "create", {"reason": "One bag was torn", "journal_id": move["journal_id"][0]},
        context=context,
    )  # fmt: skip
    note = int(admin.call("account.move.reversal", "reverse_moves", [wizard], context=context)["res_id"])
    lines = admin.call("account.move.line", "search", [["move_id", "=", note], ["display_type", "=", "product"]])
    admin.call("account.move", "write", [note], {"invoice_line_ids": [[1, lines[0], {"quantity": 1}]]})
    admin.call("account.move", "action_post", [note])


def card_of(admin: Client, program: int, partner: int) -> int:
    """The card of the customer of the story, or of its company."""
    [found] = admin.call("res.partner", "read", [partner], ["commercial_partner_id"])
    domain = [["program_id", "=", program], ["partner_id", "=", found["commercial_partner_id"][0]]]
    return int(admin.call("loyalty.card", "search", domain, limit=1)[0])


def shorten(admin: Client, card: int) -> None:
    """The bonus is for this month."""
    lots = admin.call(
        "crm.loyalty.lot", "search", [["card_id", "=", card], ["remaining", ">", 0], ["move_id.kind", "=", "bonus"]]
    )  # fmt: skip
    if not lots:
        return
    day = (dt.datetime.now(dt.timezone.utc).date() + dt.timedelta(days=20)).isoformat()
    wizard = admin.call(
        "crm.loyalty.extend", "create", {"lot_ids": [[6, 0, lots]], "expires_on": day, "reason": "For this month only"}
    )  # fmt: skip
    admin.call("crm.loyalty.extend", "action_extend", [wizard])
