"""Words that have no place in the files of this project, each with the reason.

The patterns are written so that they do not find themselves: a dot stands in brackets, a word is cut in two.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

BINARY = {".gif", ".ico", ".jpg", ".jpeg", ".png", ".woff", ".woff2", ".xlsx", ".zip", ".gz", ".pdf"}
# Which package source is used is the machine's affair: its own mirror, pip's and npm's own settings.
HOSTS = (
    r"pypi[.]org", r"pythonhosted[.]org", r"registry[.]npmjs[.]org", r"npmjs[.]com", r"deb[.]debian[.]org",
    r"(?:security|snapshot|ftp(?:[.]\w\w)?|archive)[.]debian[.]org", r"(?:archive|security|ports)[.]ubuntu[.]com",
    r"docker[.]io", r"hub[.]docker[.]com", r"ghcr[.]io", r"quay[.]io", r"nightly[.]odoo[.]com",
)  # fmt: skip
MACHINE = (r"/wo[r]k/", r"/ho[m]e/[a-z]", r"/ro[o]t/", r"/Us[e]rs/", r"[.][.]/sha[r]ed\b")
# How the project is worked on is no part of it.
WORKSHOP = (
    r"\bhel[p]er [A-F]\b", r"\bissu[e]s? #?\d+\b", r"\bCONTRAC[T][.]md\b", r"\bMISSIO[N][.]md\b", r"\bSTAC[K][.]md\b",
    r"\bSTYL[E][.]md\b", r"\bGLOSSAR[Y][.]md\b", r"\bARCHITECTUR[E][.]md\b",
)  # fmt: skip
SECRETS = (
    r"-----BEGI[N] [A-Z ]*PRIVATE KEY", r"\bAKI[A][0-9A-Z]{16}\b", r"\bgh[pousr]_[A-Za-z0-9]{36}\b",
    r"\bglpa[t]-[\w-]{20}", r"\bxox[abp]-[\w-]{10,}", r"\bsk-[A-Za-z0-9]{32,}", r"\bpypi-[A-Za-z0-9_-]{40,}",
    r"://[^/\s:@{}$<>]+:(?!odoo@|password@|secret@)[^/\s:@{}$<>]+@",
)  # fmt: skip
REASONS = {
    "the address of a package source": re.compile("|".join(HOSTS), re.IGNORECASE),
    "a path of somebody's machine": re.compile("|".join(MACHINE)),
    "something about how the project is worked on": re.compile("|".join(WORKSHOP)),
    "a credential": re.compile("|".join(SECRETS)),
}


def faults(name: str, text: str) -> Iterator[str]:
    """Yield ``file:line: what`` for every forbidden word of a text."""
    for number, line in enumerate(text.splitlines(), 1):
        for reason, pattern in REASONS.items():
            if match := pattern.search(line):
                yield f"{name}:{number}: {reason}: {match[0]}"


def tree_files(repo: Path) -> list[Path]:
    """Return the files of the checkout that git tracks or would track."""
    command = ["git", "-C", str(repo), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    paths = (repo / name for name in listed if name)
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def text_files(repo: Path) -> Iterator[tuple[str, str]]:
    """Yield name and text of every text file of the checkout."""
    for path in tree_files(repo):
        if path.suffix.lower() not in BINARY:
            yield str(path.relative_to(repo)), path.read_text(encoding="utf-8")
