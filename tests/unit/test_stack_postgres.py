"""The embedded PostgreSQL after a crash, a server of the user's own, and names of databases."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stacklib import cluster, database, shell
from stacklib.errors import StackError

PG_CTL = """#!/bin/sh
echo "$*" >> "{folder}/calls"
[ -e "{folder}/data/postmaster.pid" ] && { echo "lock file exists" >&2; exit 1; }
[ -e "{folder}/refuse" ] && { echo "FATAL: no memory" >> "{folder}/server.log"; echo "could not start" >&2; exit 1; }
exit 0
"""
INITDB = """#!/bin/sh
[ -e "{folder}/refuse" ] && { echo "no locale" >&2; exit 1; }
echo 18 > "$2/PG_VERSION"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of a cluster with fake programs of PostgreSQL in ``bin``."""
    monkeypatch.setattr(shell, "is_root", lambda: False)
    place = tmp_path / "pg"
    (place / "bin").mkdir(parents=True)
    for name, text in (("pg_ctl", PG_CTL), ("initdb", INITDB)):
        program = place / "bin" / name
        program.write_text(text.replace("{folder}", str(place)), encoding="utf-8")
        program.chmod(0o755)
    return place


def write_lock(folder: Path, pid: int, status: str = "ready") -> None:
    """Write postmaster.pid as PostgreSQL does: process, folder, start, port, socket, address, memory, status."""
    (folder / "data").mkdir(exist_ok=True)
    lines = [str(pid), str(folder / "data"), "1", "5555", "", "127.0.0.1", "1 2", status.ljust(8)]
    (folder / "data" / "postmaster.pid").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_new_cluster_has_a_secret_password_nobody_else_can_read(folder: Path) -> None:
    cluster.create(folder / "bin", folder)
    assert (folder / "data/PG_VERSION").read_text(encoding="utf-8") == "18\n"
    assert (folder / "password").stat().st_mode & 0o777 == 0o600
    assert len((folder / "password").read_text(encoding="utf-8")) > 30
    assert not list(folder.glob(".partial*"))


def test_failed_creation_leaves_no_cluster_and_is_repaired(folder: Path) -> None:
    (folder / "refuse").touch()
    with pytest.raises(StackError, match="no locale"):
        cluster.create(folder / "bin", folder)
    assert not (folder / "data").exists()
    (folder / "refuse").unlink()
    cluster.create(folder / "bin", folder)
    assert (folder / "data/PG_VERSION").is_file()
    assert not list(folder.glob(".partial*"))


def test_half_made_cluster_is_replaced(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data/rubbish").touch()
    cluster.create(folder / "bin", folder)
    assert not (folder / "data/rubbish").exists()


@pytest.mark.parametrize("pid", [2**22 + 1, os.getpid()])
def test_lock_of_a_crashed_server_is_cleared(folder: Path, pid: int, capsys: pytest.CaptureFixture[str]) -> None:
    """The number is free again, or was given to another program: this test."""
    write_lock(folder, pid)
    assert cluster.running_port(folder / "data") == 0
    port = cluster.start(folder / "bin", folder)
    assert 1024 < port < 65536
    assert f"-p {port} " in (folder / "calls").read_text(encoding="utf-8")
    assert "not shut down properly" in capsys.readouterr().err


def test_running_server_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "server_pid", lambda _data: 4711)
    write_lock(folder, 4711)
    assert cluster.running_port(folder / "data") == 0, "nobody listens there: it is just dying"
    monkeypatch.setattr(cluster, "listens", lambda port: port == 5555)
    assert cluster.running_port(folder / "data") == 5555
    write_lock(folder, 4711, "starting")
    assert cluster.running_port(folder / "data") == 0


@pytest.mark.parametrize("text", ["", "not a number\n"])
def test_unreadable_lock_means_no_server(folder: Path, text: str) -> None:
    (folder / "data").mkdir()
    (folder / "data/postmaster.pid").write_text(text, encoding="utf-8")
    assert cluster.server_pid(folder / "data") == 0


def test_server_that_does_not_start_shows_its_log(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "refuse").touch()
    with pytest.raises(StackError) as caught:
        cluster.start(folder / "bin", folder)
    assert "PostgreSQL does not start" in str(caught.value)
    assert "FATAL: no memory" in str(caught.value)


@pytest.mark.parametrize("number", [130000, 150004, 180006])
def test_servers_new_enough(number: int) -> None:
    database.check_version(number)


def test_server_too_old_is_refused() -> None:
    with pytest.raises(StackError) as caught:
        database.check_version(120022)
    assert "version 12" in str(caught.value)
    assert "13 or newer" in str(caught.value)


def test_own_server_is_named_by_the_usual_variables() -> None:
    assert database.own_server({"PATH": "/bin", "USER": "me", "PGDATA": "/x"}) == {}
    assert database.own_server({"PGHOST": "db", "USER": "me"}) == {"PGHOST": "db", "PGPORT": "5432", "PGUSER": "me"}
    named = {"PGHOST": "db", "PGPORT": "5433", "PGUSER": "odoo", "PGPASSWORD": "x"}
    assert database.own_server({**named, "HOME": "/"}) == named


def test_role_that_odoo_refuses_is_named_at_once() -> None:
    with pytest.raises(StackError, match="role postgres"):
        database.own_server({"PGHOST": "db", "PGUSER": "postgres"})


@pytest.mark.parametrize("name", ['a"; DROP DATABASE b', "", "a b", "-x", "x" * 64])
def test_names_that_are_no_database_names(name: str) -> None:
    with pytest.raises(StackError, match="no database name"):
        database.quoted(name)


def test_database_name_is_quoted() -> None:
    assert database.quoted("c360_demo-1.x") == '"c360_demo-1.x"'


def test_copied_filestore_replaces_the_old_one(tmp_path: Path) -> None:
    store = tmp_path / "filestore"
    (store / "a" / "12").mkdir(parents=True)
    (store / "a" / "12" / "1234").write_text("content", encoding="utf-8")
    (store / "b" / "old").mkdir(parents=True)
    database.copy_filestore(tmp_path, "a", "b")
    assert (store / "b/12/1234").read_text(encoding="utf-8") == "content"
    assert not (store / "b/old").exists()
    (store / "b/12/1234").unlink()
    assert (store / "a/12/1234").read_text(encoding="utf-8") == "content"


def test_copying_a_database_without_files(tmp_path: Path) -> None:
    database.copy_filestore(tmp_path, "a", "b")
    assert not (tmp_path / "filestore" / "b").exists()
