"""What may not stand in the files of this project, and that the check would notice."""

from __future__ import annotations

from pathlib import Path

import forbidden
import pytest

LONGEST = 300  # lines of a Python file: one concept per file


def test_no_file_holds_a_forbidden_word(repo: Path):
    texts = list(forbidden.text_files(repo))
    assert len(texts) > 10, "no files were read"
    assert [fault for name, text in texts for fault in forbidden.faults(name, text)] == []


def test_python_files_are_short(repo: Path):
    sizes = {
        name: len(text.splitlines())
        for name, text in forbidden.text_files(repo)
        if name.endswith(".py") and "/tests/" not in f"/{name}"
    }
    assert sizes
    assert {name: size for name, size in sizes.items() if size > LONGEST} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "index-url = https://pypi" + ".org/simple",
        "https://files.python" + "hosted.org/packages/x",
        "deb http://deb." + "debian.org/debian sid main",
        "http://security." + "debian.org",
        "http://archive." + "ubuntu.com/ubuntu",
        "FROM docker" + ".io/library/odoo:19",
        "registry=https://registry." + "npmjs.org",
        "open('/wo" + "rk/main/x')",
        "see .." + "/shared/notes.md",
        "/ho" + "me/anna/odoo",
        "/ro" + "ot/.cache",
        "written by hel" + "per B",
        "for issu" + "e 2",
        "see STYL" + "E.md",
        "-----BEGI" + "N RSA PRIVATE KEY-----",
        "AKI" + "AIOSFODNN7EXAMPLE",
        "gh" + "p_" + "a" * 36,
        "postgres://someone:hunter" + "2@db/x",
    ],
)
def test_a_forbidden_word_is_found(planted: str):
    assert list(forbidden.faults("file", f"first line\n{planted}\n")) != []
    assert next(forbidden.faults("file", f"first line\n{planted}\n")).startswith("file:2: ")


@pytest.mark.parametrize(
    "harmless",
    [
        "pip install -r requirements.txt",
        "https://www.odoo.com/documentation/19.0/",
        "the issue is solved",
        "/var/lib/odoo",
        "postgres://odoo:odoo@db/x",
        "http://user:{password}@host",
        "https://example.com/a:b",
        "WORKDIR /opt",
    ],
)
def test_harmless_text_is_left_alone(harmless: str):
    assert list(forbidden.faults("file", harmless)) == []


def test_files_not_yet_tracked_are_read(tmp_path: Path):
    import subprocess

    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "new.txt").write_text("x", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("hidden.txt\n", encoding="utf-8")
    (tmp_path / "hidden.txt").write_text("x", encoding="utf-8")
    assert sorted(name for name, _text in forbidden.text_files(tmp_path)) == [".gitignore", "new.txt"]
