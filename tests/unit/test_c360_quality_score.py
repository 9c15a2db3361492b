"""The score of a customer's data, and that no value whatever stops a check."""

from __future__ import annotations

import pytest
from crm_customer360.core.quality.catalogue import CHECKS
from crm_customer360.core.quality.check import COMPLETENESS, Check, Facts, Problem
from crm_customer360.core.quality.score import Score, Verdict, digest, judge, score
from hypothesis import example, given
from hypothesis import strategies as st

WEIGHTS = {check.code: check.weight for check in CHECKS}
KINDS = {check.code: check.kind for check in CHECKS}
BY_CODE = {check.code: check for check in CHECKS}
#: Text of any kind, and text made of what stands in such fields, so that the rules are reached.
TEXT = st.text(max_size=40) | st.text(alphabet="0123456789+-.,;/@ ABCDEabcdeėšŽ?„“()", max_size=40)
COUNTRY = st.sampled_from(["", "LT", "LV", "EE", "PL", "DE", "US", "GR", "GG", "XX"])
FACTS = st.builds(
    Facts,
    role=st.sampled_from(["company", "person", "contact", "address"]),
    country=COUNTRY,
    region=COUNTRY,
    email_uses=st.integers(0, 10),
    phone_uses=st.integers(0, 10),
    extra=st.just({}),
    **dict.fromkeys(
        ("name", "email", "phone", "vat", "company_registry", "street", "zip", "city", "vat_owner_name"), TEXT
    ),
)


@given(FACTS)
@example(Facts(name="\ud800", email="\ud800@\ud800", vat="\ud800", phone="\ud800", country="LT"))
@example(Facts(phone="+" + "9" * 300, zip="٣٤٥٦٧", company_registry="１２３４５６７８９", country="LT"))
@example(Facts(email=f"a@{'ž' * 70}.lt", vat="ES" + "²" * 9, country="ES"))
def test_no_value_stops_a_check(facts: Facts) -> None:
    verdict = judge(facts, CHECKS)
    assert set(verdict.problems) <= verdict.applied
    for code, problem in verdict.problems.items():
        assert problem == BY_CODE[code].judge(facts)
        assert all(isinstance(value, str | int) for value in problem.details.values())
    found = score(verdict, WEIGHTS, KINDS)
    assert all(0 <= value <= 100 for value in (found.score, found.completeness, found.validity))
    assert (found.score == 100) == (not verdict.problems)
    assert found.failing == len(verdict.problems)


@given(FACTS)
def test_accepting_everything_makes_it_full(facts: Facts) -> None:
    verdict = judge(facts, CHECKS)
    assert score(verdict, WEIGHTS, KINDS, accepted=set(verdict.problems)) == Score(100, 100, 100, 0)


@given(FACTS, st.sampled_from(CHECKS))
def test_details_say_nothing_of_the_person(facts: Facts, check: Check) -> None:
    """What is stored of a problem: counts, countries, an example, a common domain; never what stands in the fields."""
    problem = check.judge(facts)
    allowed = {"count", "likeness", "number_country", "address_country", "example", "prefix", "suggestion"}
    assert problem is None or set(problem.details) <= allowed


def verdict(applied: str, failing: str = "") -> Verdict:
    return Verdict(frozenset(applied.split()), {code: Problem(code) for code in failing.split()})


@pytest.mark.parametrize(
    ("applied", "failing", "accepted", "expected"),
    [
        # Weights: a 3 and b 1 are completeness, c 2 and d 1 are not. By hand: all 7.
        ("a b c d", "", "", Score(100, 100, 100, 0)),
        ("a b c d", "a", "", Score(57, 25, 100, 1)),  # 4/7, 1/4
        ("a b c d", "d", "", Score(85, 100, 66, 1)),  # 6/7, 2/3
        ("a b c d", "a b c d", "", Score(0, 0, 0, 4)),
        ("a b c d", "a d", "a", Score(85, 100, 66, 1)),
        ("c d", "c", "", Score(33, 100, 33, 1)),
        ("", "", "", Score(100, 100, 100, 0)),
        ("a b off", "off", "", Score(100, 100, 100, 0)),  # switched off: no weight
    ],
)
def test_score(applied: str, failing: str, accepted: str, expected: Score) -> None:
    kinds = {"a": COMPLETENESS, "b": COMPLETENESS, "c": "validity", "d": "implausible", "off": "validity"}
    weights = {"a": 3, "b": 1, "c": 2, "d": 1}
    assert score(verdict(applied, failing), weights, kinds, accepted.split()) == expected


def test_full_only_where_nothing_fails() -> None:
    weights = {"a": 1, "b": 100, "c": 100, "d": 100}
    kinds = dict.fromkeys(weights, "validity")
    assert score(verdict("a b c d", "a"), weights, kinds).score == 99


def test_digest_changes_with_what_the_check_reads_and_with_nothing_else() -> None:
    check = BY_CODE["phone_country"]
    facts = Facts(phone="+371 29 123 456", country="LT", name="Ona")
    assert digest(facts, check) == digest(Facts(phone="+371 29 123 456", country="LT", name="Jonas"), check)
    assert digest(facts, check) != digest(Facts(phone="+371 29 123 457", country="LT"), check)
    assert digest(facts, check) != digest(Facts(phone="+371 29 123 456", country="EE"), check)
    assert digest(facts, check) != digest(facts, BY_CODE["phone_invalid"])


def test_values_do_not_run_into_each_other() -> None:
    check = BY_CODE["vat_owner"]
    one, other = Facts(name="ab", vat="c"), Facts(name="a", vat="bc")
    assert digest(one, check) != digest(other, check)


def test_further_fields_reach_a_check() -> None:
    check = Check("x", COMPLETENESS, 1, ("ref",), "ref", lambda facts: True, lambda facts: None)
    assert Facts(extra={"ref": "K-1"}).value("ref") == "K-1"
    assert digest(Facts(extra={"ref": "K-1"}), check) != digest(Facts(extra={"ref": "K-2"}), check)
