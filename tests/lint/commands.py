"""The commands a document names, and the commands and options the programs have."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"python3? +(scripts/\w+\.py)((?:[ \t]+[^\s`|;&)]+)*)")
OPTION = re.compile(r"(?<![\w-])(--?[a-zA-Z][\w-]*)")
LISTED = re.compile(r"^ {4}([a-z][\w-]*)(?= |$)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
SUBCOMMANDS = re.compile(r"\{([\w,-]+)\}")


@dataclass(frozen=True)
class Command:
    """A command line of a document: the program and what follows it."""

    program: str
    words: tuple[str, ...]


def commands_in(text: str) -> Iterator[Command]:
    """Yield every ``python3 scripts/…`` of a document; a comment at the end of the line is left out."""
    for match in NAMED.finditer(re.sub(r"\\\n\s*", " ", text)):
        yield Command(match[1], tuple(shlex.split(match[2], comments=True)))


def documents(start: Path) -> list[Path]:
    """Return a document and all documents of the checkout that can be reached from it by links."""
    found = [start.resolve()]
    for path in found:
        for target in LINK.findall(path.read_text(encoding="utf-8")):
            linked = (path.parent / target).resolve()
            linked = linked / "README.md" if linked.is_dir() else linked
            if linked.suffix == ".md" and linked.is_file() and linked not in found:
                found.append(linked)
    return found


def dead_links(path: Path) -> list[str]:
    """Return the links of a document to files of the checkout that are not there."""
    targets = LINK.findall(path.read_text(encoding="utf-8"))
    return [f"{path.name}: {target}" for target in targets if not (path.parent / target).exists()]


@cache
def help_of(program: str, *subcommand: str) -> str:
    """Return what a program prints for --help.

    :raise AssertionError: it does not know the command
    """
    done = subprocess.run(
        [sys.executable, str(REPO / program), *subcommand, "--help"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, f"{program} {' '.join(subcommand)} --help: {done.stderr}"
    return done.stdout


def subcommands(help_text: str) -> list[str]:
    """Return the commands a program offers, by the list of their helps or the ``{a,b}`` of its usage line."""
    usage, _blank, rest = help_text.partition("\n\n")
    if not usage.rstrip().endswith("..."):
        return []
    listed = rest.partition("positional arguments:\n")[2].partition("\n\n")[0]
    if names := LISTED.findall(listed):
        return [str(name) for name in names]
    match = SUBCOMMANDS.search(usage)
    return match[1].split(",") if match else []


def options(help_text: str) -> set[str]:
    """Return the options a help text names."""
    return set(OPTION.findall(help_text)) - {"-h", "--help"}


def faults(command: Command) -> Iterator[str]:
    """Yield what is wrong with a command line of a document."""
    if not (REPO / command.program).is_file():
        yield f"there is no {command.program}"
        return
    offered = subcommands(help_of(command.program))
    first = next((word for word in command.words if not word.startswith("-")), "")
    if offered and first not in offered:
        yield f"{command.program} has no command {first!r}"
        return
    known = options(help_of(command.program)) | options(help_of(command.program, *([first] if offered else [])))
    for word in command.words:
        name = word.split("=")[0]
        if name.startswith("-") and name not in known and name not in ("-h", "--help"):
            yield f"{command.program} {first}: there is no option {name}"


def spellings(help_text: str) -> list[tuple[str, ...]]:
    """Return the options a help text lists, each with all its names: ``("-d", "--database")``."""
    heads = (line[2:].split("  ")[0] for line in help_text.splitlines() if line.startswith("  -"))
    found = [tuple(OPTION.findall(head)) for head in heads]
    return [names for names in found if "--help" not in names]


def undocumented(text: str, program: str) -> list[str]:
    """Return the commands and options of a program that a document names in none of their spellings."""
    offered = subcommands(help_of(program))
    missing = [name for name in offered if not re.search(rf"{re.escape(program)} {name}\b", text)]
    if not offered and program not in text:
        missing.append(program)
    helps = [help_of(program), *(help_of(program, name) for name in offered)]
    listed = dict.fromkeys(names for help_text in helps for names in spellings(help_text))
    named = options(text)
    return missing + [names[-1] for names in listed if not named.intersection(names)]
