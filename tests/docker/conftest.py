"""Fixtures of the tests of docker/: a database made as on a server."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "docker"))

from docker_tools import DOCKER, Server, administer, create_database, server_environment


def need_postgres() -> None:
    """Fail in CI, and say "not run" elsewhere, if there is no PostgreSQL for the tests."""
    try:
        psycopg2.connect(dbname="postgres").close()
    except psycopg2.OperationalError as error:
        if os.environ.get("CI"):
            pytest.fail(f"no PostgreSQL: {error}")
        pytest.skip("not run: no PostgreSQL at PGHOST and PGPORT, which scripts/stack.py sets")


@contextmanager
def new_server(folder: Path) -> Iterator[Server]:
    """Make secrets, role and database with the scripts an administrator would run; drop them at the end."""
    need_postgres()
    name = f"docker_test_{secrets.token_hex(4)}"
    (folder / "bin").mkdir()
    subprocess.run([str(DOCKER / "make-secrets.sh"), str(folder / "secrets")], check=True, capture_output=True)
    made = create_database(name, folder / "secrets/odoo_db_password")
    assert made.returncode == 0, made.stderr
    try:
        yield Server(server_environment(folder, name), folder, os.environ.get("PGUSER", "postgres"))
    finally:
        administer(f'DROP DATABASE "{name}" WITH (FORCE)')
        administer(f'DROP ROLE "{name}"')


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Give one test a server of its own."""
    with new_server(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give the tests of a module one server; they put back what they change."""
    with new_server(tmp_path_factory.mktemp("server")) as made:
        yield made
