"""The declarative core of the 360 page: open matters and what to say next."""

from __future__ import annotations

import datetime as dt
import doctest

import pytest
from crm_customer360.core import matter, say_next
from crm_customer360.core.matter import Matter, Scope
from crm_customer360.core.say_next import Fact, advise
from hypothesis import given
from hypothesis import strategies as st

TODAY = dt.date(2026, 3, 2)
KINDS = ("promise", "activity", "claim", "delivery", "invoice", "quotation", "message")


def fact(kind: str, days: int | None = None, count: int = 1) -> Fact:
    """A fact that was due ``days`` ago."""
    date = None if days is None else TODAY - dt.timedelta(days=days)
    return Fact(kind, count, date, kind.upper(), f"model.{kind}", 7)


@pytest.mark.parametrize("module", [matter, say_next])
def test_documented_examples_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    ("kind", "days", "severity"),
    [
        ("promise", -1, None),
        ("promise", 0, "warning"),
        ("promise", 1, "danger"),
        ("activity", 0, None),
        ("activity", 1, "warning"),
        ("activity", 90, "warning"),
        ("claim", -3, "warning"),
        ("claim", 0, "warning"),
        ("claim", 1, "danger"),
        ("claim", None, "warning"),
        ("delivery", 0, None),
        ("delivery", 1, "danger"),
        ("invoice", 0, None),
        ("invoice", 30, "warning"),
        ("invoice", 31, "danger"),
        ("invoice", None, None),
        ("quotation", -8, None),
        ("quotation", -7, "info"),
        ("quotation", 0, "info"),
        ("quotation", 30, "info"),
        ("quotation", 31, None),
        ("quotation", None, None),
        ("message", 0, "info"),
        ("message", 1, "warning"),
        ("message", 3, "warning"),
        ("message", 4, "danger"),
    ],
)
def test_urgency_of_each_kind(kind: str, days: int | None, severity: str | None) -> None:
    found = advise([fact(kind, days)], TODAY)
    assert [advice.severity for advice in found] == ([severity] if severity else [])
    assert all(advice.days == (days or 0) and advice.fact.kind == kind for advice in found)


def test_nothing_is_said_of_nothing() -> None:
    assert advise([], TODAY) == []
    assert advise([fact("invoice", 9, count=0), fact("claim", None, count=0)], TODAY) == []


def test_what_says_its_urgency_itself_comes_first_and_on_every_day() -> None:
    loud = Fact("parting", 1, TODAY, "PARTING", "model.parting", 7, severity="danger")
    facts = [*(fact("claim", days) for days in (1, 2, 3, 4, 5)), loud]
    found = advise(facts, TODAY)
    assert [advice.kind for advice in found] == ["parting", "claim", "claim", "claim"]
    for day in (None, TODAY - dt.timedelta(days=400), TODAY + dt.timedelta(days=400)):
        [advice] = advise([Fact("parting", 1, day, "PARTING", "model.parting", 7, severity="danger")], TODAY)
        assert advice.severity == "danger"


def test_most_urgent_first_and_no_more_than_four() -> None:
    facts = [
        fact("quotation", 0),
        fact("activity", 5),
        fact("invoice", 9),
        fact("message", 1),
        fact("delivery", 2),
        fact("promise", 1),
    ]
    found = [(advice.kind, advice.severity) for advice in advise(facts, TODAY)]
    assert found == [("delivery", "danger"), ("promise", "danger"), ("activity", "warning"), ("invoice", "warning")]


@given(st.lists(st.builds(fact, st.sampled_from(KINDS), st.none() | st.integers(-400, 4000), st.integers(0, 9))))
def test_any_facts_give_at_most_four_in_order(facts: list[Fact]) -> None:
    found = advise(facts, TODAY)
    ranks = [("danger", "warning", "info").index(advice.severity) for advice in found]
    assert len(found) <= 4
    assert ranks == sorted(ranks)
    assert all(advice.fact in facts and advice.fact.count for advice in found)


def test_matter_names_every_field_it_reads() -> None:
    kind = Matter(
        key="order",
        model="shop.order",
        label="Orders",
        domain=["|", ("state", "=", "open"), ("kind.code", "=", "out")],
        late=[("deadline", "<", "today")],
        title="name",
        partner="buyer_id",
        date="due",
        promised="promised",
        amount="total",
        currency="company_id.currency_id",
    )
    named = {"state", "kind", "deadline", "name", "buyer_id", "due", "promised", "total", "company_id"}
    assert set(kind.fields()) == named
    assert kind.dates() == ["due", "promised"]


def test_matter_without_amount_needs_no_currency() -> None:
    kind = Matter(key="task", model="shop.task", label="Tasks", domain=lambda _env: [])
    assert set(kind.fields()) == {"partner_id", "display_name"}
    assert kind.dates() == []


def test_scope_of_a_company_reaches_its_contacts() -> None:
    assert Scope(3, True).domain("buyer_id") == [("buyer_id.commercial_partner_id", "=", 3)]
    assert Scope(3, False).domain("buyer_id") == [("buyer_id", "=", 3)]
