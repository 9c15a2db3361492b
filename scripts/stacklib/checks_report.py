"""Running the steps of the checks one after the other, and telling how they went.

A step is a name and a function that returns an ``Outcome``. A step that fails, or raises, hides none of the
later ones. The last line that is printed counts all tests of all steps.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from stacklib.checks_children import stop_all
from stacklib.checks_parse import Counts
from stacklib.errors import StackError
from stacklib.progress import say

SHOWN = 40  # problems printed per step; the log file has them all


@dataclass(frozen=True)
class Outcome:
    """Result of a step: its counts, what went wrong, and a remark (why it was not run, where the log is)."""

    counts: Counts
    problems: tuple[str, ...] = ()
    note: str = ""

    @property
    def failed(self) -> bool:
        """Tell whether this result makes the run red."""
        return bool(self.counts.failed or self.problems)


@dataclass(frozen=True)
class Step:
    """A named part of the checks."""

    name: str
    run: Callable[[], Outcome]


@dataclass(frozen=True)
class Result:
    """A step that was run, with its time in seconds."""

    name: str
    outcome: Outcome
    seconds: float


def not_run(reason: str) -> Outcome:
    """Result of a step that this machine cannot run; counted as skipped, never as passed."""
    return Outcome(Counts(skipped=1), note=f"not run: {reason}")


def failure(message: str, note: str = "") -> Outcome:
    """Result of a step that could not do its work."""
    return Outcome(Counts(failed=1), (message,), note)


def verdict(problems: Sequence[str], note: str = "") -> Outcome:
    """Result of a check that either finds nothing or fails: one test."""
    return Outcome(Counts(failed=1) if problems else Counts(passed=1), tuple(problems), note)


def total(outcomes: Sequence[Outcome]) -> Outcome:
    """Add up the results of the parts of a step."""
    counts = sum((outcome.counts for outcome in outcomes), Counts())
    problems = tuple(problem for outcome in outcomes for problem in outcome.problems)
    return Outcome(counts, problems, "; ".join(outcome.note for outcome in outcomes if outcome.note))


def run_steps(steps: Sequence[Step], workers: int = 1) -> list[Result]:
    """Run steps, at most so many at a time, and show each as it ends; an exception is that step's failure.

    :return: the results in the order of the steps
    """
    pool = ThreadPoolExecutor(workers)
    try:
        return list(pool.map(run_step, steps))
    except KeyboardInterrupt:
        # The steps wait for their programs, and we would wait for the steps.
        stop_all()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def run_step(step: Step) -> Result:
    """Run one step and show how it went."""
    say(f"--- {step.name}")
    start = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(step.run)
    result = Result(step.name, _outcome(future), time.monotonic() - start)
    show(result)
    return result


def _outcome(future: Future[Outcome]) -> Outcome:
    error = future.exception()
    if error is None:
        outcome = future.result()
        hidden = outcome.failed and not outcome.counts.failed
        return Outcome(outcome.counts + Counts(failed=1), outcome.problems, outcome.note) if hidden else outcome
    if isinstance(error, (StackError, OSError)):
        return failure(str(error))
    return failure("".join(traceback.format_exception(error)))


def show(result: Result) -> None:
    """Print how a step went, with its problems; in one piece, because two steps may end together."""
    counts, problems = result.outcome.counts, result.outcome.problems
    mark = "FAILED" if result.outcome.failed else "ok"
    lines = [f"=== {result.name}: {mark}, {counts.passed} passed, {counts.failed} failed, {result.seconds:.1f} s"]
    lines += [indented(text) for text in (result.outcome.note, *problems[:SHOWN]) if text]
    if len(problems) > SHOWN:
        lines.append(indented(f"... and {len(problems) - SHOWN} more"))
    say("\n".join(lines))


def indented(text: str) -> str:
    """Return a text moved to the right."""
    return "    " + text.replace("\n", "\n    ")


def summary(results: Sequence[Result]) -> list[str]:
    """Return the lines of the closing table; the last one holds the totals and nothing else."""
    width = max((len(result.name) for result in results), default=4)
    lines = [f"{'step':<{width}}  passed  failed  skipped  seconds"]
    for result in results:
        counts = result.outcome.counts
        numbers = f"{counts.passed:>6}  {counts.failed:>6}  {counts.skipped:>7}  {result.seconds:>7.1f}"
        lines.append(f"{result.name:<{width}}  {numbers}")
    counts = sum((result.outcome.counts for result in results), Counts())
    closing = f"{counts.passed} passed, {counts.failed} failed"
    return [*lines, f"{closing}, {counts.skipped} skipped" if counts.skipped else closing]


def finish(results: Sequence[Result]) -> int:
    """Print the closing table and return the exit code: 0 only if tests ran and none failed."""
    counts = sum((result.outcome.counts for result in results), Counts())
    if not counts.ran:
        say("No test ran.")
    for line in summary(results):
        say(line)
    return 0 if counts.ran and not any(result.outcome.failed for result in results) else 1
