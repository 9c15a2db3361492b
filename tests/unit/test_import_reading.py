"""The import of transactions reads and checks: rows, files, and what stands in a file twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from fake_odoo import FakeOdoo
from hypothesis import given
from hypothesis import strategies as st
from import_case import (
    COLUMNS,
    GOOD,
    RULES,
    job_for,
    report_of,
    run_import,
    utc,
    write,
)

from rpclib.errors import (
    FileError,
    Rejection,
    RowsRejectedError,
)
from rpclib.reading import Source, find_separator, read_rows
from rpclib.report import Report
from rpclib.rows import Columns, RawRow, Row, check_row
from rpclib.spool import Customer, Spool

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
