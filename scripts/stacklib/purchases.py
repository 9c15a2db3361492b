"""The demo company's purchases: CDNOW, real ones of 1997-98, loaded through the suite's own importer."""

from __future__ import annotations

import subprocess
import sys

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


def backdate(stack: Stack, database: str) -> None:
    """Let orders and customers be in the file since they ordered, not since today; the months of the pyramid ask."""
    stack.psql(
        "UPDATE sale_order SET create_date = date_order WHERE client_order_ref IS NOT NULL;"
        " UPDATE res_partner p SET create_date = o.first FROM (SELECT c.commercial_partner_id AS id,"
        " min(s.date_order) AS first FROM sale_order s JOIN res_partner c ON c.id = s.partner_id GROUP BY 1) o"
        " WHERE p.commercial_partner_id = o.id",
        database,
    )


def share(admin: Client, login: str) -> None:
    """Give every fifth customer's orders to the demo seller."""
    seller = admin.call("res.users", "search", [["login", "=", login]])[0]
    groups = admin.call("sale.order", "formatted_read_group", [], ["partner_id"], [])
    partners = [group["partner_id"][0] for group in groups]
    orders = admin.call("sale.order", "search", [["partner_id", "in", sorted(partners)[::SELLER_EVERY]]])
    admin.call("sale.order", "write", orders, {"user_id": seller}, context=SILENT)
