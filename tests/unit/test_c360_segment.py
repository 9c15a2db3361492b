"""Rules of segments: periods, selects, how conditions combine, and which of them say why."""

from __future__ import annotations

import contextlib
import datetime as dt
import doctest
import json
import sqlite3
from zoneinfo import ZoneInfo

import pytest
from crm_customer360.core.segment import condition, domain_tree, period, push, rule, score
from crm_customer360.core.segment.condition import Ask, Condition, ConditionError, statement
from crm_customer360.core.segment.period import Span, span
from crm_customer360.core.segment.rule import Rule, RuleError, combined, parse_rule, stored_rule, telling
from hypothesis import given
from hypothesis import strategies as st

at = dt.datetime.fromisoformat
VILNIUS = ZoneInfo("Europe/Vilnius")
CALLS = Condition(
    name="call",
    label="Calls",
    rows="call c",
    where="c.real",
    partner="c.partner_id",
    customer="c.customer_id",
    date="c.date",
    amount="c.price",
    company="c.company_id",
    filters={"channel": "c.channel = %(value)s"},
)

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("module", [condition, domain_tree, period, rule, score])
def test_documented_examples_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


# ------------------------------------------------------------------------------------------------------ periods


@pytest.mark.parametrize(
    ("name", "days", "expected"),
    [
        # It is 1 March 00:30 in Vilnius, still February in UTC; winter time, two hours ahead.
        ("any", 0, (None, "2026-02-28 22:30:01", None, "2026-03-02")),
        ("last", 1, ("2026-02-27 22:30", "2026-02-28 22:30:01", "2026-02-28", "2026-03-02")),
        ("before", 1, (None, "2026-02-27 22:30", None, "2026-02-28")),
        ("this_month", 0, ("2026-02-28 22:00", "2026-02-28 22:30:01", "2026-03-01", "2026-03-02")),
        ("last_month", 0, ("2026-01-31 22:00", "2026-02-28 22:00", "2026-02-01", "2026-03-01")),
        ("this_year", 0, ("2025-12-31 22:00", "2026-02-28 22:30:01", "2026-01-01", "2026-03-02")),
        ("last_year", 0, ("2024-12-31 22:00", "2025-12-31 22:00", "2025-01-01", "2026-01-01")),
    ],
)
def test_periods_begin_with_the_days_of_the_zone(name: str, days: int, expected: tuple[str | None, ...]) -> None:
    since, until, first, end = expected
    found = span(name, days, at("2026-02-28 22:30"), VILNIUS)
    assert found.of("moment") == (since and at(since), until and at(until))
    assert found.of("day") == (first and dt.date.fromisoformat(first), end and dt.date.fromisoformat(end))


@given(st.datetimes(at("2001-01-01 00:00"), at("2100-01-01 00:00")), st.integers(1, 1000))
def test_within_the_last_days_and_longer_ago_leave_no_gap(now: dt.datetime, days: int) -> None:
    last, before = span("last", days, now, VILNIUS), span("before", days, now, VILNIUS)
    assert before.until == last.since
    assert before.end_day == last.first_day


@given(st.datetimes(at("2001-01-01 00:00"), at("2100-01-01 00:00")))
def test_one_month_ends_where_the_next_begins(now: dt.datetime) -> None:
    assert span("last_month", 0, now, VILNIUS).until == span("this_month", 0, now, VILNIUS).since
    assert span("last_year", 0, now, VILNIUS).end_day == span("this_year", 0, now, VILNIUS).first_day


# ------------------------------------------------------------------------------------------------------ selects


def test_a_select_narrows_by_company_period_and_filter() -> None:
    ask = Ask("call", "value_min", 500, filters=(("channel", "web"), ("nature", "praise")))
    text, params = statement(CALLS, ask, Span(at("2026-01-01"), at("2026-02-01")), company=4)
    assert text == (
        "SELECT c.customer_id AS partner_id FROM call c WHERE c.real"
        " AND coalesce(c.company_id, %(company)s) = %(company)s AND c.date >= %(since)s AND c.date < %(until)s"
        " AND c.channel = %(filter_channel)s GROUP BY 1 HAVING sum(c.price) >= %(number)s"
    )
    assert params == {
        "company": 4, "since": at("2026-01-01"), "until": at("2026-02-01"), "filter_channel": "web", "number": 500,
    }  # fmt: skip


def test_of_the_contact_alone_the_row_says_whose_it_is() -> None:
    text, _params = statement(CALLS, Ask("call", whole=False), Span(), company=1)
    assert text.startswith("SELECT c.partner_id AS partner_id FROM call c WHERE")


@pytest.mark.parametrize(
    ("comparison", "having", "opposite"),
    [
        ("some", "", False),
        ("none", "", True),
        ("count_min", " HAVING count(*) >= %(number)s", False),
        ("count_max", " HAVING count(*) > %(number)s", True),
        ("value_min", " HAVING sum(c.price) >= %(number)s", False),
        ("value_max", " HAVING sum(c.price) > %(number)s", True),
    ],
)
def test_little_is_what_is_not_much(comparison: str, having: str, opposite: bool) -> None:
    ask = Ask("call", comparison, 3)
    text, _params = statement(CALLS, ask, Span(), company=1)
    assert text.partition(" GROUP BY 1")[2] == having
    assert ask.opposite(CALLS) is opposite


