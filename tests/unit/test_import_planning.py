"""What the import of transactions makes of a purchase: references, days, prices, external ids."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from import_case import (
    utc,
)

from rpclib.dates import server_moment, shift_target
from rpclib.plan import Document, document, external_id, reference_day, unit_price
from rpclib.spool import Customer, Purchase


def purchase(**values: Any) -> Purchase:
    base = Purchase(2, Customer(1, "a/b", ""), utc(2026, 1, 5), 1050, Decimal(1), 1)
    return replace(base, **values)


def test_references_carry_what_identifies_a_purchase() -> None:
    assert document("SHOP", purchase(), 0, 0).ref == "SHOP/a/b/20260105/10.50"
    assert document("SHOP", purchase(moment=utc(2026, 1, 5, 9, 30)), 0, 0).ref == "SHOP/a/b/20260105T093000/10.50"
    assert reference_day("SHOP/a/b/20260105/10.50") == date(2026, 1, 5)
    assert reference_day("SHOP/a/b/20260105T093000/10.50#2") == date(2026, 1, 5)
    assert reference_day("PO 4711") is None
    assert reference_day("SHOP/a/2026/1") is None


def test_a_shift_moves_the_date_and_not_the_reference() -> None:
    doc = document("SHOP", purchase(), 31, 0)
    assert (doc.ref, doc.day) == ("SHOP/a/b/20260105/10.50", "2026-02-05")


def test_a_day_stays_the_same_day_in_every_time_zone() -> None:
    moment = datetime.fromisoformat(server_moment(utc(2026, 1, 5))).replace(tzinfo=timezone.utc)
    for hours in range(-12, 12):
        assert moment.astimezone(timezone(timedelta(hours=hours))).date() == date(2026, 1, 5)
    assert server_moment(utc(2026, 1, 5, 23, 30)) == "2026-01-05 23:30:00"


def test_shift_targets() -> None:
    assert shift_target("last-month", date(2026, 3, 31)) == date(2026, 2, 28)
    assert shift_target("2026-03-31", date(2026, 3, 31)) == date(2026, 3, 31)
    for text in ("2026-04-01", "yesterday"):
        with pytest.raises(ValueError, match=r"future|isoformat"):
            shift_target(text, date(2026, 3, 31))


@given(st.integers(0, 10**9), st.decimals("0.001", "1000", places=3))
def test_quantity_and_price_give_the_amount(cents: int, quantity: Decimal) -> None:
    doc = Document("r", 1, utc(2026, 1, 1), cents, quantity, False)
    number, price = unit_price(doc)
    assert Decimal(number) * Decimal(price) * 100 == cents
    assert Decimal(price) == round(Decimal(price), 2)


def test_quantity_is_kept_where_the_price_is_exact() -> None:
    assert unit_price(Document("r", 1, utc(2026, 1, 1), 3000, Decimal("2.000"), False)) == ("2", "15.00")
    assert unit_price(Document("r", 1, utc(2026, 1, 1), 2933, Decimal(2), False)) == ("1", "29.33")
    assert unit_price(Document("r", 1, utc(2026, 1, 1), 3000, Decimal(20), False)) == ("20", "1.50")


def test_the_invoiced_share_is_a_fixed_choice_that_only_grows() -> None:
    purchases = [purchase(cents=cents) for cents in range(4000)]
    chosen = {
        share: {one.ref for p in purchases if (one := document("S", p, 0, share)).invoiced} for share in (0.2, 0.5)
    }
    assert 0.17 < len(chosen[0.2]) / 4000 < 0.23
    assert chosen[0.2] < chosen[0.5]
    assert not any(document("S", p, 0, 0).invoiced for p in purchases)
    assert all(document("S", p, 0, 1).invoiced for p in purchases)


def test_external_ids_differ_by_prefix_kind_and_key() -> None:
    keys = {external_id(prefix, kind, key) for prefix in "AB" for kind in ("order", "invoice") for key in ("1", "2")}
    assert len(keys) == 8
    assert all(key.startswith("__import__.") and key.count(".") == 1 for key in keys)
