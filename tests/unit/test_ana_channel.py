"""The rules of the sales channel as SQL, run by a database of its own against a second reading in Python."""

from __future__ import annotations

import sqlite3
from typing import cast

import pytest
from crm_analytics.core.channel import CRITERIA, Rule, case, condition
from hypothesis import given
from hypothesis import strategies as st

IDS = st.lists(st.integers(min_value=1, max_value=4), max_size=2, unique=True).map(tuple)
DOCUMENT = ("team", "medium", "source", "campaign", "journal")
RULES = st.lists(
    st.builds(
        Rule,
        key=st.integers(min_value=1, max_value=99),
        channel=st.integers(min_value=1, max_value=9),
        values=st.dictionaries(st.sampled_from(DOCUMENT), IDS, max_size=3),
        web=st.booleans(),
    ),
    max_size=5,
)
DOCUMENTS = st.fixed_dictionaries(
    {name: st.one_of(st.none(), st.integers(min_value=1, max_value=4)) for name in (*DOCUMENT, "website")}
)


def read(rules: list[Rule], document: dict[str, int | None]) -> int | None:
    """The same question, read aloud instead of compiled."""
    for rule in rules:
        wanted = [document[name] in ids for name, ids in rule.values.items() if ids]
        if all(wanted) and (not rule.web or document["website"] is not None):
            return rule.channel
    return None


@given(RULES, DOCUMENTS)
def test_the_first_that_fits(rules: list[Rule], document: dict[str, int | None]) -> None:
    sql = case(rules, frozenset({"web"}), "NULL", company=1).replace("NULL::integer", "NULL")
    columns = ", ".join(f"? AS {name}_id" for name in document)
    with sqlite3.connect(":memory:") as database:
        [found] = database.execute(f"SELECT {sql} FROM (SELECT {columns}) m", list(document.values())).fetchone()
    assert found == read(rules, document)


def test_what_is_not_installed_never_fits() -> None:
    rule = Rule(1, 2, web=True, shop=True)
    assert condition(rule, frozenset(), "NULL", company=1) == "FALSE AND FALSE"
    assert "pos_session" not in condition(rule, frozenset({"web"}), "NULL", company=1)


def test_of_the_customer() -> None:
    sql = condition(Rule(1, 2, {"tag": (5,), "pricelist": (6, 7)}), frozenset(), "c.id", company=3)
    assert "category_id IN (5)" in sql
    assert "->> '3')::integer IN (6, 7)" in sql
    assert sql.count("c.id IN") == 2


def test_ids_only() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        condition(Rule(1, 2, {"team": cast("tuple[int, ...]", ("1) OR (1=1",))}), frozenset(), "c.id", company=1)
    with pytest.raises(ValueError, match="criterion weather"):
        condition(Rule(1, 2, {"weather": (1,)}), frozenset(), "c.id", company=1)


def test_every_criterion_asks_something() -> None:
    for name in CRITERIA:
        assert condition(Rule(1, 2, {name: (1,)}), frozenset(), "c.id", company=1) != "TRUE"
