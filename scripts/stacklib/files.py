"""Files that are either whole or absent, whatever interrupts us."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stacklib.errors import StackError

STAMP = ".complete"
PARTIAL = ".partial-"


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def write_text(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file under a temporary name, force it to disk, then give it its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{PARTIAL}{os.getpid()}-{path.name}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


def publish(temporary: Path, final: Path) -> None:
    """Force a finished download to disk and give it its name."""
    with temporary.open("rb") as stream:
        os.fsync(stream.fileno())
    temporary.replace(final)


def is_complete(folder: Path, key: str) -> bool:
    """Tell whether the folder carries the completion stamp of this very content."""
    stamp = folder / STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == key


def stamp(folder: Path, key: str) -> None:
    """Mark a folder as complete; the last thing done to it."""
    write_text(folder / STAMP, key)


def remove(path: Path) -> None:
    """Remove a file or folder if it is there."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)


def remove_partial(folder: Path) -> None:
    """Remove what an interrupted run left behind in a folder (call it under the lock).

    A program of that run may still be writing there; what cannot be removed now is removed the next time.
    """
    for entry in folder.glob(f"{PARTIAL}*"):
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


def need_space(folder: Path, megabytes: int, purpose: str) -> None:
    """Refuse to begin what cannot end.

    :raise StackError: less than so many megabytes are free where the folder is
    """
    probe = folder
    while not probe.exists():
        probe = probe.parent
    free = shutil.disk_usage(probe).free // (1 << 20)
    if free < megabytes:
        raise StackError(
            f"Not enough disk space for {purpose}.",
            f"{folder} has {free} MB free, {megabytes} MB are needed.",
            "Free some space, or set CRM_SUITE_HOME to a folder on a larger disk.",
        )


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time change the state directory; the others wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
