"""Odoo inside this process: registries of several databases, environments with an empty cache, and clocks.

Figures are times on a processor, of this process and of its database connection together: the clock on the wall also
counts whatever else the machine does, and the two agree when it does nothing else. The tables show both.
"""

from __future__ import annotations

import gc
import logging
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import odoo
from odoo.modules.registry import Registry


@dataclass(frozen=True)
class Took:
    """Seconds of a call: by the clock on the wall, and on a processor; and the statements it sent."""

    wall: float
    busy: float
    statements: int


class Clock:
    """Measures calls that work with one database."""

    def __init__(self, database: str) -> None:
        """Find the processes to watch; without those of PostgreSQL (another machine) the wall clock is all there is."""
        with environment(database) as env:
            env.cr.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend'"
            )
            found = ["self", *(str(pid) for (pid,) in env.cr.fetchall())]
        self._watched = [Path("/proc", pid, "schedstat") for pid in found]
        self._local = all(path.is_file() for path in self._watched)

    def _busy(self) -> dict[Path, float]:
        """Seconds on a processor so far, of each process that is still there."""
        if not self._local:
            return {Path(): time.perf_counter()}
        # Odoo closes a connection that was idle for ten minutes; what it did is done.
        self._watched = [path for path in self._watched if path.is_file()]
        return {path: int(path.read_text().split()[0]) / 1e9 for path in self._watched}

    def timed(self, run: Callable[[], object]) -> Took:
        """Time of a call, without the interpreter's own cleaning up falling into it by chance."""
        gc.collect()
        gc.disable()
        try:
            wall, busy, statements = time.perf_counter(), self._busy(), odoo.sql_db.sql_counter
            run()
            wall, after = time.perf_counter() - wall, self._busy()
            spent = sum(seconds - busy[path] for path, seconds in after.items())
            return Took(wall, spent, odoo.sql_db.sql_counter - statements)
        finally:
            gc.enable()


def start(config: str) -> None:
    """Read the configuration; only warnings reach the screen."""
    odoo.tools.config.parse_config(["-c", config, "--log-level", "warn"], setup_logging=True)
    logging.getLogger("odoo").setLevel(logging.WARNING)


@contextmanager
def environment(database: str, user: int = odoo.SUPERUSER_ID, **context: Any) -> Iterator[Any]:
    """An environment with an empty cache in a transaction of its own, which is committed."""
    with Registry(database).cursor() as cr:
        yield odoo.api.Environment(cr, user, context)


def median(took: Sequence[Took]) -> float:
    """Median of the seconds on a processor."""
    return statistics.median(one.busy for one in took)


def shown(took: Sequence[Took]) -> str:
    """Medians as text."""
    wall = statistics.median(one.wall for one in took)
    statements = statistics.median_low(one.statements for one in took)
    return f"{1000 * median(took):.1f} ms ({1000 * wall:.0f} ms by the clock, {statements} statements)"


def ratio(above: Sequence[Took], below: Sequence[Took]) -> float:
    """Ratio of the medians."""
    return median(above) / median(below)
