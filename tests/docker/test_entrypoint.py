"""The real entry script with a real database and a stand-in for Odoo that writes down what it was given."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest
from docker_tools import Server, server_environment
from passlib.context import CryptContext

# Odoo's scheme, with few rounds: the hashes stay valid and the tests quick.
HASHES = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=1000)
OWN = "mGf7w2Qk9xLr_own"
FAKE_ODOO = """#!/bin/sh
if [ -n "${FAIL:-}" ]; then exit 3; fi
for word in "$@"; do printf '%s\\n' "$word"; done >> "$CALLS"
echo -- >> "$CALLS"
"""


TABLES = """
    DROP TABLE IF EXISTS res_users, ir_model_data, ir_module_module;
    SET ROLE "{role}";
    CREATE TABLE res_users (id int PRIMARY KEY, login text, password text, active bool DEFAULT true);
    CREATE TABLE ir_model_data (module text, name text, model text, res_id int);
    CREATE TABLE ir_module_module (name text, state text);
    INSERT INTO ir_model_data VALUES ('base', 'user_admin', 'res.users', 2);
    INSERT INTO ir_module_module VALUES ('one', 'installed'), ('two', 'installed'), ('three', 'uninstalled');
"""


@pytest.fixture
def world(shared_server: Server, tmp_path: Path) -> Server:
    """Give the server fresh secrets, a stand-in for Odoo and the three tables that the guard reads."""
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin" / "odoo"
    fake.write_text(FAKE_ODOO)
    fake.chmod(0o755)
    shutil.copytree(shared_server.folder / "secrets", tmp_path / "secrets")
    env = server_environment(tmp_path, shared_server.env["PGDATABASE"])
    server = Server({**env, "CALLS": str(tmp_path / "calls")}, tmp_path, shared_server.superuser)
    server.sql(TABLES.format(role=env["PGUSER"]))
    add_user(server, 2, "admin", OWN)
    return server


def add_user(server: Server, number: int, login: str, password: str) -> None:
    server.sql("INSERT INTO res_users VALUES (%s, %s, %s)", number, login, HASHES.hash(password))


def set_password(server: Server, login: str, password: str) -> None:
    server.sql("UPDATE res_users SET password = %s WHERE login = %s", HASHES.hash(password), login)


def calls(server: Server) -> list[list[str]]:
    """Return the command lines with which Odoo was started."""
    path = Path(server.env["CALLS"])
    text = path.read_text() if path.exists() else ""
    return [call.split("\n")[:-1] for call in text.split("--\n") if call and call.endswith("\n")]


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        ((), []),
        (("server",), []),
        (("server", "-u", "a b", "--log-level=warn"), ["-u", "a b", "--log-level=warn"]),
        (("--workers", "0"), ["--workers", "0"]),
        (("odoo",), []),
        (("odoo", "server", "-u", "x"), ["-u", "x"]),
        (("odoo", "-u", "x y"), ["-u", "x y"]),
    ],
)
def test_server_starts_and_arguments_arrive(world: Server, given: tuple[str, ...], passed: list[str]) -> None:
    done = world.run(*given)
    assert done.returncode == 0, done.stderr
    assert calls(world) == [["--config", str(world.rc), *passed]]


def test_other_commands_of_odoo_and_of_the_system(world: Server) -> None:
    assert world.run("odoo", "shell", "-d", "x y").returncode == 0
    assert calls(world) == [["shell", "-d", "x y"]]
    done = world.run("printf", "%s", "a b")
    assert (done.returncode, done.stdout) == (0, "a b")


def test_output_of_a_command_is_left_clean(world: Server) -> None:
    """``odoo db dump`` writes a backup to the output stream."""
    assert world.run("odoo", "db", "dump").stdout == ""


def test_configuration_has_the_policy_and_no_plain_master_password(world: Server) -> None:
    assert world.run().returncode == 0
    text = world.rc.read_text()
    assert stat.S_IMODE(world.rc.stat().st_mode) == 0o600
    lines = dict(line.split(" = ", 1) for line in text.splitlines() if " = " in line)
    assert lines["list_db"] == "False"
    assert lines["proxy_mode"] == "True"
    assert lines["db_password"] == world.secret("odoo_db_password").read_text().strip()
    master = world.secret("odoo_master_password").read_text().strip()
    assert master not in text
    assert CryptContext(["pbkdf2_sha512"]).verify(master, lines["admin_passwd"])


@pytest.mark.parametrize("name", ["odoo_db_password", "odoo_master_password"])
@pytest.mark.parametrize("secret", ["admin", "", "AdminDemo2026!"])
def test_weak_secret_is_refused(world: Server, name: str, secret: str) -> None:
    world.secret(name).write_text(secret)
    done = world.run()
    assert done.returncode == 1
    assert "refused" in done.stderr
    assert name in done.stderr
    assert "Traceback" not in done.stderr
    assert calls(world) == []
    assert not world.rc.exists()


def test_missing_secret_is_refused(world: Server) -> None:
    world.secret("odoo_master_password").unlink()
    done = world.run()
    assert done.returncode == 1
    assert "make-secrets.sh" in done.stderr


@pytest.mark.parametrize(
    ("command", "password"),
    [
        ((), "admin"),
        (("server",), "demo"),
        (("--workers", "0"), ""),
        (("odoo",), "admin"),
        (("odoo", "server"), "admin"),
        (("odoo", "--workers", "0"), "admin"),
    ],
)
def test_demo_password_of_the_administrator_is_refused(world: Server, command: tuple[str, ...], password: str) -> None:
    set_password(world, "admin", password)
    done = world.run(*command)
    assert done.returncode == 1
    assert "Demo password in use by: admin." in done.stderr
    assert calls(world) == []


def test_other_login_of_the_administrator_does_not_hide_the_password(world: Server) -> None:
    set_password(world, "admin", "admin")
    world.sql("UPDATE res_users SET login = 'boss@example.com'")
    assert "boss@example.com" in world.run().stderr


@pytest.mark.parametrize(("login", "password"), [("demo", "demo"), ("agent", "agent")])
def test_demo_user_is_refused_until_archived(world: Server, login: str, password: str) -> None:
    add_user(world, 7, login, password)
    assert f"in use by: {login}." in world.run().stderr
    world.sql("UPDATE res_users SET active = false WHERE id = 7")
    assert world.run().returncode == 0


def test_plain_text_password_in_the_database_is_refused_too(world: Server) -> None:
    world.sql("UPDATE res_users SET password = 'admin'")
    assert "in use by: admin." in world.run().stderr


def test_init_gives_the_administrator_the_secret_and_checks_the_modules(world: Server) -> None:
    set_password(world, "admin", "admin")
    admin = {"ODOO_ADMIN_PASSWORD_FILE": str(world.secret("odoo_admin_password")), "ODOO_MODULES": "one,two"}
    done = world.run("init", "--log-level=warn", **admin)
    assert done.returncode == 0, done.stderr
    words = ["--config", str(world.rc), "--no-http", "--stop-after-init", "--init", "one,two", "--update", "one,two"]
    assert calls(world) == [[*words, "--log-level=warn"]]
    [(stored,)] = world.sql("SELECT password FROM res_users")
    assert CryptContext(["pbkdf2_sha512"]).verify(world.secret("odoo_admin_password").read_text().strip(), stored)
    assert world.run().returncode == 0


def test_init_leaves_a_password_of_ones_own_alone(world: Server) -> None:
    before = world.sql("SELECT password FROM res_users")
    admin = {"ODOO_ADMIN_PASSWORD_FILE": str(world.secret("odoo_admin_password")), "ODOO_MODULES": "one"}
    assert world.run("init", **admin).returncode == 0
    assert world.sql("SELECT password FROM res_users") == before


def test_init_fails_when_a_module_is_missing_or_odoo_fails(world: Server) -> None:
    admin = {"ODOO_ADMIN_PASSWORD_FILE": str(world.secret("odoo_admin_password"))}
    done = world.run("init", **admin, ODOO_MODULES="one, three,four")
    assert done.returncode == 1
    assert "Not installed: three, four." in done.stderr
    assert world.run("init", **admin, ODOO_MODULES="one", FAIL="yes").returncode == 3
    assert world.run("init", **admin).returncode != 0


def test_init_refuses_a_weak_administrator_password_before_it_installs(world: Server) -> None:
    world.secret("odoo_admin_password").write_text("admin\n")
    admin = {"ODOO_ADMIN_PASSWORD_FILE": str(world.secret("odoo_admin_password")), "ODOO_MODULES": "one"}
    assert world.run("init", **admin).returncode == 1
    assert calls(world) == []


def test_empty_database_asks_for_the_init_job(world: Server) -> None:
    world.sql("DROP TABLE res_users")
    done = world.run()
    assert done.returncode == 1
    assert "docker compose run --rm init" in done.stderr


def test_unreachable_database_ends_the_wait(world: Server) -> None:
    done = world.run(PGPORT="1", ODOO_DB_WAIT_SECONDS="1")
    assert done.returncode == 1
    assert "PostgreSQL does not accept our connection after 1 s" in done.stderr
    assert calls(world) == []


def test_health_tells_a_dead_server(world: Server) -> None:
    done = world.run("health", ODOO_HTTP_PORT="1")
    assert done.returncode == 1
    assert "does not answer" in done.stderr
