"""No step hides another, and the end of the output tells the truth."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from stacklib.checks_children import wait_or_stop
from stacklib.checks_parse import Counts
from stacklib.checks_report import Outcome, Step, failure, finish, not_run, run_steps, summary, total, verdict
from stacklib.checks_run import Done, pytest_outcome
from stacklib.errors import StackError


def passing() -> Outcome:
    return Outcome(Counts(passed=2))


def broken() -> Outcome:
    raise ZeroDivisionError("planted")


def explained() -> Outcome:
    raise StackError("What happened.", "Why.", "What next.")


def test_a_step_that_raises_fails_and_hides_no_other(capsys: pytest.CaptureFixture[str]):
    results = run_steps([Step("one", broken), Step("two", explained), Step("three", passing)])
    assert [result.outcome.counts for result in results] == [Counts(failed=1), Counts(failed=1), Counts(2)]
    assert finish(results) == 1
    printed = capsys.readouterr().out
    assert "ZeroDivisionError: planted" in printed
    assert "next: What next." in printed
    assert printed.splitlines()[-1] == "2 passed, 2 failed"


def test_success_ends_with_zero_and_the_totals_alone_on_the_last_line(capsys: pytest.CaptureFixture[str]):
    assert finish(run_steps([Step("a", passing), Step("b", lambda: not_run("no Chromium"))])) == 0
    printed = capsys.readouterr().out
    assert "not run: no Chromium" in printed
    assert printed.splitlines()[-1] == "2 passed, 0 failed, 1 skipped"


@pytest.mark.parametrize("outcome", [Outcome(Counts()), Outcome(Counts(skipped=3))])
def test_a_run_without_any_test_is_a_failure(outcome: Outcome, capsys: pytest.CaptureFixture[str]):
    assert finish(run_steps([Step("nothing", lambda: outcome)])) == 1
    assert "No test ran." in capsys.readouterr().out


def test_no_steps_at_all_is_a_failure():
    assert finish([]) == 1


def test_a_problem_makes_the_run_red_even_if_nothing_was_counted_as_failed():
    results = run_steps([Step("odd", lambda: Outcome(Counts(passed=5), ("an error in the log",)))])
    assert results[0].outcome.counts == Counts(5, 1)
    assert finish(results) == 1


def test_two_steps_run_at_the_same_time_and_keep_their_order():
    meeting = threading.Barrier(2, timeout=10)

    def meet() -> Outcome:
        meeting.wait()
        return passing()

    results = run_steps([Step("left", meet), Step("right", meet)], workers=2)
    assert [(result.name, result.outcome) for result in results] == [("left", passing()), ("right", passing())]


def test_every_step_stands_in_the_closing_table():
    lines = summary(run_steps([Step("static checks", passing), Step("b", lambda: failure("x"))]))
    assert [line.split()[:4] for line in lines[1:3]] == [["static", "checks", "2", "0"], ["b", "0", "1", "0"]]


def test_parts_add_up():
    parts = [verdict([]), verdict(["wrong"], "log: x"), Outcome(Counts(3, 0, 1))]
    assert total(parts) == Outcome(Counts(4, 1, 1), ("wrong",), "log: x")


def done(code: int | None, output: str) -> Done:
    return Done(code, output, Path("some.log"))


@pytest.mark.parametrize(
    ("run", "counts"),
    [
        (done(0, "3 passed in 0.1s"), Counts(3)),
        (done(1, "1 failed, 3 passed in 0.1s"), Counts(3, 1)),
        (done(None, "...."), Counts(failed=1)),
        (done(-9, "...."), Counts(failed=1)),
        (done(3, "3 passed in 0.1s"), Counts(failed=1)),
        (done(5, "no tests ran in 0.1s"), Counts(failed=1)),
        (done(0, "2 skipped in 0.1s"), Counts(failed=1, skipped=2)),
    ],
)
def test_a_run_of_pytest_is_judged_by_its_words_and_its_exit_code(run: Done, counts: Counts):
    outcome = pytest_outcome(run, "tests")
    assert outcome.counts == counts
    assert outcome.failed is bool(counts.failed)


def test_a_selection_that_finds_nothing_is_no_failure_of_its_step():
    assert pytest_outcome(done(5, "4 deselected in 0.1s"), "tests", may_be_empty=True) == Outcome(Counts())


def test_a_program_that_hangs_is_stopped_with_its_children():
    child = "import time; time.sleep(600)"
    script = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {child!r}]).pid, flush=True)"
    process = subprocess.Popen(
        [sys.executable, "-c", f"{script}; {child}"], start_new_session=True, stdout=subprocess.PIPE
    )
    assert process.stdout
    pid = int(process.stdout.readline())
    assert is_running(pid)
    assert wait_or_stop(process, 0.2) is None
    process.stdout.close()
    assert process.poll() is not None
    end = time.monotonic() + 10
    while is_running(pid) and time.monotonic() < end:
        time.sleep(0.01)
    assert not is_running(pid)


def is_running(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_an_odoo_that_hangs_tells_where(tmp_path: Path):
    script = "import faulthandler, signal, time; faulthandler.register(signal.SIGQUIT); time.sleep(600)"
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-c", script], start_new_session=True, stdout=log, stderr=log)
        assert wait_or_stop(process, 2, is_odoo=True) is None
    assert "most recent call first" in (tmp_path / "log").read_text(encoding="utf-8")


# A background job of a shell is born deaf to Ctrl-C, so the program first listens again.
INTERRUPTED = """
import signal, subprocess, sys
from stacklib.checks import end_like_ctrl_c
from stacklib.checks_children import wait_or_stop
from stacklib.checks_report import Step, run_steps

def step():
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    print(process.pid, flush=True)
    wait_or_stop(process, 600)

signal.signal(signal.SIGINT, signal.default_int_handler)
end_like_ctrl_c()
try:
    run_steps([Step("hangs", step), Step("never begins", step)])
except KeyboardInterrupt:
    print("cleaned up")
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_no_program_behind(repo: Path, number: signal.Signals):
    run = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED],
        env={**os.environ, "PYTHONPATH": str(repo / "scripts")},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert run.stdout
    assert run.stdout.readline() == "--- hangs\n"
    pid = int(run.stdout.readline())
    run.send_signal(number)
    output = run.communicate(timeout=30)[0]
    assert not is_running(pid)
    assert output.splitlines()[-1] == "cleaned up"
    assert "never begins" not in output
