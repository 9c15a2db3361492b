"""Test runs that are going on: what they still need is neither dropped nor stopped by another command."""

from __future__ import annotations

import os
from pathlib import Path

from stacklib import files

FOLDER = "run"
PREFIX = "templates"


def note(home: Path, *databases: str) -> None:
    """Write down which databases this process goes on to copy: a run on another checkout may need others."""
    files.write_text(home / FOLDER / f"{PREFIX}.{os.getpid()}", "".join(f"{name}\n" for name in databases))


def in_use(home: Path) -> set[str]:
    """Return the databases that living runs go on to copy; what dead runs noted is removed."""
    names: set[str] = set()
    for path in (home / FOLDER).glob(f"{PREFIX}.*"):
        if is_alive(int(path.suffix[1:])):
            names.update(path.read_text(encoding="utf-8").split())
        else:
            files.remove(path)
    return names


def is_alive(pid: int) -> bool:
    """Tell whether there is a process of this number."""
    return Path(f"/proc/{pid}").exists()
