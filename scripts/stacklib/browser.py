"""Chromium: where it is and how it runs without calling home."""

from __future__ import annotations

import os
import shutil

from stacklib.errors import StackError

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def find() -> str:
    """Return the path of Chromium, empty if there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), "")


def require(purpose: str) -> str:
    """Return the path of Chromium.

    :raise StackError: there is none
    """
    path = find()
    if not path:
        raise StackError(f"There is no Chromium for {purpose}.", "", "apt-get install chromium")
    return path


def flags() -> list[str]:
    """Return the command-line flags; root cannot use Chromium's sandbox."""
    return ["--no-sandbox", *FLAGS] if os.geteuid() == 0 else list(FLAGS)
