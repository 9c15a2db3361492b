"""Databases of a PostgreSQL server, each with its filestore."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from stacklib import files, shell
from stacklib.errors import StackError

MINIMUM = 13
OWN = ("PGHOST", "PGPORT", "PGSERVICE")


def own_server(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the PG* variables of a server the user named; empty if none is named.

    :raise StackError: Odoo would refuse the role
    """
    if not any(environ.get(name) for name in OWN):
        return {}
    named = {name: value for name, value in environ.items() if name.startswith("PG") and value}
    named.setdefault("PGPORT", "5432")
    named.setdefault("PGUSER", environ.get("USER", "odoo"))
    if named["PGUSER"] == "postgres":
        raise StackError(
            "Odoo does not work as the database role postgres.",
            "It may do anything on that server.",
            "createuser --createdb odoo, then set PGUSER=odoo and PGPASSWORD.",
        )
    return named


def check_version(number: int) -> None:
    """Refuse a server older than Odoo 19 supports.

    :param number: server_version_num, e.g. 120015
    :raise StackError: it is older than 13
    """
    if number < MINIMUM * 10000:
        raise StackError(
            f"The PostgreSQL server is version {number // 10000}.",
            f"Odoo 19 needs {MINIMUM} or newer.",
            "Point PGHOST and PGPORT to a newer one, or unset them to use the built-in server.",
        )


def quoted(name: str) -> str:
    """Return a database name as an SQL identifier.

    :raise StackError: it has other characters than letters, digits, ``_``, ``-`` and ``.``
    """
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}", name):
        raise StackError(f"{name!r} is no database name.", "", "Use letters, digits, _ and - only.")
    return f'"{name}"'


def psql(program: Path | str, env: Mapping[str, str], sql: str, database: str) -> str:
    """Run SQL and return the rows, columns separated by ``|``."""
    command = [program, "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", "-"]
    return shell.run(command, "PostgreSQL refuses.", env=env, stdin=sql).rstrip("\n")


def copy_filestore(data_dir: Path, source: str, target: str) -> None:
    """Give a copied database its files; they never change once written, so links will do."""
    origin = data_dir / "filestore" / source
    copy = data_dir / "filestore" / target
    files.remove(copy)
    if origin.is_dir():
        shutil.copytree(origin, copy, copy_function=link_or_copy)


def link_or_copy(source: str, target: str) -> None:
    """Link a file, or copy it where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
