"""The virtual environment: Odoo's Python requirements and the developer's tools, keyed by what made it."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import sys
from pathlib import Path

from stacklib import files, shell
from stacklib.errors import StackError
from stacklib.progress import step

# lifetimes is used for its data files only and pins old packages, hence without its dependencies.
REQUIREMENTS = (("requirements.txt", ()), ("requirements-dev.txt", ()), ("requirements-data.txt", ("--no-deps",)))
INCLUDED = "requirements-addons.txt"
PYTHON = ((3, 10), (3, 13))
# A program of its own: `python -m odoo` would take any odoo.py of the current folder.
PROGRAM = "import odoo.cli\n\nodoo.cli.main()\n"


def check_python() -> None:
    """Refuse a Python that Odoo 19 does not support or that cannot make virtual environments.

    :raise StackError: with the one command that helps
    """
    version = sys.version_info[:2]
    if not PYTHON[0] <= version <= PYTHON[1]:
        raise StackError(
            f"This is Python {version[0]}.{version[1]}.",
            "Odoo 19 needs Python 3.10 to 3.13.",
            "Run stack.py with such a Python, for instance: python3.13 scripts/stack.py up",
        )
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise StackError(
            "This Python cannot make a virtual environment.", "It has no ensurepip.", "apt-get install python3-venv"
        )


def key(repo: Path, base: str = "") -> str:
    """Return a short hash over the Python and the requirements that make the environment."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {base or sys.base_prefix}".encode())
    for name in (INCLUDED, *(name for name, _options in REQUIREMENTS)):
        digest.update(name.encode() + b"\0" + (repo / name).read_bytes())
    return digest.hexdigest()[:12]


def provide(repo: Path, home: Path, odoo_path: Path) -> Path:
    """Return the interpreter of a complete virtual environment in which Odoo can be imported.

    :raise StackError: no ensurepip, no space, no network
    """
    check_python()
    name = key(repo)
    folder = home / "venv" / name
    # The programs of an environment name its folder, so one that was moved is made again.
    this = f"{name} {folder}"
    python = folder / "bin" / "python"
    # The base interpreter may have been removed by an upgrade of the system: then the link leads nowhere.
    if not (files.is_complete(folder, this) and python.exists()):
        build(repo, folder, this, odoo_path)
        prune(folder)
    link_odoo(folder, odoo_path)
    return python


def build(repo: Path, folder: Path, this: str, odoo_path: Path) -> None:
    """Make the environment from nothing; only the last step marks it complete."""
    files.remove(folder)
    files.need_space(folder, 1300, "the virtual environment")
    python = folder / "bin" / "python"
    with step("Python: virtual environment"):
        shell.run([sys.executable, "-I", "-m", "venv", folder], "The virtual environment cannot be made.")
        link_odoo(folder, odoo_path)
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    for name, options in REQUIREMENTS:
        with step(f"Python: installing {name}"):
            shell.run(
                [
                    python,
                    "-I",
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    *options,
                    "-r",
                    repo / name,
                ],
                f"The packages of {name} cannot be installed.",
                env=env,
                todo="Check the network and the disk space, then run the command again.",
            )
    files.stamp(folder, this)


def prune(current: Path, keep: int = 2) -> None:
    """Remove the environments of former requirements, but the latest, which another branch may still use."""
    former = [entry for entry in current.parent.iterdir() if entry != current]
    for entry in sorted(former, key=lambda path: path.stat().st_mtime)[: -(keep - 1)]:
        files.remove(entry)


def site_packages(folder: Path) -> Path:
    """Return the folder of installed packages of a virtual environment."""
    return next((folder / "lib").glob("python3.*")) / "site-packages"


def link_odoo(folder: Path, odoo_path: Path) -> None:
    """Make Odoo importable, and known to pip, which then installs addons that ask for odoo==19.0.*."""
    site = site_packages(folder)
    pth = site / "odoo.pth"
    program = folder / "bin" / "odoo"
    start = f"#!{folder}/bin/python\n{PROGRAM}"
    if not program.is_file() or program.read_text(encoding="utf-8") != start:
        files.write_text(program, start, mode=0o755)
    text = f"{odoo_path}\n"
    if not pth.is_file() or pth.read_text(encoding="utf-8") != text:
        files.write_text(pth, text)
        info = site / "odoo-19.0.dist-info"
        files.remove(info)
        if not [*odoo_path.glob("odoo-*.egg-info"), *odoo_path.glob("odoo-*.dist-info")]:
            files.write_text(info / "METADATA", "Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n")


def find_program(folder: Path, name: str) -> str:
    """Return a program of the environment, or else one on the PATH; empty if there is none."""
    return shutil.which(name, path=str(folder / "bin")) or shutil.which(name) or ""
