"""The script that makes Odoo's database, and a backup restored as docker/README.md says."""

from __future__ import annotations

import os
import subprocess

import psycopg2
import pytest
from docker_tools import Server, administer, create_database, tool


def connect_as_odoo(server: Server) -> psycopg2.extensions.connection:
    password = server.secret("odoo_db_password").read_text().strip()
    return psycopg2.connect(dbname=server.env["PGDATABASE"], user=server.env["PGUSER"], password=password)


def test_role_is_no_superuser_and_owns_the_database(server: Server) -> None:
    name = server.env["PGUSER"]
    rows = server.sql("SELECT rolsuper, rolcreatedb, rolcreaterole, rolcanlogin FROM pg_roles WHERE rolname = %s", name)
    assert rows == [(False, False, False, True)]
    rows = server.sql(
        "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = %s",
        name,
    )
    assert rows == [(name, "UTF8", "C")]


def test_extensions_work_for_odoo(server: Server) -> None:
    connection = connect_as_odoo(server)
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE t (name text)")
        cursor.execute("CREATE INDEX ON t USING gin (unaccent(name) gin_trgm_ops)")
        cursor.execute("SELECT unaccent('Žąsų Ēka'), similarity('jonas', 'jonas')")
        assert cursor.fetchone() == ("Zasu Eka", 1.0)
    connection.close()


def test_second_run_changes_the_password_and_nothing_else(server: Server) -> None:
    server.sql("CREATE TABLE kept AS SELECT 1 AS x")
    done = create_database(server.env["PGDATABASE"], server.secret("odoo_master_password"))
    assert (done.returncode, done.stderr) == (0, "")
    assert server.sql("SELECT x FROM kept") == [(1,)]


@pytest.mark.parametrize("content", [None, ""])
def test_no_password_makes_no_role(server: Server, content: str | None) -> None:
    path = server.folder / "none"
    if content is not None:
        path.write_text(content)
    done = create_database("docker_test_never", path)
    assert done.returncode == 1
    assert "make-secrets.sh" in done.stderr
    assert server.sql("SELECT FROM pg_roles WHERE rolname = 'docker_test_never'") == []


def test_backup_is_restored(server: Server) -> None:
    name, superuser = server.env["PGDATABASE"], server.superuser
    connection = connect_as_odoo(server)
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE customer (id serial PRIMARY KEY, name text)")
        cursor.execute("CREATE INDEX ON customer (unaccent(name))")
        cursor.execute("INSERT INTO customer (name) VALUES ('Žąsis')")
    connection.close()
    dump = server.folder / "crm.dump"
    with dump.open("wb") as stream:
        subprocess.run([tool("pg_dump"), "-U", superuser, "-Fc", name], stdout=stream, check=True)
    administer(f'DROP DATABASE "{name}" WITH (FORCE)')
    assert create_database(name, server.secret("odoo_db_password")).returncode == 0
    with dump.open("rb") as stream:
        command = [tool("pg_restore"), "-U", superuser, "-d", name, "--exit-on-error"]
        subprocess.run(command, stdin=stream, check=True, env=os.environ)
    connection = connect_as_odoo(server)
    with connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO customer (name) VALUES ('new') RETURNING (SELECT name FROM customer WHERE id = 1)")
        assert cursor.fetchone() == ("Žąsis",)
    connection.close()
