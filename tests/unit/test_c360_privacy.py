"""The contract of the personal-data handlers, without a database."""

from __future__ import annotations

import csv
import datetime as dt
import doctest
import io

import pytest
from crm_customer360.core.privacy import handler, not_personal, registry, telling
from hypothesis import given
from hypothesis import strategies as st

MODULES = {"handler": handler, "telling": telling, "registry": registry}


@pytest.mark.parametrize("name", ["handler", "telling", "registry"])
def test_examples(name):
    result = doctest.testmod(MODULES[name])
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    "values",
    [
        {"action": "burn"},
        {"action": "keep"},
        {"action": "delete", "reason": "law"},
        {"action": "keep", "reason": "because"},
        {"action": "scrub"},
        {"action": "delete", "fields": {"name": False}},
    ],
)
def test_an_erasure_that_cannot_work(values):
    with pytest.raises(handler.HandlerError):
        handler.Erasure(**values)


def test_declarations_that_cannot_work():
    with pytest.raises(handler.HandlerError):
        handler.Handler("a.b", "sales", ())
    with pytest.raises(handler.HandlerError):
        handler.Handler("a.b", "sales", (handler.Path("partner_id"),), texts=("body",))
    with pytest.raises(handler.HandlerError):
        handler.Obligation("somehow", ())
    one = handler.Handler("a.b", "sales", (handler.Path("partner_id"),))
    with pytest.raises(handler.HandlerError):
        registry.by_model([one, one])


def test_what_the_database_lacks_is_left_out():
    whole = handler.Handler(
        "a.b",
        "sales",
        (handler.Path("partner_id"), handler.Email("email_from")),
        owner="partner_id",
        date="order_id.date",
        obligations=(handler.Obligation("unpaid", (("state", "=", "open"),), "amount"),),
        erasure=handler.Erasure("scrub", {"note": False, "signed_by": False}),
    )
    some = whole.limited_to({"email_from", "note", "state"})
    assert some.links == (handler.Email("email_from"),)
    assert (some.owner, some.date, some.obligations) == ("", "", ())
    assert dict(some.erasure.fields) == {"note": False}
    assert whole.limited_to({"note"}) is None
    everything = {"partner_id", "email_from", "order_id", "state", "amount", "currency_id", "note", "signed_by"}
    assert whole.limited_to(everything) == whole
    assert whole.limited_to({"partner_id"}).erasure.action == "keep"


def test_each_model_is_handled_once_or_has_a_reason():
    models = [one.model for one in registry.base_handlers()]
    assert len(models) == len(set(models))
    assert not set(models) & set(not_personal.REASONS)
    assert all(len(reason) > 5 for reason in not_personal.REASONS.values())


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)),
    st.integers(0, 1200),
    st.booleans(),
)
def test_period_never_ends_before_it_began(day, months, year_end):
    last = handler.kept_until(day, months, year_end=year_end)
    assert last >= day
    # A second method: step month by month.
    start = dt.date(day.year, 12, 31) if year_end else day
    year, month = start.year, start.month
    for _month in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    assert (last.year, last.month) == (year, month)
    assert last.day == start.day or (last + dt.timedelta(days=1)).month != last.month


def test_end_of_time():
    assert handler.kept_until(dt.date(9990, 1, 1), 1200, year_end=False) == dt.date.max


@pytest.mark.parametrize(
    "name", ["access_token", "password", "totp_secret", "keys", "api_key", "session_identifier", "signup_token"]
)
def test_ways_in_are_never_told(name):
    assert not telling.is_told(name)


@pytest.mark.parametrize("name", ["name", "email", "street", "create_date", "keyword", "body", "date"])
def test_data_is_told(name):
    assert telling.is_told(name)
    assert not telling.is_told(name, {name})


def test_addresses_of_others_are_masked():
    known = {"ana@a.lt"}
    assert telling.mask_addresses("ANA@a.lt; x.ana@a.lt, ana@a.lt.ru", known) == "ANA@a.lt; …, …"


@given(st.lists(st.one_of(st.just(False), st.integers(), st.text()), min_size=1, max_size=5))
def test_a_table_can_be_read_back_and_runs_nothing(values):
    names = [str(number) for number in range(len(values))]
    text = telling.table([dict(zip(names, values, strict=True))], names)
    [row] = csv.reader(io.StringIO(text, newline=""))
    assert len(row) == len(values)
    for value, told in zip(values, row, strict=True):
        if isinstance(value, str):
            assert told in (value, f"'{value}")
            assert not told.startswith(("=", "+", "-", "@"))
        else:
            assert told == ("" if value is False else str(value))


@given(st.integers(1, 10**9), st.text())
def test_file_names_stay_in_their_folder(number, name):
    found = telling.file_name(number, name)
    assert found.startswith(f"{number}_")
    assert "/" not in found
    assert "\\" not in found
    assert "\x00" not in found
    assert len(found) <= 150
