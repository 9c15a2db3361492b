"""What all tests outside the addons share.

``core/`` of every addon can be imported as ``<addon>.core`` without Odoo: the addon's own ``__init__``, which
needs Odoo, is not run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType

import pytest

from stacklib.checks_env import STACK, stack_from
from stacklib.checks_template import scratch
from stacklib.stack import Stack

REPO = Path(__file__).resolve().parents[1]


def _offer_cores() -> None:
    for manifest in REPO.glob("addons/*/__manifest__.py"):
        folder = manifest.parent
        package = ModuleType(folder.name)
        package.__path__ = [str(folder)]
        sys.modules.setdefault(folder.name, package)


_offer_cores()


@pytest.fixture(scope="session")
def repo() -> Path:
    """The checkout."""
    return REPO


def _told(variable: str) -> str:
    value = os.environ.get(variable, "")
    if not value:
        pytest.fail(f"{variable} is not set; run this through `python3 scripts/stack.py test`")
    return value


@pytest.fixture(scope="session")
def stack() -> Stack:
    """The stack the run works with."""
    return stack_from(_told(STACK))


@pytest.fixture(scope="session")
def base_database() -> str:
    """Name of the kept database with Odoo's modules and without our addons; copy it, never change it."""
    return _told("CRM_SUITE_TEST_BASE")


@pytest.fixture(scope="session")
def template_database() -> str:
    """Name of the kept database with our addons installed; copy it, never change it."""
    return _told("CRM_SUITE_TEST_TEMPLATE")


@pytest.fixture
def copy_of(stack: Stack) -> Iterator[Callable[[str], str]]:
    """Make copies of a database with its files; they are dropped after the test.

    ``copy_of(base_database)`` returns the name of a new database.
    """
    with ExitStack() as open_copies:

        def copy(source: str) -> str:
            number = len(made) + 1
            made.append(source)
            return open_copies.enter_context(scratch(stack, source, f"copy{number}"))

        made: list[str] = []
        yield copy


@pytest.fixture(scope="session")
def server_url() -> str:
    """Address of the running server."""
    return _told("CRM_SUITE_TEST_URL")


@pytest.fixture(scope="session")
def server_database() -> str:
    """Name of the database the running server serves."""
    return _told("CRM_SUITE_TEST_DB")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium."""
    return _told("CRM_SUITE_CHROMIUM")
