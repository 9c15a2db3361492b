"""Running other programs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from stacklib.errors import StackError


def run(
    command: Sequence[str | Path],
    what: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    todo: str = "",
    stdin: str | None = None,
) -> str:
    """Run a program and return its standard output.

    :param command: program and arguments
    :param what: what failed, in words, if it fails
    :param env: whole environment of the program; ours if not given
    :param todo: what the user can do about a failure
    :param stdin: text given to the program
    :raise StackError: the program is missing or ends with an error; its last lines are shown
    """
    argv = [str(part) for part in command]
    try:
        done = subprocess.run(
            argv,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise StackError(what, f"{argv[0]}: {error.strerror}", todo) from error
    if done.returncode:
        raise StackError(what, tail(done.stderr + done.stdout) or f"{argv[0]} ended with {done.returncode}", todo)
    return done.stdout


def tail(text: str, lines: int = 8) -> str:
    """Return the last lines that say something."""
    return "\n        ".join([line for line in text.splitlines() if line.strip()][-lines:])


def is_root() -> bool:
    """Tell whether we run as the administrator of the machine."""
    return os.geteuid() == 0
