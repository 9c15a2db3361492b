"""Suites of Odoo's tests: their files, the run with our addons, and the recording without."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from stacklib import baseline
from stacklib.baseline_result import Result
from stacklib.errors import StackError
from stacklib.stack import Stack

REPO = Path(__file__).resolve().parents[2]
TODAY = Result(
    tests=3,
    classes={"crm.test_a.TestA": 2, "crm.test_b.TestB": 1},
    failing={"crm.test_a.TestA.test_one": "AssertionError: 1 != 2"},
)


def test_recording_marks_what_fails_in_one_run_only() -> None:
    suite = baseline.Suite("about", full=False, modules=["crm"], addons=[], tags="/crm", unstable={"old": "seen"})
    other = replace(TODAY, failing={"crm.test_b.TestB.test_now_and_then": "TimeoutError: late"})
    both = replace(TODAY, failing={**TODAY.failing, **other.failing})
    written = baseline.recorded(suite, [TODAY, both], "19.0.0", "abc")
    assert written.result.failing == TODAY.failing
    assert written.unstable == {
        "crm.test_b.TestB.test_now_and_then": "failed in 1 of 2 runs without us: TimeoutError: late",
        "old": "seen",
    }
    with pytest.raises(StackError, match="Not the same tests"):
        baseline.recorded(suite, [TODAY, replace(TODAY, classes={})], "19.0.0", "abc")


def test_modules_of_the_tags() -> None:
    tags = "/crm,post_install/sale_crm:TestX.test_y,*/mail, /sale ,-is_tour,-/account,-x/stock"
    suite = baseline.Suite("about", full=False, modules=[], addons=[], tags=tags)
    assert suite.tested == ["crm", "mail", "sale", "sale_crm"]


def test_fingerprint_follows_the_tests(tmp_path: Path) -> None:
    for folder in ("addons/crm/tests", "odoo/addons/mail/tests"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "test_x.py").write_text("a", encoding="utf-8")
    before = baseline.fingerprint(tmp_path, ["crm"])
    assert before != baseline.fingerprint(tmp_path, ["crm", "mail"])
    (tmp_path / "odoo/addons/mail/tests/test_x.py").write_text("b", encoding="utf-8")
    assert before == baseline.fingerprint(tmp_path, ["crm"])
    (tmp_path / "addons/crm/tests/test_x.py").write_text("b", encoding="utf-8")
    assert before != baseline.fingerprint(tmp_path, ["crm"])


def test_a_list_survives_writing(tmp_path: Path) -> None:
    suite = baseline.Suite("about", full=True, modules=["crm"], addons=["a"], tags="/crm", result=TODAY)
    baseline.write(tmp_path / "x.json", suite)
    assert baseline.read(tmp_path / "x.json") == suite


def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StackError):
        baseline.read(tmp_path / "none.json")
    (tmp_path / "x.json").write_text('{"about": "x", "surprise": 1}', encoding="utf-8")
    with pytest.raises(StackError, match=r"x\.json"):
        baseline.read(tmp_path / "x.json")


def test_committed_lists_hold_together() -> None:
    names = [*baseline.suites(REPO, full=False), *baseline.suites(REPO, full=True)]
    assert "default" in names
    for name in names:
        path = REPO / baseline.FOLDER / f"{name}.json"
        suite = baseline.read(path)
        assert suite.tested, name
        assert suite.fingerprint, f"{name} is not recorded"
        assert suite.result.tests == sum(suite.result.classes.values()) > 0
        assert not {*suite.result.failing} & {*suite.unstable}
        assert all((REPO / "addons" / addon / "__manifest__.py").is_file() for addon in suite.addons)
        assert json.loads(path.read_text(encoding="utf-8"))["result"]["failing"] == dict(
            sorted(suite.result.failing.items())
        )


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    """A checkout with one suite, and an Odoo with its tests; nothing in it can be started."""
    tests = tmp_path / "odoo" / "addons" / "crm" / "tests"
    tests.mkdir(parents=True)
    (tests / "test_a.py").write_text("as recorded", encoding="utf-8")
    (tmp_path / baseline.FOLDER).mkdir(parents=True)
    suite = baseline.Suite("about", full=False, modules=["crm"], addons=["ours"], tags="/crm", result=TODAY)
    suite = replace(suite, odoo="19.0.0", fingerprint=baseline.fingerprint(tmp_path, ["crm"]))
    baseline.write(tmp_path / baseline.FOLDER / "small.json", suite)
    return Stack(tmp_path, tmp_path, tmp_path / "python", tmp_path, {})


class Runs:
    """Stands in for the runs of Odoo: gives results in turn and keeps which addons were asked for."""

    def __init__(self, *results: tuple[Result, list[str]]) -> None:
        self.results = list(results)
        self.addons: list[tuple[str, ...]] = []

    def __call__(self, stack: Stack, name: str, suite: baseline.Suite, addons: list[str]) -> tuple[Result, list[str]]:
        self.addons.append(tuple(addons))
        return self.results[len(self.addons) - 1]


WORSE = replace(TODAY, failing={**TODAY.failing, "crm.test_b.TestB.test_new": "KeyError: 'a'"})


@pytest.mark.parametrize(
    ("outcome", "code"),
    [((TODAY, []), 0), ((WORSE, []), 1), ((TODAY, ["our addon complains"]), 1)],
    ids=["the same", "a new failure", "a complaint"],
)
def test_run_compares_with_the_list(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, outcome: tuple[Result, list[str]], code: int
) -> None:
    runs = Runs(outcome)
    monkeypatch.setattr(baseline, "measure", runs)
    assert baseline.run(stack, "small") == code
    assert runs.addons == [("ours",)]


def test_with_other_tests_of_odoo_the_suite_runs_without_us_first(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    (stack.odoo_path / "odoo" / "addons" / "crm" / "tests" / "test_a.py").write_text("another", encoding="utf-8")
    for second, code in ((WORSE, 0), (replace(WORSE, tests=0, classes={}), 1)):
        runs = Runs((WORSE, []), (second, []))
        monkeypatch.setattr(baseline, "measure", runs)
        assert baseline.run(stack, "small") == code
        assert runs.addons == [(), ("ours",)]


def test_list_itself_can_be_put_to_the_test(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs((TODAY, []))
    monkeypatch.setattr(baseline, "measure", runs)
    assert baseline.run(stack, "small", with_addons=False) == 0
    assert runs.addons == [()]


def test_recording_writes_the_list_anew(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs((WORSE, []), (WORSE, []))
    monkeypatch.setattr(baseline, "measure", runs)
    assert baseline.record(stack, "small") == 0
    written = baseline.read(stack.repo / baseline.FOLDER / "small.json")
    assert written.result == WORSE
    assert written.modules == ["crm"]
    assert runs.addons == [(), ()]


def test_tours_without_chromium_are_red(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = stack.repo / baseline.FOLDER / "small.json"
    baseline.write(path, replace(baseline.read(path), tags="is_tour/crm"))
    monkeypatch.setattr(baseline, "has_browser", lambda: False)
    assert baseline.run(stack, "small") == 1
    assert "no Chromium" in capsys.readouterr().out


def test_unknown_suite_is_refused(stack: Stack) -> None:
    with pytest.raises(StackError, match=r"absent\.json"):
        baseline.run(stack, "absent")


@pytest.mark.parametrize(("alone", "code"), [(TODAY, 0), (WORSE, 1)], ids=["late once", "broken"])
def test_a_tour_that_fails_runs_again_by_itself(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, alone: Result, code: int
) -> None:
    path = stack.repo / baseline.FOLDER / "small.json"
    baseline.write(path, replace(baseline.read(path), tags="is_tour/crm"))
    runs = Runs((WORSE, []), (alone, []))
    asked: list[str] = []

    def measure(stack: Stack, name: str, suite: baseline.Suite, addons: list[str]) -> tuple[Result, list[str]]:
        asked.append(suite.tags)
        return runs(stack, name, suite, addons)

    monkeypatch.setattr(baseline, "has_browser", lambda: True)
    monkeypatch.setattr(baseline, "measure", measure)
    assert baseline.run(stack, "small") == code
    assert asked == ["is_tour/crm", "/crm:TestB.test_new"]
    assert runs.addons == [("ours",), ("ours",)]
