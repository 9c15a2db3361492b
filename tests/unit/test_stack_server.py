"""Ports, leftover servers, and how the command line reports errors."""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from stacklib import browser, home, runs, server, shell, up
from stacklib.errors import StackError


@pytest.fixture
def fake_odoo(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that looks like a server: a program called odoo with a configuration."""
    program = tmp_path / "odoo"
    program.write_text("import time\ntime.sleep(60)\n", encoding="utf-8")
    process = subprocess.Popen([sys.executable, str(program), "-c", "x.conf"])
    yield process
    if process.poll() is None:
        process.kill()
        process.wait()


def test_taken_port_is_explained() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(StackError) as caught:
            server.check_port(port)
    assert f"Port {port} cannot be used." in str(caught.value)
    assert f"--port {port + 1}" in str(caught.value)
    server.check_port(port)


def test_only_a_process_that_is_our_server_counts(fake_odoo: subprocess.Popen[bytes]) -> None:
    wait_for_cmdline(fake_odoo.pid)
    assert server.Running(fake_odoo.pid, 1, "d").alive()
    # The number was given to another program: this test.
    assert not server.Running(os.getpid(), 1, "d").alive()
    assert not server.Running(2**22 + 1, 1, "d").alive()


def test_demo_server_is_remembered_and_forgotten(tmp_path: Path, fake_odoo: subprocess.Popen[bytes]) -> None:
    wait_for_cmdline(fake_odoo.pid)
    assert server.recall(tmp_path) is None
    running = server.Running(fake_odoo.pid, 8069, "c360_demo")
    server.remember(tmp_path, running)
    assert server.recall(tmp_path) == running
    server.stop(fake_odoo.pid)
    assert server.recall(tmp_path) is None
    server.forget(tmp_path)
    assert not server.record_path(tmp_path).exists()


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"pid": "x"'])
def test_damaged_record_is_no_server(tmp_path: Path, text: str) -> None:
    path = server.record_path(tmp_path)
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    assert server.recall(tmp_path) is None


def test_server_of_a_killed_run_is_ended(tmp_path: Path, fake_odoo: subprocess.Popen[bytes]) -> None:
    wait_for_cmdline(fake_odoo.pid)
    folder = tmp_path / server.TEMPORARY
    folder.mkdir(parents=True)
    record = json.dumps({"pid": fake_odoo.pid, "port": 1, "database": "d"})
    (folder / f"{os.getpid()}-{fake_odoo.pid}.json").write_text(record, encoding="utf-8")
    server.sweep(tmp_path)
    assert fake_odoo.poll() is None, "its owner, this test, is alive"
    (folder / f"{os.getpid()}-{fake_odoo.pid}.json").rename(folder / f"{2**22 + 1}-{fake_odoo.pid}.json")
    server.sweep(tmp_path)
    assert server.ended(fake_odoo.pid)
    assert list(folder.iterdir()) == []


def test_server_that_ends_shows_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("first\nFATAL: database is gone\n", encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-c", ""])
    with pytest.raises(StackError, match="FATAL: database is gone"):
        server.wait(process, "http://127.0.0.1:9", log)


def wait_for_cmdline(pid: int) -> None:
    """Wait until the new process has become the program it runs."""
    end = time.monotonic() + 10
    while b"x.conf" not in Path(f"/proc/{pid}/cmdline").read_bytes() and time.monotonic() < end:
        time.sleep(0.01)


@pytest.fixture
def command_line(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program itself; the handler of signals it sets is taken back."""
    former = signal.getsignal(signal.SIGTERM)
    import stack

    monkeypatch.setattr(signal, "signal", lambda *_args: former)
    return stack


@pytest.mark.parametrize(
    "words",
    ["up --port 8070 --detach", "down", "test addons/x -k name --full", "bench", "lint", "shell", "reset --all",
     "screenshot /odoo --width 800 --lang lt_LT --login agent -o x.png", "up --odoo PATH", "up --odoo-deb FILE"],
)  # fmt: skip
def test_documented_commands_are_understood(command_line: ModuleType, words: str) -> None:
    args = command_line.build_parser().parse_args(words.split())
    assert hasattr(args, "run") != hasattr(args, "run_alone")


def test_error_is_printed_and_ends_with_2(
    command_line: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_args: object) -> None:
        raise StackError("It broke.", "A reason.", "A way.")

    monkeypatch.setattr(command_line, "prepare", fail)
    assert command_line.main(["up"]) == 2
    assert capsys.readouterr().err == "error: It broke.\n  why:  A reason.\n  next: A way.\n"


def test_interruption_ends_with_130(
    command_line: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "prepare", interrupt)
    assert command_line.main(["up"]) == 130
    assert "the next run repairs" in capsys.readouterr().err


def test_missing_chromium_names_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StackError) as caught:
        browser.require("screenshots")
    assert caught.value.todo == "apt-get install chromium"


@pytest.mark.parametrize(("root", "expected"), [(True, "/var/lib/crm-suite"), (False, "/data/crm-suite")])
def test_state_directory(monkeypatch: pytest.MonkeyPatch, root: bool, expected: str) -> None:
    monkeypatch.delenv("CRM_SUITE_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    monkeypatch.setattr(shell, "is_root", lambda: root)
    assert home.default_home() == Path(expected)
    monkeypatch.setenv("CRM_SUITE_HOME", "/elsewhere")
    assert home.default_home() == Path("/elsewhere")


def test_root_is_told_when_postgresql_cannot_enter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shell, "is_root", lambda: True)
    (tmp_path / "closed").mkdir(mode=0o700)
    with pytest.raises(StackError, match="is closed to others"):
        home.open_home(tmp_path / "closed" / "home")


def test_down_leaves_postgresql_to_a_test_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped: list[Path] = []
    monkeypatch.setattr(up.cluster, "stop", lambda home: not stopped.append(home))
    runs.note(tmp_path, "c360_base_1")
    assert up.run_down(argparse.Namespace(home=tmp_path)) == 0
    assert stopped == []
    assert "a test run needs it" in capsys.readouterr().out
    for path in (tmp_path / "run").iterdir():
        path.unlink()
    assert up.run_down(argparse.Namespace(home=tmp_path)) == 0
    assert stopped == [tmp_path]
