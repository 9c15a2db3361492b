#!/usr/bin/env python3
"""Imports customers from a file into Odoo, over RPC; see --help."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rpclib.connection import Login, Server, connect
from rpclib.customer_job import CustomerJob, advance, check_file, send, state_of, take_problems
from rpclib.errors import ImportStoppedError, RowsRejectedError
from rpclib.job import Around
from rpclib.option_types import SEPARATORS, batch_size, encoding, separator
from rpclib.progress import bars, warn
from rpclib.reading import AUTO
from rpclib.report import Report

VARIABLE = "CRM_SUITE_PASSWORD"
KINDS = ("csv", "xlsx", "vcard", "ubl", "xml")
DESCRIPTION = """\
Sends a file of customers to an import source of the server (Customers > Data > Imports > Import sources).
The source says what the columns hold, how customers are found again and what may be overwritten. The whole file
is read first; then the server compares every row, and with a rejected one nothing is written. The same command may
be repeated at any time: it goes on where an earlier one stopped, and what is imported stays as it is."""
EPILOG = f"""\
first without writing anything, then in earnest:
  import_customers.py customers.xlsx --source erp --db company --user importer --password-file key.txt --dry-run
  import_customers.py customers.xlsx --source erp --db company --user importer --password-file key.txt \\
      --skip-bad --report bad.csv

the password or API key comes from --password-file or the variable {VARIABLE}

exit codes: 0 done or nothing to do; 2 wrong options; 3 the file cannot be used; 4 bad rows, nothing
written; 5 connection lost, repeat the command; 6 refused (login, rights, data); 130 interrupted,
repeat the command"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        description=DESCRIPTION, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    group = parser.add_argument_group("file")
    group.add_argument("file", type=Path, help="text with separators, .xlsx, vCards, UBL or other XML")
    group.add_argument("--source", metavar="CODE", help="code of the import source")
    group.add_argument("--kind", choices=KINDS, default="", help="kind of the file; default: found out")
    group.add_argument("--encoding", type=encoding, help="default: found out")
    group.add_argument(
        "--separator", type=separator, default=AUTO, help=f"a character, {', '.join(SEPARATORS)} or {AUTO}"
    )
    group.add_argument("--row-element", default="", metavar="NAME", help="XML: the element that is one customer")
    group.add_argument("--name", default="", help="name of the import; default: made of the file's name and contents")
    group = parser.add_argument_group("run")
    group.add_argument("--dry-run", action="store_true", help="compare only; without --db the file alone is read")
    group.add_argument("--skip-bad", action="store_true", help="import the good rows although there are bad ones")
    group.add_argument("--report", type=Path, metavar="FILE.csv", help="rejected rows: row, column, value, reason")
    group.add_argument("--batch-size", type=batch_size, default=500, help="rows per call; default: 500")
    group.add_argument("--quiet", action="store_true", help="no progress bar")
    group = parser.add_argument_group("server")
    group.add_argument("--url", default="http://localhost:8069", help="default: http://localhost:8069")
    group.add_argument("--db", help="name of the database")
    group.add_argument("--user", default="admin", help="default: admin")
    group.add_argument("--password-file", type=Path, metavar="FILE", help="holds the password or an API key")
    group.add_argument("--company", type=int, metavar="ID", help="id of the company; default: the user's")
    return parser


def parse(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the options, and end the program if they do not fit together."""
    options = parser.parse_args(arguments)
    if not options.db and not options.dry_run:
        parser.error("--db is needed, or --dry-run")
    if options.db and not options.source:
        parser.error("--source is needed: it says what the columns hold")
    return options


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


def build_job(options: argparse.Namespace) -> CustomerJob:
    """Return what the options ask for."""
    return CustomerJob(
        path=options.file,
        source=options.source or "",
        kind=options.kind,
        encoding=options.encoding or "",
        separator="" if options.separator == AUTO else options.separator,
        row_name=options.row_element,
        name=options.name,
        chunk=options.batch_size,
        skip_bad=options.skip_bad,
    )


def import_customers(
    job: CustomerJob,
    login: Login | None,
    dry_run: bool,
    report: Report,
    around: Around,
    connector: Callable[[Login], Server] = connect,
) -> list[str]:
    """Import a file and return what was done, line by line for the screen.

    :param login: None: read the file alone
    :raise ImportStoppedError: one of the kinds in `rpclib.errors`
    """
    total = check_file(job, report, around)
    if login is None:
        return ["Dry run without --db: the file alone was read.", f"{total:,} rows can be read"]
    server = connector(login)
    batch = send(job, server, total, around)
    if state_of(server, batch, around) == "done":
        told = advance(server, "run", batch, "Rows imported", job, around)
        return ["Nothing to do: the file has been imported already.", *told.lines(dry_run=False)]
    if state_of(server, batch, around) != "running":
        told = advance(server, "preview", batch, "Rows compared", job, around)
        if dry_run or (told.rejected and not job.skip_bad):
            take_problems(server, batch, report, around)
        if dry_run:
            return ["Dry run: no customer was written.", *told.lines(dry_run=True)]
        if told.rejected and not job.skip_bad:
            raise RowsRejectedError(f"{told.rejected:,} rows are rejected. No customer was written.")
    told = advance(server, "run", batch, "Rows imported", job, around)
    take_problems(server, batch, report, around)
    return told.lines(dry_run=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    parser = build_parser()
    options = parse(parser, arguments)
    login = read_login(parser, options)
    around = Around(bars(quiet=options.quiet), warn)
    try:
        with Report(options.report) as report:
            try:
                lines = import_customers(build_job(options), login, options.dry_run, report, around)
            finally:
                for line in report.lines():
                    around.warn(line)
            for line in lines:
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
