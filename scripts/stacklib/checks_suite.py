"""The checks of one run that need more than a command: databases, a server, a browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from stacklib import baseline, browser, checks_addons, pdf
from stacklib.checks_env import NO_BROWSER, STACK, has_browser, in_ci, stack_variable
from stacklib.checks_parse import Counts
from stacklib.checks_report import Outcome, failure, not_run
from stacklib.checks_run import MINUTE, log_folder, pytest_command, pytest_outcome, run_logged
from stacklib.checks_select import BENCH, BROWSER, DOCKER, LIFECYCLE, PURE, RPC
from stacklib.checks_template import Templates, provide, scratch
from stacklib.errors import StackError
from stacklib.progress import say
from stacklib.server import serving
from stacklib.stack import Stack

BENCH_PROGRAM = "tests/bench/run.py"
BENCH_LIMIT = 180 * MINUTE
FIRST_ADDON = "crm_customer360"


class Suite:
    """The checks of one run; the names of the databases are known once they are made."""

    def __init__(self, stack: Stack, keyword: str = "", full: bool = False, slow: bool = False) -> None:
        """Prepare a run.

        :param keyword: pytest's -k expression if only some tests are wanted
        :param full: the whole of what there is, and the bench in its largest size
        :param slow: tests marked as slow belong to the run, as they do to a full one
        """
        self.stack = stack
        self.keyword = keyword
        self.full = full
        self.slow = slow or full
        self._templates: Templates | None = None

    @property
    def templates(self) -> Templates:
        """The databases to copy.

        :raise StackError: they could not be made
        """
        if self._templates is None:
            raise StackError("There is no test database, see the step that makes it.")
        return self._templates

    def make_templates(self) -> Outcome:
        """Make the databases that tests copy; one test: our addons install without error or warning."""
        self._templates = provide(self.stack)
        return Outcome(Counts(passed=1))

    def on_template(self, check: Callable[[Stack, str], Outcome]) -> Outcome:
        """Run a check that takes the name of the template database."""
        return check(self.stack, self.templates.template)

    def pytest(self, what: str, paths: Sequence[str], env: Mapping[str, str] | None = None) -> Outcome:
        """Run tests that do without Odoo's test loader; a folder that is missing is a failure."""
        if missing := self.missing(paths):
            return missing
        selection = [] if self.slow else ["-m", "not slow"]
        if self.keyword:
            selection += ["-k", self.keyword]
        variables = {STACK: stack_variable(self.stack), **(env or {})}
        done = run_logged(self.stack, what, pytest_command(self.stack, *selection, *paths), variables)
        return pytest_outcome(done, what, may_be_empty=bool(self.keyword))

    def missing(self, paths: Sequence[str]) -> Outcome | None:
        """Return a failure if a test file or folder is not there."""
        gone = [path for path in paths if not (self.stack.repo / path.split("::")[0]).exists()]
        return failure(f"missing: {', '.join(gone)}") if gone else None

    def pure(self, paths: Sequence[str] = PURE) -> Outcome:
        """Run the tests that need no database."""
        return self.pytest("pure tests", paths)

    def server_setup(self, paths: Sequence[str] = (DOCKER,)) -> Outcome:
        """Run the tests of docker/, without a container engine; they make databases of their own."""
        return self.pytest("server set-up", paths)

    def addons(self, paths: Sequence[str]) -> Outcome:
        """Run chosen tests of addons, the quick way."""
        return checks_addons.some_addon_tests(self.stack, self.templates.template, paths, self.keyword)

    def lifecycle(self, paths: Sequence[str] = (LIFECYCLE,)) -> Outcome:
        """Run the tests that install, upgrade and uninstall addons in databases of their own."""
        return self.pytest("lifecycle tests", paths, self.database_variables())

    def database_variables(self) -> dict[str, str]:
        """Return the variables by which tests find the databases they may copy."""
        return {"CRM_SUITE_TEST_BASE": self.templates.base, "CRM_SUITE_TEST_TEMPLATE": self.templates.template}

    def served(self, what: str, paths: Sequence[str], env: Mapping[str, str] | None = None) -> Outcome:
        """Run tests against a server of their own."""
        if missing := self.missing(paths):
            return missing
        with (
            scratch(self.stack, self.templates.template, f"served_{what.split(maxsplit=1)[0]}") as database,
            serving(self.stack, database) as url,
        ):
            address = {"CRM_SUITE_TEST_URL": url, "CRM_SUITE_TEST_DB": database}
            return self.pytest(what, paths, {**self.database_variables(), **address, **(env or {})})

    def rpc(self, paths: Sequence[str] = (RPC,)) -> Outcome:
        """Run the tests that speak to a server over RPC."""
        return self.served("RPC tests", paths)

    def browser(self, paths: Sequence[str] = (BROWSER,)) -> Outcome:
        """Run the tests that drive Chromium; without it they fail in CI and are reported as not run elsewhere."""
        if not has_browser():
            return failure(NO_BROWSER) if in_ci() else not_run(NO_BROWSER)
        return self.served("browser tests", paths, {"CRM_SUITE_CHROMIUM": browser.find()})

    def baseline(self, full: bool = False) -> Outcome:
        """Run Odoo's own tests with our addons installed and compare with the lists of those that fail without.

        :param full: the suites that only ``test --full`` runs, instead of the usual ones
        """
        names = baseline.suites(self.stack.repo, full)
        worse = [name for name in names if baseline.run(self.stack, name, with_addons=True)]
        counts = Counts(passed=len(names) - len(worse), failed=len(worse))
        return Outcome(counts, tuple(f"{name}: worse with our addons, see above" for name in worse))

    def printing(self) -> Outcome:
        """Print a document of a test database and see that it is a PDF."""
        with scratch(self.stack, self.templates.template, "pdf") as database:
            pdf.assert_pdf(self.stack, database)
        return Outcome(Counts(passed=1))

    def bench(self, _paths: Sequence[str] = (BENCH,)) -> Outcome:
        """Measure with our addons, with the first alone, and without them; the table is printed whatever the verdict.

        It is always run as a whole, whatever path in its folder was given.
        """
        if missing := self.missing([BENCH_PROGRAM]):
            return missing
        table = log_folder(self.stack) / "bench.md"
        table.unlink(missing_ok=True)
        with (
            scratch(self.stack, self.templates.template, "bench_with") as ours,
            scratch(self.stack, self.templates.base, "bench_alone") as alone,
            scratch(self.stack, self.templates.base, "bench_without") as plain,
        ):
            config = self.stack.config("checks_bench")
            install = ["-d", alone, "-i", FIRST_ADDON, "--stop-after-init", "--no-http"]
            done = run_logged(self.stack, "bench install", self.stack.odoo(*install, config=config))
            if done.code != 0:
                return failure(f"{FIRST_ADDON} alone could not be installed\n{done.tail}", f"log: {done.log}")
            options = ["--config", str(config), "--with-addons", ours, "--alone", alone, "--without", plain]
            options += ["--table", str(table)]
            command = [str(self.stack.python), BENCH_PROGRAM, *options, *(["--full"] if self.full else [])]
            done = run_logged(self.stack, "bench", command, limit=BENCH_LIMIT)
        if table.is_file():
            say(table.read_text(encoding="utf-8").rstrip())
        if done.code == 0 and table.is_file():
            return Outcome(Counts(passed=1))
        return failure(f"the bench ended with exit code {done.code}\n{done.tail}", f"log: {done.log}")


def prerequisites() -> Outcome:
    """On a build server, a missing browser is a failure and not a reason to test less."""
    if has_browser() or not in_ci():
        return Outcome(Counts(passed=1))
    return failure(NO_BROWSER)
