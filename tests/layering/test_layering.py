"""The house rules hold in our addons, and the checker would notice if they did not."""

from __future__ import annotations

from pathlib import Path

import imports
import pytest

REPO = Path(__file__).resolve().parents[2]


def test_our_addons_keep_the_rules():
    assert list((REPO / "addons").glob("*/__manifest__.py")), "no addon was read"
    assert imports.check(REPO / "addons") == []


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Three addons: a base, an addon on it, and glue; without faults."""
    files = {
        "base_a/__manifest__.py": '{"depends": ["contacts"]}',
        "base_a/__init__.py": "from . import models\n",
        "base_a/core/__init__.py": "from .rows import Row\n",
        "base_a/core/rows.py": "import dataclasses\nfrom . import rows\n",
        "base_a/models/__init__.py": "from odoo import models\nfrom ..core.rows import Row\n",
        "top_b/__manifest__.py": '{"depends": ["base_a", "sale"]}',
        "top_b/models/b.py": "from odoo.addons.base_a.core import Row\nfrom odoo.addons.sale import x\n",
        "top_b_glue/__manifest__.py": '{"depends": ["top_b"], "auto_install": True}',
        "top_b_glue/models/g.py": "from odoo.addons.base_a.core import Row\nimport odoo.addons.top_b.models.b\n",
    }
    for name, text in files.items():
        write(tmp_path, name, text)
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_clean_house_has_no_faults(house: Path):
    assert imports.check(house) == []


@pytest.mark.parametrize(
    "statement",
    [
        "import odoo",
        "import odoo.tools as t",
        "from odoo import models",
        "from odoo.tools import SQL",
        "def f():\n    from odoo.fields import Domain\n",
        "from ..models import a",
        "from .. import models",
        "from odoo.addons.base_a.models import a",
        "import importlib\nimportlib.import_module('odoo.tools')",
        "__import__('odoo')",
        "if True:\n    import odoo\n",
    ],
)
def test_core_may_not_import_odoo_nor_its_own_models(house: Path, statement: str):
    write(house, "base_a/core/deep/planted.py", statement.replace("from ..", "from ..."))
    faults = imports.check(house)
    assert faults
    assert all(fault.startswith("base_a/core/deep/planted.py:") for fault in faults)


def test_a_name_that_merely_begins_with_odoo_is_no_odoo(house: Path):
    write(house, "base_a/core/fine.py", "import odoorpc\nfrom odoo_x import y\n")
    assert imports.check(house) == []


def test_a_parent_may_not_import_its_glue(house: Path):
    write(house, "top_b/models/planted.py", "\n\nfrom odoo.addons.top_b_glue.models import g\n")
    assert imports.check(house) == ["top_b/models/planted.py:3: top_b imports top_b_glue, which it does not depend on"]


def test_the_base_may_not_import_what_stands_on_it(house: Path):
    write(house, "base_a/models/planted.py", "from odoo.addons import top_b\n")
    assert imports.check(house) == ["base_a/models/planted.py:1: base_a imports top_b, which it does not depend on"]


def test_a_sibling_is_found_however_it_is_reached(house: Path):
    write(house, "base_a/models/planted.py", "from ...top_b.models import b\n")
    assert len(imports.check(house)) == 1
    write(house, "base_a/models/planted.py", "import top_b.models\n")
    assert len(imports.check(house)) == 1


def test_a_dependency_through_another_addon_counts(house: Path):
    write(house, "top_b_glue/__manifest__.py", '{"depends": ["sale"]}')
    faults = imports.check(house)
    assert [fault.split(": ", 1)[1] for fault in faults] == [
        "top_b_glue imports base_a, which it does not depend on",
        "top_b_glue imports top_b, which it does not depend on",
    ]


def test_odoo_reads_every_file_of_our_addons():
    assert imports.unloaded(REPO / "addons") == []


def test_a_file_that_odoo_never_reads_is_found(house: Path):
    write(house, "base_a/models/forgotten.py", "")
    write(house, "base_a/tests/test_forgotten.py", "")
    write(house, "base_a/tests/test_known.py", "")
    write(house, "base_a/tests/common.py", "")
    write(house, "base_a/tests/__init__.py", "from . import (\n    test_known,\n)\n")
    write(house, "base_a/models/__init__.py", "from . import base, partner\nfrom .order import Order\n")
    write(house, "base_a/models/area/__init__.py", "from . import found\n")
    write(house, "base_a/models/area/found.py", "")
    write(house, "base_a/models/area/lost.py", "")
    for name in ("base", "partner", "order"):
        write(house, f"base_a/models/{name}.py", "")
    assert [name for name in imports.unloaded(house) if name.startswith("base_a/")] == [
        "base_a/models/forgotten.py",
        "base_a/tests/test_forgotten.py",
        "base_a/models/area/lost.py",
    ]
    assert "top_b/models/b.py" in imports.unloaded(house), "a folder without __init__ is never read"
