"""The commands ``reset`` and ``shell``."""

from __future__ import annotations

import argparse
import os
import subprocess

from stacklib import database, demo, files, up
from stacklib.errors import StackError
from stacklib.home import default_home
from stacklib.progress import say, step
from stacklib.stack import Stack, prepare

# Every database the stack makes begins so; others on a server of the user's own are left alone.
PREFIX = "c360_"
# What the stack keeps in the state directory; anything else there is not ours to remove.
FOLDERS = ("bin", "cache", "conf", "data", "log", "odoo", "pg", "run", "venv", "lock", "demo.lock")


def run_reset(args: argparse.Namespace) -> int:
    """Drop the demo and test databases; with ``--all`` remove the downloads and the cluster too."""
    home = args.home or default_home()
    up.run_down(args)
    own = database.own_server(os.environ)
    if own or ((home / "pg" / "data").is_dir() and not args.all):
        drop_databases(prepare(args.odoo, args.odoo_deb, home))
    if args.all:
        with step(f"removing {home}"):
            for name in FOLDERS:
                files.remove(home / name)
    return 0


def drop_databases(stack: Stack) -> None:
    """Drop every database of the stack with its files."""
    names = [name for name in stack.databases() if name.startswith(PREFIX)]
    for name in names:
        stack.drop_database(name)
        say(f"dropped {name}")
    if not names:
        say("there was no database to drop")


def run_shell(stack: Stack, args: argparse.Namespace) -> int:
    """Open Odoo's Python shell on a database.

    :raise StackError: there is no such database
    """
    name = args.database or demo.DATABASE
    if not stack.database_exists(name):
        raise StackError(f"There is no database {name}.", "", "python3 scripts/stack.py up")
    command = stack.odoo("shell", "-d", name, "--no-http", config=stack.config("shell"))
    return subprocess.run(command, env=stack.env(), check=False).returncode
