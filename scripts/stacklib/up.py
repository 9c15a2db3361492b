"""The command ``up`` and its counterpart ``down``."""

from __future__ import annotations

import argparse
import subprocess

from stacklib import cluster, demo, durability, files, runs, server
from stacklib.client import DEMO_LOGINS
from stacklib.home import default_home
from stacklib.progress import say, step
from stacklib.stack import Stack


def run_up(stack: Stack, args: argparse.Namespace) -> int:
    """Start the demo company on loopback; in the foreground until Ctrl-C, or detached.

    :raise StackError: the port is taken, or a step failed
    """
    running = server.recall(stack.home)
    if running:
        announce(running)
        say("It was running already; `stack.py down` stops it.")
        return 0
    server.check_port(args.port)
    server.sweep(stack.home)
    with files.locked(stack.home / "demo.lock"):
        durability.strict(stack)
        demo.provide(stack)
    with step("starting the server"):
        process = server.start(stack, demo.DATABASE, args.port, max_cron_threads=1)
    running = server.Running(process.pid, args.port, demo.DATABASE)
    server.remember(stack.home, running)
    announce(running)
    if args.detach:
        say("It runs in the background; `stack.py down` stops it.")
        return 0
    say("Ctrl-C stops it. PostgreSQL keeps running for the next start; `stack.py down` stops that too.")
    return wait(stack, process)


def wait(stack: Stack, process: subprocess.Popen[bytes]) -> int:
    """Wait for Ctrl-C or the end of the server, then clean up."""
    try:
        code = process.wait()
    except KeyboardInterrupt:
        say("\nstopping")
        server.stop(process.pid)
        code = 0
    server.forget(stack.home)
    return code


def announce(running: server.Running) -> None:
    """Print what a person needs to begin."""
    say("")
    say(f"  address:  {running.url}")
    say("  log in:   " + "   ".join(f"{login} / {password}" for login, password in DEMO_LOGINS.items()))
    say("")


def run_down(args: argparse.Namespace) -> int:
    """Stop the demo server and the embedded PostgreSQL, unless a test run is using that."""
    home = args.home or default_home()
    server.sweep(home)
    running = server.recall(home)
    if running:
        server.stop(running.pid)
        server.forget(home)
    say("the server is stopped" if running else "no server was running")
    if runs.in_use(home):
        say("PostgreSQL goes on: a test run needs it")
    elif cluster.stop(home):
        say("PostgreSQL is stopped")
    return 0
