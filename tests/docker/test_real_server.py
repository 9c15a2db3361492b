"""The entry script with Odoo itself: install, serve with several workers, refuse the demo password."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from docker_tools import DOCKER, REPO, Server

pytestmark = pytest.mark.slow

# What the official image has as /usr/bin/odoo.
ODOO = f"#!{sys.executable}\nimport odoo.cli\n\nif __name__ == '__main__':\n    odoo.cli.main()\n"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, path: str, data: object = None) -> tuple[int, str]:
    """Return status and body of one request; 0 while nobody listens."""
    body = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""
    except OSError:
        return 0, ""


def log_in(port: int, database: str, password: str) -> object:
    params = {"db": database, "login": "admin", "password": password}
    return json.loads(ask(port, "/web/session/authenticate", {"jsonrpc": "2.0", "params": params})[1]).get("result")


def websocket_status(port: int) -> int:
    """Return the status of a handshake with the gevent worker: 101 if it speaks WebSocket."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    key = "dGhlIHNhbXBsZSBub25jZQ=="
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": key,
        "Origin": f"http://127.0.0.1:{port}",
    }
    connection.request("GET", "/websocket?version=", headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


def until(what: str, true: Callable[[], object], seconds: float = 90) -> None:
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what} did not happen within {seconds} s"
        time.sleep(0.5)


@contextmanager
def serving(server: Server, port: int, gevent_port: int, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server as its container would, and end it as Compose does."""
    ports = ["--http-interface=127.0.0.1", f"--http-port={port}", f"--gevent-port={gevent_port}"]
    with (server.folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [str(DOCKER / "entrypoint.sh"), "server", *ports], env={**server.env, **env}, stdout=log, stderr=log
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


@pytest.fixture
def installed(server: Server) -> Server:
    """Run the init job with the addons of the checkout."""
    odoo = server.folder / "bin" / "odoo"
    odoo.write_text(ODOO)
    odoo.chmod(0o755)
    folders = {"ODOO_ADDONS_PATH": str(REPO / "addons"), "ODOO_DATA_DIR": str(server.folder / "data")}
    server.env.update(folders)
    admin = {"ODOO_ADMIN_PASSWORD_FILE": str(server.secret("odoo_admin_password"))}
    done = server.run("init", **admin, ODOO_MODULES="crm_customer360")
    assert done.returncode == 0, done.stderr[-4000:]
    assert "user admin now has the password of" in done.stderr
    return server


def test_server_with_workers_answers_and_the_demo_password_is_refused(installed: Server) -> None:
    port, gevent_port = free_port(), free_port()
    database = installed.env["PGDATABASE"]
    secret = installed.secret("odoo_admin_password").read_text().strip()
    log = installed.folder / "server.log"
    with serving(installed, port, gevent_port, ODOO_WORKERS="2", ODOO_MAX_CRON_THREADS="1") as process:
        until("a healthy server", lambda: ask(port, "/web/health?db_server_status=1")[0] == 200)
        assert installed.run("health", ODOO_HTTP_PORT=str(port)).returncode == 0
        assert log_in(port, database, "admin") is None
        assert log_in(port, database, secret)["is_admin"]
        until("the gevent worker", lambda: ask(gevent_port, "/web/health")[0])
        assert websocket_status(gevent_port) == 101
        listing = {"jsonrpc": "2.0", "method": "call", "params": {"service": "db", "method": "list", "args": []}}
        assert "AccessDenied" in ask(port, "/jsonrpc", listing)[1]
        assert process.poll() is None
    text = log.read_text()
    assert (text.count("Worker WorkerHTTP"), text.count("Worker WorkerCron")) >= (2, 1)
    assert process.returncode == 0
    set_demo_password(installed)
    done = installed.run("server", f"--http-port={port}")
    assert done.returncode == 1
    assert "Demo password in use by: admin." in done.stderr
    assert ask(port, "/web/health")[0] == 0


def set_demo_password(server: Server) -> None:
    """Change the password through Odoo itself, as a careless administrator would."""
    code = "env.ref('base.user_admin').password = 'admin'\nenv.cr.commit()\n"
    command = [str(DOCKER / "entrypoint.sh"), "odoo", "shell", "--no-http"]
    done = subprocess.run(command, env=server.env, input=code, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
