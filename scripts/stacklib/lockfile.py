"""The lock file: which packages make up Odoo, in which version, with which checksum."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

LOCK_FILE = Path(__file__).with_name("lock.json")


@dataclass(frozen=True)
class Package:
    """A Debian package: ``need`` is ``odoo``, ``required`` or ``cosmetic``.

    ``accept`` is the beginning (a regular expression) of another version that will do, with a warning.
    """

    name: str
    suite: str
    version: str
    need: str
    accept: str
    sha256: str

    def accepts(self, version: str) -> bool:
        """Tell whether a version other than the locked one may stand in for it."""
        upstream = version.split(":", 1)[-1]
        return re.match(self.accept, upstream) is not None


@dataclass(frozen=True)
class NpmPackage:
    """A package from the npm registry of which one file is used."""

    name: str
    version: str
    member: str
    target: str
    sha256: str


@dataclass(frozen=True)
class Lock:
    """The whole lock file and a short key that changes with it."""

    series: str
    packages: tuple[Package, ...]
    npm: NpmPackage
    key: str


def load(path: Path = LOCK_FILE) -> Lock:
    """Read the lock file."""
    raw = path.read_bytes()
    data = json.loads(raw)
    return Lock(
        series=data["series"],
        packages=tuple(Package(**entry) for entry in data["packages"]),
        npm=NpmPackage(**data["npm"]),
        key=hashlib.sha256(raw).hexdigest()[:12],
    )
