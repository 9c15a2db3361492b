"""The demo company's consents: who agreed, who objected and through what, and a limit of marketing contacts."""

from __future__ import annotations

from typing import Any

from stacklib.client import Client
from stacklib.story import before

#: Every so many customers one row: state, channel, source, evidence.
PATTERN: tuple[tuple[int, str, str, str, str], ...] = (
    (3, "given", "email", "form", "Ticked “News and offers by e-mail” on the order form"),
    (11, "given", "any", "form", "Signed at the fair in Vilnius, form in folder 7"),
    (17, "refused", "email", "message", "Asked by e-mail to be left out"),
    (29, "refused", "any", "phone", "Wants no advertising at all"),
)
CUSTOMERS = 600


def tell(admin: Client, partner: int) -> None:
    """Write consents and objections of the demo customers down, and what the customer of the story said.

    Safe to repeat: each row has a reference of its own.
    """
    company = admin.call("res.users", "read", [admin.uid], ["company_id"])[0]["company_id"][0]
    admin.call("res.company", "write", [company], {"consent_limit_count": 4, "consent_limit_days": 30})
    others = admin.call("res.partner", "search", [["customer_rank", ">", 0]], order="id", limit=CUSTOMERS)
    rows = [row for number, customer in enumerate(others, 1) if customer != partner for row in said(number, customer)]
    rows += story(admin, partner)
    for start in range(0, len(rows), 500):
        admin.call("crm.consent", "record", rows[start : start + 500])


def said(number: int, customer: int) -> list[dict[str, Any]]:
    """What one customer said, by their place in the list."""
    return [
        {
            "partner_id": customer,
            "purpose": "marketing",
            "state": state,
            "channel": channel,
            "source": source,
            "evidence": evidence,
            "date": before(30 + number % 300, 8 + number % 9),
            "external_ref": f"demo-{every}-{customer}",
        }
        for every, state, channel, source, evidence in PATTERN
        if number % every == 0
    ]


def story(admin: Client, partner: int) -> list[dict[str, Any]]:
    """Of the customer with the story a contact takes e-mail and no calls, and agrees to the tone being read."""
    contact = (admin.call("res.partner", "search", [["parent_id", "=", partner]], limit=1) or [partner])[0]
    rows: tuple[tuple[int, str, str, str, str], ...] = (
        (200, "marketing", "given", "email", "form"),
        (33, "marketing", "refused", "phone", "phone"),
        (33, "tone", "given", "any", "form"),
    )
    return [
        {
            "partner_id": customer,
            "purpose": purpose,
            "state": state,
            "channel": channel,
            "source": source,
            "date": before(days, 11),
            "external_ref": f"demo-story-{purpose}-{channel}-{customer}",
        }
        for customer in sorted({contact, partner})
        for days, purpose, state, channel, source in rows
    ]
