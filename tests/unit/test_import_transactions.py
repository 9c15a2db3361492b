"""The import of transactions without a server: reading, checking, planning, and every way to be interrupted."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import import_transactions
import openpyxl
import pytest
from fake_odoo import NOW, FakeOdoo
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rpclib import cdnow
from rpclib.command import import_file
from rpclib.connection import Login
from rpclib.dates import server_moment, shift_target
from rpclib.demo_names import demo_parties
from rpclib.errors import (
    ConnectionLostError,
    FileError,
    FinalRefusalError,
    ImportStoppedError,
    RefusedError,
    Rejection,
    RowsRejectedError,
)
from rpclib.job import Around, Job
from rpclib.plan import Document, document, external_id, reference_day, unit_price
from rpclib.reading import Source, find_separator, read_rows
from rpclib.report import Report
from rpclib.rows import Columns, RawRow, Row, Rules, check_row
from rpclib.spool import Customer, Purchase, Spool

TODAY = date(2026, 11, 22)
COLUMNS = Columns("customer", "date", "amount")
RULES = Rules(COLUMNS, TODAY, date(1970, 1, 1))
LOGIN = Login("http://server", "db", "seller", "secret")
GOOD = "customer,date,amount\nA,2026-01-05,10.00\nB,2026-01-06,20.50\nA,2026-02-01,0.00\n"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)


class Silent:
    def update(self, n: int) -> None:
        """Show nothing."""


def around(messages: list[str] | None = None, pauses: tuple[float, ...] = ()) -> Around:
    heard = messages if messages is not None else []
    return Around(lambda title, total: nullcontext(Silent()), heard.append, pauses)


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def job_for(path: Path, **options: Any) -> Job:
    columns = options.pop("columns", COLUMNS)
    source_options = {name: options.pop(name) for name in ("separator", "encoding", "header") if name in options}
    rules = replace(RULES, columns=columns, **options.pop("rules", {}))
    return Job(Source(path, columns, **source_options), rules, options.pop("prefix", "SHOP"), **options)


def run_import(job: Job, server: FakeOdoo, *, dry_run: bool = False, pauses: tuple[float, ...] = ()) -> list[str]:
    return import_file(job, LOGIN, dry_run, None, around(pauses=pauses), lambda login: server)


def report_of(job: Job, tmp_path: Path) -> tuple[ImportStoppedError, list[dict[str, str]]]:
    """Import a bad file; return the error and the report, and check that no server was asked."""
    path = tmp_path / "report.csv"

    def forbidden(login: Login) -> FakeOdoo:
        raise AssertionError("nothing may be written")

    with pytest.raises(ImportStoppedError) as caught:
        import_file(job, LOGIN, False, path, around(), forbidden)
    return caught.value, list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


# --- one row ----------------------------------------------------------------------------------------------------------


def test_a_good_row() -> None:
    row = check_row(RawRow(7, " 00042 ", "2026-03-01", "1234.5"), RULES)
    assert row == Row(7, "00042", utc(2026, 3, 1), 123450)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("customer", "  ", "no customer"),
        ("customer", "x" * 65, "longer than 64 characters"),
        ("customer", "a\x00b", "control characters"),
        ("customer", "\udce0bc", "not in the encoding"),
        ("date", "", "no date"),
        ("date", "2026-02-30", "not a date of the format %Y-%m-%d"),
        ("date", "05.01.2026", "not a date of the format %Y-%m-%d"),
        ("date", "2026-11-23", "in the future"),
        ("date", "1969-12-31", "earlier than 1970-01-01"),
        ("amount", "", "empty"),
        ("amount", "-0.01", "negative"),
        ("amount", "12,50", "not a number"),
        ("amount", "1e3", "not a number"),
        ("amount", "0x10", "not a number"),
        ("amount", "١٢", "not a number"),
        ("amount", "ten", "not a number"),
        ("amount", "NaN", "not a finite number"),
        ("amount", "-inf", "not a finite number"),
        ("amount", "Infinity", "not a finite number"),
        ("amount", "1.005", "more than 2 decimals"),
        ("amount", "1000000000000.01", "above 1,000,000,000,000"),
    ],
)
def test_a_bad_value_is_reported_with_its_place(column: str, value: str, reason: str) -> None:
    raw = replace(RawRow(3, "A", "2026-01-01", "1"), **{column: value})
    result = check_row(raw, RULES)
    assert isinstance(result, tuple)
    assert [(one.row, one.column) for one in result] == [(3, column)]
    assert reason in result[0].reason


def test_every_bad_value_of_a_row_is_reported() -> None:
    result = check_row(RawRow(3, "", "soon", "much"), RULES)
    assert isinstance(result, tuple)
    assert [one.column for one in result] == ["customer", "date", "amount"]


@pytest.mark.parametrize("value", ["0", "0.00", "-0", "+5", "1.10", "1.100", "1000000000000"])
def test_amounts_that_are_purchases(value: str) -> None:
    row = check_row(RawRow(2, "A", "2026-01-01", value), RULES)
    assert isinstance(row, Row)
    assert row.cents == round(float(value) * 100)


@pytest.mark.parametrize(
    ("value", "cents"),
    [("29,33", 2933), ("1 234,5", 123450), ("1.234,50", 123450), ("1\u00a0234", 123400), ("7", 700)],
)
def test_decimal_comma(value: str, cents: int) -> None:
    row = check_row(RawRow(2, "A", "2026-01-01", value), replace(RULES, decimal_comma=True))
    assert isinstance(row, Row)
    assert row.cents == cents


@pytest.mark.parametrize("value", ["29.33", "1.23,4", "1,2,3", "12 34,00"])
def test_decimal_comma_never_multiplies_an_amount(value: str) -> None:
    assert isinstance(check_row(RawRow(2, "A", "2026-01-01", value), replace(RULES, decimal_comma=True)), tuple)


@given(st.integers(0, 10**14))
def test_amounts_are_exact(cents: int) -> None:
    text = str(Decimal(cents) / 100)
    row = check_row(RawRow(2, "A", "2026-01-01", f"{Decimal(text):f}"), RULES)
    assert isinstance(row, Row)
    assert row.cents == cents


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30), st.booleans())
def test_no_text_breaks_the_check(customer: str, day: str, amount: str, comma: bool) -> None:
    result = check_row(RawRow(2, customer, day, amount), replace(RULES, decimal_comma=comma))
    assert isinstance(result, (Row, tuple))
    if isinstance(result, tuple):
        json.dumps([one.value for one in result], ensure_ascii=False).encode("utf-8")


def test_quantity() -> None:
    rules = replace(RULES, columns=replace(COLUMNS, quantity="pieces"))
    row = check_row(RawRow(2, "A", "2026-01-01", "9", quantity="2.5"), rules)
    assert isinstance(row, Row)
    assert row.quantity == Decimal("2.5")
    for text in ("0", "-1", "x", "", "1.2345", "1000001"):
        assert isinstance(check_row(RawRow(2, "A", "2026-01-01", "9", quantity=text), rules), tuple)


# --- a file -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_seen(tmp_path: Path, separator: str) -> None:
    path = write(tmp_path / "f.csv", GOOD.replace(",", separator))
    assert [row.customer for row in read_rows(Source(path, COLUMNS)) if isinstance(row, RawRow)] == ["A", "B", "A"]


def test_whitespace_without_header(tmp_path: Path) -> None:
    path = write(tmp_path / "f.txt", " 00004 0001 19970101  2   29.33\r\n\r\n 00021 0002 19970101  3   63.34\r\n")
    rows = list(read_rows(Source(path, Columns("1", "3", "5", quantity="4"), header=False)))
    assert rows == [
        RawRow(1, "00004", "19970101", "29.33", "", "2"),
        RawRow(3, "00021", "19970101", "63.34", "", "3"),
    ]


def test_a_separator_that_cannot_be_seen() -> None:
    with pytest.raises(FileError, match="--separator"):
        find_separator(["one column\n", "two\n"])


def test_ragged_rows_do_not_hide_the_separator(tmp_path: Path) -> None:
    path = write(tmp_path / "f.csv", GOOD + "C,2026-03-01\nD,2026-03-01,1,2\n")
    rows = list(read_rows(Source(path, COLUMNS)))
    assert [(one.row, one.reason) for one in rows if isinstance(one, Rejection)] == [
        (5, "2 columns instead of 3"),
        (6, "4 columns instead of 3"),
    ]


def test_quoted_cells_keep_separators_and_lines(tmp_path: Path) -> None:
    path = write(
        tmp_path / "f.csv", 'customer,date,amount,who\nA,2026-01-01,1,"Doe, ""J""\nand Co"\nB,2026-01-02,2,x\n'
    )
    rows = list(read_rows(Source(path, replace(COLUMNS, name="WHO "))))
    assert [(row.line, row.name) for row in rows if isinstance(row, RawRow)] == [(3, 'Doe, "J"\nand Co'), (4, "x")]


def test_spreadsheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Customer", "Date", "Amount"])
    sheet.append([4, datetime(2026, 1, 5), 0.1 + 0.2])  # noqa: DTZ001
    sheet.append(["0005", "2026-01-06", "20.50"])
    sheet.append([None, None, None])
    sheet.append(["7", None, 3])
    book.save(tmp_path / "f.xlsx")
    job = job_for(tmp_path / "f.xlsx", rules={"date_formats": ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S")})
    error, report = report_of(job, tmp_path)
    assert error.exit_code == 4
    assert [(one["row"], one["column"], one["reason"]) for one in report] == [("5", "date", "no date")]
    server = FakeOdoo()
    run_import(replace(job, skip_bad=True), server)
    assert [(one["client_order_ref"], one["date_order"]) for one in server.rows("sale.order")] == [
        ("SHOP/4/20260105/0.30", "2026-01-05 12:00:00"),
        ("SHOP/0005/20260106/20.50", "2026-01-06 12:00:00"),
    ]


def test_missing_columns_are_all_named(tmp_path: Path) -> None:
    path = write(tmp_path / "f.csv", "client,day,amount\nA,2026-01-01,1\n")
    error, report = report_of(job_for(path), tmp_path)
    assert error.exit_code == 3
    assert "no column customer, date" in str(error)
    assert "client, day, amount" in str(error)
    assert [(one["row"], one["column"]) for one in report] == [("1", "customer"), ("1", "date")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n\n", "separator|empty"),
        (b"customer,date,amount\n", "no row"),
        (b"PK\x03\x04rest", "xlsx"),
        ("customer,date,amount\nA,2026-01-01,1\n".encode("utf-16"), "--encoding utf-16"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "f.csv").write_bytes(content)
    error, report = report_of(job_for(tmp_path / "f.csv"), tmp_path)
    assert error.exit_code == 3
    assert len(report) == 1
    with pytest.raises(FileError, match=reason):
        raise error


def test_no_such_file_and_no_spreadsheet(tmp_path: Path) -> None:
    assert report_of(job_for(tmp_path / "none.csv"), tmp_path)[0].exit_code == 3
    write(tmp_path / "f.xlsx", "text")
    assert "spreadsheet" in str(report_of(job_for(tmp_path / "f.xlsx"), tmp_path)[0])


def test_wrong_encoding_is_reported_with_row_and_column(tmp_path: Path) -> None:
    path = write(tmp_path / "f.csv", "customer,date,amount\nA,2026-01-01,1\nŽemė,2026-01-02,1\n", "cp1257")
    error, report = report_of(job_for(path), tmp_path)
    assert error.exit_code == 4
    assert [(one["row"], one["column"]) for one in report] == [("3", "customer")]
    assert "encoding" in report[0]["reason"]
    server = FakeOdoo()
    run_import(job_for(path, encoding="cp1257"), server)
    assert [one["name"] for one in server.rows("res.partner")] == ["Customer A", "Customer Žemė"]


def test_wrong_encoding_that_no_row_survives(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(GOOD.encode("utf-16")[:-1])
    assert report_of(job_for(path, encoding="utf-16"), tmp_path)[0].exit_code == 3


def test_one_bad_row_and_nothing_is_written(tmp_path: Path) -> None:
    path = write(tmp_path / "f.csv", GOOD + "C,2026-01-07,-1\n=C,soon,1\n")
    error, report = report_of(job_for(path), tmp_path)
    assert isinstance(error, RowsRejectedError)
    assert report == [
        {"row": "5", "column": "amount", "value": "-1", "reason": "a negative amount; refunds are no purchases"},
        {"row": "6", "column": "date", "value": "soon", "reason": "not a date of the format %Y-%m-%d"},
    ]


def test_skip_bad_imports_the_rest(tmp_path: Path) -> None:
    path = write(tmp_path / "f.csv", GOOD + "C,2026-01-07,-1\n")
    server = FakeOdoo()
    lines = run_import(job_for(path, skip_bad=True), server)
    assert len(server.rows("sale.order")) == 3
    assert "1 problems skipped" in lines
    write(path, "customer,date,amount\nC,2026-01-07,-1\n")
    with pytest.raises(FileError, match="no valid row"):
        run_import(job_for(path, skip_bad=True), server)


def test_the_report_is_no_formula_for_a_spreadsheet(tmp_path: Path) -> None:
    with Report(tmp_path / "r.csv") as report:
        report.add([Rejection(1, "a", "=cmd|x", "bad"), Rejection(2, "a", "-5", "bad")])
    text = (tmp_path / "r.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines() == ["row,column,value,reason", "1,a,'=cmd|x,bad", "2,a,-5,bad"]
    with pytest.raises(FileError, match="cannot be written"):
        Report(tmp_path / "no" / "r.csv")


# --- duplicates -------------------------------------------------------------------------------------------------------


def test_duplicates_are_reported_with_the_first_row(tmp_path: Path) -> None:
    path = write(tmp_path / "f.csv", GOOD + "A,2026-01-05,10\n A ,2026-01-05,10.0\n")
    error, report = report_of(job_for(path), tmp_path)
    assert error.exit_code == 4
    assert [(one["row"], one["value"], one["reason"]) for one in report] == [
        ("5", "A 2026-01-05", "the same customer, date and amount as row 2"),
        ("6", "A 2026-01-05", "the same customer, date and amount as row 2"),
    ]
    server = FakeOdoo()
    run_import(job_for(path, skip_bad=True), server)
    assert len(server.rows("sale.order")) == 3


def test_allowed_duplicates_are_numbered(tmp_path: Path) -> None:
    path = write(tmp_path / "f.csv", GOOD + "A,2026-01-05,10\n")
    server = FakeOdoo()
    run_import(job_for(path, allow_duplicates=True), server)
    assert {one["client_order_ref"] for one in server.rows("sale.order")} == {
        "SHOP/A/20260105/10.00",
        "SHOP/A/20260105/10.00#2",
        "SHOP/B/20260106/20.50",
        "SHOP/A/20260201/0.00",
    }


@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(1, 2), st.integers(0, 1)), max_size=12))
def test_the_spool_numbers_equal_rows_in_the_order_of_the_file(keys: list[tuple[str, int, int]]) -> None:
    with Spool() as spool:
        spool.add(Row(line, who, utc(2026, 1, day), cents) for line, (who, day, cents) in enumerate(keys, 2))
        spool.finish()
        got = {one.line: one.occurrence for batch in spool.purchases(3) for one in batch}
    assert got == {line: keys[: line - 1].count(key) for line, key in enumerate(keys, 2)}


def test_customers_are_numbered_by_first_appearance_and_named_by_their_first_name() -> None:
    rows = [("B", ""), ("A", "Anna"), ("B", "Bert"), ("B", "Berta")]
    with Spool() as spool:
        spool.add(Row(n, who, utc(2026, 1, n), 1, name) for n, (who, name) in enumerate(rows, 1))
        spool.finish()
        assert [one for batch in spool.customers(1) for one in batch] == [
            Customer(1, "B", "Bert"),
            Customer(2, "A", "Anna"),
        ]


# --- planning ---------------------------------------------------------------------------------------------------------


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


# --- demonstration data -----------------------------------------------------------------------------------------------


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


# --- the command line -------------------------------------------------------------------------------------------------

OPTIONS = ["--customer-column", "customer", "--date-column", "date", "--amount-column", "amount", "--prefix", "SHOP"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name a file"),
        (["f.csv"], "--prefix is needed"),
        (["f.csv", "--prefix", "S"], "missing: --customer-column, --date-column, --amount-column"),
        (["f.csv", *OPTIONS], "--db is needed"),
        (["f.csv", *OPTIONS, "--dry-run", "--document", "invoice", "--invoice-share", "0.5"], "--document order"),
        (["f.csv", *OPTIONS, "--dry-run", "--demo-names", "--name-column", "n"], "--demo-names"),
        (["f.csv", *OPTIONS, "--dry-run", "--shift-to", "2999-01-01"], "in the future"),
        (["f.csv", *OPTIONS, "--dry-run", "--shift-to", "soon"], "--shift-to"),
        (["f.csv", *OPTIONS, "--dry-run", "--invoice-share", "1.1"], "from 0 to 1"),
        (["f.csv", *OPTIONS, "--dry-run", "--batch-size", "0"], "1 to 2000"),
        (["f.csv", *OPTIONS, "--dry-run", "--encoding", "klingon"], "no encoding klingon"),
        (["f.csv", *OPTIONS, "--dry-run", "--separator", ";;"], "one character"),
        (["f.csv", *OPTIONS, "--dry-run", "--date-format", "%d %z"], "without a time zone"),
        (["f.csv", *OPTIONS, "--dry-run", "--prefix", "a/b"], "letters, digits"),
        (["f.csv", *OPTIONS, "--db", "d"], "a password is needed"),
        (["f.csv", *OPTIONS, "--db", "d", "--password-file", "/no/such/file"], "--password-file"),
        (["f.csv", *OPTIONS, "--db", "d", "--password", "x"], "unrecognized arguments"),
    ],
)
def test_options_that_do_not_fit(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(import_transactions.VARIABLE, raising=False)
    with pytest.raises(SystemExit) as caught:
        import_transactions.main(arguments)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err


def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str], unused_port: int) -> None:
    good, bad = write(tmp_path / "good.csv", GOOD), write(tmp_path / "bad.csv", GOOD + "C,soon,1\n")
    password = write(tmp_path / "password", "secret\n")
    assert import_transactions.main([str(good), *OPTIONS, "--dry-run"]) == 0
    assert import_transactions.main([str(tmp_path / "none.csv"), *OPTIONS, "--dry-run"]) == 3
    assert import_transactions.main([str(bad), *OPTIONS, "--dry-run"]) == 4
    server = ["--db", "d", "--url", f"http://127.0.0.1:{unused_port}", "--password-file", str(password)]
    assert import_transactions.main([str(good), *OPTIONS, *server]) == 5
    shown = capsys.readouterr()
    assert "row 5 date: 'soon' not a date of the format %Y-%m-%d" in shown.err
    assert "secret" not in shown.out + shown.err


def test_the_password_comes_from_file_or_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parser = import_transactions.build_parser()
    options = SimpleNamespace(db="d", url="u", user="me", company=None, password_file=None)
    monkeypatch.setenv(import_transactions.VARIABLE, "from environment")
    login = import_transactions.read_login(parser, options)
    assert login is not None
    assert login.password == "from environment"
    options.password_file = write(tmp_path / "p", " from file \n")
    login = import_transactions.read_login(parser, options)
    assert login is not None
    assert login.password == " from file "


def test_the_documented_command_line_is_valid() -> None:
    lines = import_transactions.EPILOG.replace("\\\n", " ").splitlines()
    commands = [line.split()[1:] for line in lines if line.strip().startswith("import_transactions.py")]
    assert len(commands) == 2
    for command in commands:
        import_transactions.parse(import_transactions.build_parser(), command, TODAY)


def test_every_option_has_help() -> None:
    parser = import_transactions.build_parser()
    assert all(action.help for action in parser._actions)
    parser.format_help()


# --- size -------------------------------------------------------------------------------------------------------------


# Runs a program and prints the peak of its own memory; getrusage() would count the process it was forked from too.
MEASURED = """
import atexit, pathlib, runpy, sys
atexit.register(lambda: sys.stderr.write(pathlib.Path("/proc/self/status").read_text()))
sys.argv = sys.argv[1:]
sys.path.insert(0, str(pathlib.Path(sys.argv[0]).parent))
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.mark.slow
def test_a_million_rows_in_bounded_memory(tmp_path: Path) -> None:
    chance, start = random.Random(1), date(2020, 1, 1)
    with (tmp_path / "big.csv").open("w", encoding="utf-8") as file:
        file.write("customer,date,amount\n")
        for number in range(1_000_000):
            day = start + timedelta(days=chance.randrange(2000))
            file.write(f"{chance.randrange(100_000):06d},{day},{number % 100_000 / 100:.2f}\n")
    program = Path(import_transactions.__file__)
    arguments = [str(tmp_path / "big.csv"), *OPTIONS, "--dry-run", "--allow-duplicates"]
    command = [sys.executable, "-c", MEASURED, str(program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "1,000,000 purchases of" in done.stdout
    peak = re.search(r"^VmHWM:\s+(\d+) kB$", done.stderr, re.MULTILINE)
    assert peak
    assert int(peak[1]) < 250 * 1024
