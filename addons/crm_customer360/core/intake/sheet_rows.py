"""Rows of the first sheet of a workbook (.xlsx), read as a stream.

What a sheet stores as a number may be a telephone number or a code: it comes as its digits, with the leading zeros
that the format of the cell shows. Of merged cells the first has the value. Lines above the header with a single cell
are titles and passed over.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

import openpyxl

from .headers import column_names
from .problems import MAX_COLUMNS, FileRefusedError, Problem, RawRow, checked_row

#: Unpacked; a sheet of a million rows has less.
MAX_UNPACKED = 2 * 1024**3
#: Texts that many cells share are read as a whole.
MAX_SHARED = 256 * 1024**2
HEAD = 1 << 20
TITLES = 20
_COMMENTS = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)


def sheet_rows(file: BinaryIO) -> Iterator[RawRow]:
    """Yield the rows below the header.

    :raises FileRefusedError: no workbook, or one that cannot be used as a whole
    """
    _check_package(file)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What a file says about its own size is often wrong.
        sheet.reset_dimensions()
        yield from _below_header(_rows(sheet))
    except (LookupError, AttributeError, TypeError, ValueError, OverflowError, zipfile.BadZipFile) as error:
        if isinstance(error, FileRefusedError):
            raise
        raise FileRefusedError("not_sheet", 0, "", str(error)) from error
    # The parser that openpyxl uses depends on what is installed; a broken sheet is a syntax error of each.
    except SyntaxError as error:
        raise FileRefusedError("not_sheet", 0, "", str(error)) from error


def _check_package(file: BinaryIO) -> None:
    """Look at the parts before anything is unpacked: no bomb, and no document type in any of them."""
    file.seek(0)
    if not file.read(1):
        raise FileRefusedError("empty_file")
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise FileRefusedError("file_too_large", detail=MAX_UNPACKED)
            for part in parts:
                if part.filename.endswith("sharedStrings.xml") and part.file_size > MAX_SHARED:
                    raise FileRefusedError("file_too_large", value=part.filename, detail=MAX_SHARED)
                if part.filename.endswith((".xml", ".rels")):
                    with package.open(part) as content:
                        check_head(content.read(HEAD))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise FileRefusedError("not_sheet", 0, "", str(error)) from error
    file.seek(0)


def check_head(head: bytes) -> None:
    """Refuse XML that declares a document type, before any parser sees it.

    :raises FileRefusedError: it does
    """
    text = head.replace(b"\0", b"") if b"\0" in head[:100] else head
    before_root = re.split(rb"<[A-Za-z_]", _COMMENTS.sub(b"", text), maxsplit=1)[0]
    if b"<!" in before_root.replace(b"<!--", b""):
        raise FileRefusedError("dtd", 1, "", before_root[:200].decode("ascii", "replace"))


def _rows(sheet: Any) -> Iterator[tuple[int, list[tuple[str, bool]]]]:
    """Row number and cells as (text, whether it is an error of a formula); blank rows left out."""
    for number, cells in enumerate(sheet.iter_rows(), 1):
        texts = [(cell_text(cell.value, getattr(cell, "number_format", "")), cell.data_type == "e") for cell in cells]
        while texts and not texts[-1][0]:
            texts.pop()
        if len(texts) > MAX_COLUMNS:
            raise FileRefusedError("too_many_columns", number, "", str(len(texts)), MAX_COLUMNS)
        if texts:
            yield number, texts


def _below_header(rows: Iterator[tuple[int, list[tuple[str, bool]]]]) -> Iterator[RawRow]:
    names: tuple[str, ...] = ()
    titles: list[tuple[int, list[tuple[str, bool]]]] = []
    for number, cells in rows:
        if not names:
            if sum(bool(text) for text, _error in cells) < 2 and len(titles) < TITLES:
                titles.append((number, cells))
                continue
            names = column_names([text for text, _error in cells])
            continue
        yield _row(number, names, cells)
    if not names and titles:
        # A sheet of one column has no titles.
        names = column_names([text for text, _error in titles[0][1]])
        for number, cells in titles[1:]:
            yield _row(number, names, cells)
    if not names:
        raise FileRefusedError("empty_file")


def _row(number: int, names: tuple[str, ...], cells: list[tuple[str, bool]]) -> RawRow:
    if len(cells) > len(names):
        detail = f"{len(cells)} / {len(names)}"
        return RawRow(number, {}, Problem(number, "", cells[-1][0], "bad_width", detail), names)
    for name, (text, error) in zip(names, cells, strict=False):
        if error:
            return RawRow(number, {}, Problem(number, name, text, "sheet_error"), names)
    return checked_row(number, {name: text for name, (text, _error) in zip(names, cells, strict=False)}, names)


def cell_text(value: object, number_format: str = "") -> str:
    """Return a cell as one would read it.

    >>> cell_text(37061234567.0)
    '37061234567'
    >>> cell_text(42, "00000")
    '00042'
    >>> cell_text(dt.datetime(2026, 3, 1))
    '2026-03-01'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number_text(value, number_format)
    if isinstance(value, dt.datetime) and value.time() == dt.time(0):
        return value.date().isoformat()
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value)


def _number_text(value: float, number_format: str) -> str:
    if value != int(value) or abs(value) >= 1e15:
        # Binary fractions: what shows as 29.33 may be stored as 29.330000000000002.
        return repr(round(value, 9))
    zeros = number_format if number_format and set(number_format) == {"0"} else ""
    return str(int(value)).zfill(len(zeros))
