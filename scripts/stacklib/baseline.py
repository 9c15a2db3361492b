"""Odoo's own tests, with our addons installed and without: the result has to be the same.

How it works
------------
``tests/odoo_baseline/<suite>.json`` says which modules are installed (with demo data), which tests run, and which of
them fail without us. They run in a copy of a database that is kept between runs, by Odoo's own runner as its shell
offers it: all modules are loaded before the first test. While loading, a test of ``mail`` would run without our addons,
which come later, and stumble over the columns of modules that come later too.

The list holds for the tests it was made with, known by a hash over their files. With another Odoo the suite
runs twice, first without us, and the two results are compared.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from stacklib import files
from stacklib.baseline_result import Difference, Result, compare, complaints, parse
from stacklib.checks_env import NO_BROWSER, has_browser
from stacklib.checks_parse import odoo_problems, odoo_records
from stacklib.checks_run import MINUTE, run_logged
from stacklib.checks_template import lock, make, scratch
from stacklib.cluster import free_port
from stacklib.errors import StackError
from stacklib.lockfile import load as load_lock
from stacklib.progress import say
from stacklib.stack import Stack

FOLDER = Path("tests") / "odoo_baseline"
TEMPLATE = "c360_baseline_"
LIMIT = 90 * MINUTE
SCRIPT = """from odoo.tests.shell import run_tests
run_tests(env, {tags!r}, modules={modules!r})
"""
TAGGED_MODULE = re.compile(r"^(?!-)[\w*]*/(\w+)")


@dataclass(frozen=True)
class Suite:
    """A suite of Odoo's tests, and its result without our addons."""

    about: str
    full: bool  # only part of `test --full`
    modules: list[str]
    addons: list[str]
    tags: str
    odoo: str = ""
    fingerprint: str = ""
    unstable: dict[str, str] = field(default_factory=dict)
    result: Result = field(default_factory=Result)

    @property
    def tested(self) -> list[str]:
        """The modules whose tests run."""
        found = (TAGGED_MODULE.match(tag.strip()) for tag in self.tags.split(","))
        return sorted({match[1] for match in found if match})

    @property
    def has_tours(self) -> bool:
        """Tell whether tests drive Chromium."""
        return any(tag.strip().startswith("is_tour") for tag in self.tags.split(","))


def read(path: Path) -> Suite:
    """Read a suite from its file.

    :raise StackError: there is none, or it is no such file
    """
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return Suite(**{**values, "result": Result(**values.get("result", {}))})
    except (OSError, ValueError, TypeError) as error:
        raise StackError(
            f"{path} is no list of Odoo's tests.", str(error), "See tests/odoo_baseline/README.md."
        ) from error


def write(path: Path, suite: Suite) -> None:
    """Write a suite to its file, sorted, so that two recordings can be compared line by line."""
    files.write_text(path, json.dumps(asdict(suite), indent=1, ensure_ascii=False) + "\n")


def suites(repo: Path, full: bool) -> list[str]:
    """Return the names of the suites of the usual run, or of those that only ``test --full`` runs."""
    return sorted(path.stem for path in (repo / FOLDER).glob("*.json") if read(path).full == full)


def fingerprint(odoo_path: Path, modules: Sequence[str]) -> str:
    """Return a hash over the test files of some of Odoo's modules."""
    total = hashlib.sha256()
    for module in modules:
        for folder in (odoo_path / "odoo" / "addons" / module, odoo_path / "addons" / module):
            for path in sorted(folder.glob("tests/*.py")):
                total.update(f"{module}/{path.name}\0".encode() + path.read_bytes())
    return total.hexdigest()[:12]


def template_name(stack: Stack, suite: Suite) -> str:
    """Return the name of the kept database of a suite; suites with the same modules share it."""
    release = (stack.odoo_path / "odoo" / "release.py").read_bytes()
    parts = "\0".join([str(stack.odoo_path), *sorted(suite.modules)]).encode()
    return f"{TEMPLATE}{hashlib.sha256(release + parts).hexdigest()[:12]}"


