"""The demo company's purchases: CDNOW, real ones of 1997-98, loaded through the suite's own importer."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from typing import Any

from stacklib import files
from stacklib.client import DEMO_LOGINS, Client
from stacklib.errors import StackError
from stacklib.progress import step
from stacklib.stack import Stack

# Part of the orders that are also invoiced; a posted invoice takes three times as long as a confirmed order.
INVOICE_SHARE = 0.2
# One customer in so many belongs to the demo seller, who sees only those orders.
SELLER_EVERY = 5
# Nobody is to be written a mail about data that is made up.
SILENT = {"tracking_disable": True, "mail_auto_subscribe_no_notify": True, "no_mail_to_attendees": True}
SUMMARY = "Ask about the last delivery"


def load(stack: Stack, url: str, database: str) -> None:
    """Load 6,919 purchases of 2,357 customers as confirmed orders, some invoiced, the last at the end of last month.

    :raise StackError: the importer stopped; it has told why
    """
    secret = stack.home / "run" / "demo-password"
    files.write_text(secret, DEMO_LOGINS["admin"], mode=0o600)
    command: list[str] = [str(stack.python), str(stack.repo / "scripts" / "import_transactions.py")]
    command += ["--preset", "cdnow", "--document", "order", "--invoice-share", str(INVOICE_SHARE)]
    command += ["--shift-to", "last-month", "--demo-names"]
    command += ["--url", url, "--db", database, "--user", "admin", "--password-file", str(secret)]
    if not sys.stderr.isatty():
        command.append("--quiet")
    with step("demo company: loading 6,919 purchases of 2,357 customers"):
        done = subprocess.run(command, env=stack.env(), stdin=subprocess.DEVNULL, check=False)
    files.remove(secret)
    if done.returncode:
        raise StackError(
            "The purchases cannot be loaded.",
            "The importer says why above.",
            "Run the command again: it begins afresh.",
        )


def share(admin: Client, login: str) -> None:
    """Give every fifth customer's orders to the demo seller."""
    seller = admin.call("res.users", "search", [["login", "=", login]])[0]
    groups = admin.call("sale.order", "formatted_read_group", [], ["partner_id"], [])
    partners = [group["partner_id"][0] for group in groups]
    orders = admin.call("sale.order", "search", [["partner_id", "in", sorted(partners)[::SELLER_EVERY]]])
    admin.call("sale.order", "write", orders, {"user_id": seller}, context=SILENT)


def tell_story(admin: Client) -> int:
    """Add to the company with the most orders what else happens with a customer; return its id.

    A mail, a telephone note, a finished activity, an opportunity and a meeting next week, so that every kind of row
    of the contact history can be seen.
    """
    found = admin.call(
        "sale.order", "formatted_read_group", [["partner_id.is_company", "=", True]], ["partner_id"], ["__count"],
        order="__count desc", limit=1,
    )  # fmt: skip
    partner = int(found[0]["partner_id"][0])
    contacts = admin.call("res.partner", "search", [["parent_id", "=", partner]], limit=1) or [partner]
    post(admin, partner, contacts[0], "Could you send the delivery dates for March?", "email")
    post(admin, partner, None, "Called back: the delivery dates are agreed.", "comment")
    finish_activity(admin, partner)
    opportunity = {"name": "Yearly contract", "partner_id": partner, "type": "opportunity", "expected_revenue": 2400}
    admin.call("crm.lead", "create", opportunity, context=SILENT)
    start = dt.datetime.now(dt.timezone.utc).replace(hour=9, minute=0) + dt.timedelta(days=7)
    meeting = {
        "name": "Review of the year",
        "start": f"{start:%Y-%m-%d %H:%M}:00",
        "stop": f"{start + dt.timedelta(hours=1):%Y-%m-%d %H:%M}:00",
        "partner_ids": [[4, contacts[0]]],
    }
    admin.call("calendar.event", "create", meeting, context=SILENT)
    return partner


def post(admin: Client, partner: int, author: int | None, body: str, kind: str) -> None:
    """Post a message on a customer; without an author it is an internal note of the administrator."""
    values: dict[str, Any] = {"body": body, "message_type": kind}
    if author:
        values.update(author_id=author, subtype_xmlid="mail.mt_comment")
    admin.call("res.partner", "message_post", [partner], **values, context=SILENT)


def finish_activity(admin: Client, partner: int) -> None:
    """Plan a telephone call with a customer and mark it done."""
    model = admin.call("ir.model", "search", [["model", "=", "res.partner"]])[0]
    kind = admin.call("mail.activity.type", "search", [["category", "=", "phonecall"]], limit=1)
    values = {"res_model_id": model, "res_id": partner, "user_id": admin.uid}
    activity = admin.call(
        "mail.activity", "create", {**values, "activity_type_id": kind[0], "summary": SUMMARY}, context=SILENT
    )
    admin.call("mail.activity", "action_feedback", [activity], feedback="Content with the delivery.")
