"""Settings and secrets of the server, and the configuration file made of them."""

from __future__ import annotations

import os
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from serverguard.errors import GuardError
from serverguard.weak import weakness

TEMPLATE = Path(__file__).resolve().parent.parent / "odoo.conf.template"

# Odoo lets these variables override its configuration file, where the policy and the secrets stand.
FORBIDDEN = ("PGPASSWORD", "ODOO_ADMIN_PASSWD", "ODOO_LIST_DB", "ODOO_DBFILTER")

DATABASE_FILE = "ODOO_DB_PASSWORD_FILE"
MASTER_FILE = "ODOO_MASTER_PASSWORD_FILE"
ADMIN_FILE = "ODOO_ADMIN_PASSWORD_FILE"


@dataclass(frozen=True)
class Settings:
    """Where things are; libpq's own variables (PGHOST, PGPORT, PGUSER) name the server for Odoo and for us."""

    database: str
    config: Path
    wait_seconds: float

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Settings:
        """Return the settings found in the environment.

        :raise GuardError: one is missing, impossible or forbidden
        """
        for name in FORBIDDEN:
            if environ.get(name):
                raise GuardError(f"The variable {name} is set. Remove it: secrets are files and the policy is fixed.")
        database = required(environ, "PGDATABASE")
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}", database):
            raise GuardError(f"PGDATABASE is {database!r}. Use letters, digits, '_', '.' and '-' only.")
        wait = environ.get("ODOO_DB_WAIT_SECONDS") or "60"
        if not wait.isdecimal():
            raise GuardError(f"ODOO_DB_WAIT_SECONDS is {wait!r}. Give whole seconds.")
        return cls(database, Path(required(environ, "ODOO_RC")), float(wait))


def required(environ: Mapping[str, str], name: str) -> str:
    """Return a variable that must be set."""
    value = environ.get(name, "")
    if not value:
        raise GuardError(f"The variable {name} is not set. compose.yaml sets it; outside of Compose set it yourself.")
    return value


def read_secret(environ: Mapping[str, str], name: str) -> str:
    """Return the secret in the file that a variable names, without the line break at its end.

    :raise GuardError: no such file, not readable, or a secret too weak for a server
    """
    path = Path(required(environ, name))
    try:
        secret = path.read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise GuardError(
            f"The secret file {path} ({name}) cannot be read: {error}. Run docker/make-secrets.sh; the files must be"
            " readable for the container's user (mode 0644 in a folder of mode 0700)."
        ) from error
    if reason := weakness(secret):
        raise GuardError(
            f"The secret in {path} ({name}) is refused: {reason}. Delete the file and run docker/make-secrets.sh."
        )
    return secret


def read_server_secrets(environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the passwords of the database role and of Odoo's database manager, which must differ."""
    database, master = read_secret(environ, DATABASE_FILE), read_secret(environ, MASTER_FILE)
    if database == master:
        raise GuardError(f"{DATABASE_FILE} and {MASTER_FILE} hold the same secret. Give each its own.")
    return database, master


def render(template: str, database: str, db_password: str, master_hash: str) -> str:
    """Return the text of Odoo's configuration file."""
    return string.Template(template).substitute(
        database=database,
        dbfilter=f"^{re.escape(database)}$",
        db_password=db_password,
        master_hash=master_hash,
    )


def write_private(path: Path, text: str) -> None:
    """Write a file that only we can read; nobody ever sees half of it.

    :raise GuardError: the folder is missing or not ours to write in
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        temporary.replace(path)
    except OSError as error:
        raise GuardError(f"The configuration {path} cannot be written: {error}. Mount a tmpfs there.") from error
