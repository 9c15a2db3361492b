"""Statements that count, and the rates: against figures worked out by hand."""

from __future__ import annotations

import re

import pytest
from crm_analytics.core.driver import Driver, Pool, Source, counts, credit, idle, practical_capacity, rate, records


def source(*drivers: Driver, key: str = "", shared: bool = False) -> Source:
    return Source(
        "some.model", "FROM t", "t.done", "t.partner_id", "t.company_id", "t.day", "t.id", drivers, shared, key
    )


def test_one_pass_for_all_drivers_of_a_source() -> None:
    statement = counts(source(Driver("one", "One", "t.a"), Driver("two", "Two", "t.b", "t.hours")))
    assert len(re.findall(r"FROM t\b", statement)) == 1
    assert "sum(1) FILTER (WHERE t.a) AS q0" in statement
    assert "sum(t.hours) FILTER (WHERE t.b) AS q1" in statement
    assert "(t.a) OR (t.b)" in statement


def test_rows_nobody_counts_are_looked_at_only_if_some_driver_takes_all() -> None:
    assert " OR " not in counts(source(Driver("all", "All"), Driver("some", "Some", "t.a")))


def test_a_source_that_names_its_drivers() -> None:
    statement = counts(
        source(Driver("own_1", "One", quantity="t.n"), Driver("own_2", "Two", quantity="t.n"), key="t.k")
    )
    assert "t.k AS driver" in statement
    assert "sum(t.n)::float8 AS quantity" in statement
    assert "VALUES" not in statement
    assert "'own_1'" not in statement
    assert "t.k = 'own_2'" in records(source(Driver("own_2", "Two"), key="t.k"), Driver("own_2", "Two"))


def test_a_source_with_one_driver_is_counted_without_a_detour() -> None:
    statement = counts(source(Driver("one", "One", "t.a", "t.n")))
    assert "'one' AS driver" in statement
    assert "sum(t.n)::float8 AS quantity" in statement
    assert "(t.a)" in statement.split("WHERE", 1)[1]
    assert "VALUES" not in statement


def test_limited_to_customers() -> None:
    one = source(Driver("one", "One"))
    assert "customers" not in counts(one)
    assert "t.partner_id IN (SELECT id FROM res_partner" in counts(one, only=True)


def test_a_company_left_open() -> None:
    assert "coalesce(t.company_id, w.company_id, %(main)s)" in counts(source(Driver("one", "One"), shared=True))
    assert "AND t.company_id = %(company)s" in counts(source(Driver("one", "One")))


def test_dakota() -> None:
    """Harvard Business School case 9-102-021: the six rates."""
    clerks = 800_000
    assert rate([Pool(clerks, 0.2)], 16_000) == 10.0
    assert rate([Pool(clerks, 0.75)], 150_000) == 4.0
    assert rate([Pool(clerks, 0.05)], 8_000) == 5.0


@pytest.mark.parametrize(("pools", "capacity"), [([Pool(1)], 0), ([Pool(1, 1.1)], 1), ([Pool(1, -0.1)], 1)])
def test_no_rate(pools: list[Pool], capacity: float) -> None:
    with pytest.raises(ValueError, match=r"wanted|from 0 to 1"):
        rate(pools, capacity)


def test_overloaded() -> None:
    assert idle([Pool(1000)], 100, 120) == -200.0


def test_practical_capacity() -> None:
    """Kaplan and Anderson (2004): 28 people paid for 31,680 minutes a quarter; 80 % of that is about 700,000 in all."""
    assert practical_capacity(28, 31_680 / 60, 1) == pytest.approx(709_632)
    with pytest.raises(ValueError, match="minutes"):
        practical_capacity(1, 1, 0)


def test_credit() -> None:
    assert credit(9_000 * 365, 10) == pytest.approx(900)
    assert credit(1000 * 30, 7.3) == pytest.approx(6.0)
