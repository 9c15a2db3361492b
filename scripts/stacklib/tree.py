"""The unpacked Odoo in the state directory: fetched, verified, unpacked, marked complete."""

from __future__ import annotations

import os
import shutil
import tarfile
from pathlib import Path

from stacklib import apt, files, shell
from stacklib.errors import StackError
from stacklib.lockfile import Lock, NpmPackage, Package, load
from stacklib.progress import step, warn

DIST_PACKAGES = "usr/lib/python3/dist-packages"
JQUERY = "odoo/addons/web/static/lib/jquery/jquery.js"


def provide(home: Path, deb: Path | None = None) -> Path:
    """Return the unpacked ``dist-packages``; fetch and unpack what is missing.

    :param home: state directory
    :param deb: Debian package of Odoo as a file, instead of the archive's
    :raise StackError: no network and nothing cached, no space, wrong checksum or version
    """
    lock = load()
    key = lock.key if deb is None else f"{lock.key}-{_file_key(deb)}"
    folder = home / "odoo" / key
    if not files.is_complete(folder, key):
        files.need_space(home, 1700, "Odoo")
        with step("Odoo 19: fetching and verifying"):
            packages = fetch(home, lock, deb)
        with step("Odoo 19: unpacking"):
            unpack(packages, folder, key, lock.npm, home)
    return folder / DIST_PACKAGES


def _file_key(deb: Path) -> str:
    if not deb.is_file():
        raise StackError(f"There is no file {deb}.", "", "Give the path of an odoo-19 package of Debian.")
    version = shell.run(["dpkg-deb", "-f", deb, "Version"], f"{deb} is no Debian package.").strip()
    odoo = next(package for package in load().packages if package.need == "odoo")
    if not odoo.accepts(version):
        raise StackError(f"{deb.name} holds version {version}.", "The suite is made for Odoo 19.0.", apt.WAYS_OUT)
    return files.sha256(deb)[:12]


def fetch(home: Path, lock: Lock, deb: Path | None) -> list[Path]:
    """Return the package files, from the cache where it has them, verified.

    :raise StackError: a required package cannot be had
    """
    cache = home / "cache" / "debs"
    cache.mkdir(parents=True, exist_ok=True)
    area = apt.Area(home / "cache" / "apt")
    found: list[Path] = []
    updated = False
    for package in lock.packages:
        if package.need == "odoo" and deb is not None:
            found.append(deb)
            continue
        target = cache / f"{package.name}.deb"
        # A Debian package given as a file may bring the others along in its folder.
        if deb is not None and (beside := sorted(deb.parent.glob(f"{package.name}_*.deb"))):
            found.append(beside[-1])
            continue
        if not cached(target, package):
            if not updated:
                area.update()
                updated = True
            if not fetch_one(area, package, target):
                continue
        found.append(target)
    return found


def cached(target: Path, package: Package) -> bool:
    """Tell whether the cache holds the locked package unharmed; a damaged one is removed."""
    if target.is_file():
        if files.sha256(target) == package.sha256:
            return True
        warn(f"{target.name} in the cache is not the locked file; fetching it again.")
        target.unlink()
    return False


def fetch_one(area: apt.Area, package: Package, target: Path) -> bool:
    """Fetch one package; only a cosmetic one may be missing.

    :raise StackError: a required package cannot be had, or the checksum is wrong
    """
    version = apt.choose(package, area.versions(package.name))
    if not version:
        if package.need == "cosmetic":
            warn(f"{package.name} is not in the archive; Odoo looks a little different without this font.")
            return False
        raise StackError(f"No {package.name} that fits is in the archive.", "", apt.WAYS_OUT)
    area.download(package.name, version, target)
    if version == package.version and (digest := files.sha256(target)) != package.sha256:
        target.unlink()
        raise StackError(
            f"{package.name} {version} has the wrong checksum.",
            f"It is {digest}, the lock file says {package.sha256}.",
            "Do not use this mirror; report it.",
        )
    return True


def unpack(packages: list[Path], folder: Path, key: str, npm: NpmPackage, home: Path) -> None:
    """Unpack under a temporary name, complete, check, and only then give the folder its name."""
    files.remove(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    files.remove_partial(folder.parent)
    partial = folder.parent / f"{files.PARTIAL}{os.getpid()}-{key}"
    partial.mkdir()
    # Root's umask may be tight, but the tree holds nothing secret and PostgreSQL's or another user may read it.
    partial.chmod(0o755)
    for package in packages:
        shell.run(["dpkg-deb", "-x", package, partial], f"{package.name} cannot be unpacked.")
    add_npm_file(npm, partial / DIST_PACKAGES, home)
    if not (partial / DIST_PACKAGES / JQUERY).is_file():
        raise StackError("The unpacked Odoo is incomplete.", f"{JQUERY} leads nowhere.", apt.WAYS_OUT)
    files.stamp(partial, key)
    os.sync()
    partial.rename(folder)


def add_npm_file(npm: NpmPackage, dist_packages: Path, home: Path) -> None:
    """Add the one file Debian leaves out for its licence; without npm only the browser tours miss it."""
    target = dist_packages / "odoo" / "addons" / npm.target
    archive = home / "cache" / "npm" / f"selfie_segmentation-{npm.version}.tgz"
    if not (archive.is_file() and files.sha256(archive) == npm.sha256):
        files.remove(archive)
        if not shutil.which("npm"):
            warn(f"npm is missing, so {npm.name} is too: browser tests will fail; install npm, then reset --all.")
            return
        fetch_npm(npm, archive)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as content:
        member = content.extractfile(npm.member)
        if member is None:
            raise StackError(f"{npm.name} has no {npm.member}.", "The package changed.", "Update the lock file.")
        target.write_bytes(member.read())


def fetch_npm(npm: NpmPackage, archive: Path) -> None:
    """Fetch a package from the npm registry and verify it.

    :raise StackError: no network, or the checksum is wrong
    """
    files.remove_partial(archive.parent)
    place = archive.parent / f"{files.PARTIAL}{os.getpid()}-npm"
    place.mkdir(parents=True)
    command: list[str | Path] = ["npm", "pack", f"{npm.name}@{npm.version}", "--pack-destination", place, "--silent"]
    shell.run(command, f"{npm.name} cannot be fetched.", cwd=place, todo="Check the network, then run again.")
    packed = next(place.glob("*.tgz"))
    if (digest := files.sha256(packed)) != npm.sha256:
        raise StackError(
            f"{npm.name} has the wrong checksum.", f"It is {digest}.", "Do not use this registry; report it."
        )
    files.publish(packed, archive)
    files.remove(place)
