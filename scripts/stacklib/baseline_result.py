"""What Odoo's test runner said, and the comparison of two runs of the same tests.

Examples
--------
>>> before = Result(tests=1, classes={"crm.test_x.TestX": 1}, failing={"crm.test_x.TestX.test_a": "AssertionError: 1"})
>>> after = Result(tests=1, classes={"crm.test_x.TestX": 1}, failing={"crm.test_x.TestX.test_b": "KeyError: 'x'"})
>>> compare(before, after).bad
["fails with our addons only: crm.test_x.TestX.test_b: KeyError: 'x'"]
>>> compare(before, after).notes
['passes with our addons: crm.test_x.TestX.test_a']

How it works
------------
A test is named ``module.file.Class.method``, a subtest by its description behind that. Texts that change from run to
run (record ids, addresses, dates) are masked; the same name twice in one run gets a number.

A test that only asserts a number of queries (``assertQueryCount``) tells something else than right or wrong: more
queries are expected of an addon that does more. Its failures, known by their message, are kept apart with the counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from stacklib.checks_parse import ODOO_CLOSING, Record, odoo_records

VERDICT = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(?P<what>.*)$", re.MULTILINE)
STARTING = re.compile(r"^Starting (?P<test>\S+) \.\.\.")
SKIPPED = re.compile(r"^skipped (?P<what>.+?) : ")
# setUpClass and the like are reported under the name of the class, by the runner's own logger.
CLASS_LEVEL = re.compile(r"^(?P<method>\w+) \((?P<test_class>[\w.]+)\)$")
QUERIES = re.compile(
    r"Query count (?:more|less) than expected for user (?P<user>.+?): (?P<count>\d+) [<>] (?P<expected>\d+)"
    r" in \w+ at (?:\S*/addons/)?(?P<place>\S+)"
)
TOO_MANY_QUERIES = "Query count more than expected"
MASKS = (
    (re.compile(r"\b0x[0-9a-f]{6,}"), "0x…"),
    (re.compile(r"\b([a-z_]+(?:\.[a-z_]+)+)\((?:\d+|<NewId [^>]*>)[^()]*\)"), r"\1(…)"),
    (re.compile(r"\b20\d\d-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?"), "<date>"),
)
ERROR_LENGTH = 160


@dataclass(frozen=True)
class Result:
    """One run: how many tests, of which class how many, and which of them failed, with their errors."""

    tests: int = 0
    classes: dict[str, int] = field(default_factory=dict)
    failing: dict[str, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    query_tests: dict[str, str] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """What makes the comparison red, and what is only worth knowing."""

    bad: list[str]
    notes: list[str]


def masked(text: str) -> str:
    """Return a text without the parts that change from run to run."""
    for pattern, substitute in MASKS:
        text = pattern.sub(substitute, text)
    return text


def class_path(logger: str) -> str:
    """Return ``module.file`` of the logger of a test file."""
    return logger.removeprefix("odoo.addons.").replace(".tests.", ".", 1)


def test_id(logger: str, what: str) -> str:
    """Return the name of a test from the logger and the runner's description of it."""
    what = what.strip()
    if match := CLASS_LEVEL.match(what):
        return f"{class_path(match['test_class'])}.{match['method']}"
    return masked(f"{class_path(logger)}.{what}")


def error_line(text: str) -> str:
    """Return the line of a traceback that names the error, masked and shortened; empty if there is none."""
    last = text.rpartition("Traceback (most recent call last):")[2]
    for line in last.splitlines()[1:]:
        if line and not line[0].isspace():
            return masked(line)[:ERROR_LENGTH]
    return ""


