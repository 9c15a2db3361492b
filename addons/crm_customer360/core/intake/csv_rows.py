"""Rows of a text with separators, read as a stream: a file of any length needs no more memory than one row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO

from .headers import column_names
from .problems import MAX_COLUMNS, MAX_FIELD, FileRefusedError, Problem, RawRow, checked_row, shown
from .text import find_encoding, find_separator, lines_of

SAMPLE = 50


class _Remembered:
    """Lines as the reader asks for them; those of the row at hand are kept, to say where it went wrong."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.row: list[str] = []

    def __iter__(self) -> _Remembered:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.row.append(line)
        return line


def csv_rows(file: BinaryIO, encoding: str = "", separator: str = "") -> Iterator[RawRow]:
    """Yield the rows below the header.

    :param encoding: as Python names it; empty: found out
    :param separator: one character; empty: found out
    :raises FileRefusedError: the file as a whole cannot be used
    """
    lines = lines_of(file, encoding or find_encoding(file))
    sample = list(islice(lines, SAMPLE))
    source = _Remembered(chain(sample, lines))
    reader = csv.reader(source, delimiter=separator or find_separator(sample))
    names: tuple[str, ...] = ()
    while True:
        source.row.clear()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise _refusal(reader.line_num, source.row, names, reader.dialect.delimiter, error) from None
        if cells is None:
            break
        if not any(cell.strip() for cell in cells):
            continue
        if names:
            yield _row(reader.line_num, names, cells)
        else:
            names = _header(cells)
    if not names:
        raise FileRefusedError("empty_file")


def _header(cells: list[str]) -> tuple[str, ...]:
    if len(cells) > MAX_COLUMNS:
        raise FileRefusedError("too_many_columns", 1, "", str(len(cells)), MAX_COLUMNS)
    checked_row(1, {str(place): cell for place, cell in enumerate(cells, 1)})
    return column_names([cell.replace("\ufeff", "") for cell in cells])


def _row(number: int, names: tuple[str, ...], cells: list[str]) -> RawRow:
    # Spreadsheets leave out empty cells at the end, or add some.
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(names):
        detail = f"{len(cells)} / {len(names)}"
        return RawRow(number, {}, Problem(number, "", shown(" ".join(cells)), "bad_width", detail), names)
    return checked_row(number, dict(zip(names, cells, strict=True)), names)


def _refusal(
    number: int, lines: list[str], names: tuple[str, ...], separator: str, error: csv.Error
) -> FileRefusedError:
    """Name the column of a field beyond all limits, or say why the text is no table."""
    for place, cell in enumerate("".join(lines).split(separator)):
        if len(cell) > MAX_FIELD:
            column = names[place] if place < len(names) else str(place + 1)
            return FileRefusedError("field_too_long", number, column, cell, MAX_FIELD)
    return FileRefusedError("not_csv", number, "", "".join(lines), error)
