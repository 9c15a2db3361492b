"""Each addon of the suite by itself, with nothing but what it depends on, and all of them together."""

from __future__ import annotations

import os

import pytest
from lifecycle_catalog import catalog, differences
from lifecycle_work import ADDON, Work

from stacklib import addons
from stacklib.checks_template import lock, scratch
from stacklib.stack import REPO, Stack

pytestmark = pytest.mark.slow

ADDONS = sorted(addons.manifests(REPO / "addons"))
INSTALLED = "SELECT name FROM ir_module_module WHERE state = 'installed' ORDER BY name"

#: What has to be the same whatever came first; ids and dates are not.
ALIKE = (
    "relation", "column", "index", "function", "trigger", "external id", "model", "field", "job", "access", "rule",
    "group", "parameter",
)  # fmt: skip


@pytest.mark.parametrize("addon", ADDONS)
def test_each_addon_installs_by_itself(stack: Stack, addon: str) -> None:
    """On a database with nothing in it: no error, no warning of ours, and it can be upgraded."""
    name = f"c360_test_{addon}_{os.getpid()}"
    stack.drop_database(name)
    with lock(stack):
        stack.create_database(name)
    try:
        work = Work(stack, name)
        work.install(addon)
        assert addon in stack.psql(INSTALLED, name).split()
        work.upgrade(addon)
        work.shell("env['res.partner'].create({'name': 'Later'}).message_post(body='Works')\nenv.cr.flush()")
    finally:
        stack.drop_database(name)


def test_in_whatever_order_they_come_they_end_alike(stack: Stack, base_database: str) -> None:
    """One after the other, the first one last to know of the rest: the same tables as installed together."""
    with scratch(stack, base_database, "together") as one, scratch(stack, base_database, "in_turn") as other:
        together, in_turn = Work(stack, one), Work(stack, other)
        together.install(*ADDONS)
        for addon in [ADDON, *reversed([name for name in ADDONS if name != ADDON])]:
            in_turn.install(addon)
        assert stack.psql(INSTALLED, one) == stack.psql(INSTALLED, other)
        before, after = catalog(stack, one), catalog(stack, other)
        left = differences({part: before[part] for part in ALIKE}, after)
        assert not left, "\n".join(left)
