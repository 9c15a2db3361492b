"""The virtual environment: when it is made again, and when this Python cannot make one."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from stacklib import files, shell, venv
from stacklib.errors import StackError

NAMES = ("requirements.txt", "requirements-addons.txt", "requirements-dev.txt", "requirements-data.txt")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A checkout with its requirements."""
    folder = tmp_path / "repo"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_text("one\n", encoding="utf-8")
    return folder


class Builder:
    """Stands in for ``python -m venv`` and pip; fails at the step it is told to."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.fail = ""

    def __call__(self, command: Sequence[str | Path], what: str, **_options: object) -> str:
        words = [str(word) for word in command]
        self.steps.append(Path(words[-1]).name)
        if self.fail and self.fail == Path(words[-1]).name:
            raise StackError(what, "interrupted")
        if "venv" in words:
            site = Path(words[-1]) / "lib" / "python3.11" / "site-packages"
            site.mkdir(parents=True)
            (Path(words[-1]) / "bin").mkdir()
            (Path(words[-1]) / "bin" / "python").touch()
        return ""


@pytest.fixture
def builder(monkeypatch: pytest.MonkeyPatch) -> Builder:
    """No process is started."""
    fake = Builder()
    monkeypatch.setattr(shell, "run", fake)
    monkeypatch.setattr(files, "need_space", lambda *_args: None)
    return fake


@pytest.mark.parametrize("name", NAMES)
def test_key_changes_with_every_requirements_file(repo: Path, name: str) -> None:
    before = venv.key(repo)
    assert venv.key(repo) == before
    (repo / name).write_text("two\n", encoding="utf-8")
    assert venv.key(repo) != before


def test_key_changes_with_the_python(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = venv.key(repo, "/usr")
    assert venv.key(repo, "/opt/python") != before
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    assert venv.key(repo, "/usr") != before


def test_second_time_builds_nothing(repo: Path, tmp_path: Path, builder: Builder) -> None:
    python = venv.provide(repo, tmp_path / "home", tmp_path / "odoo")
    assert builder.steps[1:] == ["requirements.txt", "requirements-dev.txt", "requirements-data.txt"]
    builder.steps.clear()
    assert venv.provide(repo, tmp_path / "home", tmp_path / "odoo") == python
    assert builder.steps == []


def test_interrupted_build_begins_afresh(repo: Path, tmp_path: Path, builder: Builder) -> None:
    builder.fail = "requirements-dev.txt"
    with pytest.raises(StackError):
        venv.provide(repo, tmp_path / "home", tmp_path / "odoo")
    builder.fail = ""
    builder.steps.clear()
    venv.provide(repo, tmp_path / "home", tmp_path / "odoo")
    assert len(builder.steps) == 4


def test_environment_whose_python_is_gone_is_made_again(repo: Path, tmp_path: Path, builder: Builder) -> None:
    venv.provide(repo, tmp_path / "home", tmp_path / "odoo").unlink()
    builder.steps.clear()
    venv.provide(repo, tmp_path / "home", tmp_path / "odoo")
    assert len(builder.steps) == 4


def test_odoo_is_linked_and_relinked(repo: Path, tmp_path: Path, builder: Builder) -> None:
    (tmp_path / "debian").mkdir()
    (tmp_path / "debian" / "odoo-19.0.egg-info").mkdir()
    for name, described in (("source", True), ("debian", False)):
        python = venv.provide(repo, tmp_path / "home", tmp_path / name)
        site = python.parents[1] / "lib/python3.11/site-packages"
        assert (site / "odoo.pth").read_text(encoding="utf-8") == f"{tmp_path / name}\n"
        # pip must see odoo 19.0, from its own files or from ours.
        assert (site / "odoo-19.0.dist-info" / "METADATA").exists() is described
    assert len(builder.steps) == 4


def test_only_the_latest_former_environment_is_kept(tmp_path: Path) -> None:
    for age, name in enumerate(("current", "former", "older", "oldest")):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    venv.prune(tmp_path / "current")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["current", "former"]


@pytest.mark.parametrize("version", [(3, 9, 2), (3, 14, 0)])
def test_other_pythons_are_refused(monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(StackError, match=r"Odoo 19 needs Python 3\.10 to 3\.13"):
        venv.check_python()


def test_missing_ensurepip_names_the_one_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(StackError) as caught:
        venv.check_python()
    assert caught.value.todo == "apt-get install python3-venv"
