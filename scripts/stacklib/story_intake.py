"""Imports of the demo company: a finished one with something to decide, and one that waits as a preview."""

from __future__ import annotations

from typing import Any

from stacklib.client import Client
from stacklib.purchases import SILENT

# Column of the file, field, whether it only fills what is empty.
COLUMNS = (
    ("Nr.", "external_id", False),
    ("Pavadinimas", "name", False),
    ("Įmonės kodas", "company_registry", False),
    ("El. paštas", "email", False),
    ("Telefonas", "phone", False),
    ("Miestas", "city", False),
    ("Priklauso", "parent", False),
)
ERP = (
    ("E-1", "UAB Šiaurės muzika", "304455667", "info@siaures-muzika.example.com", "8 612 34501", "Kaunas", ""),
    ("E-2", "SIA Daugavas Plates", "40203344556", "birojs@daugavas-plates.example.com", "+371 20 000 101", "Rīga", ""),
    ("E-3", "Rasa Petraitė", "", "rasa@siaures-muzika.example.com", "8 612 34502", "", "304455667"),
    ("E-4", "MB Garso stotelė", "305566778", "garso stotelė", "8 612 34503", "Vilnius", ""),
    ("E-5", "Vinilo klubas", "", "klubas@example.com", "12", "Klaipėda", ""),
)
FAIR = (
    ("F-1", "Šiaurės muzika", "", "info@siaures-muzika.example.com", "+370 612 34501", "Klaipėda", ""),
    ("F-2", "Jonas Kazlauskas", "", "rasa@siaures-muzika.example.com", "", "Kaunas", ""),
    ("F-3", "UAB Naujas garsas", "", "labas@naujas-garsas.example.com", "8 612 34504", "Šiauliai", ""),
)


def tell(admin: Client, partner: int) -> None:
    """Import from two sources: the accounting system (done) and a fair (waits as a preview).

    :param partner: the customer with the story; the accounting system knows them, too
    """
    make_source(admin, "erp", "Accounting system", 20)
    make_source(admin, "fair", "Fair, autumn", 5)
    known = admin.call("res.partner", "read", [partner], ["name", "city"])[0]
    first = ("E-0", known["name"], "", "", "", known["city"] or "", "")
    done = submit(admin, "erp", (first, *ERP), "Accounting system, October")
    admin.call("crm.import.batch", "run", done, context=SILENT)
    waits = submit(admin, "fair", FAIR, "Visitors of the fair")
    admin.call("crm.import.batch", "preview", waits, context=SILENT)


def make_source(admin: Client, code: str, name: str, priority: int) -> None:
    """Make an import source with its columns, unless it is there."""
    if admin.call("crm.import.source", "search", [["code", "=", code]]):
        return
    lines = [[0, 0, {"column": column, "field": field, "only_empty": only}] for column, field, only in COLUMNS]
    country = admin.call("res.country", "search", [["code", "=", "LT"]])[0]
    values = {"name": name, "code": code, "priority": priority, "country_id": country, "mapping_ids": lines}
    admin.call("crm.import.source", "create", values)


def submit(admin: Client, code: str, rows: tuple[tuple[Any, ...], ...], name: str) -> int:
    """Hand over rows; return the id of the import."""
    names = [column for column, _field, _only in COLUMNS]
    cells = [dict(zip(names, map(str, row), strict=True)) for row in rows]
    return int(admin.call("crm.import.batch", "submit", code, cells, name))
