"""What the guard asks the database and sets in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2

from serverguard.errors import GuardError
from serverguard.weak import Account

# Users that Odoo's data or demo data create, by identity (the administrator may have changed the login) or by login;
# and everybody whose login is no e-mail address, because demo companies give such users their login as password.
ACCOUNTS = """
    SELECT id, login, password, from_data
      FROM (SELECT u.id, u.login, COALESCE(u.password, '') AS password,
                   u.login IN ('admin', 'demo', 'portal')
                   OR u.id IN (SELECT res_id FROM ir_model_data
                                WHERE model = 'res.users' AND module = 'base'
                                  AND name IN ('user_admin', 'user_demo', 'demo_user0')) AS from_data
              FROM res_users u
             WHERE u.active) AS account
     WHERE from_data OR login NOT LIKE '%@%'
     ORDER BY id
"""
ADMINISTRATOR = "SELECT res_id FROM ir_model_data WHERE module = 'base' AND name = 'user_admin'"


def wait(connect: Callable[[], Any], seconds: float, pause: float = 1.0) -> None:
    """Return as soon as the database accepts a connection.

    :param connect: opens a connection
    :param seconds: patience
    :raise GuardError: it did not within that time
    """
    end = time.monotonic() + seconds
    while problem := refusal(connect):
        if time.monotonic() >= end:
            raise GuardError(f"PostgreSQL does not accept our connection after {seconds:.0f} s: {problem}")
        time.sleep(pause)


def refusal(connect: Callable[[], Any]) -> str:
    """Return why the database does not accept a connection; empty if it does."""
    try:
        connect().close()
    except psycopg2.OperationalError as error:
        return str(error).strip() or "no reason given"
    return ""


def connector(database: str, password: str) -> Callable[[], Any]:
    """Return a function that connects to the database; libpq takes host, port and role from the environment."""
    return lambda: psycopg2.connect(dbname=database, password=password, connect_timeout=5)


@contextmanager
def transaction(connect: Callable[[], Any]) -> Iterator[Any]:
    """Give a cursor; commit at the end, or undo everything if something was raised."""
    connection = connect()
    try:
        with connection, connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def accounts(cursor: Any) -> list[Account]:
    """Return the active users that may still have a demo password.

    :raise GuardError: the database holds no Odoo yet
    """
    cursor.execute("SELECT to_regclass('res_users') IS NOT NULL")
    if not cursor.fetchone()[0]:
        raise GuardError("The database holds no Odoo yet. Run once: docker compose run --rm init")
    cursor.execute(ACCOUNTS)
    return [Account(*row) for row in cursor.fetchall()]


def administrator_id(cursor: Any) -> int:
    """Return the id of the administrator whom Odoo's data create; 0 if someone deleted that user."""
    cursor.execute(ADMINISTRATOR)
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def set_password_hash(cursor: Any, user_id: int, password_hash: str) -> None:
    """Store a user's new password; open sessions of that user end."""
    cursor.execute("UPDATE res_users SET password = %s WHERE id = %s", (password_hash, user_id))


def not_installed(cursor: Any, modules: list[str]) -> list[str]:
    """Return those of the modules that the database does not have installed."""
    cursor.execute("SELECT name FROM ir_module_module WHERE state = 'installed' AND name = ANY(%s)", (modules,))
    installed = {row[0] for row in cursor.fetchall()}
    return [module for module in modules if module not in installed]
