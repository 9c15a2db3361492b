"""The entry for build servers installs what is missing, as root only, and then runs the one test command."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

EVERYTHING = ("python3", "git", "npm", "chromium", "wkhtmltopdf", "apt-get", "apt-cache")
NEEDED = ("bash", "dirname")  # the only real programs the script may use


class Machine:
    """A machine whose programs only write down how they were called."""

    def __init__(self, folder: Path, script: Path) -> None:
        self.folder, self.bin, self.calls = folder, folder / "bin", folder / "calls"
        (folder / ".ci").mkdir()
        shutil.copy(script, folder / ".ci" / "run")
        self.bin.mkdir()
        for name in NEEDED:
            (self.bin / name).symlink_to(str(shutil.which(name)))
        self.install("id", "echo 0")
        for name in EVERYTHING:
            self.install(name)

    def install(self, name: str, does: str = "") -> None:
        """Put a program on the machine."""
        path = self.bin / name
        path.write_text(f'#!/bin/sh\necho "{name} $* CI=$CI" >> "{self.calls}"\n{does}\n', encoding="utf-8")
        path.chmod(0o755)

    def remove(self, *names: str) -> None:
        """Take programs away."""
        for name in names:
            (self.bin / name).unlink()

    def run(self, **env: str) -> list[str]:
        """Run the script and return the calls of the programs, the question about Python's modules left out."""
        self.output = subprocess.run(
            [str(self.folder / ".ci" / "run")],
            env={"PATH": str(self.bin), **env},
            cwd="/",
            capture_output=True,
            check=False,
        )
        calls = self.calls.read_text(encoding="utf-8").splitlines()
        return [call for call in calls if not call.startswith(("python3 -c", "id "))]


@pytest.fixture
def machine(tmp_path: Path, repo: Path) -> Machine:
    return Machine(tmp_path, repo / ".ci" / "run")


TEST = "python3 scripts/stack.py test CI=true"


def test_a_machine_that_has_everything_only_tests(machine: Machine):
    assert machine.run() == [TEST]
    assert machine.output.returncode == 0


def test_root_installs_what_is_missing(machine: Machine):
    machine.remove("chromium", "npm")
    assert machine.run() == [
        "apt-get update -qq CI=true",
        "apt-cache show npm CI=true",
        "apt-cache show chromium CI=true",
        "apt-get install -y -qq --no-install-recommends npm chromium CI=true",
        TEST,
    ]


def test_python_without_ensurepip_gets_it(machine: Machine):
    machine.install("python3", 'case "$*" in *ensurepip*) exit 1;; esac')
    assert "apt-get install -y -qq --no-install-recommends python3-venv CI=true" in machine.run()


def test_what_the_release_does_not_have_is_left_out(machine: Machine):
    machine.remove("wkhtmltopdf", "chromium")
    machine.install("apt-cache", '[ "$2" != wkhtmltopdf ]')
    calls = machine.run()
    assert "apt-get install -y -qq --no-install-recommends chromium CI=true" in calls
    assert calls[-1] == TEST


def test_an_update_that_fails_does_not_end_it(machine: Machine):
    machine.remove("chromium")
    machine.install("apt-get", '[ "$1" != update ]')
    assert machine.run()[-1] == TEST


def test_an_ordinary_user_is_told_and_the_tests_decide(machine: Machine):
    machine.remove("chromium")
    machine.install("id", "echo 1000")
    assert machine.run() == [TEST]
    assert b"only root can install it: apt-get install chromium" in machine.output.stderr


def test_a_system_without_apt_goes_on(machine: Machine):
    machine.remove("chromium", "apt-get", "apt-cache")
    assert machine.run() == [TEST]


def test_red_tests_make_it_red(machine: Machine):
    machine.install("python3", 'case "$*" in *stack.py*) exit 1;; esac')
    machine.run()
    assert machine.output.returncode == 1


def test_it_is_executable_and_the_given_ci_is_kept(machine: Machine, repo: Path):
    assert os.access(repo / ".ci" / "run", os.X_OK)
    assert machine.run(CI="1") == [TEST.replace("true", "1")]
