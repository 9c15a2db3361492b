"""The table of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HEAD = ("what", "measured", "compared with", "ratio", "target", "met")


@dataclass(frozen=True)
class Line:
    """One figure: what it is compared with, and the ratio of the two or, with ``limit`` in it, of figure and limit.

    :param limit: the ratio may not be higher; None if it only informs
    """

    what: str
    measured: str
    compared: str
    ratio: float
    limit: float | None = None

    @property
    def met(self) -> bool:
        """Whether the target is kept; a figure without one keeps it."""
        return self.limit is None or self.ratio <= self.limit

    def cells(self) -> tuple[str, ...]:
        """The columns of the table."""
        target = "" if self.limit is None else f"at most {self.limit:.2f}"
        verdict = "" if self.limit is None else ("yes" if self.met else "**no**")
        return (self.what, self.measured, self.compared, f"{self.ratio:.2f}", target, verdict)


def markdown(lines: Iterable[Line]) -> str:
    """The lines as a Markdown table."""
    rows = [HEAD, tuple("---" for _ in HEAD), *(line.cells() for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"
