"""Debian packages from the mirror the machine already uses, without touching its package state."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from stacklib import files, shell
from stacklib.errors import StackError
from stacklib.lockfile import Package
from stacklib.progress import warn

OS_RELEASE = Path("/etc/os-release")
KEYRING_FOLDER = Path("/usr/share/keyrings")
# Releases that still have Font Awesome 4.7, which Odoo's icons need.
STABLE = ("bookworm", "trixie")
WAYS_OUT = (
    "Point to an Odoo 19 of your own (--odoo PATH or CRM_SUITE_ODOO), "
    "give the Debian package as a file (--odoo-deb FILE), or use docker/."
)


def os_release(path: Path = OS_RELEASE) -> dict[str, str]:
    """Read the facts of the operating system (ID, VERSION_CODENAME, ...)."""
    if not path.is_file():
        return {}
    pairs = (line.partition("=") for line in path.read_text(encoding="utf-8").splitlines())
    return {key: value.strip("\"'") for key, _equals, value in pairs if value}


def mirror() -> str:
    """Return the address of the Debian mirror in the machine's own package settings.

    :raise StackError: this is no Debian, or it has no package source
    """
    system = os_release()
    if system.get("ID") != "debian":
        name = system.get("PRETTY_NAME", "This system")
        raise StackError(f"{name} has no package odoo-19.", "Only Debian's archive carries it.", WAYS_OUT)
    listed = shell.run(
        ["apt-get", "indextargets", "--format", "$(CODENAME) $(REPO_URI)"], "The package sources cannot be read."
    )
    found = pick_mirror(line.split(" ", 1) for line in listed.splitlines())
    if not found:
        # Nothing is listed before the first `apt-get update`; the plan of that update names the sources too.
        plan = shell.run(["apt-get", "update", "--print-uris"], "The package sources cannot be read.")
        matches = re.findall(r"^'(\S+?)dists/([^/']+)/InRelease'", plan, re.MULTILINE)
        found = pick_mirror([suite, uri] for uri, suite in matches)
    if not found:
        raise StackError("This machine has no package source.", "apt-get lists no repository.", WAYS_OUT)
    return found


def pick_mirror(targets: Iterable[list[str]]) -> str:
    """Choose, among (suite, address) pairs, the main archive: neither security nor updates nor backports."""
    for suite, uri in targets:
        if "-" not in suite and "/" not in suite and uri:
            return uri
    return ""


def keyring() -> Path:
    """Return the file with the keys of the Debian archive."""
    for name in ("debian-archive-keyring.pgp", "debian-archive-keyring.gpg"):
        if (KEYRING_FOLDER / name).is_file():
            return KEYRING_FOLDER / name
    raise StackError("The keys of the Debian archive are missing.", "", "apt-get install debian-archive-keyring")


def stable_suite(codename: str) -> str:
    """Return the machine's own suite if it has Font Awesome 4.7, else one that does."""
    return codename if codename in STABLE else STABLE[-1]


@dataclass(frozen=True)
class Area:
    """Private lists and cache of apt in one folder."""

    folder: Path

    def options(self) -> list[str]:
        """Options that keep apt away from the machine's own state."""
        return [
            "-o", f"Dir::Etc::SourceList={self.folder}/sources.list",
            "-o", "Dir::Etc::SourceParts=/dev/null",
            "-o", f"Dir::State::Lists={self.folder}/lists",
            "-o", f"Dir::Cache={self.folder}/cache",
            "-o", "Acquire::Languages=none",
            "-o", "Acquire::Retries=2",
            "-o", "APT::Sandbox::User=root",
        ]  # fmt: skip

    def update(self) -> None:
        """Fetch the package lists of the suites we need.

        :raise StackError: no network, or a signature is wrong
        """
        suites = ("sid", stable_suite(os_release().get("VERSION_CODENAME", "")))
        source = f"deb [signed-by={keyring()}] {mirror()}"
        for sub in ("lists/partial", "cache/archives/partial"):
            (self.folder / sub).mkdir(parents=True, exist_ok=True)
        files.write_text(self.folder / "sources.list", "".join(f"{source} {suite} main\n" for suite in suites))
        # Without this option apt-get ends well even if a list could not be fetched.
        command = ["apt-get", "update", "-q", *self.options(), "-o", "APT::Update::Error-Mode=any"]
        shell.run(command, "The Debian package lists cannot be fetched.", todo=f"Check the network. Or: {WAYS_OUT}")

    def versions(self, name: str) -> list[str]:
        """Return the versions on offer, newest first."""
        listed = shell.run(["apt-cache", *self.options(), "madison", name], f"{name} cannot be looked up.")
        return [line.split("|")[1].strip() for line in listed.splitlines() if line.count("|") >= 2]

    def download(self, name: str, version: str, target: Path) -> None:
        """Fetch one package; apt checks it against the signed lists.

        :raise StackError: no network, or the checksum is wrong
        """
        files.remove_partial(self.folder)
        place = self.folder / f"{files.PARTIAL}{os.getpid()}-{name}"
        place.mkdir(parents=True)
        command = ["apt-get", "download", "-q", *self.options(), f"{name}={version}"]
        shell.run(command, f"{name} {version} cannot be fetched.", cwd=place, todo="Check the network, then run again.")
        files.publish(next(place.glob("*.deb")), target)
        files.remove(place)


def choose(package: Package, offered: list[str]) -> str:
    """Choose the locked version, else, with a warning, another one that will do; empty if there is none."""
    if package.version in offered:
        return package.version
    for version in offered:
        if package.accepts(version):
            warn(f"{package.name} {package.version} is gone from the archive; taking {version} instead.")
            return version
    return ""
