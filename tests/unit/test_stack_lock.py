"""The lock file, and which other versions may stand in for the locked ones."""

from __future__ import annotations

import re

import pytest

from stacklib.apt import choose
from stacklib.lockfile import Package, load


def package(name: str) -> Package:
    """Return a package of the real lock file."""
    return next(entry for entry in load().packages if entry.name == name)


def test_every_entry_has_a_checksum_and_a_known_need() -> None:
    lock = load()
    assert lock.series == "19.0"
    for entry in (*lock.packages, lock.npm):
        assert re.fullmatch(r"[0-9a-f]{64}", entry.sha256), entry.name
    assert {entry.need for entry in lock.packages} == {"odoo", "required", "cosmetic"}


def test_odoo_is_locked_to_the_known_file() -> None:
    odoo = package("odoo-19")
    assert odoo.version == "19.0.0+dfsg-1"
    assert odoo.sha256 == "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"


@pytest.mark.parametrize(
    ("name", "version", "accepted"),
    [
        ("odoo-19", "19.0.0+dfsg-2", True),
        ("odoo-19", "19.0.20260101-1", True),
        ("odoo-19", "1:19.0.0-1", True),
        ("odoo-19", "20.0.0+dfsg-1", False),
        ("odoo-19", "18.0.0+dfsg-1", False),
        ("odoo-19", "19.10.0-1", False),
        ("odoo-19", "119.0.0-1", False),
        ("fonts-font-awesome", "5.0.10+really4.7.0~dfsg-5", True),
        ("fonts-font-awesome", "4.7.0-2", True),
        ("fonts-font-awesome", "7.0.0-1", False),
        ("libjs-underscore", "1.14.0-1", True),
        ("fonts-montserrat", "99", True),
    ],
)
def test_other_versions(name: str, version: str, accepted: bool) -> None:
    assert package(name).accepts(version) is accepted


def test_the_locked_version_wins_even_if_a_newer_one_is_on_offer(capsys: pytest.CaptureFixture[str]) -> None:
    assert choose(package("odoo-19"), ["19.0.1-1", "19.0.0+dfsg-1"]) == "19.0.0+dfsg-1"
    assert capsys.readouterr().err == ""


def test_another_version_is_taken_with_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    assert choose(package("odoo-19"), ["20.0-1", "19.0.1-1"]) == "19.0.1-1"
    assert "taking 19.0.1-1 instead" in capsys.readouterr().err


def test_odoo_20_is_never_taken() -> None:
    assert choose(package("odoo-19"), ["20.0.0-1"]) == ""
