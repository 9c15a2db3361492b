"""The README, with the documents it links to, names only commands that exist, and every command that exists."""

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


@pytest.fixture(scope="module")
def documentation() -> str:
    """Text of the README and of all documents that can be reached from it."""
    return "\n".join(path.read_text(encoding="utf-8") for path in commands.documents(commands.REPO / "README.md"))


def test_every_command_in_the_documentation_exists(documentation: str):
    named = list(commands.commands_in(documentation))
    assert named, "no command is named"
    assert [fault for command in named for fault in commands.faults(command)] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_command_and_option_is_documented(documentation: str, program: str):
    assert commands.undocumented(documentation, program) == []


def test_links_of_the_documentation_lead_somewhere():
    documents = commands.documents(commands.REPO / "README.md")
    assert [link for path in documents for link in commands.dead_links(path)] == []


def test_the_two_commands_stand_in_the_readme(readme: str):
    lines = [line.strip().split("  ")[0] for line in readme.splitlines()]
    assert "python3 scripts/stack.py up" in lines
    assert TEST_COMMAND in lines


def test_the_build_server_runs_the_readmes_test_command(repo: Path):
    script = (repo / ".ci" / "run").read_text(encoding="utf-8")
    assert [line.strip() for line in script.splitlines() if "stack.py" in line and not line.startswith("#")] == [
        f"exec {TEST_COMMAND}"
    ]


SUBPARSERS = {
    "braces": "commands = parser.add_subparsers(required=True)\n"
    "parser_of_sing = commands.add_parser('sing')\n"
    "commands.add_parser('rest')\n",
    "list": "commands = parser.add_subparsers(required=True, metavar='command')\n"
    "parser_of_sing = commands.add_parser('sing', help='sings')\n"
    "commands.add_parser('rest', help='does nothing')\n",
}


@pytest.fixture(params=["braces", "list"])
def program(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A program with two commands and two options, in a checkout of its own."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "tool.py").write_text(
        "import argparse\n"
        "parser = argparse.ArgumentParser()\n"
        "parser.add_argument('--loud', action='store_true')\n"
        + SUBPARSERS[request.param]
        + "parser_of_sing.add_argument('--times')\n"
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


def test_documents_are_found_through_links(tmp_path: Path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text(
        "[a](docs/a.md#part) [d](docs) [x](https://example.com/x.md) ![p](gone.png)", encoding="utf-8"
    )
    (tmp_path / "docs" / "a.md").write_text("[back](../README.md)", encoding="utf-8")
    (tmp_path / "docs" / "README.md").write_text("no links", encoding="utf-8")
    found = commands.documents(tmp_path / "README.md")
    assert [str(path.relative_to(tmp_path)) for path in found] == ["README.md", "docs/a.md", "docs/README.md"]
    assert commands.dead_links(tmp_path / "README.md") == ["README.md: gone.png"]
    assert commands.dead_links(tmp_path / "docs" / "a.md") == []
