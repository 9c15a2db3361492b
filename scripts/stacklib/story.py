"""One demo customer's story: what else happens with a customer than purchases, so that every page says something."""

from __future__ import annotations

import datetime as dt
from typing import Any

from stacklib.client import Client
from stacklib.purchases import SILENT

# Days before today, who wrote (the contact or us), subject, text.
MAILS = (
    (55, True, "Delivery dates for spring", "Could you send us the delivery dates for March?"),
    (54, False, "Re: Delivery dates for spring", "<p>We deliver on the 3rd and the 17th. Shall we reserve both?</p>"),
    (53, True, "Re: Delivery dates for spring", "Yes, both please. The gate is closed until eight."),
    (1, True, "Prices from next year", "Will the prices stay? We would like to plan 300 pieces for the summer."),
)
# Days before today and the entry of the contact log; each is what a person writes in two clicks and one line.
CONTACTS: tuple[tuple[int, dict[str, Any]], ...] = (
    (120, {"channel": "visit", "direction": "out", "name": "Showed the new catalogue, they liked the reissues"}),
    (33, {"channel": "call", "nature": "complaint", "name": "Two parcels came with broken cases", "duration": 9}),
    (32, {"channel": "call", "direction": "out", "name": "Apologised; replacements leave tomorrow", "duration": 4}),
    (20, {"channel": "letter", "name": "Signed frame agreement for the year"}),
    (12, {"channel": "shop", "nature": "praise", "name": "Thanked us for the quick replacement"}),
)
OVERDUE_TERM = 30


def tell(admin: Client) -> int:
    """Add to the company with the most orders what else happens with a customer; return its id.

    Mails in both directions, calls, a visit, a letter, a complaint and its cure, a planned need, a promise that is
    overdue, an opportunity, a quotation that waits, a meeting next week, and invoices of which the last is unpaid.
    """
    found = admin.call(
        "sale.order", "formatted_read_group", [["partner_id.is_company", "=", True]], ["partner_id"], ["__count"],
        order="__count desc", limit=1,
    )  # fmt: skip
    partner = int(found[0]["partner_id"][0])
    contact = (admin.call("res.partner", "search", [["parent_id", "=", partner]], limit=1) or [partner])[0]
    introduce(admin, partner, contact)
    for days, theirs, subject, body in MAILS:
        mail(admin, partner, contact, days, theirs, subject, body)
    write_down(admin, contact)
    promise(admin, partner)
    sell(admin, partner, contact)
    settle_invoices(admin, partner)
    return partner


def introduce(admin: Client, partner: int, contact: int) -> None:
    """Give the customer an owner, a stand-in, and ways to reach them."""
    users = {user["login"]: user["id"] for user in admin.call("res.users", "search_read", [], ["login"])}
    values = {"user_id": users["seller"], "stand_in_user_id": users["agent"], "city": "Vilnius", "ref": "K-1001"}
    admin.call("res.partner", "write", [partner], {**values, "phone": "+370 5 212 3456"}, context=SILENT)
    admin.call("res.partner", "write", [contact], {"phone": "+370 612 34567"}, context=SILENT)


def mail(admin: Client, partner: int, contact: int, days: int, theirs: bool, subject: str, body: str) -> None:
    """Write a mail of some days ago, from the contact or to them."""
    comment = admin.call("ir.model.data", "check_object_reference", "mail", "mt_comment")[1]
    values = {
        "model": "res.partner",
        "res_id": partner,
        "message_type": "email" if theirs else "comment",
        "subtype_id": comment,
        "subject": subject,
        "body": body,
        "date": before(days, 9 + days % 7),
    }
    if theirs:
        values["author_id"] = contact
    else:
        values["partner_ids"] = [[4, contact]]
    admin.call("mail.message", "create", values)


def write_down(admin: Client, contact: int) -> None:
    """Log contacts that left no other trace, and what the customer plans to need."""
    rows = [{"partner_id": contact, "date": before(days, 10), **values} for days, values in CONTACTS]
    need = {"need_what": "Summer catalogue", "need_date": day(-75), "need_quantity": 300, "need_value": 3600.0}
    rows.append({"partner_id": contact, "channel": "call", "date": before(3, 14), "nature": "need", **need})
    rows[-1]["name"] = "Plans 300 pieces for the summer"
    admin.call("crm.touchpoint", "log", rows)


def promise(admin: Client, partner: int) -> None:
    """Promise a call for yesterday, so that somebody has to act."""
    model = admin.call("ir.model", "search", [["model", "=", "res.partner"]])[0]
    kind = admin.call("mail.activity.type", "search", [["category", "=", "phonecall"]], limit=1)
    values = {"res_model_id": model, "res_id": partner, "activity_type_id": kind[0], "date_deadline": day(1)}
    summary = {"summary": "Call back about prices from next year", "user_id": admin.uid}
    admin.call("mail.activity", "create", {**values, **summary}, context=SILENT)


def sell(admin: Client, partner: int, contact: int) -> None:
    """Have an opportunity, a meeting next week and a quotation that waits for an answer."""
    opportunity = {"name": "Yearly contract", "partner_id": partner, "type": "opportunity", "expected_revenue": 2400}
    admin.call("crm.lead", "create", opportunity, context=SILENT)
    meeting = {"name": "Review of the year", "start": before(-7, 9), "stop": before(-7, 10)}
    admin.call("calendar.event", "create", {**meeting, "partner_ids": [[4, contact]]}, context=SILENT)
    product = admin.call("product.product", "search", [["sale_ok", "=", True]], limit=1)[0]
    line = {"product_id": product, "product_uom_qty": 300, "price_unit": 12.0}
    order = {"partner_id": partner, "validity_date": day(-5), "order_line": [[0, 0, line]]}
    made = admin.call("sale.order", "create", order, context=SILENT)
    admin.call("sale.order", "write", [made], {"state": "sent"}, context=SILENT)


def settle_invoices(admin: Client, partner: int) -> None:
    """Pay the customer's invoices but the last one, which is made if there is none."""
    domain = [["commercial_partner_id", "=", partner], ["move_type", "=", "out_invoice"], ["state", "=", "posted"]]
    invoices = admin.call("account.move", "search", domain, order="invoice_date, id")
    invoices.append(make_invoice(admin, partner))
    for invoice in invoices[:-1]:
        context = {**SILENT, "active_model": "account.move", "active_ids": [invoice]}
        wizard = admin.call("account.payment.register", "create", {}, context=context)
        admin.call("account.payment.register", "action_create_payments", [wizard], context=context)


def make_invoice(admin: Client, partner: int) -> int:
    """Post an invoice that fell due ten days ago; return its id."""
    product = admin.call("product.product", "search", [["sale_ok", "=", True]], limit=1)[0]
    dates = {"invoice_date": day(10 + OVERDUE_TERM), "invoice_date_due": day(10), "invoice_payment_term_id": False}
    line = {"product_id": product, "quantity": 20, "price_unit": 14.5}
    values = {"move_type": "out_invoice", "partner_id": partner, **dates, "invoice_line_ids": [[0, 0, line]]}
    invoice = int(admin.call("account.move", "create", values, context=SILENT))
    admin.call("account.move", "action_post", [invoice], context=SILENT)
    return invoice


def day(days: int) -> str:
    """Return the day so many days before today."""
    return (dt.datetime.now(dt.timezone.utc).date() - dt.timedelta(days=days)).isoformat()


def before(days: int, hour: int) -> str:
    """Return an hour (UTC) of the day so many days before today."""
    return f"{day(days)} {hour:02}:00:00"
