"""Lithuanian and Latvian are complete in every addon."""

from __future__ import annotations

from pathlib import Path

import pytest

from stacklib import checks_po

ADDONS = sorted(path.parent for path in (Path(__file__).resolve().parents[2] / "addons").glob("*/__manifest__.py"))


def test_there_are_addons():
    assert ADDONS


@pytest.mark.parametrize("addon", ADDONS, ids=lambda addon: addon.name)
def test_every_term_is_translated(addon: Path):
    assert checks_po.check_addon(addon) == []


@pytest.mark.parametrize("addon", ADDONS, ids=lambda addon: addon.name)
def test_the_template_is_not_empty(addon: Path):
    assert checks_po.parse((addon / "i18n" / f"{addon.name}.pot").read_text(encoding="utf-8"))
