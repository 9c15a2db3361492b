"""What the tests do in a database: run Odoo's commands, run Python in its shell."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from stacklib.checks_parse import odoo_problems, odoo_records
from stacklib.stack import Stack

ADDON = "crm_customer360"
TIMEOUT = 900
RESULT = "the result is: "
#: Runs the scheduled job as the scheduler would; what it committed is seen by what follows.
REPAIR = "env.ref('crm_customer360.ir_cron_touchpoint_repair').method_direct_trigger()\nenv.cr.commit()\n"


class Work:
    """A database, and what is done to it."""

    def __init__(self, stack: Stack, database: str) -> None:
        """Take the database's name."""
        self.stack = stack
        self.database = database

    @property
    def config(self) -> Path:
        """A configuration without a server."""
        return self.stack.config("lifecycle")

    def run(self, *arguments: str, code: str = "", known: str = "") -> str:
        """Run Odoo and return its output; a failure, an error in the log or a warning of ours fails the test.

        :param code: its standard input
        :param known: errors with this text are Odoo's own
        """
        program = self.stack.odoo(config=self.config)[:-2]
        command = [*program, *arguments, "-c", str(self.config), "-d", self.database]
        done = subprocess.run(
            command,
            input=code,
            env=self.stack.env(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        found = odoo_problems(odoo_records(done.stdout), [ADDON])
        problems = [problem for problem in found if not known or known not in problem]
        assert done.returncode == 0, done.stdout[-4000:]
        assert not problems, "\n".join(problems)
        return done.stdout

    def install(self, *modules: str) -> None:
        """Install modules."""
        self.run("-i", ",".join(modules), "--stop-after-init", "--no-http")

    def upgrade(self, *modules: str) -> None:
        """Upgrade modules."""
        self.run("-u", ",".join(modules), "--stop-after-init", "--no-http")

    def uninstall(self, *modules: str, known: str = "") -> None:
        """Uninstall modules."""
        self.run("module", "uninstall", *modules, known=known)

    def shell(self, code: str) -> Any:
        """Run Python with ``env``; it commits at the end. Returns what the code left in ``result``."""
        text = f"import json\nresult = None\n{code}\nenv.cr.commit()\nprint({RESULT!r} + json.dumps(result))\n"
        output = self.run("shell", "--no-http", code=text)
        lines = [line for line in output.splitlines() if RESULT in line]
        assert lines, output[-4000:]
        return json.loads(lines[-1].split(RESULT, 1)[1])

    def report(self, repair: bool = True) -> Any:
        """Return the state of each source by its name, and how the history differs from a rebuild from nothing.

        :param repair: run the scheduled job first, as the scheduler would
        :return: ``{"states": {name: state}, "wrong": [line]}``
        """
        code = (
            "from odoo.addons.crm_customer360.tests.common import differences, rebuilt_snapshot, snapshot\n"
            "result = {'states': {s.name: s.state for s in env['crm.touchpoint.source'].search([])}}\n"
            "result['wrong'] = differences(snapshot(env), rebuilt_snapshot(env))"
        )
        return self.shell((REPAIR if repair else "") + code)

    def counts(self) -> dict[str, int]:
        """Return how many touchpoints each source has."""
        rows = self.stack.psql("SELECT source, count(*) FROM crm_touchpoint GROUP BY 1", self.database)
        return {name: int(number) for name, number in (row.split("|") for row in rows.splitlines() if row)}

    def table(self) -> str:
        """Return every row of the history as text, ids included."""
        return self.stack.psql("SELECT t::text FROM crm_touchpoint t ORDER BY id", self.database)