def template(stack: Stack, suite: Suite) -> str:
    """Return the kept database of a suite: its modules with demo data, none of our addons; made if missing.

    Those that no suite wants any more are dropped.
    """
    name = template_name(stack, suite)
    wanted = {template_name(stack, read(path)) for path in (stack.repo / FOLDER).glob("*.json")}
    with lock(stack):
        existing = [one for one in stack.databases() if one.startswith(TEMPLATE)]
        for outdated in {*existing} - wanted:
            stack.drop_database(outdated)
        if name not in existing:
            make(stack, name, None, ["-i", ",".join(suite.modules), "--with-demo"], [])
    return name


def measure(stack: Stack, name: str, suite: Suite, addons: Sequence[str]) -> tuple[Result, list[str]]:
    """Run the tests of a suite in a copy of its database.

    :param addons: ours, installed first
    :return: the result, and what our addons complained about
    :raise StackError: an addon cannot be installed, or the runner does not come to its end
    """
    with scratch(stack, template(stack, suite), f"odoo_{name}") as database:
        config = stack.config(f"baseline_{name}", http_port=free_port())
        if addons:
            install(stack, name, database, addons, config)
        script = stack.home / "conf" / f"baseline_{name}.py"
        files.write_text(script, SCRIPT.format(tags=suite.tags, modules=suite.tested))
        command = stack.odoo("shell", "-d", database, *log_levels(suite), config=config)
        what = f"odoo tests {name} {'with' if addons else 'without'}"
        # Odoo's shell reads what it shall do from its standard input.
        done = run_logged(stack, what, ["sh", "-c", 'exec "$@" <"$0"', script, *command], limit=LIMIT)
    result = parse(done.output)
    if result is None or not result.tests:
        raise StackError(f"Odoo's tests of {name} did not come to their end.", done.tail, f"The whole log: {done.log}")
    return result, complaints(done.output, addons)


def log_levels(suite: Suite) -> list[str]:
    """Return the options by which the log names each test and is short for all else."""
    loud = ["odoo.tests", *(f"odoo.addons.{module}.tests" for module in suite.tested)]
    quiet = ["", "odoo.tests.common", "werkzeug"]
    levels = [*(f"{name}:WARNING" for name in quiet), *(f"{name}:INFO" for name in loud)]
    return [f"--log-handler={level}" for level in levels]


def install(stack: Stack, name: str, database: str, addons: Sequence[str], config: Path) -> None:
    """Install our addons into a copy.

    :raise StackError: Odoo fails, or logs an error
    """
    command = stack.odoo("-d", database, "-i", ",".join(addons), "--stop-after-init", "--no-http", config=config)
    done = run_logged(stack, f"odoo tests {name} install", command)
    problems = odoo_problems(odoo_records(done.output), addons)
    if done.code != 0 or problems:
        raise StackError(
            f"Installing {', '.join(addons)} for Odoo's tests failed.",
            "\n".join(problems[:20]) or done.tail,
            f"The whole log: {done.log}",
        )


def run(stack: Stack, name: str, with_addons: bool = True) -> int:
    """Run a suite and compare it with its list; return 0 if nothing got worse, else 1.

    :param name: of the suite, a file in tests/odoo_baseline
    :param with_addons: install our addons; without, the list itself is put to the test
    :raise StackError: the suite does not exist, or its tests cannot be run
    """
    suite = read(stack.repo / FOLDER / f"{name}.json")
    if suite.has_tours and not has_browser():
        say(f"{name}: not run: {NO_BROWSER}")
        return 1
    before = suite.result
    if fingerprint(stack.odoo_path, suite.tested) != suite.fingerprint:
        say(
            f"{name}: the list was made with the tests of Odoo {suite.odoo}, these are others; running without us first"
        )
        before = measure(stack, name, suite, ())[0]
    after, complained = measure(stack, name, suite, suite.addons if with_addons else ())
    unstable = dict(suite.unstable)
    if suite.has_tours and (fresh := after.failing.keys() - before.failing.keys() - unstable.keys()):
        unstable |= dict.fromkeys(passed_alone(stack, name, suite, sorted(fresh)), "passed when it ran again by itself")
    difference = compare(before, after, unstable)
    report(name, before, after, Difference([*difference.bad, *complained], difference.notes))
    return 1 if difference.bad or complained else 0


