"""Which Odoo is taken, and which are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from stacklib import odoo, tree
from stacklib.errors import StackError


def make_odoo(folder: Path, version_info: str) -> Path:
    """Write the release file of an Odoo."""
    (folder / "odoo").mkdir(parents=True)
    text = f"RELEASE_LEVELS = []\nversion_info = ({version_info}, 0, FINAL, 0, '')\n"
    (folder / "odoo" / "release.py").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("version_info", "series"), [("19, 0", "19.0"), ("18, 0", "18.0"), ("20, 0", "20.0"), ("'saas~19', 2", "saas~19.2")]
)
def test_series_is_read_from_the_release_file(tmp_path: Path, version_info: str, series: str) -> None:
    assert odoo.series_of(make_odoo(tmp_path, version_info)) == series


@pytest.mark.parametrize("version_info", ["18, 0", "20, 0", "19, 1", "'saas~19', 2"])
def test_other_series_are_refused_with_the_ways_out(tmp_path: Path, version_info: str) -> None:
    with pytest.raises(StackError) as caught:
        odoo.find(tmp_path / "home", own=str(make_odoo(tmp_path, version_info)))
    text = str(caught.value)
    assert "made for Odoo 19.0" in text
    assert "--odoo PATH" in text
    assert "--odoo-deb FILE" in text


@pytest.mark.parametrize("named", ["", "odoo", "odoo-bin"])
def test_any_place_people_would_name_is_understood(tmp_path: Path, named: str) -> None:
    make_odoo(tmp_path, "19, 0")
    (tmp_path / "odoo-bin").touch()
    assert odoo.find(tmp_path / "home", own=str(tmp_path / named)) == tmp_path


def test_unpacked_debian_package_is_understood(tmp_path: Path) -> None:
    inside = make_odoo(tmp_path / tree.DIST_PACKAGES, "19, 0")
    assert odoo.find(tmp_path / "home", own=str(tmp_path)) == inside


def test_variable_names_an_own_odoo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_SUITE_ODOO", str(make_odoo(tmp_path / "own", "19, 0")))
    assert odoo.find(tmp_path / "home") == tmp_path / "own"
    assert not (tmp_path / "home").exists()


def test_option_beats_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_SUITE_ODOO", str(make_odoo(tmp_path / "variable", "18, 0")))
    assert odoo.find(tmp_path / "home", own=str(make_odoo(tmp_path / "option", "19, 0"))) == tmp_path / "option"


def test_folder_without_odoo_is_explained(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="There is no Odoo in"):
        odoo.locate(tmp_path)
