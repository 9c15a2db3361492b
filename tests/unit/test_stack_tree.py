"""Fetching and unpacking Odoo: verified, repaired, and silent once complete. The programs of Debian are faked."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from stacklib import apt, files, tree
from stacklib.errors import StackError
from stacklib.lockfile import Lock, NpmPackage, Package

APT_GET = """#!/bin/sh
echo "$*" >> "{log}"
case " $* " in *" indextargets "*) echo "bookworm mirror:/debian/"; exit 0 ;; esac
[ -e "{log}.offline" ] && { echo "no network" >&2; exit 100; }
for word in "$@"; do last=$word; done
case " $* " in
  *" download "*) name=${last%%=*}; printf '%s' "content of $last" > "${name}_all.deb" ;;
esac
"""
APT_CACHE = """#!/bin/sh
for name in "$@"; do :; done
case $name in absent*) ;; *) echo "$name | 1.0-1 | mirror sid/main" ;; esac
"""
# Each package leaves a file; the one called odoo-19 leaves what the check of the tree looks for.
DPKG_DEB = """#!/bin/sh
[ -e "{log}.full" ] && { echo "disk full" >&2; exit 2; }
if [ "$1" = -f ]; then cat "$2.version"; exit 0; fi
mkdir -p "$3/{dist}/odoo/addons/web/static/lib/jquery"
touch "$3/{dist}/odoo/addons/web/static/lib/jquery/jquery.js"
basename "$2" >> "$3/unpacked"
"""
NPM = NpmPackage("@x/y", "1", "package/y.js", "mail/y.js", "0" * 64)


def locked(name: str, need: str = "required") -> Package:
    """Return a package whose checksum is that of what the fake archive delivers."""
    digest = hashlib.sha256(f"content of {name}=1.0-1".encode()).hexdigest()
    return Package(name, "sid", "1.0-1", need, "1", digest)


class Machine:
    """A state directory and fake programs of Debian."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = folder / "home"
        self.log = folder / "apt.log"
        self.bin = folder / "bin"
        self.bin.mkdir()
        for name, text in (("apt-get", APT_GET), ("apt-cache", APT_CACHE), ("dpkg-deb", DPKG_DEB)):
            program = self.bin / name
            program.write_text(
                text.replace("{log}", str(self.log)).replace("{dist}", tree.DIST_PACKAGES), encoding="utf-8"
            )
            program.chmod(0o755)
        for name in ("sh", "cat", "mkdir", "touch", "basename"):
            (self.bin / name).symlink_to(f"/bin/{name}")
        (folder / "os-release").write_text("ID=debian\nVERSION_CODENAME=bookworm\n", encoding="utf-8")
        (folder / "debian-archive-keyring.gpg").touch()
        monkeypatch.setenv("PATH", str(self.bin))
        monkeypatch.setattr(apt, "KEYRING_FOLDER", folder)
        monkeypatch.setattr(apt.os_release, "__defaults__", (folder / "os-release",))
        monkeypatch.setattr(files, "need_space", lambda *_args: None)
        self.monkeypatch = monkeypatch
        self.lock([locked("odoo-19", "odoo"), locked("libjs-jquery")])

    def lock(self, packages: list[Package]) -> None:
        """Use a lock file with these packages."""
        lock = Lock("19.0", tuple(packages), NPM, "key")
        self.monkeypatch.setattr(tree, "load", lambda: lock)

    def commands(self) -> list[str]:
        """Return what apt-get was told to fetch so far."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return [line.split()[-1] for line in lines if "download" in line.split()]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A Debian machine without Odoo."""
    return Machine(tmp_path, monkeypatch)


def test_first_time_fetches_and_unpacks_everything(machine: Machine) -> None:
    found = tree.provide(machine.home)
    assert found == machine.home / "odoo" / "key" / tree.DIST_PACKAGES
    assert (machine.home / "odoo/key/unpacked").read_text(encoding="utf-8") == "odoo-19.deb\nlibjs-jquery.deb\n"
    assert machine.commands() == ["odoo-19=1.0-1", "libjs-jquery=1.0-1"]


def test_sources_name_the_machines_own_mirror_and_the_keys(machine: Machine, tmp_path: Path) -> None:
    tree.provide(machine.home)
    source = f"deb [signed-by={tmp_path}/debian-archive-keyring.gpg] mirror:/debian/"
    text = (machine.home / "cache/apt/sources.list").read_text(encoding="utf-8")
    assert text == f"{source} sid main\n{source} bookworm main\n"


def test_second_time_asks_nobody(machine: Machine) -> None:
    tree.provide(machine.home)
    machine.log.unlink()
    for program in machine.bin.iterdir():
        program.unlink()
    assert tree.provide(machine.home).is_dir()
    assert not machine.log.exists()


def test_offline_with_the_packages_in_the_cache(machine: Machine) -> None:
    tree.provide(machine.home)
    files.remove(machine.home / "odoo")
    machine.log.with_suffix(".log.offline").touch()
    assert tree.provide(machine.home).is_dir()


