"""Reading the log of Odoo's test runner, and comparing two of its results."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stacklib.baseline_result import Result, compare, complaints, error_line, masked, parse

# Lines of real runs, shortened in the middle of tracebacks only.
LOG = (Path(__file__).parent / "data" / "odoo_tests.txt").read_text(encoding="utf-8")
CLOSING = "2026-11-22 01:16:00,141 19903 ERROR t odoo.tests.shell: Tests failed: 3 failed, 2 error(s) of 6 tests \n"
TODAY = Result(
    tests=3,
    classes={"crm.test_a.TestA": 2, "crm.test_b.TestB": 1},
    failing={"crm.test_a.TestA.test_one": "AssertionError: 1 != 2"},
)


@pytest.fixture
def result() -> Result:
    """The log above, read."""
    read = parse(LOG + CLOSING)
    assert read is not None
    return read


def test_failing_tests_have_their_names_and_errors(result: Result) -> None:
    address = "crm.test_crm_lead_merge.TestLeadMerge.test_address (login='user_sales_manager')"
    assert result.failing == {
        "account.test_duplicate_res_partner_bank.TestDuplicatePartnerBank.setUpClass": "KeyError: 'x'",
        address: "AssertionError: Markup('<span><span>lead_1</span><br><br>[99 chars]an>') != "
        "'<span>lead_1</span><br><br><span>lead_w_[78 chars]pan>'",
        f"{address} #2": "AssertionError: 1 != 2",
        "sale.test_sale_flow.TestSaleFlow.test_qty_delivered": "odoo.exceptions.ValidationError: "
        "The operation cannot be completed: order 41",
    }


def test_tests_are_counted_by_class(result: Result) -> None:
    assert result.tests == 6
    assert result.classes == {
        "crm.test_crm_lead.TestCRMLead": 1,
        "crm.test_crm_lead_convert_mass.TestLeadConvertMass": 1,
        "crm.test_crm_lead_merge.TestLeadMerge": 1,
        "crm.test_performances.TestLeadAssignPerf": 1,
        "sale.test_sale_flow.TestSaleFlow": 1,
        "sale.test_sale_to_invoice.TestSaleToInvoice": 1,
    }
    assert result.skipped == ["sale.test_sale_to_invoice.TestSaleToInvoice.test_partial"]


def test_query_counts_are_kept_apart(result: Result) -> None:
    assert list(result.query_tests) == [
        "crm.test_performances.TestLeadAssignPerf.test_assign_perf_no_duplicates (<subtest>)"
    ]
    assert result.queries == {
        "crm/tests/test_crm_lead_convert_mass.py:34 user_sales_manager": 476 - 531,
        "crm/tests/test_performances.py:105 user_sales_manager": 554 - 552,
    }


def test_queries_are_named_alike_wherever_odoo_is() -> None:
    line = (
        "2026-11-22 00:57:12,308 10964 INFO t odoo.addons.crm.tests.test_x: Query count less than expected for user "
        "a b: 4 < 5 in test_y at /srv/odoo/addons/crm/tests/test_x.py:3 \n"
        "2026-11-22 00:57:12,308 10964 INFO t odoo.tests.result: 0 failed, 0 error(s) of 0 tests \n"
    )
    read = parse(line)
    assert read is not None
    assert read.queries == {"crm/tests/test_x.py:3 a b": -1}


@pytest.mark.parametrize(
    "log",
    [
        LOG,
        LOG + CLOSING.replace("of 6 tests", "of 7 tests"),
        LOG + CLOSING.replace("3 failed", "4 failed"),
        "",
    ],
    ids=["no closing line", "a test the log does not name", "a failure the log does not name", "nothing"],
)
def test_an_incomplete_log_is_no_result(log: str) -> None:
    assert parse(log) is None


def test_what_changes_from_run_to_run_is_masked() -> None:
    assert masked("(record=res.partner(12, 13), at=<object at 0x7f12ab34cd56>)") == (
        "(record=res.partner(…), at=<object at 0x…>)"
    )
    assert masked("(day='2026-11-22 10:00:00')") == "(day='<date>')"
    assert masked("(day=19999, f=round(2))") == "(day=19999, f=round(2))"


def test_error_without_traceback() -> None:
    assert error_line("FAIL: TestA.test_b") == ""


def test_same_result_is_not_red() -> None:
    difference = compare(TODAY, TODAY)
    assert difference.bad == []
    assert difference.notes == []


def test_new_failure_is_red() -> None:
    after = replace(TODAY, failing={**TODAY.failing, "crm.test_b.TestB.test_new": "KeyError: 'a'"})
    assert compare(TODAY, after).bad == ["fails with our addons only: crm.test_b.TestB.test_new: KeyError: 'a'"]


def test_second_failure_of_a_subtest_is_red() -> None:
    before = parse(LOG + CLOSING)
    assert before is not None
    first = "crm.test_crm_lead_merge.TestLeadMerge.test_address (login='user_sales_manager')"
    once = replace(before, failing={name: error for name, error in before.failing.items() if name != f"{first} #2"})
    assert len(compare(once, before).bad) == 1


def test_test_that_disappears_is_red() -> None:
    after = replace(TODAY, tests=2, classes={"crm.test_a.TestA": 1, "crm.test_b.TestB": 1})
    assert compare(TODAY, after).bad == ["1 tests of crm.test_a.TestA ran, 2 in the list"]
    after = replace(TODAY, tests=2, classes={"crm.test_a.TestA": 2})
    assert compare(TODAY, after).bad == ["0 tests of crm.test_b.TestB ran, 1 in the list"]


def test_test_that_is_skipped_now_is_red() -> None:
    after = replace(TODAY, skipped=["crm.test_b.TestB.test_x"])
    assert compare(TODAY, after).bad == ["skipped with our addons only: crm.test_b.TestB.test_x"]


def test_failure_that_goes_away_is_told_and_not_red() -> None:
    difference = compare(TODAY, replace(TODAY, failing={}))
    assert difference.bad == []
    assert difference.notes == ["passes with our addons: crm.test_a.TestA.test_one"]


def test_failure_for_another_reason_is_told() -> None:
    name = "crm.test_a.TestA.test_one"
    assert compare(TODAY, replace(TODAY, failing={name: "AssertionError: 3 != 45"})).notes == []
    difference = compare(TODAY, replace(TODAY, failing={name: "KeyError: 'b'"}))
    assert difference.bad == []
    assert difference.notes == [f"fails for another reason: {name}: KeyError: 'b' (without: AssertionError: 1 != 2)"]


def test_unstable_test_is_told_and_not_red() -> None:
    name = "crm.test_b.TestB.test_now_and_then"
    after = replace(TODAY, failing={**TODAY.failing, name: "TimeoutError: late"})
    difference = compare(TODAY, after, {name: "failed in 1 of 2 runs"})
    assert difference.bad == []
    assert difference.notes == [f"unstable, failed this time: {name}: failed in 1 of 2 runs"]


def test_more_queries_are_told_and_not_red() -> None:
    place = "crm/tests/test_x.py:3 admin"
    name = "crm.test_b.TestB.test_count (<subtest>)"
    after = replace(TODAY, queries={place: 4}, query_tests={name: "AssertionError: Query count more than expected"})
    difference = compare(replace(TODAY, queries={place: -2}), after)
    assert difference.bad == []
    assert difference.notes == [f"queries +6 at {place}", f"query count over its limit with our addons only: {name}"]


def test_our_own_complaints_are_found_in_tests_that_pass() -> None:
    log = (
        "2026-11-22 01:00:00,000 1 WARNING t odoo.addons.mail.models.x: not ours \n"
        "2026-11-22 01:00:00,000 1 INFO t odoo.addons.crm_customer360.models.base: no complaint \n"
        "2026-11-22 01:00:00,000 1 ERROR t odoo.addons.crm_customer360.models.base: source sale failed \nTraceback\n"
        "2026-11-22 01:00:00,000 1 ERROR t odoo.addons.crm_customer360_other.models.base: not listed \n"
    )
    assert complaints(log, ["crm_customer360"]) == [
        "our addon complains: odoo.addons.crm_customer360.models.base: source sale failed "
    ]
