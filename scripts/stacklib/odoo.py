"""Which Odoo: one of the user's own, or the locked Debian package in the state directory."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from stacklib import tree
from stacklib.apt import WAYS_OUT
from stacklib.errors import StackError
from stacklib.lockfile import load

INSTALLED = "installed"


def find(home: Path, own: str = "", deb: str = "") -> Path:
    """Return the folder that holds the ``odoo`` package.

    :param home: state directory
    :param own: path of an Odoo 19 (source checkout or ``dist-packages``), or ``installed``; else the variable
        CRM_SUITE_ODOO is looked at
    :param deb: Debian package of Odoo 19 as a file
    :raise StackError: it is not Odoo 19, or none can be had
    """
    own = own or os.environ.get("CRM_SUITE_ODOO", "")
    if own:
        folder = installed() if own == INSTALLED else locate(Path(own).expanduser())
        check_series(folder)
        return folder
    return check_series(tree.provide(home, Path(deb).expanduser() if deb else None))


def locate(path: Path) -> Path:
    """Return the folder holding the ``odoo`` package, from any folder people would name.

    :raise StackError: there is no Odoo there
    """
    for folder in (path, path.parent, path / "odoo", path / tree.DIST_PACKAGES):
        if (folder / "odoo" / "release.py").is_file():
            return folder.resolve()
    raise StackError(f"There is no Odoo in {path}.", "It has no odoo/release.py.", WAYS_OUT)


def installed() -> Path:
    """Return the folder of the Odoo this machine's Python can import.

    :raise StackError: none can be imported
    """
    code = (
        "import importlib.util as u; s = u.find_spec('odoo'); print(list(s.submodule_search_locations)[0] if s else '')"
    )
    for python in (sys.executable, "/usr/bin/python3"):
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
        if done.returncode == 0 and done.stdout.strip():
            return locate(Path(done.stdout.strip()).parent)
    raise StackError("No installed Odoo was found.", "Neither this Python nor /usr/bin/python3 imports it.", WAYS_OUT)


def series_of(folder: Path) -> str:
    """Read the series ("19.0") from Odoo's release file, without importing it."""
    text = (folder / "odoo" / "release.py").read_text(encoding="utf-8")
    match = re.search(r"^version_info\s*=\s*\(\s*['\"]?([^,'\"]+)['\"]?\s*,\s*(\d+)", text, re.MULTILINE)
    return f"{match[1]}.{match[2]}" if match else "unknown"


def check_series(folder: Path) -> Path:
    """Return the folder if it holds Odoo 19.

    :raise StackError: it is another version
    """
    series = series_of(folder)
    wanted = load().series
    if series != wanted:
        raise StackError(f"{folder} is Odoo {series}.", f"The suite is made for Odoo {wanted}.", WAYS_OUT)
    return folder
