"""The static checks: each is one command that must end with 0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stacklib.checks_report import Outcome, total, verdict
from stacklib.checks_run import run_logged
from stacklib.stack import Stack


@dataclass(frozen=True)
class Linter:
    """A static check: its name, its command and the folder it runs in."""

    name: str
    command: tuple[str, ...]
    cwd: Path


def addon_folders(repo: Path) -> list[Path]:
    """Return the folders of our addons in the order of their names."""
    return sorted(path.parent for path in repo.glob("addons/*/__manifest__.py"))


def linters(stack: Stack) -> Iterator[Linter]:
    """Yield every static check of the tree."""
    repo, python, tools = stack.repo, str(stack.python), stack.python.parent
    addons = [str(path.relative_to(repo)) for path in addon_folders(repo)]
    yield Linter("ruff format", (python, "-m", "ruff", "format", "--check", "."), repo)
    yield Linter("ruff check", (python, "-m", "ruff", "check", "."), repo)
    mypy = (python, "-m", "mypy", "--strict", "--config-file", str(repo / "pyproject.toml"))
    yield Linter("mypy scripts", (*mypy, "."), repo / "scripts")
    for folder in addon_folders(repo):
        if (folder / "core").is_dir():
            # In the addon's folder, so that the package is `core` and its parent, which needs Odoo, is not read.
            yield Linter(f"mypy {folder.name}/core", (*mypy, "--explicit-package-bases", "core"), folder)
    if addons:
        yield Linter("pylint-odoo", (python, "-m", "pylint", "--rcfile", ".pylintrc", *addons), repo)
        # Left out: the letter case of the first line of an XML file, and the order of attributes.
        oca = (str(tools / "oca-checks-odoo-module"), "--disable=xml-header-wrong,xml-tag-position", *addons)
        yield Linter("oca-checks-odoo-module", oca, repo)
        licences = ("--addons-path-python", python, "-d", "addons", "check-licenses", "--transitive")
        yield Linter("manifestoo check-licenses", (str(tools / "manifestoo"), *licences), repo)


def run_linter(stack: Stack, linter: Linter) -> Outcome:
    """Run one static check; what it prints is the problem if it fails."""
    # Caches beside the sources would be taken for a part of the addon.
    caches = {
        "MYPY_CACHE_DIR": str(stack.home / "cache" / "mypy"),
        "RUFF_CACHE_DIR": str(stack.home / "cache" / "ruff"),
    }
    done = run_logged(stack, f"lint {linter.name}", linter.command, caches, linter.cwd)
    problems = [] if done.code == 0 else [f"{linter.name}:\n{done.output.strip()}"]
    return verdict(problems)


def lint(stack: Stack) -> Outcome:
    """Run every static check, one after the other."""
    return total([run_linter(stack, linter) for linter in linters(stack)])
