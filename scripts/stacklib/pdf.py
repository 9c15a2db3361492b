"""Printing: wkhtmltopdf where it is, otherwise Chromium behind the same name."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from stacklib import browser, files
from stacklib.client import Client
from stacklib.errors import StackError

if TYPE_CHECKING:
    from stacklib.stack import Stack

PROGRAM = "wkhtmltopdf"
SCRIPTS = Path(__file__).resolve().parents[1]
SHIM = """#!/bin/sh
exec "{python}" -I -c 'import sys
sys.path.insert(0, "{scripts}")
from stacklib.print_chromium import main
sys.exit(main(sys.argv[1:]))' "$@"
"""
INVOICE = "/report/pdf/account.report_invoice/"


def shim_path(home: Path, python: Path) -> list[str]:
    """Return the folder to put first on the PATH so that Odoo can print; empty if it can already or never will.

    The folder holds a program named wkhtmltopdf, which understands what Odoo says to it and prints with Chromium.
    """
    if shutil.which(PROGRAM) or not browser.find():
        return []
    folder = home / "bin"
    program = folder / PROGRAM
    text = SHIM.format(python=python, scripts=SCRIPTS)
    if not program.is_file() or program.read_text(encoding="utf-8") != text:
        files.write_text(program, text, mode=0o755)
    return [str(folder)]


def assert_pdf(stack: Stack, database: str) -> int:
    """Print a real invoice over the web, as a user does, and check that it is a PDF.

    :param database: one with a chart of accounts and the administrator's first password; if it has no invoice,
        one is posted in it
    :return: size of the PDF in bytes
    :raise StackError: it is not a PDF
    """
    from stacklib import server

    if not shutil.which(PROGRAM, path=stack.env()["PATH"]):
        raise StackError("Nothing on this machine prints.", "", "apt-get install wkhtmltopdf, or chromium")
    with server.serving(stack, database) as url:
        admin = Client(url, database, "admin")
        content = admin.get(f"{INVOICE}{posted_invoice(admin)}")
    if not (content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF") and b"/Page" in content):
        raise StackError("The printed invoice is not a PDF.", f"It begins with {content[:60]!r}.")
    return len(content)


def posted_invoice(admin: Client) -> int:
    """Return the id of a posted customer invoice; create one if there is none."""
    found = admin.call("account.move", "search", [["move_type", "=", "out_invoice"], ["state", "=", "posted"]], limit=1)
    if found:
        return int(found[0])
    partner = admin.call("res.partner", "create", {"name": "Printed Customer"})
    line = {"name": "One printed line", "quantity": 1, "price_unit": 12.5}
    values = {"move_type": "out_invoice", "partner_id": partner, "invoice_line_ids": [[0, 0, line]]}
    move = int(admin.call("account.move", "create", values))
    admin.call("account.move", "action_post", [move])
    return move
