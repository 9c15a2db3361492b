"""What the tests of docker/ share: folders, tools of the virtual environment, a server's surroundings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest

REPO = Path(__file__).resolve().parents[2]
DOCKER = REPO / "docker"


def tool(name: str) -> str:
    """Return a program that requirements-dev.txt brings; a missing one is a failure, never a skip."""
    path = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if not path:
        pytest.fail(f"{name} is missing; requirements-dev.txt names the package that brings it")
    return path


@dataclass(frozen=True)
class Server:
    """A database made by docker/db/10-odoo.sh, and the environment that entrypoint.sh gets."""

    env: dict[str, str]
    folder: Path
    superuser: str

    @property
    def rc(self) -> Path:
        """The configuration that the entry script writes."""
        return Path(self.env["ODOO_RC"])

    def secret(self, name: str) -> Path:
        """Return a secret's file."""
        return self.folder / "secrets" / name

    def run(self, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run the real entry script."""
        command = [str(DOCKER / "entrypoint.sh"), *args]
        return subprocess.run(
            command, env={**self.env, **env}, capture_output=True, text=True, check=False, timeout=300
        )

    def sql(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Run a statement as the cluster's superuser."""
        connection = psycopg2.connect(dbname=self.env["PGDATABASE"], user=self.superuser)
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            rows = cursor.fetchall() if cursor.description else []
        connection.close()
        return rows


def administer(statement: str) -> None:
    """Run a statement that must not be in a transaction."""
    connection = psycopg2.connect(dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def server_environment(folder: Path, name: str) -> dict[str, str]:
    """Return what compose.yaml gives to the container, with paths in the folder and the cluster of the tests."""
    hidden = ("ODOO_", "PGPASSWORD", "PGUSER", "PGDATABASE", "PYTHONPATH")
    env = {key: value for key, value in os.environ.items() if not key.startswith(hidden)}
    binaries = [str(folder / "bin"), str(Path(sys.executable).parent)]
    return {
        **env,
        "PATH": os.pathsep.join([*binaries, env.get("PATH", os.defpath)]),
        "PGUSER": name,
        "PGDATABASE": name,
        "ODOO_RC": str(folder / "odoo.conf"),
        "ODOO_DB_PASSWORD_FILE": str(folder / "secrets" / "odoo_db_password"),
        "ODOO_MASTER_PASSWORD_FILE": str(folder / "secrets" / "odoo_master_password"),
        "ODOO_DB_WAIT_SECONDS": "10",
    }


def create_database(name: str, password_file: Path) -> subprocess.CompletedProcess[str]:
    """Run the script that the PostgreSQL container runs on an empty volume."""
    env = {**os.environ, "POSTGRES_USER": os.environ.get("PGUSER", "postgres")}
    env |= {"ODOO_DB": name, "ODOO_DB_USER": name, "ODOO_DB_PASSWORD_FILE": str(password_file)}
    return subprocess.run([str(DOCKER / "db/10-odoo.sh")], env=env, capture_output=True, text=True, check=False)
