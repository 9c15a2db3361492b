"""README.md names only commands that exist, and every command that exists."""

from __future__ import annotations

from pathlib import Path

import commands
import pytest

PROGRAMS = sorted(f"scripts/{path.name}" for path in (commands.REPO / "scripts").glob("*.py"))
TEST_COMMAND = "python3 scripts/stack.py test"


@pytest.fixture(scope="module")
def readme() -> str:
    """Text of the README."""
    return (commands.REPO / "README.md").read_text(encoding="utf-8")


def test_every_command_in_the_readme_exists(readme: str):
    named = list(commands.commands_in(readme))
    assert named, "README.md names no command"
    assert [fault for command in named for fault in commands.faults(command)] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_command_and_option_is_in_the_readme(readme: str, program: str):
    assert commands.undocumented(readme, program) == []


def test_the_two_commands_stand_in_the_readme(readme: str):
    lines = [line.strip().split("  ")[0] for line in readme.splitlines()]
    assert "python3 scripts/stack.py up" in lines
    assert TEST_COMMAND in lines


def test_the_build_server_runs_the_readmes_test_command(repo: Path):
    script = (repo / ".ci" / "run").read_text(encoding="utf-8")
    assert [line.strip() for line in script.splitlines() if "stack.py" in line and not line.startswith("#")] == [
        f"exec {TEST_COMMAND}"
    ]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A program with two commands and two options, in a checkout of its own."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "tool.py").write_text(
        "import argparse\n"
        "parser = argparse.ArgumentParser()\n"
        "parser.add_argument('--loud', action='store_true')\n"
        "commands = parser.add_subparsers(required=True)\n"
        "commands.add_parser('sing').add_argument('--times')\n"
        "commands.add_parser('rest')\n"
        "parser.parse_args()\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(commands, "REPO", tmp_path)
    commands.help_of.cache_clear()
    return "scripts/tool.py"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("python3 scripts/tool.py sing --times 3", ""),
        ("python3 scripts/tool.py --loud rest   # a comment --with words", ""),
        ("`python3 scripts/tool.py sing`", ""),
        ("python3 scripts/tool.py dance", "scripts/tool.py has no command 'dance'"),
        ("python3 scripts/tool.py sing --encore", "scripts/tool.py sing: there is no option --encore"),
        ("python3 scripts/tool.py rest --times 3", "scripts/tool.py rest: there is no option --times"),
        ("python3 scripts/gone.py", "there is no scripts/gone.py"),
    ],
)
def test_a_wrong_command_is_found(program: str, line: str, fault: str):
    (command,) = commands.commands_in(line)
    assert list(commands.faults(command)) == ([fault] if fault else [])


def test_what_is_not_documented_is_found(program: str):
    assert commands.undocumented("python3 scripts/tool.py sing --times N", program) == ["rest", "--loud"]
    assert commands.undocumented("scripts/tool.py sing, scripts/tool.py rest --times --loud", program) == []
