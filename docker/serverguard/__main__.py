"""The guard's commands, called by entrypoint.sh: see COMMANDS."""

from __future__ import annotations

import importlib
import json
import os
import sys
import urllib.request
from collections.abc import Mapping
from typing import Any

from serverguard import database
from serverguard.errors import GuardError
from serverguard.settings import (
    ADMIN_FILE,
    DATABASE_FILE,
    TEMPLATE,
    Settings,
    read_secret,
    read_server_secrets,
    render,
    required,
    write_private,
)
from serverguard.weak import with_demo_password


def crypt_context() -> Any:
    """Return the password context of the installed Odoo; late, because importing Odoo takes a second."""
    return importlib.import_module("odoo.tools.config").crypt_context


def hash_password(password: str) -> str:
    """Return the hash that Odoo stores for a password."""
    return str(crypt_context().hash(password))


def verify_password(password: str, password_hash: str) -> bool:
    """Return whether Odoo would accept the password for this hash."""
    return bool(crypt_context().verify(password, password_hash))


def prepare(environ: Mapping[str, str]) -> str:
    """Check the secrets, wait for PostgreSQL and write Odoo's configuration file."""
    settings = Settings.read(environ)
    if environ.get(ADMIN_FILE):
        read_secret(environ, ADMIN_FILE)  # a bad one is better refused before a long installation than after it
    password, master = read_server_secrets(environ)
    database.wait(database.connector(settings.database, password), settings.wait_seconds)
    text = render(TEMPLATE.read_text(encoding="utf-8"), settings.database, password, hash_password(master))
    write_private(settings.config, text)
    return f"configuration written to {settings.config}"


def check_users(environ: Mapping[str, str]) -> str:
    """Refuse a database in which a user has a demo password."""
    connect = database.connector(Settings.read(environ).database, read_secret(environ, DATABASE_FILE))
    with database.transaction(connect) as cursor:
        found = with_demo_password(database.accounts(cursor), verify_password)
    if found:
        logins = ", ".join(account.login for account in found)
        raise GuardError(
            f"Demo password in use by: {logins}. Run docker compose run --rm init, which gives the administrator the"
            " password of the secret file. For others see 'A user with a demo password' in docker/README.md."
        )
    return "no demo password found"


def secure_admin(environ: Mapping[str, str]) -> str:
    """Give the administrator the password of the secret file if it still has a demo password."""
    password = read_secret(environ, ADMIN_FILE)
    connect = database.connector(Settings.read(environ).database, read_secret(environ, DATABASE_FILE))
    with database.transaction(connect) as cursor:
        administrator = database.administrator_id(cursor)
        own = [account for account in database.accounts(cursor) if account.id == administrator]
        for account in with_demo_password(own, verify_password):
            database.set_password_hash(cursor, account.id, hash_password(password))
            return f"user {account.login} now has the password of {environ[ADMIN_FILE]}"
    return "the administrator's password was left alone"


def check_modules(environ: Mapping[str, str]) -> str:
    """Refuse to call it done when a module is missing: Odoo only warns about a name it does not know."""
    modules = [name.strip() for name in required(environ, "ODOO_MODULES").split(",") if name.strip()]
    connect = database.connector(Settings.read(environ).database, read_secret(environ, DATABASE_FILE))
    with database.transaction(connect) as cursor:
        missing = database.not_installed(cursor, modules)
    if missing:
        raise GuardError(f"Not installed: {', '.join(missing)}. Check the names in ODOO_MODULES and the log above.")
    return f"installed: {', '.join(modules)}"


def health(environ: Mapping[str, str]) -> str:
    """Ask the running server whether it and its database answer."""
    port = environ.get("ODOO_HTTP_PORT") or "8069"
    url = f"http://127.0.0.1:{port}/web/health?db_server_status=1"
    try:
        with urllib.request.urlopen(url, timeout=8) as response:
            status = json.load(response).get("status")
    except (OSError, ValueError) as error:
        raise GuardError(f"{url} does not answer: {error}") from error
    if status != "pass":
        raise GuardError(f"{url} says {status!r}")
    return "healthy"


COMMANDS = {
    "prepare": prepare,
    "check-users": check_users,
    "check-modules": check_modules,
    "secure-admin": secure_admin,
    "health": health,
}


def main(arguments: list[str], environ: Mapping[str, str]) -> int:
    """Run one command; a refusal is one line on the error stream and exit code 1."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(f"usage: serverguard {'|'.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        # Not on the output stream: "odoo db dump" writes a backup there.
        print(f"serverguard: {COMMANDS[arguments[0]](environ)}", file=sys.stderr)
    except GuardError as error:
        print(f"serverguard: refused. {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
