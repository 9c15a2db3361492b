"""Customers who stand in the demo company's file twice, as they come about, and one pair that is two people."""

from __future__ import annotations

from typing import Any

from stacklib.client import Client
from stacklib.purchases import SILENT

# What each second entry has of the first one, and what the one who typed it made of the name.
AGAIN: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    (
        "a company with its legal form elsewhere, and the number of another department",
        {"name": "UAB „Šiaurės vėjo baldai“", "is_company": True, "email": "info@siauresvejas.example.org",
         "website": "https://www.siauresvejas.example.org", "phone": "+370 5 262 1144", "city": "Vilnius",
         "street": "Savanorių pr. 174"},
        {"name": "Siaures vejo baldai, UAB", "is_company": True, "email": "uzsakymai@siauresvejas.example.org",
         "phone": "+370 5 262 1144", "city": "Vilnius"},
    ),
    (
        "a person without accents, first name last",
        {"name": "Živilė Kazlauskienė", "email": "zivile.kazlauskiene@example.org", "phone": "+370 612 77123",
         "city": "Kaunas"},
        {"name": "Kazlauskiene Zivile", "email": "zivile.kazlauskiene@example.org"},
    ),
    (
        "a maiden name",
        {"name": "Līga Kalniņa", "email": "liga.kalnina@example.org", "phone": "+371 2612 7712", "city": "Rīga"},
        {"name": "Līga Bērziņa", "email": "liga.kalnina@example.org", "phone": "+371 2612 7712", "city": "Rīga"},
    ),
    (
        "a typing mistake, found by the address",
        {"name": "Mindaugas Paulauskas", "street": "Taikos pr. 88-17", "city": "Klaipėda", "phone": "+370 687 11223"},
        {"name": "Mindaugas Paulaskas", "street": "Taikos 88-17", "city": "Klaipėda", "phone": "8 687 11223"},
    ),
    (
        "mother and daughter, decided before",
        {"name": "Ona Stankevičienė", "email": "stankeviciai@example.org", "phone": "+370 698 44556"},
        {"name": "O. Stankevičienė", "email": "stankeviciai@example.org", "phone": "+370 698 44556"},
    ),
)  # fmt: skip
#: Of the last pair it was found out that it is two people.
APART = len(AGAIN) - 1


def tell(admin: Client, partner: int) -> None:
    """Enter some customers a second time, and the customer with the story too; look for them and decide one pair.

    :param partner: the customer with the story
    """
    entered = []
    for _how, first, second in AGAIN:
        entered.append([admin.call("res.partner", "create", values, context=SILENT) for values in (first, second)])
    [known] = admin.call("res.partner", "read", [partner], ["name", "phone", "city"])
    again = {
        "name": f"{known['name'].removeprefix('UAB ')}, UAB",
        "is_company": True,
        "phone": known["phone"],
        "city": known["city"],
    }
    admin.call("res.partner", "create", again, context=SILENT)
    look(admin)
    low, high = sorted(entered[APART])
    pairs = admin.call("crm.duplicate", "search", [["partner_id", "=", low], ["other_id", "=", high]])
    if pairs:
        admin.call("crm.duplicate", "keep_apart", pairs, "family", "Mother and daughter, both called Ona and Olga")


def look(admin: Client) -> None:
    """Run the search as its nightly job does, and wait for it."""
    job = admin.call("ir.model.data", "check_object_reference", "crm_customer360", "ir_cron_duplicate_search")[1]
    admin.call("ir.cron", "method_direct_trigger", [job])
