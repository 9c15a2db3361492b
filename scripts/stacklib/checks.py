"""``stack.py test``, ``lint`` and ``bench``: which checks there are, and in which order they run.

The cheap ones come first and run beside the making of the databases; what needs a database follows, two at a time, the
longest first; what is measured runs alone at the end. No step
hides another: all run, the closing table has them all, and the last line counts every test.
"""

from __future__ import annotations

import argparse
import signal
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from stacklib import baseline, checks_addons
from stacklib.checks_lint import lint, linters, run_linter
from stacklib.checks_report import Outcome, Result, Step, finish, run_steps
from stacklib.checks_select import by_kind, places_of, relative
from stacklib.checks_suite import Suite, prerequisites
from stacklib.stack import Stack

WORKERS = 2


def run_tests(stack: Stack, args: argparse.Namespace) -> int:
    """Run the checks, all or those of some paths or names; return the exit code.

    :param args: ``paths`` (may be empty), ``keyword`` (pytest's -k expression or empty), ``full``, ``record_baseline``
        (a suite of Odoo's own tests whose list is to be made anew, or empty)
    """
    end_like_ctrl_c()
    if args.record_baseline:
        return baseline.record(stack, args.record_baseline)
    if args.paths or args.keyword:
        places = relative(stack.repo, Path.cwd(), args.paths) or places_of(stack.repo, args.keyword)
        # What is asked for by its path is run, slow or not.
        suite = Suite(stack, args.keyword or "", args.full, slow=bool(args.paths))
        return finish(run_steps(chosen_steps(suite, places)))
    return finish(whole_run(Suite(stack, full=args.full)))


def run_lint(stack: Stack, _args: argparse.Namespace) -> int:
    """Run the static checks, the layering test and the tests of the tree itself; return the exit code."""
    steps = [Step(linter.name, partial(run_linter, stack, linter)) for linter in linters(stack)]
    steps.append(Step("layering and tree", partial(Suite(stack).pure, ("tests/layering", "tests/lint"))))
    return finish(run_steps(steps, WORKERS))


def run_bench(stack: Stack, args: argparse.Namespace) -> int:
    """Measure and print the table; return the exit code."""
    end_like_ctrl_c()
    suite = Suite(stack, full=args.full)
    return finish(run_steps([Step("test databases", suite.make_templates), Step("bench", suite.bench)]))


def end_like_ctrl_c() -> None:
    """Clean up when a build server ends us: our programs live in sessions of their own and would go on."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def chosen_steps(suite: Suite, places: Sequence[str]) -> list[Step]:
    """Return the steps for some paths of the checkout."""
    checks: dict[str, Callable[[Sequence[str]], Outcome]] = {
        "pure": suite.pure,
        "server set-up": suite.server_setup,
        "addons": suite.addons,
        "lifecycle": suite.lifecycle,
        "RPC": suite.rpc,
        "browser": suite.browser,
        "bench": suite.bench,
    }
    groups = by_kind(places)
    steps = [Step(kind, partial(checks[kind], paths)) for kind, paths in groups.items()]
    if set(groups) <= {"pure", "server set-up"}:
        return steps
    return [Step("test databases", suite.make_templates), *steps]


def whole_run(suite: Suite) -> list[Result]:
    """Run every check in its order."""
    first = [
        Step("test databases", suite.make_templates),
        Step("prerequisites", prerequisites),
        Step("static checks", partial(lint, suite.stack)),
        Step("pure tests", suite.pure),
        Step("server set-up", suite.server_setup),
    ]
    later = [
        *(
            Step(f"addon tests {number}", partial(suite.on_template, partial(checks_addons.addon_tests, addons)))
            for number, addons in enumerate(checks_addons.halves(suite.stack.repo), 1)
        ),
        Step("install, upgrade, uninstall", suite.lifecycle),
        Step("Odoo's own tests", suite.baseline),
        Step("RPC", suite.rpc),
        Step("browser", suite.browser),
        Step("translations", partial(suite.on_template, checks_addons.translations)),
        Step("printing", suite.printing),
    ]
    results = [*run_steps(first, WORKERS), *run_steps(later, WORKERS)]
    if suite.full:
        alone = [Step("Odoo's larger suites", partial(suite.baseline, full=True)), Step("bench", suite.bench)]
        results += run_steps(alone)
    return results
