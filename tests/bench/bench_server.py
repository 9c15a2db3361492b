"""A server for what is measured from outside."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

START_SECONDS = 120


@contextmanager
def served(config: str, database: str) -> Iterator[str]:
    """A server for the database on a free port, ended afterwards."""
    port = _free_port()
    options = [
        "-c",
        config,
        "-d",
        database,
        "--http-port",
        str(port),
        "--log-level",
        "error",
        "--max-cron-threads",
        "0",
    ]
    process = subprocess.Popen([sys.executable, "-m", "odoo", *options])
    try:
        _wait(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if _answers(f"{url}/web/health"):
            return
        time.sleep(0.2)
    raise SystemExit("The server of the bench does not come up.")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, TimeoutError):
        return False
