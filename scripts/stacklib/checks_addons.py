"""The tests inside our addons: by Odoo's own runner, or a few of them quickly by pytest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from stacklib import checks_po
from stacklib.checks_env import NO_BROWSER, has_browser, in_ci
from stacklib.checks_lint import addon_folders
from stacklib.checks_parse import (
    HOOT_CLOSING,
    Counts,
    hoot_passed,
    judge,
    module_skips,
    parse_odoo,
    skip_reasons,
)
from stacklib.checks_report import Outcome, verdict
from stacklib.checks_run import MINUTE, Done, log_folder, pytest_command, pytest_outcome, run_logged, timed_out
from stacklib.checks_template import scratch
from stacklib.cluster import free_port
from stacklib.errors import StackError
from stacklib.stack import Stack

STATISTICS = re.compile(r"odoo\.tests\.stats: (\w+): (\d+) tests")
LIMIT = 35 * MINUTE
BROWSER_SKIP = re.compile(r"chrom|websocket", re.IGNORECASE)


def run_odoo_tests(stack: Stack, template: str, purpose: str, *arguments: str) -> Done:
    """Run Odoo's own test runner in a copy of the template."""
    with scratch(stack, template, purpose) as database:
        config = stack.config(f"checks_{purpose}", http_port=free_port(), screenshots=log_folder(stack) / "screenshots")
        command = stack.odoo("-d", database, *arguments, "--stop-after-init", config=config)
        return run_logged(stack, f"odoo {purpose}", command, limit=LIMIT, is_odoo=True)


def halves(repo: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return our addons in two groups whose tests are of like size: the machine has two cores."""
    groups: tuple[list[str], list[str]] = ([], [])
    sizes = [0, 0]
    by_size = {
        folder.name: sum(path.stat().st_size for path in folder.glob("tests/*.py")) for folder in addon_folders(repo)
    }
    for name, size in sorted(by_size.items(), key=lambda item: (-item[1], item[0])):
        lighter = sizes.index(min(sizes))
        groups[lighter].append(name)
        sizes[lighter] += size
    return tuple(sorted(groups[0])), tuple(sorted(groups[1]))


def addon_tests(addons: Sequence[str], stack: Stack, template: str) -> Outcome:
    """Run all tests of some of our addons, tours and client unit tests included, with Odoo's own runner."""
    tags = ",".join(f"/{name}" for name in addons)
    done = run_odoo_tests(stack, template, f"addons_{addons[0]}", "-u", ",".join(addons), "--test-tags", tags)
    if late := timed_out(done, LIMIT):
        return late
    report = judge(parse_odoo(done.output, addons), "Odoo's test runner")
    problems = [*report.problems, *(f"no test of {name} ran" for name in untested(done.output, addons))]
    problems += client_problems(done.output, [name for name in client_suites(stack.repo) if name in addons])
    # The template has every module that our tests ask for; on a smaller installation they may be skipped.
    problems += [f"not run: {reason}" for reason in module_skips(done.output)]
    if done.code != 0 and not problems:
        problems.append(f"Odoo's test runner ended with exit code {done.code}")
    counts = report.counts + Counts(passed=hoot_passed(done.output))
    reasons = skip_reasons(done.output)
    note = f"log: {done.log}" if problems else "; ".join(f"skipped {reason}" for reason in reasons)
    return Outcome(counts, tuple(problems), note)


def untested(log: str, addons: Sequence[str]) -> list[str]:
    """Return the addons of which no test ran, by the statistics at the end of Odoo's log."""
    tested = {name for name, number in STATISTICS.findall(log) if int(number)}
    return [name for name in addons if name not in tested]


def client_suites(repo: Path) -> list[str]:
    """Return the addons that have unit tests for the client."""
    return [folder.name for folder in addon_folders(repo) if any(folder.glob("static/tests/**/*.test.js"))]


def client_problems(log: str, suites: Sequence[str]) -> list[str]:
    """Return what is wrong with the tests in the browser: each addon's unit tests must have come to their end.

    Without Chromium they do not run: that is a failure on a build server, and elsewhere the note says so.
    """
    if not has_browser():
        return [NO_BROWSER] if in_ci() else []
    problems = [f"not run: {reason}" for reason in skip_reasons(log) if BROWSER_SKIP.search(reason)]
    ended = len(HOOT_CLOSING.findall(log))
    if ended < len(suites):
        problems.append(f"{len(suites)} addons have unit tests for the client, {ended} runs came to their end")
    return problems


def some_addon_tests(stack: Stack, template: str, paths: Sequence[str], keyword: str) -> Outcome:
    """Run chosen tests of addons with pytest in a copy of the template; the quick way while working on them.

    :param paths: addon folders or test files; all addons if empty
    :param keyword: pytest's -k expression, may be empty
    """
    chosen = list(paths) or [str(folder.relative_to(stack.repo)) for folder in addon_folders(stack.repo)]
    with scratch(stack, template, "some") as database:
        config = stack.config("checks_some")
        odoo = [f"--odoo-config={config}", f"--odoo-database={database}", "--odoo-http"]
        selection = ["-k", keyword] if keyword else []
        command = pytest_command(stack, *odoo, *selection, *chosen, plugin=True)
        done = run_logged(stack, "pytest addons", command)
    return pytest_outcome(done, "pytest of the addons", may_be_empty=bool(keyword))


def translations(stack: Stack, template: str) -> Outcome:
    """Check that each template of translations holds exactly the terms Odoo exports now."""
    addons = {folder.name: folder for folder in addon_folders(stack.repo)}
    with scratch(stack, template, "export") as database:
        exports = {name: export_terms(stack, database, name) for name in addons}
    problems = checks_po.check_exports(addons, exports)
    note = f"fresh exports: {log_folder(stack)}/<addon>.po" if problems else ""
    return verdict(problems, note)


def export_terms(stack: Stack, database: str, addon: str) -> str:
    """Return the terms of an addon as Odoo exports them.

    :raise StackError: Odoo wrote no file
    """
    target = log_folder(stack) / f"{addon}.po"
    target.unlink(missing_ok=True)
    config = stack.config("checks_export")
    # The option for the configuration belongs behind the second word of this command.
    odoo = [str(stack.python), "-m", "odoo", "i18n", "export", "-c", str(config), "-d", database]
    done = run_logged(stack, f"export {addon}", [*odoo, "-l", "pot", "-o", str(target), "--", addon])
    if not target.is_file():
        raise StackError(f"Odoo exported no terms of {addon}.", done.tail, f"The whole log: {done.log}")
    return target.read_text(encoding="utf-8")
