"""The report of rejected rows: a CSV file with row, column, value and reason."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from rpclib.errors import FileError, Rejection

SHOWN = 10
# A spreadsheet takes such a value for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Report:
    """Counts rejections, keeps the first ones for the screen and writes all to the file, if one is named."""

    def __init__(self, path: Path | None) -> None:
        self.count = 0
        self.first: list[Rejection] = []
        self.reasons: Counter[str] = Counter()
        self._file: TextIO | None = None
        if path:
            try:
                self._file = path.open("w", encoding="utf-8-sig", newline="")
            except OSError as error:
                raise FileError(f"The report {path} cannot be written: {error.strerror}.") from error
            self._writer = csv.writer(self._file)
            self._writer.writerow(("row", "column", "value", "reason"))

    def __enter__(self) -> Report:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()

    def add(self, rejections: Iterable[Rejection]) -> None:
        """Take down rejections."""
        for one in rejections:
            self.count += 1
            if len(self.first) < SHOWN:
                self.first.append(one)
            self.reasons[one.reason if not one.reason.startswith("the same") else "a duplicate"] += 1
            if self._file:
                value = f"'{one.value}" if one.value.startswith(FORMULA) and not is_number(one.value) else one.value
                self._writer.writerow((one.row, one.column, value, one.reason))

    def lines(self) -> list[str]:
        """Return the rejections for the screen: the first ones, then how many of each reason."""
        result = [f"row {one.row} {one.column}: {one.value!r} {one.reason}" for one in self.first]
        if self.count > len(self.first):
            result.append(f"and {self.count - len(self.first):,} more:")
            result += [f"  {count:,} x {reason}" for reason, count in self.reasons.most_common(SHOWN)]
        return result


def is_number(value: str) -> bool:
    """Tell whether a value is a mere number, which no spreadsheet takes for a formula."""
    return value.lstrip("+-").replace(".", "", 1).replace(",", "", 1).isdigit()
