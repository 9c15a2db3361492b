"""Doubles of customers in the demo company: one pair merged already, one left to be merged."""

from __future__ import annotations

from stacklib.client import Client
from stacklib.purchases import SILENT
from stacklib.story import before

TAKEN_BY_PHONE = {
    "name": "Naujas klientas (telefonu)",
    "is_company": True,
    "phone": "+370 5 212 3456",
    "city": "Vilnius",
}


def tell(admin: Client, partner: int) -> None:
    """Give the customer with the story two doubles and merge one of them.

    The list of merges has something to look at and to undo; the other double waits for whoever tries a merge.
    """
    for number, values in enumerate((TAKEN_BY_PHONE, {**TAKEN_BY_PHONE, "name": "Klientas iš parodos"})):
        double = int(admin.call("res.partner", "create", values, context=SILENT))
        entry = {
            "partner_id": double,
            "channel": "call",
            "name": "Asked for a price list",
            "date": before(80 + number, 11),
        }
        admin.call("crm.touchpoint", "log", [entry])
        if number == 0:
            admin.call("res.partner", "merge_customers", partner, [double])
