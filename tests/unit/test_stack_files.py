"""Files and folders are whole or absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from stacklib import files
from stacklib.errors import StackError


def test_checksum_of_a_known_text(tmp_path: Path) -> None:
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    assert files.sha256(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_written_file_has_its_mode_and_leaves_nothing_else(tmp_path: Path) -> None:
    files.write_text(tmp_path / "deep" / "secret", "x", mode=0o600)
    assert [entry.name for entry in (tmp_path / "deep").iterdir()] == ["secret"]
    assert (tmp_path / "deep" / "secret").stat().st_mode & 0o777 == 0o600


def test_failed_write_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    files.write_text(path, "old")
    with pytest.raises(UnicodeEncodeError):
        files.write_text(path, "new \ud800")
    assert path.read_text(encoding="utf-8") == "old"


def test_stamp_is_of_one_content(tmp_path: Path) -> None:
    assert not files.is_complete(tmp_path, "a")
    files.stamp(tmp_path, "a")
    assert files.is_complete(tmp_path, "a")
    assert not files.is_complete(tmp_path, "b")


def test_partial_folders_are_swept_and_others_kept(tmp_path: Path) -> None:
    (tmp_path / ".partial-tree" / "sub").mkdir(parents=True)
    (tmp_path / ".partial-file").write_text("", encoding="utf-8")
    (tmp_path / "whole").mkdir()
    files.remove_partial(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["whole"]


def test_remove_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    files.remove(tmp_path / "link")
    files.remove(tmp_path / "absent")
    assert [entry.name for entry in tmp_path.iterdir()] == ["kept"]


def test_no_space_is_explained(tmp_path: Path) -> None:
    files.need_space(tmp_path / "not" / "yet" / "there", 1, "a thing")
    with pytest.raises(StackError) as caught:
        files.need_space(tmp_path, 10**9, "Odoo")
    assert "Not enough disk space for Odoo" in str(caught.value)
    assert "1000000000 MB are needed" in str(caught.value)
    assert "CRM_SUITE_HOME" in str(caught.value)


def test_error_text_has_what_why_and_next() -> None:
    assert str(StackError("No.", "Because.", "Do this.")) == "No.\n  why:  Because.\n  next: Do this."
    assert str(StackError("No.")) == "No."
