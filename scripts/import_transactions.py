#!/usr/bin/env python3
"""Imports customers and their purchases from a file into Odoo, over RPC; see --help."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from rpclib import cdnow
from rpclib.command import import_file
from rpclib.connection import Login
from rpclib.dates import LAST_MONTH, shift_target
from rpclib.errors import ImportStoppedError
from rpclib.job import Around, Job
from rpclib.option_types import SEPARATORS, batch_size, date_format, encoding, prefix_text, separator, share
from rpclib.progress import bars, warn
from rpclib.reading import AUTO, WHITESPACE, Source
from rpclib.rows import Columns, Rules

VARIABLE = "CRM_SUITE_PASSWORD"
SHEET_DATES = "%Y-%m-%d %H:%M:%S"
DESCRIPTION = """\
Reads a file of purchases (customer, date, amount) and creates the customers, a confirmed sale order
for each purchase and, if wanted, posted customer invoices. The whole file is checked first; with a
bad row nothing is written. The same command may be repeated at any time: what is there stays as it
is, what is missing is created, what a lost connection left half done is completed."""
EPILOG = f"""\
the demonstration data (2,357 customers, 6,919 purchases):
  import_transactions.py --preset cdnow --document order --invoice-share 0.2 --shift-to last-month \\
      --url http://localhost:8069 --db demo --user admin --password-file FILE

a file of one's own, first without writing anything:
  import_transactions.py sales.csv --customer-column Customer --date-column Date --amount-column Total \\
      --date-format %d.%m.%Y --decimal , --prefix SHOP --report bad.csv --dry-run

the password or API key comes from --password-file or the variable {VARIABLE}

exit codes: 0 done or nothing to do; 2 wrong options; 3 the file cannot be used; 4 bad rows, nothing
written; 5 connection lost, repeat the command; 6 refused (login, rights, data); 130 interrupted,
repeat the command"""


def add_file_options(parser: argparse.ArgumentParser) -> None:
    """Add what describes the file."""
    group = parser.add_argument_group("file")
    group.add_argument("file", nargs="?", type=Path, help="text with separators, or .xlsx")
    group.add_argument("--preset", choices=["cdnow"], help="the demonstration data with all options for its file")
    group.add_argument("--customer-column", metavar="NAME", help="column of the customer's number or key")
    group.add_argument("--date-column", metavar="NAME", help="column of the day of purchase")
    group.add_argument("--amount-column", metavar="NAME", help="column of the amount, in the company's currency")
    group.add_argument("--name-column", metavar="NAME", help="column of the customer's name, for new customers")
    group.add_argument("--quantity-column", metavar="NAME", help="column of the quantity; the amount is for all of it")
    group.add_argument("--no-header", action="store_true", help="the first row is data; columns are numbers from 1")
    group.add_argument(
        "--separator",
        type=separator,
        default=AUTO,
        help=f"a character, {', '.join(SEPARATORS)}, {WHITESPACE} or {AUTO}",
    )
    group.add_argument("--encoding", type=encoding, default="utf-8-sig", help="default: utf-8")
    group.add_argument("--date-format", type=date_format, default="%Y-%m-%d", help="default: %%Y-%%m-%%d")
    group.add_argument("--decimal", choices=[".", ","], default=".", help="the decimal sign of amounts; default: .")
    group.add_argument(
        "--earliest", type=date.fromisoformat, default=date(1970, 1, 1), metavar="DATE", help="older dates are errors"
    )


def add_document_options(parser: argparse.ArgumentParser) -> None:
    """Add what describes the documents to create."""
    group = parser.add_argument_group("documents")
    group.add_argument("--document", choices=["order", "invoice"], default="order", help="default: order")
    group.add_argument(
        "--invoice-share", type=share, default=0.0, metavar="SHARE", help="part of the orders, 0 to 1, also invoiced"
    )
    group.add_argument(
        "--shift-to", metavar="DATE", help=f"move all dates so that the last one is this day, or {LAST_MONTH} (its end)"
    )
    group.add_argument("--prefix", type=prefix_text, help="first part of all references; one for each source of data")
    group.add_argument(
        "--plain-references", action="store_true", help="customers' references are the keys of the file, without prefix"
    )
    group.add_argument("--demo-names", action="store_true", help="invented Lithuanian people and companies")
    group.add_argument("--product-code", default="IMPORT", help="the service on every line; created if missing")
    group.add_argument("--product-name", default="Imported purchase", help="its name, and the text of the lines")
    group.add_argument(
        "--product-taxes", action="store_true", help="add the product's taxes to the amount; without it there are none"
    )


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Add what describes the run, and the server."""
    group = parser.add_argument_group("run")
    group.add_argument("--dry-run", action="store_true", help="check and compare; without --db the file alone")
    group.add_argument("--skip-bad", action="store_true", help="import the good rows although there are bad ones")
    group.add_argument(
        "--allow-duplicates", action="store_true", help="rows with equal customer, date and amount are all purchases"
    )
    group.add_argument("--report", type=Path, metavar="FILE.csv", help="rejected rows: row, column, value, reason")
    group.add_argument("--batch-size", type=batch_size, default=500, help="documents per call; default: 500")
    group.add_argument("--quiet", action="store_true", help="no progress bar")
    group = parser.add_argument_group("server")
    group.add_argument("--url", default="http://localhost:8069", help="default: http://localhost:8069")
    group.add_argument("--db", help="name of the database")
    group.add_argument("--user", default="admin", help="default: admin")
    group.add_argument("--password-file", type=Path, metavar="FILE", help="holds the password or an API key")
    group.add_argument("--company", type=int, metavar="ID", help="id of the company; default: the user's")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        description=DESCRIPTION, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    add_file_options(parser)
    add_document_options(parser)
    add_run_options(parser)
    return parser


