"""Rows of a file of vCards (2.1, 3.0 and 4.0), one card at a time. A broken card is a row that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import vobject

from .problems import MAX_COLUMNS, MAX_FIELD, FileRefusedError, Problem, RawRow, checked_row, shown
from .text import find_encoding, lines_of

#: A card with a picture in it is long; its fields are not.
MAX_CARD = 64 * MAX_FIELD
#: Nothing of a customer's data, and large.
LEFT_OUT = frozenset({"version", "photo", "logo", "sound", "key", "prodid", "rev", "begin", "end"})
PARTS = {
    "n": ("family", "given", "additional", "prefix", "suffix"),
    "adr": ("box", "extended", "street", "city", "region", "code", "country"),
}


def vcard_rows(file: BinaryIO, encoding: str = "") -> Iterator[RawRow]:
    """Yield a row for each card; columns are the names of its lines (``FN``, ``EMAIL``, ``ADR city``, …).

    :raises FileRefusedError: no card at all, or a card beyond the limits
    """
    number = 0
    for text in _cards(lines_of(file, encoding or find_encoding(file))):
        number += 1
        try:
            card = vobject.readOne(text)
        except (vobject.base.ParseError, ValueError, KeyError, IndexError, AttributeError, StopIteration) as error:
            yield RawRow(number, {}, Problem(number, "", shown(error), "not_vcard"))
            continue
        yield checked_row(number, _values(number, card))
    if not number:
        raise FileRefusedError("not_vcard")


def _cards(lines: Iterator[str]) -> Iterator[str]:
    card: list[str] = []
    size, inside, count = 0, False, 0
    for line in lines:
        word = line.strip().upper()
        if word == "BEGIN:VCARD":
            if inside:
                # The one before was never ended: on its own it is a broken row.
                yield "".join(card)
            card, size, inside, count = [], 0, True, count + 1
        if inside:
            card.append(line)
            size += len(line)
            if size > MAX_CARD:
                raise FileRefusedError("field_too_long", count, "", card[1] if len(card) > 1 else "", MAX_CARD)
        if word == "END:VCARD" and inside:
            yield "".join(card)
            inside = False
    if inside:
        yield "".join(card)


def _values(number: int, card: Any) -> dict[str, str]:
    values: dict[str, str] = {}
    for line in card.getChildren():
        name = line.name.lower()
        if name in LEFT_OUT or name.startswith("x-"):
            continue
        for column, text in _texts(name, line.value):
            free, count = column, 1
            while free in values:
                count += 1
                free = f"{column} ({count})"
            values[free] = text
    if len(values) > MAX_COLUMNS:
        raise FileRefusedError("too_many_columns", number, "", str(len(values)), MAX_COLUMNS)
    if "is company" not in values and _is_organisation(values):
        values["is company"] = "true"
    return values


def _is_organisation(values: dict[str, str]) -> bool:
    return values.get("KIND", "").lower() == "org" or (bool(values.get("ORG")) and values["ORG"] == values.get("FN"))


def _texts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Columns and texts of one line of a card."""
    if name in PARTS:
        for part in PARTS[name]:
            if text := _joined(getattr(value, part, ""), " "):
                yield f"{name.upper()} {part}", text
        return
    text = _joined(value, ", " if name == "categories" else " / ")
    for scheme in ("tel:", "mailto:"):
        text = text[len(scheme) :] if text.lower().startswith(scheme) else text
    if text:
        yield name.upper(), text


def _joined(value: object, between: str) -> str:
    if isinstance(value, list | tuple):
        return between.join(str(one).strip() for one in value if str(one).strip())
    return str(value).strip()