def passed_alone(stack: Stack, name: str, suite: Suite, tests: Sequence[str]) -> list[str]:
    """Run some tours again, by themselves, with our addons; return those that pass now.

    A tour fails on a busy machine when a step takes more than its ten seconds; one that fails twice in a row is broken.
    """
    places = {test: tag_of(test) for test in tests}
    alone = replace(suite, tags=",".join(sorted({*places.values()})))
    failing = {tag_of(test) for test in measure(stack, f"{name}_again", alone, suite.addons)[0].failing}
    return [test for test, place in places.items() if place not in failing]


def tag_of(test: str) -> str:
    """Return the tag that runs one test.

    >>> tag_of("crm.test_crm_ui.TestUi.test_01_crm_tour (<subtest>)")
    '/crm:TestUi.test_01_crm_tour'
    """
    module, _file, test_class, method = test.split(" ", maxsplit=1)[0].split(".")[:4]
    return f"/{module}:{test_class}.{method}"


def report(name: str, before: Result, after: Result, difference: Difference) -> None:
    """Print the differences, what is red last."""
    for line in difference.notes:
        say(f"  {line}")
    for line in difference.bad:
        say(f"  RED {line}")
    say(
        f"{name}: {after.tests} tests, {len(after.failing)} fail ({len(before.failing)} without our addons), "
        f"query counts apart: {len(after.query_tests)} over their limit ({len(before.query_tests)}); "
        f"{len(difference.bad)} differences that count"
    )


def record(stack: Stack, name: str, times: int = 2) -> int:
    """Run a suite without our addons and write its list anew; return 0.

    :param times: runs; a test that fails in some of them only is marked as unstable
    :raise StackError: the suite does not exist, or its tests cannot be run
    """
    path = stack.repo / FOLDER / f"{name}.json"
    suite = read(path)
    results = [measure(stack, name, suite, ())[0] for _ in range(times)]
    write(path, recorded(suite, results, load_lock().packages[0].version, fingerprint(stack.odoo_path, suite.tested)))
    say(f"{name}: {results[0].tests} tests, {len(results[0].failing)} fail without our addons, written to {path}")
    return 0


def recorded(suite: Suite, results: Sequence[Result], odoo: str, tests: str) -> Suite:
    """Return a suite with the result of some runs; tests seen as unstable earlier stay so.

    :param odoo: version of the package
    :param tests: fingerprint of the test files
    :raise StackError: not the same tests ran each time
    """
    first = results[0]
    if any(result.classes != first.classes for result in results):
        raise StackError("Not the same tests ran each time.", "", "Name the tags more narrowly.")
    counts = {name: sum(name in result.failing for result in results) for result in results for name in result.failing}
    unstable = {
        name: f"failed in {count} of {len(results)} runs without us: {error_of(name, results)}"
        for name, count in sorted(counts.items())
        if count < len(results)
    }
    always = {name: error for name, error in first.failing.items() if counts[name] == len(results)}
    values = asdict(first) | {"failing": always}
    return Suite(
        **{key: getattr(suite, key) for key in ("about", "full", "modules", "addons", "tags")},
        odoo=odoo,
        fingerprint=tests,
        unstable=dict(sorted({**suite.unstable, **unstable}.items())),
        result=Result(**values),
    )


def error_of(name: str, results: Sequence[Result]) -> str:
    """Return the first error seen of a test."""
    return next((result.failing[name] for result in results if name in result.failing), "")
