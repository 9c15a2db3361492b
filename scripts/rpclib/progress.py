"""Progress bars and warnings on standard error."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager

from tqdm import tqdm

from rpclib.job import Bar, Bars


def bars(quiet: bool = False) -> Bars:
    """Return what opens progress bars; without a terminal there are none."""

    def open_bar(title: str, total: int | None) -> AbstractContextManager[Bar]:
        # None: tqdm looks whether there is a terminal.
        bar: AbstractContextManager[Bar] = tqdm(desc=title, total=total, file=sys.stderr, disable=quiet or None)
        return bar

    return open_bar


def warn(text: str) -> None:
    """Show a line above the progress bars."""
    tqdm.write(text, file=sys.stderr)
