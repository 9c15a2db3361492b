"""A card that asks for a field its view does not read breaks the whole page, on a phone first."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

ADDONS = Path(__file__).parents[2] / "addons"
ASKED = re.compile(r"\brecord\.(\w+)\.")


def cards() -> list[tuple[str, etree._Element]]:
    """Every kanban of a view that stands for itself, with the file it is in."""
    return [
        (f"{path.relative_to(ADDONS)}:{kanban.sourceline}", kanban)
        for path in sorted(ADDONS.glob("*/views/*.xml"))
        for kanban in etree.parse(path).iter("kanban")
    ]


def test_cards_read_what_they_ask_for() -> None:
    found = cards()
    assert len(found) > 20
    asked_anywhere = set()
    for where, kanban in found:
        asked = {name for value in kanban.xpath(".//@*") for name in ASKED.findall(value)}
        read = set(kanban.xpath(".//field/@name"))
        assert asked <= read, (where, asked - read)
        asked_anywhere |= asked
    assert asked_anywhere
