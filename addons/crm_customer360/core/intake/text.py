"""How a text file is written: its encoding and the separator of its columns.

Example
=======
>>> import io
>>> find_encoding(io.BytesIO("Živilė;Kaunas".encode("cp1257")))
'cp1257'
>>> find_separator(["name;city", "Alfa;Kaunas"])
';'
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from .problems import MAX_FIELD, FileRefusedError

SEPARATORS = (",", ";", "\t", "|")
BLOCK = 1 << 16
#: The longest line that is read at all: somebody sent a picture, or a file without line ends.
MAX_LINE = 32 * MAX_FIELD
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: What Windows writes around the Baltic when nobody says otherwise.
OLD = "cp1257"


def find_encoding(file: BinaryIO) -> str:
    """Return the name of the encoding of a file that can be rewound: UTF-8, UTF-16 or the Baltic one of Windows.

    :raises FileRefusedError: empty, or UTF-8 with broken bytes somewhere
    """
    file.seek(0)
    head = file.read(BLOCK)
    if not head.strip():
        raise FileRefusedError("empty_file")
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    if wide := _wide(head):
        return wide
    return _narrow(file)


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every second byte of plain letters is zero."""
    pairs = len(head) // 2
    if pairs and head[1::2].count(0) > pairs * 0.4:
        return "utf-16-le"
    if pairs and head[0::2].count(0) > pairs * 0.4:
        return "utf-16-be"
    return ""


def _narrow(file: BinaryIO) -> str:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    beyond_ascii, line = False, 1
    while block := file.read(BLOCK):
        try:
            text = decoder.decode(block)
        except UnicodeDecodeError as error:
            # Letters that are right UTF-8 do not come about by chance: then this byte is the mistake.
            good = error.object[: error.start]
            if beyond_ascii or not good.isascii():
                row = line + good.count(b"\n")
                raise FileRefusedError("bad_encoding", row, "", repr(block[error.start : error.end])) from None
            return OLD
        beyond_ascii = beyond_ascii or not text.isascii()
        line += text.count("\n")
    return "utf-8"


def lines_of(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Yield the lines of a file with their ends.

    :raises FileRefusedError: bytes that are not in the encoding, or a line without end
    """
    reader = codecs.getreader(encoding)(_rewound(file))
    number = 0
    rest = ""
    while True:
        try:
            block = reader.read(BLOCK)
        except UnicodeError as error:
            raise FileRefusedError("bad_encoding", number + 1, "", str(error)) from None
        if not block:
            break
        parts = (rest + block).split("\n")
        rest = parts.pop()
        for part in parts:
            number += 1
            yield part + "\n"
        if len(rest) > MAX_LINE:
            raise FileRefusedError("field_too_long", number + 1, "", rest, MAX_FIELD)
    if rest:
        yield rest


def _rewound(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    return file


def find_separator(sample: Sequence[str]) -> str:
    """Return the separator that splits the lines most evenly into most columns; a comma if there is one column."""
    lines = [line for line in sample if line.strip()]
    best, best_score = ",", (0.0, 0)
    for separator in SEPARATORS:
        try:
            widths = [len(cells) for cells in csv.reader(lines, delimiter=separator) if cells]
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        score = (widths.count(widths[0]) / len(widths), widths[0])
        if score > best_score:
            best, best_score = separator, score
    return best
