"""What is wrong about some demo customers, so that the worklist, the page and the checks have something to say."""

from __future__ import annotations

from typing import Any

from stacklib.client import Client
from stacklib.purchases import SILENT

#: As such values come from forms, telephones and spreadsheets.
FAULTS: tuple[dict[str, Any], ...] = (
    {"phone": "3.7061E+10", "email": "test@test.lt"},
    {"phone": "+370 612 345", "city": "Kaunas 44001"},
    {"phone": "+371 29 123 456", "zip": "LV-1010"},
    {"phone": "123456789", "street": "-"},
    {"email": "ona.gmial.com", "city": "nėra"},
    {"email": "jonas@gmial.com", "phone": "8 612 99881"},
    {"email": "noreply@parduotuve.lt", "street": "Gedimino pr. 12"},
    {"email": "jurga@mailinator.com", "zip": "0110"},
)
ACCEPTED = "Called and asked: it is right as it is"
#: What is odd about the demo company's customers on purpose, so that nobody can be called or written to.
INVENTED = (
    ("email_placeholder", "email", "%@example.com"),
    ("phone_country", "phone", "+44%"),
    ("phone_invalid", "phone", "+44%"),
)
ON_PURPOSE = "Invented for the demo company"


def tell(admin: Client, partner: int) -> None:
    """Spoil some customers' data, check everybody, and accept a finding of the customer with the story.

    :param partner: the customer with the story: a telephone number in Latvia and an address in Lithuania
    """
    country = admin.call("res.country", "search", [["code", "=", "LT"]])[0]
    domain = [["customer_rank", ">", 0], ["parent_id", "=", False], ["id", "!=", partner]]
    customers = admin.call("res.partner", "search", domain, limit=len(FAULTS), order="id")
    for customer, fault in zip(customers, FAULTS, strict=False):
        admin.call("res.partner", "write", [customer], {"country_id": country, **fault}, context=SILENT)
    admin.call("res.partner", "write", [partner], {"country_id": country, "zip": "LV-1010"}, context=SILENT)
    check_everybody(admin)
    found = admin.call(
        "crm.quality.finding", "search", [["partner_id", "=", partner], ["check_id.code", "=", "zip_country"]]
    )
    admin.call("crm.quality.finding", "accept", found, ACCEPTED)
    accept_invented(admin)
    admin.call("crm.quality.check", "action_check_all", [])
    check_everybody(admin)


def accept_invented(admin: Client) -> None:
    """Accept the numbers and addresses that the demo company's customers have instead of real ones."""
    found: list[int] = []
    for code, field, pattern in INVENTED:
        domain = [["check_id.code", "=", code], ["state", "=", "open"], [f"partner_id.{field}", "=like", pattern]]
        found += admin.call("crm.quality.finding", "search", domain)
    admin.call("crm.quality.finding", "accept", found, ON_PURPOSE)


def check_everybody(admin: Client) -> None:
    """Run the job that checks who changed, and then all customers."""
    job = admin.call("ir.model.data", "check_object_reference", "crm_customer360", "ir_cron_quality")[1]
    admin.call("ir.cron", "method_direct_trigger", [job])
