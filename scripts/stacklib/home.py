"""The state directory: downloads, virtual environment, databases, logs."""

from __future__ import annotations

import os
from pathlib import Path

from stacklib import shell
from stacklib.errors import StackError

ROOT_HOME = Path("/var/lib/crm-suite")


def default_home() -> Path:
    """Return CRM_SUITE_HOME, else a folder of this user.

    Root gets one outside its private home, because the PostgreSQL user must be able to enter it.
    """
    if named := os.environ.get("CRM_SUITE_HOME"):
        return Path(named).expanduser().resolve()
    if shell.is_root():
        return ROOT_HOME
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "crm-suite"


def open_home(home: Path) -> Path:
    """Create the state directory.

    :raise StackError: it cannot be written, or as root others cannot enter it
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StackError(
            f"{home} cannot be made.", error.strerror or "", "Set CRM_SUITE_HOME to another folder."
        ) from error
    if not os.access(home, os.W_OK):
        raise StackError(
            f"{home} cannot be written.", "It belongs to another user.", "Set CRM_SUITE_HOME to another folder."
        )
    if shell.is_root():
        check_reachable(home)
    return home


def check_reachable(home: Path) -> None:
    """As root, see that the unprivileged PostgreSQL user can enter the directory."""
    home.chmod(0o755)
    for folder in (home, *home.parents):
        if not folder.stat().st_mode & 0o001:
            raise StackError(
                f"The PostgreSQL user cannot reach {home}.",
                f"{folder} is closed to others.",
                f"Set CRM_SUITE_HOME to an open folder, for instance {ROOT_HOME}.",
            )
