"""The labelled sentences by which the tone of messages is measured."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent / "data"
#: Every third sentence is held back: nobody looks at it while the words are chosen.
HELD = 3


def labelled(language: str, name: str = "tone") -> list[tuple[bool, str]]:
    with (DATA / f"{name}_{language}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(row["dissatisfied"] == "1", row["text"]) for row in rows]


def part(language: str, *, held: bool) -> Iterator[tuple[bool, str]]:
    for number, row in enumerate(labelled(language), start=1):
        if (number % HELD == 0) == held:
            yield row
