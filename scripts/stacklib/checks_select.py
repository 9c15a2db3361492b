"""Which checks a path or a name on the command line means."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from stacklib.checks_lint import addon_folders
from stacklib.errors import StackError

PURE = ("tests/unit", "tests/layering", "tests/lint")
DOCKER = "tests/docker"
LIFECYCLE, RPC, BROWSER, BENCH = "tests/lifecycle", "tests/rpc", "tests/browser", "tests/bench"
KINDS = {
    "addons": "addons",
    LIFECYCLE: "lifecycle",
    RPC: "RPC",
    BROWSER: "browser",
    BENCH: "bench",
    DOCKER: "server set-up",
    **dict.fromkeys(PURE, "pure"),
}


def kind_of(place: str) -> str:
    """Return which step a path belongs to.

    :param place: relative to the checkout; may end in ``::test_name``
    :raise StackError: no tests live there
    """
    clean = os.path.normpath(place)
    for folder, kind in KINDS.items():
        if clean == folder or clean.startswith(folder + os.sep):
            return kind
    raise StackError(f"No tests are run from {place}.", "", f"Give a path under: {', '.join(sorted(KINDS))}.")


def by_kind(places: Iterable[str]) -> dict[str, list[str]]:
    """Group paths by the step they belong to, the steps in their usual order."""
    order = ("pure", "server set-up", "addons", "lifecycle", "RPC", "browser", "bench")
    groups: dict[str, list[str]] = {kind: [] for kind in order}
    for place in places:
        groups[kind_of(place)].append(place)
    return {kind: found for kind, found in groups.items() if found}


def relative(repo: Path, cwd: Path, places: Sequence[str]) -> list[str]:
    """Return paths relative to the checkout, whatever folder they were typed in.

    :raise StackError: there is no such file or folder in the checkout
    """
    found = []
    for place in places:
        name, *rest = place.split("::")
        candidates = [path for path in ((cwd / name).resolve(), (repo / name).resolve()) if path.exists()]
        if not candidates or not candidates[0].is_relative_to(repo):
            raise StackError(f"There is no {place} in the checkout.", "", "Give a path relative to it.")
        found.append("::".join([str(candidates[0].relative_to(repo)), *rest]))
    return found


def places_of(repo: Path, keyword: str) -> list[str]:
    """Return the test folders with a file in which a word of pytest's -k expression stands.

    :raise StackError: no test mentions it
    """
    words = [word.lower() for word in re.findall(r"\w+", keyword) if word not in ("and", "or", "not")]
    folders = [*PURE, DOCKER, LIFECYCLE, RPC, BROWSER]
    folders += [str((folder / "tests").relative_to(repo)) for folder in addon_folders(repo)]
    found = [folder for folder in folders if any(mentions(path, words) for path in (repo / folder).rglob("test_*.py"))]
    if not found:
        raise StackError(f"No test mentions {keyword!r}.")
    return found


def mentions(path: Path, words: Sequence[str]) -> bool:
    """Tell whether a file's name or text holds one of the words."""
    text = f"{path.name}\n{path.read_text(encoding='utf-8')}".lower()
    return any(word in text for word in words)
