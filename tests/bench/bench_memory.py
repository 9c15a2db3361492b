"""Memory of a run of the analysis over a million customers, in a process of its own, as the scheduled job has one."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import bench_profit
from bench_backfill import vacuum
from bench_report import Line
from bench_world import environment, start

CUSTOMERS = 1_000_000
#: Megabytes of each of the two processes at its peak.
LIMIT = 500
PARTNERS = """
    WITH made AS (
        INSERT INTO res_partner (name, complete_name, active, is_company, type, ref, partner_share, autopost_bills,
                                 create_date, write_date, create_uid, write_uid)
        SELECT name, name, TRUE, TRUE, 'contact', name, TRUE, 'ask', now(), now(), 1, 1
          FROM (SELECT 'MEMORY/' || n AS name FROM generate_series(1, %s) n) planned
        RETURNING id)
    SELECT array_agg(id ORDER BY id) FROM made
"""
WHOSE = "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)"


def measure(config: str, database: str, customers: int = CUSTOMERS) -> list[Line]:
    """Plant the customers with one invoice each, and analyse them in a process that does nothing else."""
    with environment(database) as env:
        env.cr.execute(PARTNERS, [customers])
        [(ids,)] = env.cr.fetchall()
        env.cr.execute(WHOSE, [ids])
        company = bench_profit.plant(env, customers * bench_profit.LINES, customers, ids)
        env["res.company"].browse(company).purchase_basis = "invoice"
    vacuum(database, "res_partner", "account_move", "account_move_line")
    command = [sys.executable, __file__, "--config", config, "--database", database, "--company", str(company)]
    # The command is this file.
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(told.splitlines()[-1])
    what = f"memory of a run over {customers:,} customers"
    server, backend = found["server"], found["backend"]
    return [
        Line(what, f"{server:.0f} MB", f"{LIMIT} MB", server / LIMIT, 1.0),
        Line("the same, of its database process", f"{backend:.0f} MB", f"{LIMIT} MB", backend / LIMIT, 1.0),
    ]


def run(database: str, company: int) -> dict[str, float]:
    """Megabytes at the peak of this process, and of its database connection without what all connections share."""
    with environment(database) as env:
        env.cr.execute("SELECT pg_backend_pid()")
        [(pid,)] = env.cr.fetchall()
        watched = Watched(pid)
        one = env["crm.score.run"].create({"company_id": company, "as_of": "2025-01-31"})
        while one.state in ("waiting", "running"):
            one._piece()
            env.cr.commit()
        if one.state != "done" or one.difference:
            raise SystemExit(f"Memory: {one.state}, off by {one.difference}. {one.error or ''}")
    # Not what getrusage tells: that of a new process begins with the memory of the one that started it.
    return {"server": megabytes(Path("/proc/self/status"), "VmHWM"), "backend": watched.stop()}


def megabytes(status: Path, name: str) -> float:
    """A figure of a process's status, 0 where it is not told."""
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines.get(name, "0 kB").split()[0]) / 1024


class Watched:
    """Looks ten times a second at the memory of a process that is its own."""

    def __init__(self, pid: int) -> None:
        self._status, self._peak, self._over = Path(f"/proc/{pid}/status"), 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(0.1) and self._status.is_file():
            self._peak = max(self._peak, megabytes(self._status, "RssAnon"))

    def stop(self) -> float:
        """End it; megabytes at the peak, 0 where the process is on another machine."""
        self._over.set()
        self._thread.join()
        return self._peak


def main() -> int:
    """What the process of its own does."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("config", "database", "company"):
        parser.add_argument(f"--{name}", required=True)
    args: Any = parser.parse_args()
    start(args.config)
    sys.stdout.write(json.dumps(run(args.database, int(args.company))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
