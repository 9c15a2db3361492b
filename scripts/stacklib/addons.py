"""The suite's addons in the checkout: which there are and whether they changed."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

# What a running database does not hold: pages fetch it from the files, tests and prose never get there.
UNSTORED = {"static", "tests", "readme", "__pycache__"}


def manifests(folder: Path) -> dict[str, dict[str, object]]:
    """Return the manifests of the installable addons in a folder, by name."""
    found: dict[str, dict[str, object]] = {}
    for path in sorted(folder.glob("*/__manifest__.py")):
        manifest = ast.literal_eval(path.read_text(encoding="utf-8"))
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return found


def digest(folder: Path) -> str:
    """Return a short hash over everything in an addon that a database holds or runs."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not UNSTORED.intersection(inside.parts):
            total.update(f"{inside}\0".encode() + path.read_bytes())
    return total.hexdigest()[:16]


def digests(folder: Path) -> dict[str, str]:
    """Return the hash of each installable addon, by name."""
    return {name: digest(folder / name) for name in manifests(folder)}
