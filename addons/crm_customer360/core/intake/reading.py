"""Rows of a file of any kind that an import takes.

Example
=======
>>> import io
>>> [row.values for row in read(io.BytesIO(b"Name,City\\nAlfa,Kaunas\\n"), Reading("csv"))]
[{'Name': 'Alfa', 'City': 'Kaunas'}]
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from .csv_rows import csv_rows
from .problems import MAX_FILE, MAX_ROWS, FileRefusedError, RawRow
from .sheet_rows import sheet_rows
from .vcard_rows import vcard_rows
from .xml_rows import ubl_rows, xml_rows

KINDS = ("csv", "xlsx", "vcard", "ubl", "xml")
_ENDINGS = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".vcf": "vcard"}


@dataclass(frozen=True)
class Reading:
    """How a file is written; what is empty is found out.

    :param paths: further columns of an XML row, as XPath
    """

    kind: str
    encoding: str = ""
    separator: str = ""
    row_name: str = ""
    paths: tuple[str, ...] = ()


def kind_of(name: str, head: bytes) -> str:
    """Return the kind of a file by its first bytes and its name.

    >>> kind_of("customers.txt", b"BEGIN:VCARD")
    'vcard'
    >>> kind_of("x.xml", b"<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'>")
    'ubl'
    """
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    if start.startswith(b"PK"):
        return "xlsx"
    if start[:11].upper() == b"BEGIN:VCARD":
        return "vcard"
    if start.startswith(b"<"):
        return "ubl" if b"specification:ubl:" in head else "xml"
    return _ENDINGS.get(PurePath(name.lower()).suffix, "csv")


def read(file: BinaryIO, reading: Reading) -> Iterator[RawRow]:
    """Yield the rows of a file that can be rewound.

    :raises FileRefusedError: the file as a whole cannot be used, also in the midst of reading
    """
    file.seek(0, os.SEEK_END)
    if file.tell() > MAX_FILE:
        raise FileRefusedError("file_too_large", 0, "", str(file.tell()), MAX_FILE)
    file.seek(0)
    found = False
    for count, row in enumerate(_rows(file, reading), 1):
        if count > MAX_ROWS:
            raise FileRefusedError("too_many_rows", row.number, "", str(count), MAX_ROWS)
        found = True
        yield row
    if not found:
        raise FileRefusedError("no_rows")


def _rows(file: BinaryIO, reading: Reading) -> Iterator[RawRow]:
    if reading.kind == "xlsx":
        return sheet_rows(file)
    if reading.kind == "vcard":
        return vcard_rows(file, reading.encoding)
    if reading.kind == "ubl":
        return ubl_rows(file)
    if reading.kind == "xml":
        return xml_rows(file, reading.row_name, reading.paths)
    return csv_rows(file, reading.encoding, reading.separator)
