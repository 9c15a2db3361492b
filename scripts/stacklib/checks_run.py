"""Running a test program with its output in a log file and a limit on its time."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stacklib.checks_children import wait_or_stop
from stacklib.checks_parse import judge, parse_pytest
from stacklib.checks_report import Outcome, failure
from stacklib.stack import Stack

MINUTE = 60
LIMIT = 30 * MINUTE
TAIL = 60  # lines shown of a run that failed; the log has them all


@dataclass(frozen=True)
class Done:
    """A program that ended: exit code (None: stopped because its time was up), output, and where that is kept."""

    code: int | None
    output: str
    log: Path

    @property
    def tail(self) -> str:
        """The last lines of the output."""
        return "\n".join(self.output.splitlines()[-TAIL:])


def log_folder(stack: Stack) -> Path:
    """Return the folder of the logs of the checks, created if needed."""
    folder = stack.home / "log" / "checks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def run_logged(
    stack: Stack,
    name: str,
    command: Sequence[str | Path],
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    limit: float = LIMIT,
    is_odoo: bool = False,
) -> Done:
    """Run a program to its end.

    :param name: of the log file
    :param command: program and arguments
    :param env: variables added to those of the stack
    :param cwd: working folder, the checkout if not given
    :param limit: seconds after which the program and its children are stopped
    :param is_odoo: if it hangs, its log tells where
    :raise StackError: the whole run has been interrupted
    """
    log = log_folder(stack) / (re.sub(r"\W+", "_", name).strip("_") + ".log")
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            env={**stack.env(), **(env or {})},
            cwd=cwd or stack.repo,
            start_new_session=True,
        )
        code = wait_or_stop(process, limit, is_odoo)
    return Done(code, log.read_text(encoding="utf-8", errors="replace"), log)


def timed_out(done: Done, limit: float = LIMIT) -> Outcome | None:
    """Return a failure if the program did not end in its time."""
    if done.code is None:
        return failure(f"stopped after {limit / MINUTE:.0f} minutes\n{done.tail}", f"log: {done.log}")
    return None


def pytest_command(stack: Stack, *args: str, plugin: bool = False) -> list[str]:
    """Return a pytest command line; the plugin that loads an Odoo database is off unless asked for."""
    switches = [] if plugin else ["-p", "no:odoo"]
    return [str(stack.python), "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", *switches, *args]


def pytest_outcome(done: Done, what: str, may_be_empty: bool = False) -> Outcome:
    """Judge a run of pytest by its closing line and its exit code."""
    if late := timed_out(done):
        return late
    report = judge(parse_pytest(done.output), what, may_be_empty)
    # 0 is success, 5 is "nothing selected"; anything else with no failed test is a broken run.
    if done.code not in (0, 5) and not report.counts.failed:
        return failure(f"{what} ended with exit code {done.code}\n{done.tail}", f"log: {done.log}")
    if report.counts.failed:
        return Outcome(report.counts, (done.tail,), f"log: {done.log}")
    return Outcome(report.counts)