def test_a_score_that_is_not_known_is_no_low_score() -> None:
    low = Ask("score.x", "value_max", 40)
    known = score.Score("x", "X", "SELECT 1 AS partner_id, 2 AS value").condition()
    text, _params = statement(known, low, Span(), company=1)
    assert text.endswith("HAVING max(s.value) <= %(number)s")
    assert not low.opposite(known)
    assert not known.allows("count_min")


@pytest.mark.parametrize(
    "wrong",
    [{"dated": "week"}, {"aggregate": "avg"}, {"filters": {"channel": "c.x = 1"}}, {"target": ("tag", "c.x = 1")}],
)
def test_a_declaration_that_cannot_work_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConditionError, match="condition bad"):
        Condition(**{"name": "bad", "label": "", "rows": "x", "partner": "x.id", **wrong})  # type: ignore[arg-type]


def test_a_push_names_the_models_it_needs() -> None:
    assert push.Push("tag", "Tag", "tag", writes=("partner",), requires=("x",)).models == {"tag", "partner", "x"}


# ------------------------------------------------------------------------------------------------------ rules


@given(st.lists(st.booleans(), min_size=1, max_size=5), st.sampled_from(rule.COMBINE))
def test_conditions_combine_as_logic_has_it(held: list[bool], combine: str) -> None:
    text = combined(combine, [str(one) for one in held])
    expected = {"all": all(held), "any": any(held), "none": not any(held)}[combine]
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        assert bool(database.execute(f"SELECT {text}").fetchone()[0]) is expected


def test_without_a_condition_nobody_is_meant() -> None:
    assert {combined(combine, []) for combine in rule.COMBINE} == {"FALSE"}


@given(st.text("01", min_size=1, max_size=6), st.sampled_from(rule.COMBINE))
def test_something_always_says_why(held: str, combine: str) -> None:
    places = telling(combine, held)
    assert places
    # They agree with each other: all held, or none did.
    assert len({held[place] for place in places}) == 1


def test_a_rule_survives_being_stored() -> None:
    asked = parse_rule(
        {
            "subject": "contacts",
            "combine": "any",
            "domain": [["city", "=", "Kaunas"]],
            "lines": [{"kind": "call", "comparison": "count_min", "number": 2, "filters": {"b": "1", "a": "2"}}],
        }
    )
    assert asked.terms() == [["city", "=", "Kaunas"]]
    assert asked.asks == (Ask("call", "count_min", 2, filters=(("a", "2"), ("b", "1"))),)
    again = stored_rule(json.loads(json.dumps(asked.to_json())))
    assert again == asked
    assert again.digest() == asked.digest()
    assert Rule().digest() != asked.digest()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ([], "values"),
        ({"name": "x"}, "name"),
        ({"subject": "people"}, "subject"),
        ({"combine": "xor"}, "combine"),
        ({"domain": "__import__('os')"}, "domain"),
        ({"domain": "{}"}, "domain"),
        ({"domain": {"a": 1}}, "domain"),
        ({"lines": "call"}, "lines"),
        ({"lines": [{}]}, "lines"),
        ({"lines": [{"kind": "call"}] * 31}, "lines"),
        ({"lines": [{"kind": "call", "sql": "x"}]}, "sql"),
        ({"lines": [{"kind": "call", "comparison": ">"}]}, "comparison"),
        ({"lines": [{"kind": "call", "number": True}]}, "number"),
        ({"lines": [{"kind": "call", "number": float("nan")}]}, "number"),
        ({"lines": [{"kind": "call", "number": -1}]}, "number"),
        ({"lines": [{"kind": "call", "period": "last"}]}, "days"),
        ({"lines": [{"kind": "call", "period": "last", "days": 1.5}]}, "days"),
        ({"lines": [{"kind": "call", "period": "last", "days": 99_999}]}, "days"),
        ({"lines": [{"kind": "call", "target": "3"}]}, "target"),
        ({"lines": [{"kind": "call", "whole": 1}]}, "whole"),
        ({"lines": [{"kind": "call", "filters": {"channel": 1}}]}, "filters"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(values: object, field: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rule(values)
    assert caught.value.field == field


@given(PLAIN, st.sampled_from(["values", "line", "domain", "days"]))
def test_nothing_else_comes_out_of_any_value(value: object, place: str) -> None:
    values = {
        "values": value,
        "line": {"lines": [value]},
        "domain": {"domain": value},
        "days": {"lines": [{"kind": "call", "days": value}]},
    }[place]
    with contextlib.suppress(RuleError):
        assert isinstance(parse_rule(values), Rule)


def test_a_score_may_differ_by_company() -> None:
    by_company = score.Score("x", "X", "SELECT partner_id, value FROM x WHERE company_id = %(company)s").condition()
    text, params = statement(by_company, Ask("score.x", "value_min", 40), Span(), company=7)
    assert "company_id = %(company)s) s WHERE s.value IS NOT NULL GROUP BY 1 HAVING max(s.value) >= %(number)s" in text
    assert params == {"company": 7, "number": 40}
