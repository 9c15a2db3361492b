"""Rows of the consent ledger as they come over RPC, and the answer to silence."""

from __future__ import annotations

import datetime as dt
import doctest

import pytest
from crm_customer360.core.consent import standing, values
from crm_customer360.core.consent.standing import BASES, CHANNELS, SILENCE, may
from crm_customer360.core.consent.values import MAX_EVIDENCE, MAX_ROWS, Entry, parse_rows
from crm_customer360.core.contact_values import REASONS, BadValueError, Context
from hypothesis import given
from hypothesis import strategies as st

at = dt.datetime.fromisoformat
CONTEXT = Context(now=at("2026-03-02 10:15"), timezone="Europe/Vilnius")
ROW = {"partner_id": 7, "purpose": "marketing", "state": "refused", "source": "phone"}
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("module", [standing, values])
def test_documented_examples_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


def only(**row: object) -> Entry:
    entries, problems = parse_rows({**ROW, **row}, CONTEXT)
    assert problems == []
    return entries[0]


def faults(row: object) -> list[tuple[str, str]]:
    entries, problems = parse_rows([row], CONTEXT)
    assert not entries or not problems
    return [(problem.field, problem.reason) for problem in problems]


def test_what_is_left_out_is_now_and_all_channels() -> None:
    entry = only()
    assert entry.values["date"] == at("2026-03-02 10:15")
    assert entry.values["channel"] == "any"


@pytest.mark.parametrize(
    ("state", "date", "expected"),
    [
        ("given", "2026-03-01", "2026-03-01 00:00:00"),
        ("expired", "2026-03-01", "2026-03-01 00:00:00"),
        ("refused", "2026-03-01", "2026-03-01 23:59:59"),
        ("withdrawn", "2026-03-01", "2026-03-01 23:59:59"),
        ("refused", "2026-03-02", "2026-03-02 10:15:00"),
        ("refused", "2026-03-01T23:30:00+02:00", "2026-03-01 21:30:00"),
    ],
)
def test_of_a_day_a_no_counts_from_its_end(state: str, date: str, expected: str) -> None:
    assert only(state=state, date=date).values["date"] == at(expected)


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ({**ROW, "partner_id": "7"}, "partner_id", "not_id"),
        ({**ROW, "partner_id": True}, "partner_id", "not_id"),
        ({**ROW, "partner_id": False}, "partner_id", "missing"),
        ({**ROW, "purpose": ""}, "purpose", "missing"),
        ({**ROW, "purpose": "x" * 41}, "purpose", "too_long"),
        ({**ROW, "state": "maybe"}, "state", "not_choice"),
        ({**ROW, "source": "fax"}, "source", "not_choice"),
        ({**ROW, "channel": "fax"}, "channel", "not_choice"),
        ({**ROW, "legal_basis": "whim"}, "legal_basis", "not_choice"),
        ({**ROW, "date": "tomorrow"}, "date", "not_moment"),
        ({**ROW, "date": "2026-03-02 10:31:00"}, "date", "future"),
        ({**ROW, "valid_until": "2026-13-01"}, "valid_until", "not_day"),
        ({**ROW, "evidence": "x" * (MAX_EVIDENCE + 1)}, "evidence", "too_long"),
        ({**ROW, "evidence": "a\x00b"}, "evidence", "bad_characters"),
        ({**ROW, "evidence_id": 3}, "evidence_model", "missing"),
        ({**ROW, "evidence_model": "res.partner"}, "evidence_id", "missing"),
        ({**ROW, "source": "import"}, "date", "missing"),
        ({**ROW, "colour": 1}, "colour", "unknown_field"),
        ("text", "", "not_dict"),
    ],
)
def test_each_fault_names_its_field(row: object, field: str, reason: str) -> None:
    assert faults(row) == [(field, reason)]
    assert reason in REASONS


def test_too_many_rows_and_no_rows_at_all() -> None:
    for wrong in ([ROW] * (MAX_ROWS + 1), 7, "text", None):
        with pytest.raises(BadValueError):
            parse_rows(wrong, CONTEXT)
    assert parse_rows([], CONTEXT) == ([], [])


def test_the_digest_tells_other_values_and_not_another_moment() -> None:
    later = Context(now=at("2026-03-02 11:15"))
    [entry], _problems = parse_rows(ROW, later)
    assert entry.digest == only().digest
    assert only(state="given").digest != only().digest
    assert only(date="2026-03-01").digest != only().digest


@given(st.dictionaries(st.sampled_from([*values.PARSERS, "x"]), PLAIN, max_size=6) | PLAIN)
def test_whatever_comes_is_an_entry_or_a_problem(row: object) -> None:
    try:
        entries, problems = parse_rows([row], CONTEXT)
    except BadValueError:
        pytest.fail("a row's fault is a problem, not an error")
    assert len(entries) + bool(problems) == 1
    assert all(problem.reason in REASONS for problem in problems)


def test_silence_is_answered_for_every_basis() -> None:
    assert set(SILENCE) == set(BASES)
    assert [basis for basis in BASES if may(basis, None, has_bought=False)] == [
        "legitimate_interest",
        "contract",
        "legal_obligation",
    ]
    assert [basis for basis in BASES if may(basis, "objected", has_bought=True)] == ["contract", "legal_obligation"]
    assert all(may(basis, "given", has_bought=False) for basis in BASES)


def test_channels_begin_with_all_of_them() -> None:
    assert CHANNELS[0] == "any"
