"""What is wrong with a file, or with one row of it, and the limits a file has to keep.

A :class:`Problem` names row, column, value and reason; ``reason`` is a code of :data:`REASONS`, the words for it are
the model's. A file that cannot be used as a whole raises :class:`FileRefusedError`; a row that cannot is handed on with
its problem, so that the good ones around it still count.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_FILE = 200 * 1024 * 1024
MAX_FIELD = 64 * 1024
MAX_ROWS = 1_000_000
MAX_COLUMNS = 300
SHOWN = 80

#: What may be wrong; ``detail`` is a limit, a number of columns, or the choices.
REASONS = (
    "empty_file",
    "no_rows",
    "file_too_large",
    "field_too_long",
    "too_many_rows",
    "too_many_columns",
    "bad_width",
    "bad_encoding",
    "bad_characters",
    "not_csv",
    "not_sheet",
    "not_vcard",
    "not_xml",
    "dtd",
    "bad_path",
    "sheet_error",
    "missing_columns",
    "no_name",
    "too_long",
    "not_email",
    "not_phone",
    "not_choice",
    "digits_lost",
    "not_found",
    "several_found",
    "same_external_id",
    "no_parent",
    "own_parent",
    "not_accepted",
    "not_dict",
    "not_text",
)


@dataclass(frozen=True)
class Problem:
    """A value that cannot be used. Row 0 is the file as a whole; a column of "" is the whole row."""

    row: int
    column: str
    value: str
    reason: str
    detail: str = ""


class FileRefusedError(ValueError):
    """The file as a whole cannot be used; nothing of it is kept."""

    def __init__(self, reason: str, row: int = 0, column: str = "", value: str = "", detail: object = "") -> None:
        self.problem = Problem(row, column, shown(value), reason, str(detail))
        super().__init__(f"row {row}, {column or 'the row'}: {self.problem.value!r} {reason} {detail}".strip())


@dataclass(frozen=True)
class RawRow:
    """A row as it stands in the file: text by column, cells without text left out.

    :param number: the line of a text, the row of a sheet, or how many cards or elements came before, from 1
    :param problem: why the row as a whole cannot be used
    :param columns: all columns of the file, where it has a header
    """

    number: int
    values: dict[str, str] = field(default_factory=dict)
    problem: Problem | None = None
    columns: tuple[str, ...] = ()


def shown(value: object) -> str:
    """Return a value short enough for a message, without characters that no text holds.

    >>> shown("a" * 100)[-3:]
    'aa…'
    """
    text = str(value)
    text = "".join(char if char.isprintable() else " " for char in text[: SHOWN + 1])
    return f"{text[:SHOWN]}…" if len(text) > SHOWN else text


def checked_row(number: int, values: dict[str, str], columns: tuple[str, ...] = ()) -> RawRow:
    """Return the row, with its problem if a cell is longer than a field may be or holds characters that are no text.

    :raises FileRefusedError: a field beyond the limit
    """
    kept = {}
    for column, text in values.items():
        if len(text) > MAX_FIELD:
            raise FileRefusedError("field_too_long", number, column, text, MAX_FIELD)
        if any((char < " " and char not in "\t\r\n") or "\ud800" <= char <= "\udfff" for char in text):
            return RawRow(number, {}, Problem(number, column, shown(text), "bad_characters"), columns)
        if text := text.strip():
            kept[column] = text
    return RawRow(number, kept, None, columns)
