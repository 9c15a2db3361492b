"""The stack as the other parts use it: where everything is, and how to reach the database."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from stacklib import apt, cluster, database, files, odoo, pdf, venv
from stacklib.errors import StackError
from stacklib.home import default_home, open_home

REPO = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Stack:
    """A prepared stack: Odoo can be imported, PostgreSQL answers."""

    repo: Path
    home: Path
    python: Path
    odoo_path: Path
    pg: dict[str, str] = field(repr=False)

    @property
    def data_dir(self) -> Path:
        """Odoo's data directory, with the filestores."""
        return self.home / "data"

    @property
    def addons(self) -> Path:
        """The folder of the suite's addons."""
        return self.repo / "addons"

    def env(self) -> dict[str, str]:
        """Return the environment for child processes: the virtual environment first, the database named."""
        hidden = ("PYTHONPATH", "PYTHONHOME", "ODOO_RC")
        env = {name: value for name, value in os.environ.items() if name not in hidden and not name.startswith("PG")}
        folders = [str(self.python.parent), *pdf.shim_path(self.home, self.python), str(cluster.binaries(self.python))]
        env["PATH"] = os.pathsep.join([*folders, env.get("PATH", os.defpath)])
        env["VIRTUAL_ENV"] = str(self.python.parent.parent)
        env["PYTHONUNBUFFERED"] = "1"
        return {**env, **self.pg}

    def config(self, name: str, **options: object) -> Path:
        """Write an Odoo configuration and return its path.

        :param name: file name without ending
        :param options: further options of Odoo, e.g. ``http_port=8070``
        """
        values: dict[str, object] = {
            "db_host": self.pg.get("PGHOST", ""),
            "db_port": self.pg.get("PGPORT", ""),
            "db_user": self.pg.get("PGUSER", ""),
            "db_password": self.pg.get("PGPASSWORD", ""),
            "addons_path": self.addons,
            "data_dir": self.data_dir,
            "http_interface": "127.0.0.1",
            "list_db": False,
            "max_cron_threads": 0,
            **options,
        }
        lines = [
            "[options]",
            *(f"{key} = {str(value).replace('%', '%%')}" for key, value in values.items() if value != ""),
        ]
        path = self.home / "conf" / f"{name}.conf"
        files.write_text(path, "\n".join(lines) + "\n", mode=0o600)
        return path

    def odoo(self, *args: str, config: Path) -> list[str]:
        """Return a command line of Odoo; a first argument without dash is one of its commands."""
        command = [str(self.python), str(self.python.with_name("odoo"))]
        if args and not args[0].startswith("-"):
            return [*command, args[0], "-c", str(config), *args[1:]]
        return [*command, "-c", str(config), *args]

    def psql(self, sql: str, database_name: str = "postgres") -> str:
        """Run SQL and return the rows as text, one a line, columns separated by ``|``."""
        program = cluster.binaries(self.python) / "psql"
        return database.psql(program if program.is_file() else "psql", self.env(), sql, database_name)

    def database_exists(self, name: str) -> bool:
        """Tell whether there is a database of this name."""
        return name in self.databases()

    def databases(self) -> list[str]:
        """Return the names of all databases, templates left out."""
        return self.psql("SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY datname").split("\n")

    def create_database(self, name: str, template: str | None = None) -> None:
        """Create an empty database, or a copy of another together with its files.

        :raise StackError: it exists, or somebody is connected to the template
        """
        files.need_space(self.home, 300, f"database {name}")
        if template is None:
            self.psql(f"CREATE DATABASE {database.quoted(name)} TEMPLATE template0 ENCODING 'UTF8'")
            # Odoo does so in the databases it creates itself; names with typing mistakes are found by it.
            self.psql("CREATE EXTENSION IF NOT EXISTS pg_trgm", name)
            return
        self.psql(
            f"CREATE DATABASE {database.quoted(name)} TEMPLATE {database.quoted(template)} STRATEGY {self._strategy()}"
        )
        database.copy_filestore(self.data_dir, template, name)

    def _strategy(self) -> str:
        # Copying files beats writing a whole database into the log; PostgreSQL knows the word from 15 on.
        return "FILE_COPY" if int(self.psql("SHOW server_version_num")) >= 150000 else "DEFAULT"

    def drop_database(self, name: str) -> None:
        """Drop a database, its connections and its files; nothing happens if there is none."""
        self.psql(f"DROP DATABASE IF EXISTS {database.quoted(name)} WITH (FORCE)")
        files.remove(self.data_dir / "filestore" / name)


def prepare(own: str = "", deb: str = "", home: Path | None = None, repo: Path = REPO) -> Stack:
    """Make everything ready: Odoo, Python packages, PostgreSQL. Safe to repeat; what is there is kept.

    :param own: an Odoo 19 of the user's own (see ``odoo.find``)
    :param deb: Debian package of Odoo 19 as a file
    :param home: state directory instead of the usual one
    :raise StackError: something is missing; says what to do
    """
    if not shutil.which("dpkg-deb") and not own and not os.environ.get("CRM_SUITE_ODOO"):
        raise StackError("This system has no Debian packages (dpkg-deb is missing).", "", apt.WAYS_OUT)
    home = open_home(home or default_home())
    with files.locked(home / "lock"):
        odoo_path = odoo.find(home, own, deb)
        python = venv.provide(repo, home, odoo_path)
        named = database.own_server(os.environ)
        pg = named or cluster.provide(home, python)
    stack = Stack(repo, home, python, odoo_path, pg)
    database.check_version(server_version(stack, bool(named)))
    return stack


def server_version(stack: Stack, named: bool) -> int:
    """Return the version number of the PostgreSQL server.

    :param named: the user named the server
    :raise StackError: it does not answer
    """
    try:
        return int(stack.psql("SHOW server_version_num"))
    except StackError as error:
        if not named:
            raise
        todo = "Check PGHOST, PGPORT, PGUSER and PGPASSWORD, or unset them to use the built-in server."
        raise StackError("The PostgreSQL server named by PGHOST or PGPORT cannot be used.", error.why, todo) from error
