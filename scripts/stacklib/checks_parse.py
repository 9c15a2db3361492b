"""Reading what the test programs print.

Examples
--------
>>> parse_pytest("3 passed, 1 failed, 2 skipped in 0.12s").counts
Counts(passed=3, failed=1, skipped=2)
>>> parse_odoo("2026-01-01 00:00:00,000 7 INFO t odoo.tests.result: 0 failed, 1 error(s) of 5 tests").counts
Counts(passed=4, failed=1, skipped=0)

How it works
------------
A program that ended without its closing line proves nothing: ``closed`` is then false, and the caller
counts that as a failure. A closing line that names no test is a failure too, unless a selection was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PYTEST_CLOSING = re.compile(
    r"^=* ?(?P<body>(?:\d+ (?:subtests )?[a-z]+(?:, )?)+|no tests ran|no tests collected.*?) in [\d.]+s\b.*$"
)
PYTEST_PART = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)\b")
PYTEST_FAILURE = re.compile(r"^(?:FAILED|ERROR) .+$", re.MULTILINE)
ODOO_CLOSING = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
ODOO_RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) (?P<db>\S+) (?P<logger>[^\s:]+): (?P<text>.*)$"
)
HOOT_CLOSING = re.compile(r"\[HOOT\] (?:Passed (\d+) tests?|Failed \d+ tests? \((\d+) passed)")
SKIPPED = re.compile(r"^skipped (\S+) : (.*)$")


@dataclass(frozen=True)
class Counts:
    """How many tests passed, failed (or raised an error) and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Add up two results."""
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    @property
    def ran(self) -> int:
        """Tests that came to a verdict."""
        return self.passed + self.failed


@dataclass(frozen=True)
class Report:
    """What a test program said: its counts, whether it came to its closing line, and what to show."""

    counts: Counts
    closed: bool
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """One entry of an Odoo log with its continuation lines."""

    level: str
    logger: str
    text: str


def parse_pytest(output: str) -> Report:
    """Read the closing line of pytest and the names of the tests that failed."""
    bodies = [match["body"] for line in output.splitlines() if (match := PYTEST_CLOSING.match(line.strip()))]
    if not bodies:
        return Report(Counts(), closed=False)
    counts = Counts()
    for number, word in PYTEST_PART.findall(bodies[-1]):
        if word in ("passed", "xfailed"):
            counts += Counts(passed=int(number))
        elif word == "skipped":
            counts += Counts(skipped=int(number))
        else:
            counts += Counts(failed=int(number))
    return Report(counts, closed=True, problems=tuple(PYTEST_FAILURE.findall(output)))


def odoo_records(log: str) -> Iterator[Record]:
    """Cut an Odoo log into its entries, tracebacks kept with the entry they belong to."""
    current: Record | None = None
    for line in log.splitlines():
        match = ODOO_RECORD.match(line)
        if match:
            if current:
                yield current
            current = Record(match["level"], match["logger"], match["text"])
        elif current:
            current = Record(current.level, current.logger, f"{current.text}\n{line}")
    if current:
        yield current


def odoo_problems(records: Iterable[Record], own_addons: Iterable[str] = ()) -> list[str]:
    """Return the errors of a log, and the warnings that come from one of our own addons."""
    own = tuple(own_addons)
    found = []
    for record in records:
        serious = record.level in ("ERROR", "CRITICAL")
        ours = any(f".{name}." in f"{record.logger}." or f"addons/{name}/" in record.text for name in own)
        if serious or (record.level == "WARNING" and ours):
            found.append(f"{record.level} {record.logger}: {record.text}")
    return found


def parse_odoo(log: str, own_addons: Iterable[str] = ()) -> Report:
    """Read the closing line of Odoo's own test runner, the errors and the skipped tests.

    :param log: whole log of one run
    :param own_addons: names of the addons whose warnings count as problems
    """
    records = list(odoo_records(log))
    closing = [match for record in records if (match := ODOO_CLOSING.search(record.text))]
    problems = tuple(odoo_problems(records, own_addons))
    if not closing:
        return Report(Counts(), closed=False, problems=problems)
    failed, errors, total = (int(number) for number in closing[-1].groups())
    skipped = sum(1 for record in records if SKIPPED.match(record.text))
    # A failing subtest or setUpClass counts as a failure without being one of the tests.
    passed = max(total - failed - errors - skipped, 0)
    return Report(Counts(passed, failed + errors, min(skipped, total)), closed=True, problems=problems)


def skip_reasons(log: str) -> list[str]:
    """Return ``test: reason`` for each test that Odoo skipped."""
    matches = (SKIPPED.match(record.text) for record in odoo_records(log))
    return [f"{match[1]}: {match[2]}" for match in matches if match]


def module_skips(log: str) -> list[str]:
    """Return those of :func:`skip_reasons` that name a module the database has not."""
    return [reason for reason in skip_reasons(log) if "not installed" in reason]


def hoot_passed(log: str) -> int:
    """Return how many unit tests of the client passed, over all runs in the log."""
    return sum(int(number) for pair in HOOT_CLOSING.findall(log) for number in pair if number)


def judge(report: Report, what: str, may_be_empty: bool = False) -> Report:
    """Turn silence into failure: a run without closing line or without any test has failed.

    :param what: the program, for the message
    :param may_be_empty: a selection by name may find nothing here
    """
    if not report.closed:
        message = f"{what} ended before its closing line"
    elif not (report.counts.ran or may_be_empty):
        message = f"{what}: no test ran"
    elif report.problems and not report.counts.failed:
        message = f"{what}: the log holds errors"
    else:
        return report
    counts = report.counts + Counts(failed=1)
    return Report(counts, report.closed, (message, *report.problems))
