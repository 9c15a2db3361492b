"""The declarative core of crm_customer360: sources, the statement, the plan, cursors and filters."""

from __future__ import annotations

import datetime as dt
import doctest

import pytest
from crm_customer360.core import paging, source
from crm_customer360.core.paging import Cursor, Filters, InvalidArgumentError, parse_filters, parse_limit
from crm_customer360.core.plan import make_plan, without_doubles
from crm_customer360.core.source import Source, SourceError, Watch, named_in
from crm_customer360.core.statement import SCOPE_IDS, SCOPE_RANGE, SCOPE_REST, synchronise, want
from hypothesis import given
from hypothesis import strategies as st

COLUMNS = {"event": "'sold'", "partner_id": "o.partner_id", "date": "o.day", "channel": "'order'"}


def order_source(**changes: object) -> Source:
    values: dict[str, object] = {
        "name": "shop.order",
        "label": "Orders",
        "model": "shop.order",
        "key": "o.id",
        "rows": "FROM shop_order o WHERE o.state = 'sold' AND {scope}",
        "columns": COLUMNS,
        "events": {"sold": "Sold"},
    }
    return Source(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("module", [source, paging])
def test_documented_examples_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"columns": {key: value for key, value in COLUMNS.items() if key != "date"}}, "date"),
        ({"columns": {**COLUMNS, "colour": "'red'"}}, "colour"),
        ({"rows": "FROM shop_order o"}, "scope"),
        ({"events": {}}, "events"),
    ],
)
def test_impossible_source_is_refused_at_once(changes: dict[str, object], named: str) -> None:
    with pytest.raises(SourceError, match=named) as caught:
        order_source(**changes)
    assert "shop.order" in str(caught.value)


def test_row_that_another_source_shows_is_left_out() -> None:
    parcel = order_source(name="shop.parcel", covers={"shop.order": "o.parcel_id IS NOT NULL", "shop.absent": "TRUE"})
    order, same = without_doubles([order_source(), parcel])
    assert "{scope} AND (o.parcel_id IS NOT NULL) IS NOT TRUE" in order.rows
    assert same.rows == parcel.rows
    assert "parcel_id" in order.relevant_fields(["parcel_id"])
    (alone,) = without_doubles([order_source()])
    assert alone.rows == order_source().rows


def test_models_of_a_source() -> None:
    made = order_source(record_model="shop.basket", requires=("shop.till",))
    assert made.models == {"shop.order", "shop.basket", "shop.till"}
    assert made.target_model == "shop.basket"
    assert order_source().target_model == "shop.order"


def test_fields_a_statement_names() -> None:
    fields = ["partner_id", "day", "state", "note", "partner", "id", "date"]
    assert order_source().relevant_fields(fields) == {"partner_id", "day", "state", "id"}


@given(st.lists(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), max_size=8))
def test_names_are_found_as_whole_words(names: list[str]) -> None:
    text = " ".join(f"t.{name}, " for name in names)
    assert named_in(text, names) == set(names)
    assert named_in(text, [f"{name}0" for name in names]) == set()


@pytest.mark.parametrize(
    ("scope", "restriction", "deletion"),
    [
        (SCOPE_IDS, "o.id = ANY(%(ids)s)", "t.key_id = ANY(%(ids)s)"),
        (SCOPE_RANGE, "o.id > %(low)s AND o.id <= %(high)s", "t.key_id > %(low)s AND t.key_id <= %(high)s"),
        (SCOPE_REST, "o.id > %(low)s", "t.key_id > %(low)s"),
    ],
)
def test_reading_and_deleting_have_the_same_scope(scope: str, restriction: str, deletion: str) -> None:
    statement = synchronise(order_source(), scope)
    assert restriction in statement
    assert deletion in statement
    assert "{" not in statement


def test_every_place_of_the_scope_is_filled() -> None:
    made = order_source(rows="FROM (SELECT * FROM a WHERE {scope} UNION SELECT * FROM b WHERE {scope}) o")
    assert want(made, SCOPE_IDS).count("o.id = ANY(%(ids)s)") == 2


