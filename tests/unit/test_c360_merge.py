"""The pure parts of merging: requests, survivorship, changes and their way back, the SQL of a place."""

from __future__ import annotations

import doctest
from typing import Any

import pytest
from crm_customer360.core.merge import changes, place, request, rules, valid
from crm_customer360.core.merge.changes import Change, differences, given_back
from crm_customer360.core.merge.place import Place, UniqueIndex
from crm_customer360.core.merge.request import MAX_SOURCES, BadMergeError, parse_request
from crm_customer360.core.merge.rules import Candidate, Pick, Standing, pick, propose_survivor
from crm_customer360.core.merge.valid import is_valid
from hypothesis import given
from hypothesis import strategies as st

JSON = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
ROWS = st.dictionaries(st.sampled_from(["name", "phone", "city"]), JSON)


@pytest.mark.parametrize("module", [changes, place, request, rules, valid])
def test_documented_examples_hold(module: Any) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


# Requests


@pytest.mark.parametrize(
    ("survivor", "sources", "values", "reason"),
    [
        (0, [1], False, "survivor_id"),
        (-1, [1], False, "survivor_id"),
        ("1", [2], False, "survivor_id"),
        (1.0, [2], False, "survivor_id"),
        (True, [2], False, "survivor_id"),
        (1, 2, False, "source_ids"),
        (1, [2, None], False, "source_ids"),
        (1, [2**31], False, "source_ids"),
        (1, [], False, "nobody"),
        (1, [2, 1], False, "itself"),
        (1, list(range(2, MAX_SOURCES + 3)), False, "too_many"),
        (1, [2], [], "values"),
        (1, [2], {1: 2}, "values"),
        (1, [2], {"_from": {"phone": 3}}, "stranger"),
        (1, [2], {"_from": {"phone": "2"}}, "_from"),
        (1, [2], {"_from": [2]}, "_from"),
        (1, [2], {"_confirmed": ["everything"]}, "_confirmed"),
        (1, [2], {"_confirmed": "vat"}, "_confirmed"),
    ],
)
def test_bad_requests_are_refused(survivor: Any, sources: Any, values: Any, reason: str) -> None:
    with pytest.raises(BadMergeError) as caught:
        parse_request(survivor, sources, values)
    assert caught.value.reason == reason


def test_as_many_as_allowed() -> None:
    assert len(parse_request(1, list(range(2, MAX_SOURCES + 2))).sources) == MAX_SOURCES


def test_everybody_is_locked_in_order() -> None:
    assert parse_request(5, (9, 2)).everybody == [2, 5, 9]


# Survivorship


def test_an_invalid_value_gives_way_to_a_valid_one() -> None:
    mine, other = Candidate(1, "12", survivor=True, valid=False), Candidate(2, "+37061234567")
    assert pick("phone", [mine, other]) == Pick(2, "valid")


def test_a_fuller_address_wins() -> None:
    mine, other = Candidate(1, "Kaunas", survivor=True, filled=1), Candidate(2, "Vilnius", filled=4)
    assert pick("city", [mine, other]) == Pick(2, "complete")


def test_zero_is_a_value_and_nothing_is_none() -> None:
    assert pick("x", [Candidate(1, 0, survivor=True), Candidate(2, 5)]) == Pick(1, "survivor")
    assert pick("x", [Candidate(1, False, survivor=True), Candidate(2, "")]) is None


@given(st.lists(st.tuples(JSON, st.booleans(), st.text("0123456789", max_size=3), st.integers(0, 5)), min_size=1))
def test_the_choice_does_not_depend_on_the_order(found: list[tuple[Any, bool, str, int]]) -> None:
    candidates = [
        Candidate(n, value, n == 0, changed, valid, filled) for n, (value, valid, changed, filled) in enumerate(found)
    ]
    for name in ("email", "city", "comment", "user_id"):
        chosen = pick(name, candidates)
        assert pick(name, reversed(candidates)) == chosen
        if chosen is not None:
            assert not candidates[chosen.contact].empty


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (Standing(2, locked=True), Standing(1, tied=True, documents=9)),
        (Standing(2, tied=True), Standing(1, documents=9)),
        (Standing(2), Standing(1, active=False, documents=9)),
        (Standing(2, documents=2), Standing(1, documents=1, has_vat=True)),
        (Standing(2, has_vat=True, created="2026"), Standing(1, created="2020")),
        (Standing(2, created="2020"), Standing(1, created="2026")),
        (Standing(1), Standing(2)),
    ],
)
def test_who_survives(better: Standing, worse: Standing) -> None:
    assert propose_survivor([better, worse]) == propose_survivor([worse, better]) == better.contact


@pytest.mark.parametrize(
    ("field", "value", "country", "expected"),
    [
        ("email", "a@b.lt, c@d.lt", "", False),
        ("email", " a@b.lt ", "", True),
        ("phone", "8 612 34567", "LT", True),
        ("phone", "612", "", False),
        ("vat", "100001738313", "LT", True),
        ("vat", "100001738314", "LT", False),
        ("vat", "12345", "", True),
        ("vat", "EL094259216", "", True),
        ("name", "", "", True),
    ],
)
def test_validity(field: str, value: str, country: str, expected: bool) -> None:
    assert is_valid(field, value, country) is expected


# Changes


@given(ROWS, ROWS)
def test_taking_all_back_gives_what_was(before: dict[str, Any], after: dict[str, Any]) -> None:
    row = dict(after)
    for change in differences(before, after):
        assert change.can_go_back(row)
        row[change.column] = given_back(change, change.current(row), summed=False)
    assert {name: value for name, value in row.items() if value is not None} == {
        name: value for name, value in before.items() if value is not None
    }


def test_each_company_for_itself() -> None:
    found = differences({"limit": {"1": 5, "2": 6}}, {"limit": {"1": 5, "2": 7, "3": 8}}, {"limit"})
    assert found == [Change("limit", 6, 7, "2"), Change("limit", None, 8, "3")]
    assert not found[0].can_go_back({"limit": {"2": 9}})
    assert found[1].can_go_back({"limit": {"2": 9, "3": 8}})


def test_a_sum_never_falls_below_nothing() -> None:
    assert given_back(Change("rank", 1, 4), 2, summed=True) == 0


# Places


def test_unknown_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="no such kind"):
        Place("t", "c", kind="nonsense")


def test_names_are_quoted() -> None:
    odd = Place('we"ird', "col umn")
    assert '"we""ird"' in odd.move()
    assert '"col umn"' in odd.move()


def test_an_index_over_an_expression() -> None:
    index = UniqueIndex("t", ("COALESCE(partner_id, 0)", "day"), "partner_id IS NOT NULL")
    assert index.concerns("partner_id")
    assert not index.concerns("partner")
    assert index.others("partner_id") == ["day"]


def test_a_company_is_a_number() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        Place("t", "c", kind="company", company="1'; DROP TABLE t").any_row()