def test_damaged_download_is_fetched_again(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    tree.provide(machine.home)
    files.remove(machine.home / "odoo")
    (machine.home / "cache/debs/odoo-19.deb").write_text("half", encoding="utf-8")
    tree.provide(machine.home)
    assert machine.commands() == ["odoo-19=1.0-1", "libjs-jquery=1.0-1", "odoo-19=1.0-1"]
    assert (machine.home / "cache/debs/odoo-19.deb").read_text(encoding="utf-8") == "content of odoo-19=1.0-1"
    assert "odoo-19.deb in the cache is not the locked file" in capsys.readouterr().err


def test_half_unpacked_tree_is_made_again(machine: Machine) -> None:
    half = machine.home / "odoo/key"
    half.mkdir(parents=True)
    (half / "rubbish").touch()
    (machine.home / "odoo/.partial-key").mkdir()
    tree.provide(machine.home)
    assert not (half / "rubbish").exists()
    assert sorted(entry.name for entry in (machine.home / "odoo").iterdir()) == ["key"]


def test_failure_while_unpacking_leaves_no_tree_and_is_repaired(machine: Machine) -> None:
    machine.log.with_suffix(".log.full").touch()
    with pytest.raises(StackError, match="disk full"):
        tree.provide(machine.home)
    assert not (machine.home / "odoo/key").exists()
    machine.log.with_suffix(".log.full").unlink()
    assert tree.provide(machine.home).is_dir()
    assert len(machine.commands()) == 2


def test_wrong_checksum_is_refused_and_not_kept(machine: Machine) -> None:
    machine.lock([replace(locked("odoo-19", "odoo"), sha256="f" * 64)])
    with pytest.raises(StackError, match="wrong checksum"):
        tree.provide(machine.home)
    assert not (machine.home / "cache/debs/odoo-19.deb").exists()


def test_no_network_and_empty_cache_names_the_ways_out(machine: Machine) -> None:
    machine.log.with_suffix(".log.offline").touch()
    with pytest.raises(StackError) as caught:
        tree.provide(machine.home)
    assert "no network" in str(caught.value)
    assert "--odoo PATH" in str(caught.value)


def test_font_may_be_missing_but_a_library_may_not(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.lock([locked("odoo-19", "odoo"), locked("absent-font", "cosmetic")])
    tree.provide(machine.home)
    assert "absent-font is not in the archive" in capsys.readouterr().err
    machine.lock([locked("odoo-19", "odoo"), locked("absent-library")])
    files.remove(machine.home / "odoo")
    with pytest.raises(StackError, match="No absent-library that fits"):
        tree.provide(machine.home)


@pytest.mark.parametrize("version", ["20.0.0-1", "18.0.0-1"])
def test_package_file_of_another_version_is_refused(machine: Machine, tmp_path: Path, version: str) -> None:
    machine.lock([replace(locked("odoo-19", "odoo"), accept="19\\.0\\.")])
    (tmp_path / "odoo.deb").touch()
    (tmp_path / "odoo.deb.version").write_text(version, encoding="utf-8")
    with pytest.raises(StackError, match=f"odoo.deb holds version {version}"):
        tree.provide(machine.home, tmp_path / "odoo.deb")


def test_package_file_brings_the_others_along(machine: Machine, tmp_path: Path) -> None:
    machine.lock([replace(locked("odoo-19", "odoo"), accept="19\\.0\\."), locked("libjs-jquery")])
    (tmp_path / "odoo.deb").touch()
    (tmp_path / "odoo.deb.version").write_text("19.0.0-1", encoding="utf-8")
    (tmp_path / "libjs-jquery_3_all.deb").touch()
    found = tree.provide(machine.home, tmp_path / "odoo.deb")
    unpacked = (found.parents[3] / "unpacked").read_text(encoding="utf-8")
    assert unpacked == "odoo.deb\nlibjs-jquery_3_all.deb\n"
    assert machine.commands() == []


def test_ubuntu_is_told_the_ways_out(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "os-release").write_text('ID=ubuntu\nPRETTY_NAME="Ubuntu 24.04"\n', encoding="utf-8")
    with pytest.raises(StackError) as caught:
        tree.provide(machine.home)
    assert "Ubuntu 24.04 has no package odoo-19" in str(caught.value)
    assert "--odoo-deb FILE" in str(caught.value)
    assert os.fspath(machine.home) not in str(caught.value)


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ([["bookworm-security", "a/"], ["bookworm-updates", "b/"], ["bookworm", "b/"]], "b/"),
        ([["trixie", "cdn/"]], "cdn/"),
        ([["bookworm/updates", "a/"]], ""),
        ([], ""),
    ],
)
def test_mirror_is_the_main_archive(targets: list[list[str]], expected: str) -> None:
    assert apt.pick_mirror(targets) == expected


@pytest.mark.parametrize(
    ("codename", "suite"), [("bookworm", "bookworm"), ("trixie", "trixie"), ("forky", "trixie"), ("", "trixie")]
)
def test_suite_with_font_awesome_4(codename: str, suite: str) -> None:
    assert apt.stable_suite(codename) == suite
