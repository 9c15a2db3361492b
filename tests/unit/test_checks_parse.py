"""The runner understands what pytest and Odoo print, and takes silence for a failure."""

from __future__ import annotations

import doctest

import pytest

from stacklib import checks_parse
from stacklib.checks_parse import Counts, Report, judge, parse_odoo, parse_pytest

START = "2026-03-01 10:00:00,123 4711 {level} c360_test {logger}: {text}"


def log(*lines: tuple[str, str, str]) -> str:
    return "\n".join(START.format(level=level, logger=logger, text=text) for level, logger, text in lines)


CLOSING = "0 failed, 0 error(s) of 12 tests when loading database 'c360_test'"


def test_the_examples_of_the_docstring_hold():
    outcome = doctest.testmod(checks_parse)
    assert outcome.attempted > 0
    assert outcome.failed == 0


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("12 passed in 0.34s", Counts(12)),
        ("=== 12 passed in 0.34s ===", Counts(12)),
        ("1 failed, 11 passed in 61.02s (0:01:01)", Counts(11, 1)),
        ("=== 1 failed, 11 passed, 2 skipped, 3 warnings in 0.1s ===", Counts(11, 1, 2)),
        ("2 passed, 3 deselected in 0.1s", Counts(2)),
        ("1 passed, 2 errors in 0.1s", Counts(1, 2)),
        ("1 error in 0.1s", Counts(0, 1)),
        ("3 failed, 82 passed, 1 warning, 74 subtests passed in 178.27s (0:02:58)", Counts(82, 3)),
        ("1 failed, 2 passed, 1 subtests failed in 0.1s", Counts(2, 1)),
        ("1 xfailed, 1 xpassed, 1 passed in 0.1s", Counts(2, 1)),
        ("no tests ran in 0.01s", Counts()),
        ("3 deselected in 0.01s", Counts()),
    ],
)
def test_the_closing_line_of_pytest(line: str, counts: Counts):
    report = parse_pytest(f"....\n{line}\n")
    assert report == Report(counts, closed=True)


def test_only_the_closing_line_counts():
    output = "captured: 7 failed, 1 passed in 0.1s\nFAILED tests/a.py::test_b - assert 1\n1 failed, 2 passed in 0.2s\n"
    report = parse_pytest(output)
    assert report.counts == Counts(2, 1)
    assert report.problems == ("FAILED tests/a.py::test_b - assert 1",)


@pytest.mark.parametrize("output", ["", "Killed\n", "....\n", "5 passed\n", "they passed in 3s\n"])
def test_pytest_without_closing_line_is_not_closed(output: str):
    assert parse_pytest(output).closed is False


def test_the_closing_line_of_odoo():
    report = parse_odoo(log(("INFO", "odoo.tests.result", CLOSING)))
    assert report == Report(Counts(12), closed=True)


def test_failures_and_errors_of_odoo_are_failures():
    text = log(("ERROR", "odoo.tests.result", "2 failed, 1 error(s) of 12 tests when loading database 'c360_test'"))
    report = parse_odoo(text)
    assert report.counts == Counts(9, 3)


def test_more_failing_subtests_than_tests():
    report = parse_odoo(log(("ERROR", "odoo.tests.result", "5 failed, 0 error(s) of 2 tests when loading")))
    assert report.counts == Counts(0, 5)


def test_skipped_tests_of_odoo_are_told_apart():
    name = "odoo.addons.crm_customer360.tests.test_tour"
    text = log(
        ("INFO", name, "skipped TestTour.test_open : Chrome executable not found"),
        ("INFO", "odoo.tests.result", CLOSING),
    )
    assert parse_odoo(text).counts == Counts(11, 0, 1)
    assert checks_parse.skip_reasons(text) == ["TestTour.test_open: Chrome executable not found"]
    assert checks_parse.module_skips(text) == []
    text += "\n" + log(("INFO", name, "skipped TestShop.test_fetched : pos_sale is not installed"))
    assert checks_parse.module_skips(text) == ["TestShop.test_fetched: pos_sale is not installed"]


def test_a_traceback_stays_with_its_entry():
    text = log(("ERROR", "odoo.addons.x.tests.test_y", "FAIL: TestY.test_z"))
    text += "\nTraceback (most recent call last):\nAssertionError: 1 != 2\n"
    text += log(("INFO", "odoo.tests.result", "1 failed, 0 error(s) of 1 tests when loading"))
    (problem,) = parse_odoo(text).problems
    assert problem == (
        "ERROR odoo.addons.x.tests.test_y: FAIL: TestY.test_z\n"
        "Traceback (most recent call last):\nAssertionError: 1 != 2"
    )


def test_a_log_without_closing_line_is_not_closed():
    assert parse_odoo(log(("INFO", "odoo.modules.loading", "Modules loaded."))).closed is False


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (("WARNING", "odoo.addons.crm_customer360.models.x", "careful"), True),
        (("WARNING", "odoo.addons.crm_customer360", "careful"), True),
        (("WARNING", "py.warnings", "/x/addons/crm_customer360/models/a.py:3: DeprecationWarning"), True),
        (("WARNING", "odoo.addons.crm_customer360_helpdesk.models", "another addon"), False),
        (("WARNING", "odoo.addons.mail.models.x", "Odoo's own"), False),
        (("INFO", "odoo.addons.crm_customer360.models.x", "fine"), False),
        (("ERROR", "odoo.addons.mail.models.x", "an error is one wherever it comes from"), True),
        (("CRITICAL", "odoo.modules.registry", "an error is one wherever it comes from"), True),
    ],
)
def test_errors_count_and_warnings_of_our_addons(line: tuple[str, str, str], found: bool):
    text = log(line, ("INFO", "odoo.tests.result", CLOSING))
    assert bool(parse_odoo(text, ["crm_customer360"]).problems) is found


@pytest.mark.parametrize(
    ("report", "message"),
    [
        (Report(Counts(), closed=False), "x ended before its closing line"),
        (Report(Counts(), closed=True), "x: no test ran"),
        (Report(Counts(skipped=4), closed=True), "x: no test ran"),
        (Report(Counts(3), closed=True, problems=("ERROR y",)), "x: the log holds errors"),
    ],
)
def test_silence_is_a_failure(report: Report, message: str):
    judged = judge(report, "x")
    assert judged.counts == report.counts + Counts(failed=1)
    assert judged.problems == (message, *report.problems)


def test_success_and_failure_are_left_as_they_are():
    for report in (Report(Counts(3), closed=True), Report(Counts(3, 1), closed=True, problems=("FAILED y",))):
        assert judge(report, "x") == report


def test_a_selection_may_find_nothing_but_not_break_off():
    assert judge(Report(Counts(), closed=True), "x", may_be_empty=True).counts == Counts()
    assert judge(Report(Counts(), closed=False), "x", may_be_empty=True).counts == Counts(failed=1)


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("[HOOT] Passed 25 tests (80 assertions, total time: 00:00:04)", 25),
        ("[HOOT] Failed 1 tests (24 passed, total time: 00:00:04)", 24),
        ("[HOOT] Passed 25 tests (x)\n[HOOT] Passed 5 tests (x)", 30),
        ('[HOOT] "@crm_customer360" ended (passed: 24 / failed: 1 / time: 4083 ms)', 0),
        ("[HOOT] no tests to run", 0),
    ],
)
def test_unit_tests_of_the_client_are_counted(text: str, passed: int):
    assert checks_parse.hoot_passed(text) == passed
