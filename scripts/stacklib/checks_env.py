"""What the tests are told about the machine and the stack."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

from stacklib import browser
from stacklib.stack import Stack

NO_BROWSER = "there is no Chromium; install it (Debian: apt-get install chromium)"
STACK = "CRM_SUITE_STACK"


def in_ci() -> bool:
    """Tell whether this is a build server, where everything has to be there."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def has_browser() -> bool:
    """Tell whether tests can drive Chromium."""
    return bool(browser.find())


def stack_variable(stack: Stack) -> str:
    """Return the stack as text, for a child process."""
    return json.dumps(asdict(stack), default=str)


def stack_from(text: str) -> Stack:
    """Return the stack that ``stack_variable`` wrote down."""
    data = json.loads(text)
    paths = {name: Path(data[name]) for name in ("repo", "home", "python", "odoo_path")}
    return Stack(**paths, pg=data["pg"])
