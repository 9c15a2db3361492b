"""One line per step, with the seconds it took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str) -> None:
    """Print one line at once, so that a log file and a terminal show the same order."""
    print(text, flush=True)


def warn(text: str) -> None:
    """Print a warning to the error stream."""
    print(f"warning: {text}", file=sys.stderr, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a step and, once it is done, how long it took."""
    say(f"- {text} ...")
    start = time.monotonic()
    yield
    say(f"  {time.monotonic() - start:.1f} s")
