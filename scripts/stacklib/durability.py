"""How careful the embedded PostgreSQL is with the disk: fully for the demo company, less while tests run.

Tests copy and drop many databases; with fsync each costs seconds on a busy disk (copying 81 MB took 13 s with it, 5 s
without). A server of the user's own is never changed.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager

from stacklib import checks, cluster
from stacklib.progress import warn
from stacklib.stack import Stack


def is_embedded(stack: Stack) -> bool:
    """Tell whether the stack works with the cluster in its own state directory."""
    port = cluster.running_port(stack.home / "pg" / "data")
    return stack.pg.get("PGHOST") == "127.0.0.1" and stack.pg.get("PGPORT") == str(port)


def strict(stack: Stack) -> None:
    """Switch fsync on again and bring everything to disk, if it was off."""
    if is_embedded(stack) and stack.psql("SHOW fsync") == "off":
        stack.psql("ALTER SYSTEM RESET fsync")
        stack.psql("SELECT pg_reload_conf()")
        stack.psql("CHECKPOINT")
        os.sync()


@contextmanager
def relaxed(stack: Stack) -> Iterator[None]:
    """Switch fsync off for as long as the block lasts; a killed run is put right by the next ``up``."""
    if not is_embedded(stack):
        yield
        return
    stack.psql("ALTER SYSTEM SET fsync = off")
    stack.psql("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        if is_embedded(stack):
            strict(stack)
        else:
            warn("PostgreSQL ended during the tests.")


def run_tests(stack: Stack, args: argparse.Namespace) -> int:
    """Run the tests while the cluster is fast rather than safe."""
    with relaxed(stack):
        return checks.run_tests(stack, args)
