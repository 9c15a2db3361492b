"""A path or a name on the command line leads to the right step."""

from __future__ import annotations

from pathlib import Path

import pytest

from stacklib.checks_select import by_kind, kind_of, places_of, relative
from stacklib.errors import StackError


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("addons/crm_customer360", "addons"),
        ("addons/crm_customer360/tests/test_timeline.py", "addons"),
        ("./tests/unit/", "pure"),
        ("tests/unit/test_a.py::test_b", "pure"),
        ("tests/layering", "pure"),
        ("tests/lint", "pure"),
        ("tests/docker", "server set-up"),
        ("tests/lifecycle", "lifecycle"),
        ("tests/rpc/test_x.py", "RPC"),
        ("tests/browser", "browser"),
        ("tests/bench", "bench"),
    ],
)
def test_the_kind_of_a_path(place: str, kind: str):
    assert kind_of(place) == kind


@pytest.mark.parametrize("place", ["scripts", "tests/unitx", "README.md", "tests"])
def test_a_path_without_tests_is_refused(place: str):
    with pytest.raises(StackError, match="No tests are run from"):
        kind_of(place)


def test_paths_are_grouped_in_the_usual_order():
    assert by_kind(["tests/browser", "addons/b", "tests/unit", "addons/a"]) == {
        "pure": ["tests/unit"],
        "addons": ["addons/b", "addons/a"],
        "browser": ["tests/browser"],
    }


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one addon and two test files."""
    texts = {
        "addons/some_addon/__manifest__.py": "{}",
        "addons/some_addon/tests/test_timeline.py": "def test_paging(): ...",
        "tests/unit/test_dates.py": "def test_leap_year(): ...",
    }
    for name, text in texts.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("keyword", "places"),
    [
        ("test_paging", ["addons/some_addon/tests"]),
        ("Leap_Year", ["tests/unit"]),
        ("paging or leap_year", ["tests/unit", "addons/some_addon/tests"]),
        ("timeline", ["addons/some_addon/tests"]),
    ],
)
def test_a_name_leads_to_the_folders_that_mention_it(checkout: Path, keyword: str, places: list[str]):
    assert places_of(checkout, keyword) == places


def test_a_name_that_no_test_has_is_refused(checkout: Path):
    with pytest.raises(StackError, match="No test mentions 'nonsense'"):
        places_of(checkout, "nonsense")


def test_paths_may_be_typed_from_any_folder(checkout: Path):
    unit = checkout / "tests" / "unit"
    assert relative(checkout, unit, ["test_dates.py::test_leap_year"]) == ["tests/unit/test_dates.py::test_leap_year"]
    assert relative(checkout, unit, ["addons/some_addon"]) == ["addons/some_addon"]
    assert relative(checkout, checkout, [str(checkout / "addons")]) == ["addons"]


@pytest.mark.parametrize("place", ["tests/gone.py", "/etc/passwd"])
def test_a_path_outside_or_gone_is_refused(checkout: Path, place: str):
    with pytest.raises(StackError, match="in the checkout"):
        relative(checkout, checkout, [place])
