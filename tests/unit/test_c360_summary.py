"""Which touchpoints count in figures that are the same for every reader."""

from __future__ import annotations

import pytest
from crm_customer360.core.source import Source
from crm_customer360.core.summary import SCOPE_IDS, SCOPE_RANGE, counted, refresh


def source(name: str, shared: str = "") -> Source:
    """A declared source."""
    columns = {"event": "'order'", "partner_id": "o.partner_id", "date": "o.date", "channel": "'order'"}
    return Source(name, name, name, "o.id", "FROM t o WHERE {scope}", columns, {"order": "Order"}, shared=shared)


SOURCES = (source("b.shared", "t.rank = 0"), source("a.open", "TRUE"), source("c.closed"))


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({}, "(t.source = 'a.open' AND (TRUE)) OR (t.source = 'b.shared' AND (t.rank = 0))"),
        ({"a.open": "none", "b.shared": "none"}, "FALSE"),
        (
            {"a.open": "none", "b.shared": "all", "c.closed": "all"},
            "(t.source = 'b.shared' AND (TRUE)) OR (t.source = 'c.closed' AND (TRUE))",
        ),
        ({"a.open": "shared", "b.shared": "none", "gone": "all"}, "(t.source = 'a.open' AND (TRUE))"),
    ],
)
def test_an_administrator_narrows_and_widens_what_counts(choices: dict[str, str], expected: str) -> None:
    assert counted(SOURCES, choices) == expected


def test_a_source_counts_nothing_unless_it_says_so() -> None:
    assert counted([source("c.closed")], {}) == "FALSE"


@pytest.mark.parametrize("scope", [SCOPE_IDS, SCOPE_RANGE])
def test_what_is_read_and_what_is_deleted_have_the_same_scope(scope: str) -> None:
    statement = refresh("TRUE", scope)
    assert statement.count(f"commercial_partner_id {scope}") == 2
    assert "sensitivity <> 'private'" in statement