def parse(parser: argparse.ArgumentParser, arguments: Sequence[str] | None, today: date) -> argparse.Namespace:
    """Return the options, those of a preset filled in, and end the program if they do not fit together."""
    options = parser.parse_args(arguments)
    if options.preset:
        parser.set_defaults(**cdnow.DEFAULTS)
        options = parser.parse_args(arguments)
    elif not options.file:
        parser.error("name a file, or --preset cdnow")
    if not options.prefix:
        parser.error("--prefix is needed: by it a later run finds what this one creates")
    columns = ("customer_column", "date_column", "amount_column")
    if absent := [f"--{name.replace('_', '-')}" for name in columns if not getattr(options, name)]:
        parser.error(f"missing: {', '.join(absent)}")
    if options.document == "invoice" and options.invoice_share:
        parser.error("--invoice-share goes with --document order")
    if options.demo_names and (options.name_column or options.plain_references):
        parser.error("--demo-names goes neither with --name-column nor with --plain-references")
    if not options.db and not options.dry_run:
        parser.error("--db is needed, or --dry-run")
    try:
        shift_target(options.shift_to or LAST_MONTH, today)
    except ValueError as error:
        parser.error(f"--shift-to: {error}")
    return options


def build_job(options: argparse.Namespace, today: date) -> Job:
    """Return what the options ask for."""
    columns = Columns(
        customer=options.customer_column,
        date=options.date_column,
        amount=options.amount_column,
        name=options.name_column,
        quantity=options.quantity_column,
    )
    path = options.file or cdnow.data_file()
    source = Source(path, columns, options.separator, options.encoding, not options.no_header)
    formats = (options.date_format, *([SHEET_DATES] if source.is_sheet else []))
    return Job(
        source=source,
        rules=Rules(columns, today, options.earliest, formats, options.decimal == ","),
        prefix=options.prefix,
        orders=options.document == "order",
        invoice_share=options.invoice_share if options.document == "order" else 1.0,
        shift_to=options.shift_to,
        skip_bad=options.skip_bad,
        allow_duplicates=options.allow_duplicates,
        demo_names=options.demo_names,
        plain_refs=options.plain_references,
        taxed=options.product_taxes,
        product_code=options.product_code,
        product_name=options.product_name,
        batch_size=options.batch_size,
    )


def read_login(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Login | None:
    """Return where to log in, None without a database; end the program if there is no password."""
    if not options.db:
        return None
    password = os.environ.get(VARIABLE, "")
    if options.password_file:
        try:
            password = options.password_file.read_text(encoding="utf-8").strip("\r\n")
        except OSError as error:
            parser.error(f"--password-file {options.password_file}: {error.strerror}")
    if not password:
        parser.error(f"a password is needed: --password-file or the variable {VARIABLE}")
    return Login(options.url, options.db, options.user, password, options.company)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    parser, today = build_parser(), datetime.now().astimezone().date()
    options = parse(parser, arguments, today)
    login = read_login(parser, options)
    around = Around(bars(quiet=options.quiet), warn)
    try:
        for line in import_file(build_job(options, today), login, options.dry_run, options.report, around):
            print(line)
    except ImportStoppedError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("Interrupted. Repeat the same command: it continues.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