def test_kept_source_never_deletes() -> None:
    assert "DELETE" in synchronise(order_source())
    assert "DELETE" not in synchronise(order_source(keep=True))


def test_plan_tells_who_is_interested() -> None:
    line = Watch("shop.line", "SELECT order_id FROM shop_line WHERE id = ANY(%(ids)s)")
    named = Watch("shop.till", "SELECT id FROM shop_order", frozenset({"place"}), only_write=True)
    absent = Watch("shop.gone", "SELECT 1")
    fields = {
        "shop.order": ["id", "partner_id", "state", "colour"],
        "shop.line": ["order_id", "amount", "id"],
        "shop.till": ["place", "id"],
    }
    plan = make_plan([order_source(watch=(line, named, absent))], set(fields), fields.__getitem__)
    own, watching, till = (plan.interests[model][0] for model in ("shop.order", "shop.line", "shop.till"))
    assert own.watch is None
    assert own.concerns(["state", "colour"])
    assert not own.concerns(["colour"])
    assert watching.concerns({"order_id": 1})
    assert not watching.concerns({"amount": 1})
    assert till.fields == {"place"}
    assert "shop.gone" not in plan.interests


DATES = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1))  # noqa: DTZ001


@given(DATES, st.integers(1, 2**31 - 1))
def test_cursor_survives_the_way_there_and_back(date: dt.datetime, number: int) -> None:
    assert Cursor.decode(Cursor(date, number).encode()) == Cursor(date, number)


@given(st.one_of(st.text(max_size=40), st.integers(), st.none(), st.lists(st.integers())))
def test_other_text_is_no_cursor(text: object) -> None:
    with pytest.raises(InvalidArgumentError):
        Cursor.decode(text)


@pytest.mark.parametrize("value", [0, -1, True, "5", 1.5, None])
def test_limit_is_a_positive_number(value: object) -> None:
    with pytest.raises(InvalidArgumentError, match="limit"):
        parse_limit(value)


def test_large_limit_is_cut() -> None:
    assert parse_limit(1) == 1
    assert parse_limit(10**6) == 200


def test_days_begin_at_midnight_of_the_reader() -> None:
    # Vilnius is at UTC+2 in winter and UTC+3 in summer.
    winter = parse_filters({"date_from": "2026-01-15", "date_to": "2026-01-15"}, "Europe/Vilnius")
    assert winter.date_from == dt.datetime(2026, 1, 14, 22)  # noqa: DTZ001
    assert winter.date_to == dt.datetime(2026, 1, 15, 22)  # noqa: DTZ001
    summer = parse_filters({"date_from": "2026-07-15"}, "Europe/Vilnius")
    assert summer.date_from == dt.datetime(2026, 7, 14, 21)  # noqa: DTZ001
    # The day on which the clocks go back has 25 hours.
    long = parse_filters({"date_from": "2026-10-25", "date_to": "2026-10-25"}, "Europe/Vilnius")
    assert long.date_to - long.date_from == dt.timedelta(hours=25)  # type: ignore[operator]


def test_nothing_chosen_restricts_nothing() -> None:
    empty = {"channels": [], "query": "", "date_from": False, "user_ids": None}
    assert parse_filters(False) == parse_filters(None) == parse_filters({}) == parse_filters(empty) == Filters()


KEYS = st.sampled_from([*Filters.__dataclass_fields__, "colour", ""])
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_any_value_is_taken_or_refused_by_name(values: dict[str, object]) -> None:
    refused, parsed = None, Filters()
    try:
        parsed = parse_filters(values)
    except InvalidArgumentError as error:
        refused = error
    if refused:
        assert refused.name in {*values, "filters"}
        assert len(refused.value) <= 80
    assert all(isinstance(item, int) for item in (*parsed.partner_ids, *parsed.user_ids))
    assert all(word.replace("_", "").isalpha() for word in (*parsed.channels, *parsed.natures))
