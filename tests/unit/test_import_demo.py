"""Purchases to try the import with: the file of a package, and the names of its customers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import import_transactions
import pytest
from fake_odoo import FakeOdoo
from hypothesis import given
from hypothesis import strategies as st
from import_case import (
    TODAY,
    run_import,
)

from rpclib import cdnow
from rpclib.demo_names import demo_parties
from rpclib.errors import (
    FileError,
)


def test_the_cdnow_file_as_a_whole() -> None:
    path = cdnow.data_file()
    options = import_transactions.parse(import_transactions.build_parser(), ["--preset", "cdnow", "--dry-run"], TODAY)
    job = import_transactions.build_job(options, TODAY)
    server = FakeOdoo()
    run_import(replace(job, shift_to="last-month", invoice_share=0.2), server)
    raw = [line.split() for line in path.read_text().splitlines()]
    orders = server.rows("sale.order")
    assert len(orders) == len(raw) == 6919
    total = sum(Decimal(o["order_line/price_unit"]) * Decimal(o["order_line/product_uom_qty"]) for o in orders)
    assert total == sum(Decimal(cells[4]) for cells in raw)
    assert max(one["date_order"] for one in orders) == "2026-10-31 12:00:00"
    partners = server.rows("res.partner")
    heads = [one for one in partners if not one["parent_id"]]
    assert len(heads) == 2357
    companies = {str(one["id"]) for one in heads if one["is_company"] == "1"}
    contacts = [one["parent_id"] for one in partners if one["parent_id"]]
    assert set(contacts) == companies
    assert {contacts.count(company) for company in companies} == {1, 2, 3}
    assert all(one["email"].endswith("@example.com") for one in partners)
    assert len({one["phone"] for one in partners}) == len({one["email"] for one in partners}) == len(partners)
    assert 1300 < len(server.rows("account.move")) < 1470
    buyers = {one["partner_id"] for one in orders}
    assert buyers & {str(one["id"]) for one in partners if one["parent_id"]}, "contacts buy too"
    assert run_import(job, server)[0].startswith("Nothing to do")


@given(st.integers(1, 50000))
def test_demo_parties_are_the_same_every_time(number: int) -> None:
    parties = demo_parties(number)
    assert parties == demo_parties(number)
    assert [party.is_company for party in parties] == [len(parties) > 1] + [False] * (len(parties) - 1)
    assert all(party.email.isascii() and party.name and party.city for party in parties)


def test_the_preset_without_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cdnow, "find_spec", lambda name: None)
    with pytest.raises(FileError, match="pip install"):
        cdnow.data_file()
