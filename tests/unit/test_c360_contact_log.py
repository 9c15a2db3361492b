"""Rows of the contact log as they come over RPC: checked one value after the other, before Odoo sees them."""

from __future__ import annotations

import datetime as dt
import doctest

import pytest
from crm_customer360.core import contact_log, contact_values, figures
from crm_customer360.core.contact_log import MAX_ROWS, Entry, parse_rows
from crm_customer360.core.contact_values import FOLLOWUP_PARSERS, PARSERS, REASONS, BadValueError, Context, Moment
from hypothesis import given
from hypothesis import strategies as st

at = dt.datetime.fromisoformat
CONTEXT = Context(now=at("2026-03-02 22:30"), timezone="Europe/Vilnius")
ROW = {"partner_id": 7, "channel": "call"}

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("module", [contact_log, contact_values, figures])
def test_documented_examples_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


def only(row: object) -> Entry:
    entries, problems = parse_rows(row, CONTEXT)
    assert problems == []
    assert len(entries) == 1
    return entries[0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-02 22:45:00", Moment(at("2026-03-02 22:45"))),
        ("2026-03-03T00:45:00+02:00", Moment(at("2026-03-02 22:45"))),
        ("2026-03-02T22:00:00z", Moment(at("2026-03-02 22:00"))),
        # Half past midnight in Vilnius: their third is no future.
        ("2026-03-03", Moment(at("2026-03-03 12:00"), all_day=True)),
        ("1970-01-01", Moment(at("1970-01-01 12:00"), all_day=True)),
    ],
)
def test_moments(value: str, expected: Moment) -> None:
    assert only({**ROW, "date": value}).values["date"] == expected


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("2026-03-02 22:45:01", "future"),
        ("2026-03-04", "future"),
        ("1969-12-31", "too_old"),
        ("2026-3-2", "not_moment"),
        ("20260302T10", "not_moment"),
        ("2026-W10-1", "not_day"),
        ("２０２６-03-01 10:00:00", "not_moment"),
        ("", None),
        (False, None),
    ],
)
def test_moments_refused(value: object, reason: str | None) -> None:
    _entries, problems = parse_rows({**ROW, "date": value}, CONTEXT)
    assert [problem.reason for problem in problems] == ([reason] if reason else [])


def test_empty_values_are_not_given() -> None:
    assert dict(only({**ROW, "name": "", "body": None, "duration": False, "ref": "  "}).values) == ROW


def test_nobody_is_a_user_that_can_be_given() -> None:
    assert only({**ROW, "user_id": False}).values["user_id"] is False
    assert "user_id" not in only({**ROW, "user_id": None}).values


def test_rows_are_counted_from_one() -> None:
    entries, problems = parse_rows([ROW, {}, ROW, 5], CONTEXT)
    assert [entry.row for entry in entries] == [1, 3]
    assert [(problem.row, problem.field) for problem in problems] == [(2, "channel"), (2, "partner_id"), (4, "")]


@pytest.mark.parametrize("rows", [None, 5, "text", b"x", {1, 2}, [ROW] * (MAX_ROWS + 1)])
def test_no_list(rows: object) -> None:
    with pytest.raises(BadValueError):
        parse_rows(rows, CONTEXT)


def test_digest_tells_rows_apart() -> None:
    base = only({**ROW, "duration": 3, "name": "Racks"})
    assert base.digest == only({"name": " Racks ", "duration": 3.0, **ROW}).digest
    others = [
        only({**ROW, "duration": 4, "name": "Racks"}),
        only({**ROW, "duration": 3, "name": "Racks", "followup": {"date": "2026-03-09"}}),
        only({**ROW, "duration": 3, "name": "Racks", "direction": "in"}),
        only({**ROW, "duration": 3, "body": "Racks"}),
    ]
    assert len({base.digest, *(other.digest for other in others)}) == 5


@pytest.mark.parametrize(
    ("followup", "fields"),
    [
        ({"date": "2026-03-03"}, []),
        ({"date": "2026-03-03", "activity_type": "call", "user_id": 5, "summary": "Ring"}, []),
        # It is the third in Vilnius already.
        ({"date": "2026-03-02"}, ["followup.date"]),
        ({"summary": "x"}, ["followup.date"]),
        ({"date": "2026-03-03", "activity_type": "party", "note": "x"}, ["followup.activity_type", "followup.note"]),
        ([], ["followup"]),
    ],
)
def test_followup(followup: object, fields: list[str]) -> None:
    _entries, problems = parse_rows({**ROW, "followup": followup}, CONTEXT)
    assert [problem.field for problem in problems] == fields


@given(
    st.lists(st.dictionaries(st.sampled_from([*PARSERS, "followup", "other"]), PLAIN, max_size=6) | PLAIN, max_size=4)
)
def test_anything_is_parsed_or_explained(rows: list[object]) -> None:
    entries, problems = parse_rows(rows, CONTEXT)
    wrong = {problem.row for problem in problems}
    assert {entry.row for entry in entries} == set(range(1, len(rows) + 1)) - wrong
    assert {problem.reason for problem in problems} <= set(REASONS)
    for problem in problems:
        problem.value.encode()
        assert len(problem.value) <= 80


@given(st.dictionaries(st.sampled_from([*FOLLOWUP_PARSERS, "other"]), PLAIN, max_size=5))
def test_any_followup_is_parsed_or_explained(followup: dict[str, object]) -> None:
    entries, problems = parse_rows([{**ROW, "followup": followup}], CONTEXT)
    assert len(entries) + bool(problems) == 1
