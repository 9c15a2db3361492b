"""Periods of whole months and what explains a change, against calendars and sums worked out another way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from crm_analytics.core import change, pareto, period
from hypothesis import given
from hypothesis import strategies as st

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))
AMOUNTS = st.floats(min_value=-1e6, max_value=1e6).map(lambda amount: round(amount, 2))


@given(DAYS, st.sampled_from(period.NAMED))
def test_a_named_period_has_begun_by_then(day: date, name: str) -> None:
    found = period.named(name, day, day - timedelta(days=500))
    assert found.first <= day
    assert found.length == len(found.months)
    assert found.months[0] == found.first
    assert found.months[-1] == found.last
    assert all(one.day == 1 for one in found.months)


@given(DAYS)
def test_the_last_twelve_months_are_whole(day: date) -> None:
    found = period.named(period.LAST_12, day)
    assert found.length == 12
    assert not period.unfinished(found, day)
    # The month after is not whole yet.
    assert period.unfinished(found.moved(1), day)


@given(DAYS, st.integers(min_value=0, max_value=60), st.sampled_from((period.BEFORE, period.YEAR_BEFORE)))
def test_what_is_compared_does_not_overlap(day: date, months: int, how: str) -> None:
    now = period.Period(period.month_of(day), period.shifted(day, months))
    than = period.compared(how, now)
    assert than is not None
    assert than.length == now.length
    assert than.last < now.first
    if how == period.YEAR_BEFORE:
        assert than.first.month == now.first.month
    else:
        assert than.until == now.first


@pytest.mark.parametrize(("first", "last"), [((2026, 1, 2), (2026, 2, 1)), ((2026, 3, 1), (2026, 2, 1))])
def test_no_period(first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="period"):
        period.Period(date(*first), date(*last))


def test_unknown_names() -> None:
    with pytest.raises(ValueError, match="tomorrow"):
        period.named("tomorrow", date(2026, 1, 1))
    with pytest.raises(ValueError, match="sideways"):
        period.compared("sideways", period.named(period.ALL, date(2026, 1, 1)))
    assert period.compared(period.NOTHING, period.named(period.ALL, date(2026, 1, 1))) is None


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=20))
def test_an_explanation_names_who_moved_most(pairs: list[tuple[float, float]]) -> None:
    rows = [change.Moved(key, str(key), before, now) for key, (before, now) in enumerate(pairs)]
    total = sum(row.change for row in rows)
    found = change.explain(rows, total)
    sign = 1 if total >= 0 else -1
    assert all(row.change * sign > 0 for row in found.main)
    assert all(row.change * sign < 0 for row in found.against)
    assert len(found.main) <= change.NAMED
    left = [abs(row.change) for row in rows if row.change * sign > 0 and row not in found.main]
    assert not left or not found.main or max(left) <= min(abs(row.change) for row in found.main)
    if found.share is not None:
        assert found.share == pytest.approx(sum(row.change for row in found.main) / total)


@given(st.lists(AMOUNTS, max_size=40))
def test_sums_say_what_the_amounts_say(amounts: list[float]) -> None:
    ordered = sorted(amounts, reverse=True)
    gaining, losing = [one for one in amounts if one > 0], [one for one in amounts if one < 0]
    fifth = next(count for count in range(len(amounts) + 1) if count * 5 >= len(amounts))
    said = pareto.of_sums(len(amounts), sum(ordered[:fifth]), sum(gaining), len(losing), sum(losing))
    whole = pareto.statement(amounts)
    assert (said.count, said.top_count, said.losing) == (whole.count, fifth, whole.losing)
    assert said.total == pytest.approx(whole.total, abs=1e-6)
    assert said.top == pytest.approx(whole.top, abs=1e-6)
