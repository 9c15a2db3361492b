"""Reads the rows of a file one by one: text with any separator, or a spreadsheet.

Text is read as a stream, so a file of any length needs no more memory than one row. Bytes that are not in the named
encoding become markers which `rows.check_row` reports with their row and column. A spreadsheet is read as a whole by
pandas; use text for more rows than some 200,000.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from rpclib.errors import FileError, Rejection
from rpclib.rows import Columns, RawRow

AUTO, WHITESPACE = "auto", "whitespace"
CANDIDATES = (",", ";", "\t", "|")
SAMPLE_LINES = 50
SHEETS = frozenset({".xlsx", ".xlsm"})
UNREADABLE = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

Numbered = tuple[int, Sequence[str]]


@dataclass(frozen=True)
class Source:
    """A file and how to read it."""

    path: Path
    columns: Columns
    separator: str = AUTO
    encoding: str = "utf-8-sig"
    header: bool = True

    @property
    def is_sheet(self) -> bool:
        """Tell whether the file is a spreadsheet, by its name."""
        return self.path.suffix.lower() in SHEETS


def read_rows(source: Source) -> Iterator[RawRow | Rejection]:
    """Yield every row below the header; a row with too few or too many cells as a rejection.

    :raise FileError: not readable, empty, without the columns asked for, or without a row
    """
    check_start(source)
    try:
        with open_cells(source) as table:
            yield from pick_columns(source, table)
    except UnicodeError as error:
        raise FileError(
            f"{source.path.name} is not {source.encoding}: {error}. Name its encoding with --encoding."
        ) from error
    except csv.Error as error:
        raise FileError(f"{source.path.name} cannot be read as text with separators: {error}.") from error
    except OSError as error:
        raise FileError(f"{source.path} cannot be read: {error.strerror or error}.") from error


def check_start(source: Source) -> None:
    """Look at the first bytes for what no reader of text would report well.

    :raise FileError: no such file, empty, a spreadsheet under another name, or UTF-16 read as something else
    """
    try:
        with source.path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise FileError(f"{source.path} cannot be read: {error.strerror}.") from error
    if not start:
        raise FileError(f"{source.path.name} is empty.")
    if start.startswith(b"PK") and not source.is_sheet:
        raise FileError(f"{source.path.name} is a packed file. If it is a spreadsheet, its name must end in .xlsx.")
    for mark, encoding in UNREADABLE:
        if start.startswith(mark) and not source.encoding.lower().startswith(encoding):
            raise FileError(f"{source.path.name} is {encoding}: add --encoding {encoding}.")


@contextmanager
def open_cells(source: Source) -> Iterator[Iterator[Numbered]]:
    """Open the file and give its rows as (line, cells), blank ones left out."""
    if source.is_sheet:
        yield sheet_cells(source.path)
        return
    # Wrong bytes are let through as markers here, so that the report can name the row of each.
    with source.path.open(encoding=source.encoding, errors="surrogateescape", newline="") as file:
        separator = source.separator
        if separator == AUTO:
            sample = list(islice(file, SAMPLE_LINES))
            separator = find_separator(sample)
            file.seek(0)
        yield text_cells(file, separator)


def find_separator(sample: Sequence[str]) -> str:
    """Return the separator that splits every line of a sample into the same number of columns, three or more.

    :raise FileError: none does
    """
    lines = [line for line in sample if line.strip()]
    widths = {
        separator: {len(cells) for _line, cells in text_cells(lines, separator)}
        for separator in (*CANDIDATES, WHITESPACE)
    }
    # Of several even ones the one with most columns: a separator is not in the data of its own file.
    even = [separator for separator in widths if len(widths[separator]) == 1 and min(widths[separator]) >= 3]
    if not even:
        # A few ragged rows must not hide the separator: they get their own line in the report.
        even = [separator for separator in CANDIDATES if widths[separator] and max(widths[separator]) >= 3]
    if not even:
        raise FileError("The separator of the columns cannot be seen; name it with --separator.")
    return max(even, key=lambda separator: (max(widths[separator]), separator != WHITESPACE))


def text_cells(lines: Iterable[str], separator: str) -> Iterator[Numbered]:
    """Yield (line, cells) of text, blank lines left out."""
    if separator == WHITESPACE:
        for number, line in enumerate(lines, 1):
            if cells := line.split():
                yield number, cells
        return
    reader = csv.reader(lines, delimiter=separator)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def sheet_cells(path: Path) -> Iterator[Numbered]:
    """Yield (row, cells as text) of a workbook's first sheet, blank rows left out.

    :raise FileError: no workbook
    """
    import pandas as pd  # half a second, and only spreadsheets need it

    try:
        frame = pd.read_excel(path, header=None, dtype=object, na_filter=False)
    except (ValueError, KeyError, OSError, ImportError) as error:
        raise FileError(f"{path.name} cannot be read as a spreadsheet: {error}.") from error
    for number, values in enumerate(frame.itertuples(index=False, name=None), 1):
        cells = [cell_text(value) for value in values]
        if any(cells):
            yield number, cells


def cell_text(value: object) -> str:
    """Return a cell of a spreadsheet as one would type it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, float):
        # Binary fractions: what shows as 29.33 may be stored as 29.330000000000002.
        return repr(round(value, 9)).removesuffix(".0")
    return str(value).strip()


def pick_columns(source: Source, table: Iterator[Numbered]) -> Iterator[RawRow | Rejection]:
    """Yield the wanted cells of each row.

    :raise FileError: a column is missing, or there is no row
    """
    first = next(table, None)
    if first is None:
        raise FileError(f"{source.path.name} is empty.")
    positions = find_columns(source, first[1])
    width, found = len(first[1]), False
    if not source.header:
        found = True
        yield pick(first, positions, width)
    for row in table:
        found = True
        yield pick(row, positions, width)
    if not found:
        raise FileError(f"{source.path.name} has a header and no row below it.")


def find_columns(source: Source, first: Sequence[str]) -> tuple[int | None, ...]:
    """Return the position of each column in the order of `RawRow`, None for those not asked for.

    :raise FileError: columns that the file does not have, all of them named
    """
    # Of two columns with one name the first counts, hence backwards.
    names = {name.strip().casefold(): position for position, name in reversed(list(enumerate(first)))}
    if not source.header:
        names = {str(position + 1): position for position in range(len(first))}
    columns = source.columns
    missing = [column for column in columns.used() if column.strip().casefold() not in names]
    if missing:
        present = ", ".join(name.strip() for name in first) if source.header else f"1 to {len(first)}"
        present = present.encode("utf-8", "backslashreplace").decode("utf-8")
        message = f"{source.path.name} has no column {', '.join(missing)}. Its columns: {present}."
        raise FileError(message, *(Rejection(1, column, "", "no such column in the file") for column in missing))
    wanted = (columns.customer, columns.date, columns.amount, columns.name, columns.quantity)
    return tuple(names[column.strip().casefold()] if column else None for column in wanted)


def pick(row: Numbered, positions: tuple[int | None, ...], width: int) -> RawRow | Rejection:
    """Return the wanted cells of one row."""
    line, cells = row
    if len(cells) != width:
        shown = " ".join(cells).encode("utf-8", "backslashreplace").decode("utf-8")[:200]
        return Rejection(line, "", shown, f"{len(cells)} columns instead of {width}")
    return RawRow(line, *("" if position is None else cells[position] for position in positions))
