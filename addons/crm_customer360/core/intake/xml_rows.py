"""Rows of an XML file, read as a stream and cleared behind the reader.

No document type, no entities, no network and no huge trees: a file that declares a document type is refused before
the first element. Two kinds: parties of UBL documents, of which those on our own side of an invoice are passed over;
and any other XML, where each element of the row's name is a row and its columns are paths inside it (XPath).

Example
=======
>>> import io
>>> text = b"<all><customer id='7'><name>Alfa</name><address><city>Kaunas</city></address></customer></all>"
>>> [row.values for row in xml_rows(io.BytesIO(text), "customer")]
[{'@id': '7', 'name': 'Alfa', 'address/city': 'Kaunas'}]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from lxml import etree

from .problems import MAX_COLUMNS, FileRefusedError, RawRow, checked_row
from .sheet_rows import HEAD, check_head

MAX_DEPTH = 60
OUR_CUSTOMER = "AccountingCustomerParty"


def ubl_rows(file: BinaryIO) -> Iterator[RawRow]:
    """Yield a row for each party that is a customer; columns are paths such as ``PostalAddress/CityName``.

    :raises FileRefusedError: no XML, or XML with a document type
    """

    def wanted(path: Sequence[str]) -> bool:
        if path[-1] != "Party":
            return False
        # AccountingSupplierParty is us; PayeeParty and others are neither we nor the customer.
        return len(path) < 2 or path[-2] == OUR_CUSTOMER or not path[-2].endswith("Party")

    yield from _rows(file, wanted, ())


def xml_rows(file: BinaryIO, row_name: str = "", paths: Sequence[str] = ()) -> Iterator[RawRow]:
    """Yield a row for each element of a name, or each child of the root; namespaces do not matter.

    :param row_name: local name of the element that is a row; empty: the children of the root
    :param paths: further columns, as XPath inside the row
    :raises FileRefusedError: no XML, XML with a document type, or a path that is none
    """

    def wanted(path: Sequence[str]) -> bool:
        return path[-1] == row_name if row_name else len(path) == 2

    yield from _rows(file, wanted, paths)


def _rows(file: BinaryIO, wanted: Any, paths: Sequence[str]) -> Iterator[RawRow]:
    compiled = [(path, _compile(path)) for path in paths]
    file.seek(0)
    check_head(file.read(HEAD))
    file.seek(0)
    number = 0
    try:
        for element in _elements(file, wanted):
            number += 1
            values = _flat(element)
            for path, find in compiled:
                if path not in values and (text := _text(find(element))):
                    values[path] = text
            if len(values) > MAX_COLUMNS:
                raise FileRefusedError("too_many_columns", number, "", str(len(values)), MAX_COLUMNS)
            yield checked_row(number, values)
    except etree.XMLSyntaxError as error:
        raise FileRefusedError("not_xml", error.lineno or 0, "", str(error.msg or error)) from None


def _elements(file: BinaryIO, wanted: Any) -> Iterator[Any]:
    """Elements that are rows, whole; what was read before is cleared."""
    events = etree.iterparse(
        file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    path: list[str] = []
    row_depth = 0
    for event, element in events:
        if event == "start":
            if not path and element.getroottree().docinfo.internalDTD is not None:
                raise FileRefusedError("dtd", 1)
            path.append(etree.QName(element).localname)
            if len(path) > MAX_DEPTH:
                raise FileRefusedError("not_xml", element.sourceline or 0, "", "/".join(path[:5]), MAX_DEPTH)
            if not row_depth and wanted(path):
                row_depth = len(path)
            continue
        if len(path) == row_depth:
            yield element
            row_depth = 0
        if not row_depth:
            _forget(element)
        path.pop()


def _forget(element: Any) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _flat(element: Any) -> dict[str, str]:
    """Texts by the path inside the row; of several equal paths the later ones get their number, as XPath counts."""
    values: dict[str, str] = {}
    pending = [("", element)]
    while pending:
        prefix, node = pending.pop()
        # Paths are written without namespaces, for these and for those that the source names.
        node.tag = etree.QName(node).localname
        for name, text in node.attrib.items():
            values.setdefault(f"{prefix}@{etree.QName(name).localname}", text)
        count: dict[str, int] = {}
        children = []
        for child in node:
            if not isinstance(child.tag, str):
                continue
            name = etree.QName(child).localname
            count[name] = count.get(name, 0) + 1
            place = f"{prefix}{name}" if count[name] == 1 else f"{prefix}{name}[{count[name]}]"
            children.append((place, child))
        for place, child in children:
            if text := (child.text or "").strip():
                values[place] = text
            if len(values) > MAX_COLUMNS:
                return values
        pending += [(f"{place}/", child) for place, child in reversed(children)]
    return values


def _compile(path: str) -> Any:
    try:
        return etree.XPath(path, smart_strings=False, regexp=False)
    except etree.XPathSyntaxError:
        raise FileRefusedError("bad_path", 0, path, path) from None


def _text(found: object) -> str:
    """The text of what a path finds: the first node, a text, a number or a truth."""
    if isinstance(found, list):
        found = found[0] if found else ""
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, float):
        return str(int(found)) if found.is_integer() else str(found)
    if isinstance(found, str):
        return found.strip()
    return "".join(found.itertext()).strip() if hasattr(found, "itertext") else ""
