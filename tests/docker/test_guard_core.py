"""The guard's pure parts: which secrets are refused, and what becomes of the rest."""

from __future__ import annotations

import configparser
import doctest
import stat

import pytest
from docker_tools import DOCKER
from hypothesis import given
from hypothesis import strategies as st
from serverguard import database, settings, weak
from serverguard.errors import GuardError
from serverguard.weak import Account, weakness, with_demo_password

GOOD = "mGf7w2Qk9xLr_mGf7w2Qk9xLr"


@pytest.mark.parametrize(
    ("secret", "reason"),
    [
        ("", "empty"),
        ("admin", "12 characters"),
        ("demo", "12 characters"),
        ("odoo", "12 characters"),
        ("Kx9#mQ2!vB1", "12 characters"),
        ("aaaaaaaaaaaaaaaa", "different characters"),
        ("administrator", "well-known"),
        ("AdminAdminAdmin", "different characters"),
        ("admin-demo-2026", "well-known"),
        ("Password1234!", "well-known"),
        ("839201749302", "well-known"),
        ("OdooPostgres_2026", "well-known"),
        (f"{GOOD}\n", "line break"),
        (f" {GOOD}", "spaces"),
        (f"{GOOD}\x00", "control character"),
    ],
)
def test_weak_secret_is_refused(secret: str, reason: str) -> None:
    assert reason in weakness(secret)


@pytest.mark.parametrize("secret", [GOOD, "correct horse battery", "admin is not my password"])
def test_strong_secret_passes(secret: str) -> None:
    assert weakness(secret) == ""


def test_documented_examples() -> None:
    result = doctest.testmod(weak)
    assert result.attempted >= 3
    assert result.failed == 0


def test_demo_passwords_are_found_for_data_users_and_logins_for_all() -> None:
    accounts = [
        Account(2, "admin", "#admin", from_data=True),
        Account(3, "boss", "#demo", from_data=True),
        Account(4, "agent", "#agent", from_data=False),
        Account(5, "seller", "#admin", from_data=False),
        Account(6, "quiet", "", from_data=True),
        Account(7, "good", f"#{GOOD}", from_data=True),
    ]
    found = with_demo_password(accounts, lambda password, stored: stored == f"#{password}")
    assert [account.login for account in found] == ["admin", "boss", "agent"]


def test_secret_file_loses_only_the_line_break(tmp_path) -> None:
    path = tmp_path / "secret"
    path.write_text(f"{GOOD}\n")
    assert settings.read_secret({"X": str(path)}, "X") == GOOD


@pytest.mark.parametrize("content", [b"admin\n", b"", b"\n", GOOD.encode() + b"\n\n", b"\xff\xfe" * 10])
def test_bad_secret_file_is_refused_without_showing_it(tmp_path, content: bytes) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)
    with pytest.raises(GuardError) as caught:
        settings.read_secret({"X": str(path)}, "X")
    assert str(path) in str(caught.value)
    assert GOOD not in str(caught.value)


def test_missing_secret_file_says_what_to_do(tmp_path) -> None:
    with pytest.raises(GuardError, match="make-secrets"):
        settings.read_secret({"X": str(tmp_path / "none")}, "X")
    with pytest.raises(GuardError, match="X is not set"):
        settings.read_secret({}, "X")


def test_two_secrets_must_differ(tmp_path) -> None:
    path = tmp_path / "secret"
    path.write_text(GOOD)
    environ = {settings.DATABASE_FILE: str(path), settings.MASTER_FILE: str(path)}
    with pytest.raises(GuardError, match="same secret"):
        settings.read_server_secrets(environ)


@pytest.mark.parametrize("name", ["PGPASSWORD", "ODOO_ADMIN_PASSWD", "ODOO_LIST_DB", "ODOO_DBFILTER"])
def test_variables_that_override_the_configuration_are_refused(name: str) -> None:
    environ = {"PGDATABASE": "crm", "ODOO_RC": "/run/odoo/odoo.conf"}
    assert settings.Settings.read(environ).database == "crm"
    with pytest.raises(GuardError, match=name):
        settings.Settings.read({**environ, name: "True"})


@pytest.mark.parametrize("name", ["", "a b", "crm\nlist_db = True", "../crm", "x" * 64])
def test_impossible_database_name_is_refused(name: str) -> None:
    with pytest.raises(GuardError, match="PGDATABASE"):
        settings.Settings.read({"PGDATABASE": name, "ODOO_RC": "/x"})


# What weakness() lets through may hold any printable character: the file must give back exactly that.
@given(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=12).filter(lambda text: not weakness(text)))
def test_any_accepted_secret_survives_the_configuration_file(secret: str) -> None:
    text = settings.render(settings.TEMPLATE.read_text(), "my.crm", secret, "$pbkdf2-sha512$600000$x$y")
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    options = dict(parser["options"])
    assert options["db_password"] == secret
    assert options["admin_passwd"] == "$pbkdf2-sha512$600000$x$y"
    assert options["dbfilter"] == r"^my\.crm$"
    assert (options["list_db"], options["proxy_mode"]) == ("False", "True")
    assert options["addons_path"] == "/opt/crm/addons"


def test_configuration_is_private_and_replaces_an_older_one(tmp_path) -> None:
    path = tmp_path / "odoo.conf"
    for text in ("one", "two"):
        settings.write_private(path, text)
        assert path.read_text() == text
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["odoo.conf"]
    with pytest.raises(GuardError, match="tmpfs"):
        settings.write_private(tmp_path / "none" / "odoo.conf", "x")


def test_waiting_ends_with_the_first_connection_or_with_patience() -> None:
    answers = iter([database.psycopg2.OperationalError("starting up"), None])

    class Connection:
        def close(self) -> None:
            """Nothing is held."""

    def connect() -> Connection:
        if error := next(answers):
            raise error
        return Connection()

    database.wait(connect, seconds=5, pause=0)

    def never() -> Connection:
        raise database.psycopg2.OperationalError("still starting up")

    with pytest.raises(GuardError, match="still starting up"):
        database.wait(never, seconds=0.05, pause=0.01)


def test_the_guard_imports_no_addon_and_no_odoo_at_load_time() -> None:
    sources = [path.read_text() for path in (DOCKER / "serverguard").glob("*.py")]
    assert len(sources) >= 5
    assert not [line for text in sources for line in text.splitlines() if line.startswith(("import odoo", "from odoo"))]
