"""Cells of a report: what a spreadsheet would take for a formula is written as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

#: A spreadsheet takes a value that begins like this for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(text: str) -> str:
    """Return the text so that no spreadsheet calculates it.

    >>> safe("=HYPERLINK(1)"), safe("Alfa")
    ("'=HYPERLINK(1)", 'Alfa')
    """
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) or text.startswith(FORMULA) else text


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as a CSV file that Excel opens with its letters right."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerows([[safe(str(cell)) for cell in row] for row in rows])
    return target.getvalue().encode("utf-8-sig")
