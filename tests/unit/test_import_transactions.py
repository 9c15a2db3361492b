"""The import of transactions without a server, and every way to be interrupted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fake_odoo import NOW, FakeOdoo
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from import_case import (
    COLUMNS,
    LOGIN,
    around,
    job_for,
    run_import,
    write,
)

from rpclib.command import import_file
from rpclib.errors import (
    ConnectionLostError,
    FinalRefusalError,
    RefusedError,
)
from rpclib.job import Job
from rpclib.reading import Source

# --- the import against a server in memory ----------------------------------------------------------------------------

Purchases = list[tuple[str, date, int]]


def text_of(purchases: Purchases) -> str:
    lines = [f"{who},{day.isoformat()},{cents // 100}.{cents % 100:02d}" for who, day, cents in purchases]
    return "\n".join(["customer,date,amount", *lines, ""])


def expected_orders(purchases: Purchases) -> list[tuple[str, str, str, str]]:
    return sorted(
        (f"SHOP/{who}", f"{day} 12:00:00", f"{cents // 100}.{cents % 100:02d}", "sale") for who, day, cents in purchases
    )


def orders_of(server: FakeOdoo) -> list[tuple[str, str, str, str]]:
    partners = {str(one["id"]): one["ref"] for one in server.rows("res.partner")}
    return sorted(
        (partners[one["partner_id"]], one["date_order"], one["order_line/price_unit"], one["state"])
        for one in server.rows("sale.order")
    )


def assert_complete(server: FakeOdoo, purchases: Purchases, share: float) -> None:
    """Every purchase is there once: expected values come from the purchases, not from the code."""
    assert orders_of(server) == expected_orders(purchases)
    refs = [one["client_order_ref"] for one in server.rows("sale.order")]
    assert len(set(refs)) == len(purchases)
    customers = [one["ref"] for one in server.rows("res.partner")]
    assert sorted(customers) == sorted({f"SHOP/{who}" for who, _day, _cents in purchases})
    invoices = server.rows("account.move")
    assert len({one["ref"] for one in invoices}) == len(invoices)
    assert {one["state"] for one in invoices} <= {"posted"}
    if share == 1:
        assert {one["ref"] for one in invoices} == set(refs)
        lines = {one["client_order_ref"]: str(one["order_line"][0]) for one in server.rows("sale.order")}
        assert {one["ref"]: one["invoice_line_ids/sale_line_ids"] for one in invoices} == lines


SMALL: Purchases = [
    ("A", date(2026, 1, 5), 1000),
    ("B", date(2026, 1, 6), 2050),
    ("A", date(2026, 2, 1), 0),
    ("C", date(2026, 2, 1), 99),
    ("A", date(2026, 1, 5), 1000),
]


def small_job(tmp_path: Path, **options: Any) -> Job:
    path = write(tmp_path / "f.csv", text_of(SMALL))
    return job_for(path, **{"allow_duplicates": True, "invoice_share": 1.0, "batch_size": 2, **options})


def test_a_run_and_a_second_one_that_changes_nothing(tmp_path: Path) -> None:
    server, job = FakeOdoo(), small_job(tmp_path)
    lines = run_import(job, server)
    assert_complete(server, SMALL, 1)
    assert "orders: 5 created and confirmed" in lines
    assert "invoices: 5 created and posted" in lines
    dates = [one["date_order"] for one in server.rows("sale.order")]
    assert dates == sorted(dates), "the oldest purchase gets the lowest number"
    before, server.log = repr(server.tables), []
    assert run_import(job, server) == ["Nothing to do: all 5 purchases of 3 customers are there already."]
    assert repr(server.tables) == before
    assert {method for _model, method in server.log} <= {"search_read", "has_access"}


def test_batches_are_few_calls(tmp_path: Path) -> None:
    server = FakeOdoo()
    run_import(small_job(tmp_path, batch_size=500), server)
    written = [(model, method) for model, method in server.log if method not in {"search_read", "has_access"}]
    assert written == [
        ("product.product", "load"),
        ("res.partner", "load"),
        ("sale.order", "load"),
        ("sale.order", "action_confirm"),
        *[("sale.order", "write")] * 3,  # one for each day
        ("account.move", "load"),
        ("account.move", "action_post"),
    ]


def test_dry_run_tells_and_touches_nothing(tmp_path: Path) -> None:
    server, job = FakeOdoo(), small_job(tmp_path)
    lines = run_import(job, server, dry_run=True)
    assert "orders: 5 to be created and confirmed" in lines
    assert "contacts: 3 to be created" in lines
    assert not server.tables
    assert {method for _model, method in server.log} == {"search_read", "has_access"}
    assert import_file(job, None, True, None, around()) == [
        "Dry run without --db: the file alone was checked.",
        "5 purchases of 3 customers from 2026-01-05 to 2026-02-01",
    ]


def calls_of_a_whole_run(tmp_path: Path) -> int:
    server = FakeOdoo()
    run_import(small_job(tmp_path), server)
    return server.calls


@pytest.mark.parametrize("how", ["before", "after", "late"])
def test_killed_at_any_call_the_next_run_completes(tmp_path: Path, how: str) -> None:
    total = calls_of_a_whole_run(tmp_path)
    assert total > 25
    for cut in range(1, total + 1):
        server = FakeOdoo(failures={cut: how}, dead_from=cut + 1)
        with pytest.raises(ConnectionLostError, match=r"repeat the same command"):
            run_import(small_job(tmp_path), server)
        server.dead_from, server.failures = 10**9, {}
        run_import(small_job(tmp_path), server, pauses=(0,))
        assert_complete(server, SMALL, 1)
        assert run_import(small_job(tmp_path), server)[0].startswith("Nothing to do")


@pytest.mark.parametrize("how", ["before", "after", "late"])
def test_one_lost_connection_is_survived_within_the_run(tmp_path: Path, how: str) -> None:
    for cut in range(1, calls_of_a_whole_run(tmp_path) + 1):
        server = FakeOdoo(failures={cut: how})
        run_import(small_job(tmp_path), server, pauses=(0, 0, 0))
        assert_complete(server, SMALL, 1)


PURCHASES = st.lists(
    st.tuples(st.sampled_from("ABC"), st.dates(date(2026, 1, 1), date(2026, 1, 4)), st.integers(0, 3)),
    min_size=1,
    max_size=9,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    PURCHASES,
    st.integers(1, 4),
    st.lists(st.dictionaries(st.integers(1, 40), st.sampled_from(["before", "after", "late"]), max_size=4), max_size=3),
    st.sampled_from([0.0, 1.0]),
)
# The last attempt is refused what the first, thought lost, just did.
@example(
    [("A", date(2026, 1, day), 0) for day in (1, 1, 1, 2, 2, 2, 3, 4, 4)],
    4,
    [{1: "before", 33: "late", 35: "before"}],
    0.0,
)
def test_after_any_failures_a_last_run_completes(
    tmp_path: Path, purchases: Purchases, size: int, failures: list[dict[int, str]], share: float
) -> None:
    path = write(tmp_path / "f.csv", text_of(purchases))
    job = job_for(path, allow_duplicates=True, batch_size=size, invoice_share=share)
    server = FakeOdoo()
    for wave in [*failures, {}]:
        server.calls, server.failures = 0, wave
        try:
            run_import(job, server, pauses=(0, 0))
        except ConnectionLostError:
            assert wave
    assert_complete(server, purchases, share)


def test_a_later_file_adds_the_new_rows_only(tmp_path: Path) -> None:
    server = FakeOdoo()
    run_import(small_job(tmp_path), server)
    more: Purchases = [("D", date(2025, 12, 1), 5), *SMALL, ("A", date(2026, 1, 5), 1000)]
    write(tmp_path / "f.csv", text_of(more))
    lines = run_import(
        replace(small_job(tmp_path), source=Source(write(tmp_path / "g.csv", text_of(more)), COLUMNS)), server
    )
    assert "orders: 2 created and confirmed" in lines
    assert_complete(server, more, 1)


def test_an_unconfirmed_order_is_confirmed_and_dated_by_the_next_run(tmp_path: Path) -> None:
    server, job = FakeOdoo(), small_job(tmp_path, invoice_share=0.0)
    run_import(job, server)
    first, second, third = server.rows("sale.order")[:3]
    first["state"], second["date_order"], third["state"] = "draft", NOW, "cancel"
    assert run_import(job, server)[2:] == [
        "orders: 1 of an earlier run confirmed",
        "orders: 1 of an earlier run given their date",
    ]
    assert third["state"] == "cancel", "what a user cancelled stays cancelled"
    third["state"] = "sale"
    assert_complete(server, SMALL, 0)


def test_a_cancelled_order_is_not_invoiced(tmp_path: Path) -> None:
    server = FakeOdoo()
    run_import(small_job(tmp_path, invoice_share=0.0), server)
    cancelled = server.rows("sale.order")[0]
    cancelled["state"] = "cancel"
    run_import(small_job(tmp_path, invoice_share=1.0), server)
    assert cancelled["client_order_ref"] not in {one["ref"] for one in server.rows("account.move")}
    assert len(server.rows("account.move")) == 4


def test_the_shift_of_the_first_run_stays(tmp_path: Path) -> None:
    server, messages = FakeOdoo(), list[str]()
    job = small_job(tmp_path, shift_to="2026-10-31")
    run_import(job, server)
    days = sorted(one["date_order"][:10] for one in server.rows("sale.order"))
    assert days == ["2026-10-04", "2026-10-04", "2026-10-05", "2026-10-31", "2026-10-31"]
    before = repr(server.tables)
    later = replace(job, shift_to="2026-11-22")
    import_file(later, LOGIN, False, None, around(messages), lambda login: server)
    assert repr(server.tables) == before
    assert messages == ["An earlier import of SHOP moved its dates by 272 days; so does this one."]


def test_the_shift_of_invoices_stays(tmp_path: Path) -> None:
    server, job = FakeOdoo(), small_job(tmp_path, orders=False, shift_to="2026-10-31")
    run_import(job, server)
    days = {one["invoice_date"] for one in server.rows("account.move")}
    assert days == {"2026-10-04", "2026-10-05", "2026-10-31"}
    assert not server.rows("sale.order")
    assert run_import(replace(job, shift_to=None), server)[0].startswith("Nothing to do")


def test_missing_rights_are_all_named_before_anything_is_written(tmp_path: Path) -> None:
    server = FakeOdoo(rights=lambda model, operation: False)
    with pytest.raises(RefusedError) as caught:
        run_import(small_job(tmp_path), server)
    for model in ("sale.order", "account.move", "res.partner", "product.product"):
        assert f"create {model}" in str(caught.value)
    assert "Nothing was written" in str(caught.value)
    assert not server.tables


def test_a_seller_without_product_and_contact_rights_can_import_for_known_customers(tmp_path: Path) -> None:
    server = FakeOdoo(rights=lambda model, operation: model == "sale.order")
    job = small_job(tmp_path, invoice_share=0.0, plain_refs=True)
    for who in "ABC":
        server.add("res.partner", ref=who, name=who)
    server.add("product.product", default_code="IMPORT", type="service")
    run_import(job, server)
    assert len(server.rows("sale.order")) == 5
    assert len(server.rows("res.partner")) == 3


def test_a_reference_of_several_contacts_is_refused(tmp_path: Path) -> None:
    server = FakeOdoo()
    for _one in range(2):
        server.add("res.partner", ref="A", name="A")
    with pytest.raises(FinalRefusalError, match="Several contacts have the reference A"):
        run_import(small_job(tmp_path, plain_refs=True), server)
    assert not server.rows("sale.order")


def test_a_product_that_is_no_service_is_refused(tmp_path: Path) -> None:
    server = FakeOdoo()
    server.add("product.product", default_code="IMPORT", type="consu")
    with pytest.raises(FinalRefusalError, match="no service"):
        run_import(small_job(tmp_path), server)
    assert not server.rows("res.partner")


def test_a_document_the_server_does_not_accept_creates_none_of_its_batch(tmp_path: Path) -> None:
    server = FakeOdoo(rejects=lambda model, record: str(record.get("client_order_ref", "")).endswith("/20.50"))
    with pytest.raises(RefusedError, match=r"does not accept sale\.order: not accepted"):
        run_import(small_job(tmp_path, batch_size=500), server, pauses=(0, 0, 0))
    assert not server.rows("sale.order")
    server.rejects = lambda model, record: False
    run_import(small_job(tmp_path, batch_size=500), server)
    assert_complete(server, SMALL, 1)


def test_orders_of_another_salesperson_are_not_doubled(tmp_path: Path) -> None:
    server, job = FakeOdoo(), small_job(tmp_path, invoice_share=0.0)
    run_import(job, server)
    count = len(server.rows("sale.order"))
    server.hidden = lambda record: "client_order_ref" in record
    with pytest.raises(FinalRefusalError, match="not for this user"):
        run_import(job, server)
    assert len(server.rows("sale.order")) == count


def test_taxes_of_the_product_only_on_request(tmp_path: Path) -> None:
    server = FakeOdoo()
    run_import(small_job(tmp_path), server)
    assert {one["order_line/tax_ids"] for one in server.rows("sale.order")} == {""}
    assert {one["invoice_line_ids/tax_ids"] for one in server.rows("account.move")} == {""}
    server = FakeOdoo()
    run_import(small_job(tmp_path, taxed=True), server)
    assert not any("tax_ids" in name for one in server.rows("sale.order") for name in one)
