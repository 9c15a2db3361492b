"""The names of the test databases follow what they were made from."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stacklib import runs
from stacklib.checks_addons import halves, untested
from stacklib.checks_template import Templates, is_outdated, names, odoo_modules
from stacklib.stack import Stack


@pytest.fixture
def small(tmp_path: Path) -> Stack:
    """A stack with one addon and an Odoo that is only its release file."""
    write(tmp_path, "odoo/odoo/release.py", "version = '19.0'")
    write(tmp_path, "repo/addons/some_addon/__manifest__.py", "{'depends': ['contacts', 'stock']}")
    write(tmp_path, "repo/addons/some_addon/models/a.py", "a = 1")
    return Stack(tmp_path / "repo", tmp_path / "home", Path(sys.executable), tmp_path / "odoo", {})


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "base", "template"),
    [
        ("repo/addons/some_addon/models/a.py", False, True),
        ("repo/addons/some_addon/views/new.xml", False, True),
        ("repo/addons/some_addon/i18n/lt.po", False, True),
        ("repo/addons/some_addon/tests/test_a.py", False, False),
        ("repo/addons/some_addon/static/src/a.js", False, False),
        ("odoo/odoo/release.py", True, True),
    ],
)
def test_a_change_gives_a_new_name_to_what_it_changes(
    small: Stack, tmp_path: Path, name: str, base: bool, template: bool
):
    before = names(small)
    write(tmp_path, name, "changed")
    after = names(small)
    assert (after.base != before.base, after.template != before.template) == (base, template)


def test_a_new_dependency_on_odoo_gives_a_new_base(small: Stack, tmp_path: Path):
    before = names(small)
    write(tmp_path, "repo/addons/some_addon/__manifest__.py", "{'depends': ['contacts', 'maintenance']}")
    assert names(small).base != before.base


def test_our_own_addons_are_no_modules_of_odoo(small: Stack, tmp_path: Path):
    write(tmp_path, "repo/addons/other_addon/__manifest__.py", "{'depends': ['some_addon', 'maintenance']}")
    modules = odoo_modules(small.addons)
    assert {"stock", "maintenance", "crm"} <= set(modules)
    assert not {"some_addon", "other_addon"} & set(modules)


def test_earlier_templates_and_copies_of_dead_runs_are_outdated():
    wanted = Templates("c360_base_1", "c360_template_1")
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    outdated = ["c360_base_2", "c360_template_2", "c360_template_1_new", f"c360_test_pdf_{ended.pid}"]
    kept = ["c360_base_1", "c360_template_1", f"c360_test_pdf_{os.getpid()}", "c360_demo", "postgres", "mine_1"]
    assert [name for name in outdated + kept if is_outdated(name, wanted)] == outdated


def test_what_a_living_run_uses_is_kept_and_notes_of_dead_ones_go(small: Stack):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    write(small.home, f"run/templates.{ended.pid}", "c360_base_3\nc360_template_3\n")
    runs.note(small.home, "c360_base_2", "c360_template_2")
    assert runs.in_use(small.home) == {"c360_base_2", "c360_template_2"}
    assert [path.suffix for path in (small.home / "run").iterdir()] == [f".{os.getpid()}"]


def test_an_addon_without_tests_is_noticed():
    log = "x odoo.tests.stats: some_addon: 3 tests 0.1s 5 queries\nx odoo.tests.stats: empty: 0 tests 0s 0 queries\n"
    assert untested(log, ["some_addon", "empty", "other"]) == ["empty", "other"]


def test_addons_are_tested_in_two_groups_of_like_size(tmp_path: Path) -> None:
    """Every addon is in one group, the largest set of tests alone if the others together are smaller."""
    for name, size in {"large": 900, "middle": 500, "small": 300, "bare": 0}.items():
        (tmp_path / "addons" / name / "tests").mkdir(parents=True)
        (tmp_path / "addons" / name / "__manifest__.py").touch()
        (tmp_path / "addons" / name / "tests" / "test_a.py").write_text("x" * size)
    assert halves(tmp_path) == (("large",), ("bare", "middle", "small"))
