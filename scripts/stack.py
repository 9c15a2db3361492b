#!/usr/bin/env python3
"""The one local entry point: runs the suite on real Odoo 19 and proves it. Try ``stack.py up``."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from stacklib import checks, durability, reset, screenshot, server, up
from stacklib.errors import StackError
from stacklib.stack import prepare


def common_options() -> argparse.ArgumentParser:
    """Return the options every command has."""
    parser = argparse.ArgumentParser(add_help=False)
    group = parser.add_argument_group("where things are")
    group.add_argument("--odoo", default="", metavar="PATH", help="an Odoo 19 of your own: its source checkout, its "
                       "dist-packages, or the word 'installed' (or set CRM_SUITE_ODOO)")  # fmt: skip
    group.add_argument("--odoo-deb", default="", metavar="FILE", help="Debian package odoo-19 as a file")
    group.add_argument("--home", type=Path, metavar="DIR", help="state directory (or set CRM_SUITE_HOME)")
    return parser


def add_running_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: list[argparse.ArgumentParser]
) -> None:
    """Add the commands that deal with the demo company."""
    parser = commands.add_parser("up", parents=common, help="prepare everything and start the demo company")
    parser.add_argument("--port", type=int, default=server.PORT, help="port on loopback (%(default)s)")
    parser.add_argument("--detach", action="store_true", help="return while the server goes on in the background")
    parser.set_defaults(run=up.run_up)
    parser = commands.add_parser("down", parents=common, help="stop the server and the embedded PostgreSQL")
    parser.set_defaults(run_alone=up.run_down)
    parser = commands.add_parser("shell", parents=common, help="Odoo's Python shell on the demo company")
    parser.add_argument("-d", "--database", default="", help="another database")
    parser.set_defaults(run=reset.run_shell)
    parser = commands.add_parser("reset", parents=common, help="drop the demo and test databases, keep the downloads")
    parser.add_argument("--all", action="store_true", help="remove the downloads and the environment too")
    parser.set_defaults(run_alone=reset.run_reset)
    parser = commands.add_parser("screenshot", parents=common, help="photograph a page of the running demo company")
    parser.add_argument("url", help="address, or only its path, e.g. /odoo/contacts")
    parser.add_argument("--width", type=int, default=1400, help="pixels (%(default)s)")
    parser.add_argument("--height", type=int, default=900, help="pixels (%(default)s)")
    parser.add_argument("--lang", default="", help="language of the pages, e.g. lt_LT")
    parser.add_argument("--login", default="admin", help="demo user (%(default)s)")
    parser.add_argument("--password", default="", help="password, if it is not the login")
    parser.add_argument("--click", action="append", default=[], metavar="TEXT", help="click this first, e.g. a tab")
    parser.add_argument("-o", "--output", default="screenshot.png", metavar="FILE", help="picture (%(default)s)")
    parser.set_defaults(run=screenshot.run_screenshot)


def add_checking_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: list[argparse.ArgumentParser]
) -> None:
    """Add the commands that prove the suite."""
    parser = commands.add_parser("test", parents=common, help="everything CI checks, or one part of it")
    parser.add_argument("paths", nargs="*", metavar="path", help="only these, e.g. addons/crm_customer360")
    parser.add_argument("-k", dest="keyword", default="", metavar="NAME", help="only tests of this name")
    parser.add_argument("--full", action="store_true", help="also Odoo's larger suites, the matrix and the long runs")
    parser.add_argument("--record-baseline", default="", metavar="SUITE", help="make the list of a suite anew")
    parser.set_defaults(run=durability.run_tests)
    parser = commands.add_parser("lint", parents=common, help="the static checks alone")
    parser.set_defaults(run=checks.run_lint)
    parser = commands.add_parser("bench", parents=common, help="measure against the targets")
    parser.add_argument("--full", action="store_true", help="also the sizes that take long")
    parser.set_defaults(run=checks.run_bench)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    common = [common_options()]
    add_running_commands(commands, common)
    add_checking_commands(commands, common)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit code: 2 for an error that is explained, 130 for Ctrl-C."""
    args = build_parser().parse_args(arguments)
    # Being terminated ends the programs we started, just as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if hasattr(args, "run_alone"):
            return int(args.run_alone(args))
        return int(args.run(prepare(args.odoo, args.odoo_deb, args.home), args))
    except StackError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\ninterrupted; the next run repairs what was left unfinished", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