def numbered(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the pairs as a sorted dictionary; a name that comes again gets a number."""
    seen: Counter[str] = Counter()
    found = {}
    for name, value in pairs:
        seen[name] += 1
        found[name if seen[name] == 1 else f"{name} #{seen[name]}"] = value
    return dict(sorted(found.items()))


def parse(log: str) -> Result | None:
    """Read the log of one run of Odoo's test runner.

    :param log: whole log, with the loggers of the test files at level INFO
    :return: None if the runner did not come to its closing line, or counted tests or failures the log does not name
    """
    records = list(odoo_records(log))
    closing = [match for record in records if (match := ODOO_CLOSING.search(record.text))]
    classes = Counter(name for record in records if (name := started_class(record)))
    verdicts = [(test_id(record.logger, match["what"]), record.text) for record, match in matches(records, VERDICT)]
    if not closing or told(closing[-1]) != (len(verdicts), classes.total()):
        return None
    return Result(
        tests=classes.total(),
        classes=dict(sorted(classes.items())),
        failing=numbered((name, error_line(text)) for name, text in verdicts if TOO_MANY_QUERIES not in text),
        skipped=sorted({test_id(record.logger, match["what"]) for record, match in matches(records, SKIPPED)}),
        query_tests=numbered((name, error_line(text)) for name, text in verdicts if TOO_MANY_QUERIES in text),
        queries=query_counts(records),
    )


def told(closing: re.Match[str]) -> tuple[int, int]:
    """Return how many failures and tests the closing line tells."""
    return int(closing[1]) + int(closing[2]), int(closing[3])


def matches(records: Iterable[Record], pattern: re.Pattern[str]) -> list[tuple[Record, re.Match[str]]]:
    """Return the entries whose text begins with the pattern."""
    return [(record, match) for record in records if (match := pattern.match(record.text))]


def started_class(record: Record) -> str:
    """Return ``module.file.Class`` if the entry tells that a test starts, else an empty text."""
    match = STARTING.match(record.text)
    return f"{class_path(record.logger)}.{match['test'].rpartition('.')[0]}" if match else ""


def query_counts(records: Iterable[Record]) -> dict[str, int]:
    """Return by how many queries each place differs from what it expects; a place not named has none."""
    found: dict[str, int] = {}
    for record in records:
        for match in QUERIES.finditer(record.text):
            place = f"{match['place']} {match['user']}"
            off = int(match["count"]) - int(match["expected"])
            found[place] = max(off, found.get(place, off))
    return dict(sorted(found.items()))


def complaints(log: str, addons: Iterable[str]) -> list[str]:
    """Return warnings and errors our own addons logged, also in tests that passed."""
    ours = tuple(f"odoo.addons.{name}." for name in addons)
    serious = (record for record in odoo_records(log) if record.level in ("WARNING", "ERROR", "CRITICAL"))
    return [
        f"our addon complains: {record.logger}: {record.text.splitlines()[0][:ERROR_LENGTH]}"
        for record in serious
        if f"{record.logger}.".startswith(ours)
    ]


def compare(before: Result, after: Result, unstable: Mapping[str, str] | None = None) -> Difference:
    """Compare a run with our addons to the one without.

    :param before: without
    :param after: with
    :param unstable: tests that fail now and then without us, and what was seen of them
    """
    unstable = unstable or {}
    fresh = {name: error for name, error in after.failing.items() if name not in before.failing}
    bad = [f"fails with our addons only: {name}: {error}" for name, error in fresh.items() if name not in unstable]
    bad += [f"skipped with our addons only: {name}" for name in sorted({*after.skipped} - {*before.skipped})]
    bad += missing_tests(before, after)
    notes = [f"unstable, failed this time: {name}: {unstable[name]}" for name in fresh if name in unstable]
    notes += [f"passes with our addons: {name}" for name in before.failing if name not in {*after.failing, *unstable}]
    notes += [
        f"fails for another reason: {name}: {after.failing[name]} (without: {error})"
        for name, error in before.failing.items()
        if name in after.failing and digitless(after.failing[name]) != digitless(error)
    ]
    return Difference(bad, [*notes, *query_notes(before, after)])


def digitless(text: str) -> str:
    """Return a text with every number masked: other ids make no other error."""
    return re.sub(r"\d+", "0", text)


def missing_tests(before: Result, after: Result) -> list[str]:
    """Return the classes of which fewer tests ran, or others than in the list."""
    return [
        f"{after.classes.get(name, 0)} tests of {name} ran, {before.classes.get(name, 0)} in the list"
        for name in sorted({*before.classes, *after.classes})
        if before.classes.get(name, 0) != after.classes.get(name, 0)
    ]


def query_notes(before: Result, after: Result) -> list[str]:
    """Return where the number of queries changed; never red."""
    over = sorted({*after.query_tests} - {*before.query_tests})
    return [
        f"queries {after.queries.get(place, 0) - before.queries.get(place, 0):+d} at {place}"
        for place in sorted({*before.queries, *after.queries})
        if before.queries.get(place, 0) != after.queries.get(place, 0)
    ] + [f"query count over its limit with our addons only: {name}" for name in over]
