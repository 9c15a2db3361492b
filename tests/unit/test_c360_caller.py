"""Taking a query of "Find the caller" apart, folding names, comparing what a caller says."""

from __future__ import annotations

import contextlib
import doctest

import pytest
from crm_customer360.core import caller, caller_facts, fold, name_score
from crm_customer360.core.caller import BadQueryError, parse_limit, parse_query
from crm_customer360.core.caller_facts import BadAnswersError, Outcome, matches, parse_answers
from crm_customer360.core.fold import FOLD_FROM, FOLD_TO
from crm_customer360.core.name_score import NAME_ENOUGH, NameScorer, edit_distance
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize("module", [caller, caller_facts, fold, name_score])
def test_documented_examples_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    "text",
    [
        "8 612 34567",
        "861234567",
        "8-612-34567",
        "(8-612) 34567",
        "+370 612 34567",
        "+37061234567",
        "0037061234567",
        "00370 612 34567",
        "37061234567",
        "61234567",
        "tel:+37061234567",
        "  +370\u00a0612\u00a034567 ",
    ],
)
def test_every_way_to_write_a_number_is_the_same_number(text: str) -> None:
    query = parse_query(text, ["LT"])
    assert query.phones == ("+37061234567",)
    assert query.phone_end == "61234567"


def test_number_of_another_country_and_of_several() -> None:
    assert parse_query("+371 26 123 456", ["LT"]).phones == ("+37126123456",)
    # A mobile number in both countries.
    assert parse_query("61234567", ["LT", "NO"]).phones == ("+37061234567", "+4761234567")
    assert parse_query("+37061234567", []).phones == ("+37061234567",)


def test_part_of_a_number() -> None:
    assert parse_query("34567", ["LT"]).phone_end == "34567"
    assert parse_query("4567", ["LT"]).phone_end == ""
    assert parse_query("+3706123", ["LT"]).phone_start == "+3706123"


@pytest.mark.parametrize(
    ("text", "email", "start", "domain"),
    [
        ("Jonas@Firma.LT", "jonas@firma.lt", "jonas@firma.lt", "firma.lt"),
        ("mailto:jonas@firma.lt", "jonas@firma.lt", "jonas@firma.lt", "firma.lt"),
        ("jonas@fir", "", "jonas@fir", ""),
        ("@firma.lt", "", "", "firma.lt"),
        ("https://www.firma.lt/", "", "", "firma.lt"),
    ],
)
def test_addresses(text: str, email: str, start: str, domain: str) -> None:
    query = parse_query(text, ["LT"])
    assert (query.email, query.email_start, query.domain) == (email, start, domain)


@pytest.mark.parametrize(
    ("text", "country", "vat"),
    [
        ("LT100001738313", "LT", "100001738313"),
        ("lt 1000-0173 8313", "LT", "100001738313"),
        ("100001738313", "", "100001738313"),
        ("ATU12345675", "AT", "U12345675"),
        ("Jonas Petraitis", "", ""),
        ("S00231", "", ""),
    ],
)
def test_vat(text: str, country: str, vat: str) -> None:
    query = parse_query(text, ["LT"])
    assert (query.vat_country, query.vat) == (country, vat)


def test_codes_and_documents() -> None:
    query = parse_query("inv/2026/00042", ["LT"])
    assert "INV/2026/00042" in query.documents
    assert query.document_end == "inv/2026/00042"
    assert parse_query("Jonas", ["LT"]).documents == ()
    assert parse_query("k 77", ["LT"]).codes == ("k 77", "k77", "K 77", "K77")
    assert parse_query("861234567", ["LT"]).document_end == ""


@pytest.mark.parametrize("text", ["", " ", "a", "%"])
def test_too_little_finds_nothing(text: str) -> None:
    query = parse_query(text, ["LT"])
    assert query == caller.Query(text.strip())


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "not_text"),
        (5, "not_text"),
        (["a"], "not_text"),
        ("x" * 201, "too_long"),
        ("a\x00b", "bad_characters"),
        ("a\ud800b", "bad_characters"),
    ],
)
def test_what_no_keyboard_sends_is_refused(value: object, reason: str) -> None:
    with pytest.raises(BadQueryError) as caught:
        parse_query(value, ["LT"])
    assert caught.value.reason == reason


def test_limit() -> None:
    assert parse_limit(10_000) == 50
    for bad in (0, -1, True, "5", None, 1.5):
        with pytest.raises(ValueError, match=str(bad)):
            parse_limit(bad)


@given(st.text(max_size=200))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    with contextlib.suppress(BadQueryError):
        assert len(parse_query(text, ["LT", "LV"]).text) <= len(text)


