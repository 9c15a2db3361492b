"""Starting and stopping an Odoo server on loopback."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from stacklib import client, files, shell
from stacklib.cluster import free_port
from stacklib.errors import StackError
from stacklib.stack import Stack

PORT = 8069
START_SECONDS = 120
TEMPORARY = Path("run", "temporary")


@dataclass(frozen=True)
class Running:
    """A server that was started: where it answers and which process it is."""

    pid: int
    port: int
    database: str

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        return f"http://127.0.0.1:{self.port}"

    def alive(self) -> bool:
        """Tell whether the process is ours and still there; numbers are reused after a crash."""
        try:
            command = Path(f"/proc/{self.pid}/cmdline").read_bytes()
        except OSError:
            return False
        return b"odoo" in command and b"-c" in command.split(b"\0")


def check_port(port: int) -> None:
    """Refuse a port that somebody listens on, before anything slow is done.

    :raise StackError: it is taken
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise StackError(
                f"Port {port} cannot be used.",
                error.strerror or "It is taken.",
                f"Choose another, for instance --port {port + 1}, or stop what uses it.",
            ) from error


def start(stack: Stack, database: str, port: int, **options: object) -> subprocess.Popen[bytes]:
    """Start a server for one database and wait until it answers.

    :param options: further options of Odoo's configuration
    :return: the process, in a session of its own, so that a Ctrl-C at the terminal does not reach it twice
    :raise StackError: it does not come up; the end of its log is shown
    """
    config = stack.config(
        f"server-{port}", http_port=port, db_name=database, dbfilter=f"^{database}$", workers=0, **options
    )
    log = stack.home / "log" / f"server-{port}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as stream:
        process = subprocess.Popen(
            stack.odoo(config=config),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=stack.env(),
            start_new_session=True,
        )
    try:
        wait(process, f"http://127.0.0.1:{port}", log)
    except BaseException:
        stop(process.pid)
        raise
    return process


def wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Wait until the server answers.

    :raise StackError: it ended, or does not answer in time
    """
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        if client.healthy(url):
            return
        time.sleep(0.1)
    text = log.read_text(encoding="utf-8", errors="replace")
    raise StackError("The server does not come up.", shell.tail(text), f"See {log}.")


def stop(pid: int, seconds: float = 20) -> None:
    """End a server: politely, then, if it hangs, at once."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if ended(pid):
                return
            time.sleep(0.05)


def ended(pid: int) -> bool:
    """Tell whether a process is gone; a child of ours is also cleared from the process table."""
    try:
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return True
    except ChildProcessError:
        return not Path(f"/proc/{pid}").exists()
    return False


@contextmanager
def serving(stack: Stack, database: str, **options: object) -> Iterator[str]:
    """Run a server on a free port for as long as the block lasts; gives its address."""
    sweep(stack.home)
    port = free_port()
    process = start(stack, database, port, **options)
    record = stack.home / TEMPORARY / f"{os.getpid()}-{process.pid}.json"
    files.write_text(record, json.dumps(asdict(Running(process.pid, port, database))))
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process.pid)
        files.remove(record)


def sweep(home: Path) -> None:
    """End the passing servers of a run that was killed before it could do so itself."""
    for record in (home / TEMPORARY).glob("*-*.json"):
        running = read(record)
        if Path("/proc", record.name.split("-")[0]).exists():
            continue
        if running:
            stop(running.pid)
        files.remove(record)


def record_path(home: Path) -> Path:
    """Return the file that remembers the running demo server."""
    return home / "run" / "server.json"


def remember(home: Path, running: Running) -> None:
    """Write down the running demo server for the other commands."""
    files.write_text(record_path(home), json.dumps(asdict(running)))


def forget(home: Path) -> None:
    """Forget the demo server."""
    files.remove(record_path(home))


def recall(home: Path) -> Running | None:
    """Return the demo server if it is running."""
    return read(record_path(home))


def read(record: Path) -> Running | None:
    """Return the server a record tells of, if it is still running."""
    try:
        running = Running(**json.loads(record.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return running if running.alive() else None
