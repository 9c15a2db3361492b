"""A picture of a page of the demo company, taken as one of its users."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from stacklib import browser, server, shell
from stacklib.client import DEMO_LOGINS, Client
from stacklib.errors import StackError
from stacklib.progress import say
from stacklib.stack import Stack

SCRIPTS = Path(__file__).resolve().parents[1]


def run_screenshot(stack: Stack, args: argparse.Namespace) -> int:
    """Log in through the web page, open the address and save what is seen.

    :raise StackError: no Chromium, no running server, or the page does not load
    """
    executable = browser.require("screenshots")
    running = server.recall(stack.home)
    base = running.url if running else ""
    if not base and args.url.startswith("/"):
        raise StackError("The demo server is not running.", "", "python3 scripts/stack.py up --detach")
    url = f"{base}{args.url}" if args.url.startswith("/") else args.url
    task = {
        "executable": executable,
        "flags": browser.flags(),
        "base": base or "/".join(url.split("/", 3)[:3]),
        "url": url,
        "login": args.login,
        "password": args.password or args.login,
        "click": args.click,
        "width": args.width,
        "height": args.height,
        "output": str(Path(args.output).resolve()),
    }
    previous = set_language(running, args.login, args.lang) if args.lang and running else ""
    try:
        command: list[str | Path] = [stack.python, "-m", "stacklib.shot"]
        what = "The page cannot be photographed."
        shell.run(command, what, stack.env(), cwd=SCRIPTS, stdin=json.dumps(task))
    finally:
        if previous and running:
            set_language(running, args.login, previous)
    say(f"saved {args.output}")
    return 0


def set_language(running: server.Running, login: str, language: str) -> str:
    """Change a demo user's language, which decides what the pages are written in; return the former one."""
    admin = Client(running.url, running.database, "admin")
    users = admin.call("res.users", "search_read", [["login", "=", login]], ["lang"])
    if not users:
        raise StackError(f"There is no user {login!r}.", "", f"Take one of {', '.join(DEMO_LOGINS)}.")
    admin.call("res.users", "write", [users[0]["id"]], {"lang": language})
    return str(users[0]["lang"] or "en_US")