def test_fold_is_one_for_one_without_repetition() -> None:
    assert len(FOLD_FROM) == len(FOLD_TO) == len(set(FOLD_FROM))
    assert fold.fold("ĄČĘĖĮŠŲŪŽ ąčęėįšųūž") == "aceeisuuz aceeisuuz"
    assert fold.fold("ĀČĒĢĪĶĻŅŠŪŽ āčēģīķļņšūž") == "acegiklnsuz acegiklnsuz"
    assert fold.fold("Straße, ŁÓDŹ") == "strase, lodz"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("petraitsi", "Jonas Petraitis"),
        ("jonsa petraitis", "Petraitis Jonas"),
        ("zivile kazlauskeine", "Živilė Kazlauskienė"),
        ("siaurse statiba", "UAB „Šiaurės statyba“"),
        ("kalnins", "Jānis Kalniņš"),
        ("berzinsh", "Līga Bērziņš"),
    ],
)
def test_typing_mistakes_are_forgiven(typed: str, name: str) -> None:
    assert NameScorer(tuple(typed.split())).score(name) >= NAME_ENOUGH


@pytest.mark.parametrize(
    ("typed", "name"), [("petraitis", "Jonas Paulauskas"), ("jonas petraitis", "Jonas Kazlauskas"), ("ono", "Jonas")]
)
def test_other_people_are_other_people(typed: str, name: str) -> None:
    assert NameScorer(tuple(typed.split())).score(name) < NAME_ENOUGH


def test_exact_name_comes_first() -> None:
    scorer = NameScorer(("jonas", "petraitis"))
    names = ["Jonas Petraitis", "Jonas Petraitis-Kalniņš", "Jonas Petrataitis"]
    scores = [scorer.score(name) for name in names]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1.0


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_edit_distance_is_symmetric_and_bounded(one: str, other: str) -> None:
    distance = edit_distance(one, other)
    assert distance == edit_distance(other, one)
    assert abs(len(one) - len(other)) <= distance <= max(len(one), len(other))
    assert (distance == 0) == (one == other)


@pytest.mark.parametrize(
    ("kind", "said", "record", "agreed"),
    [
        ("ref", "k 77", "K-77", True),
        ("ref", "K7", "K-77", False),
        ("ref", "--", "K-77", False),
        ("code", "100001738313", "LT100001738313", True),
        ("code", "LV100001738313", "LT100001738313", False),
        ("code", "304567891", "304567891", True),
        ("phone", "8 612 34567", "+370 612 34567", True),
        ("phone", "34567", "+370 612 34567", False),
        ("email", "Jonas@Firma.lt", "jonas@firma.lt", True),
        ("email", "@firma.lt", "jonas@firma.lt", False),
        ("address", "Gedimino pr. 12, Vilnius", "Gedimino pr. 12-3|Vilnius|01103", True),
        ("address", "Gedimino 21", "Gedimino pr. 12-3|Vilnius|01103", False),
        ("address", "Vilnius 12", "Gedimino pr. 12-3|Vilnius|01103", False),
        ("address", "Šilo kaimas, Utena", "Silo kaimas|Utena|", True),
        ("invoice", "inv 2026 00042", "INV/2026/00042", True),
        ("invoice", "42", "INV/2026/00042", False),
        ("amount", "1 234,50 €", "1234.5", True),
        ("amount", "1.234,50", "1234.5", True),
        ("amount", "1,234.50", "1234.5", True),
        ("amount", "1234", "1234.0", True),
        ("amount", "1234", "1234.5", False),
        ("amount", "nothing", "0.0", False),
    ],
)
def test_what_a_caller_says(kind: str, said: str, record: str, agreed: bool) -> None:
    assert matches(kind, said, [record], "LT") is agreed


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ("ref", "not_dict"),
        ({"shoe": "42"}, "unknown"),
        ({5: "42"}, "unknown"),
        ({"ref": 5}, "not_text"),
        ({"ref": "x" * 201}, "too_long"),
        ({"ref": "K"}, "too_short"),
        ({"email": "jonas@firma.lt"}, "not_held"),
        ({"ref": "K77", "phone": ""}, "too_few"),
        ({}, "too_few"),
    ],
)
def test_answers_that_cannot_be_compared(answers: object, reason: str) -> None:
    with pytest.raises(BadAnswersError) as caught:
        parse_answers(answers, ["ref", "phone"], 2)
    assert caught.value.reason == reason


def test_answers_and_their_outcome() -> None:
    assert parse_answers({"ref": " K  77 ", "phone": "8612", "email": False}, ["ref", "phone"], 2) == {
        "ref": "K 77",
        "phone": "8612",
    }
    assert Outcome({"ref": True, "phone": True}, 2).passed
    assert not Outcome({"ref": True, "phone": False}, 1).passed
    assert not Outcome({"ref": True}, 2).passed
