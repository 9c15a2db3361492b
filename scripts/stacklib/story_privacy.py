"""What the demo company's data-protection officer finds: a question answered, changes and an export on record."""

from __future__ import annotations

from stacklib.client import Client

OFFICER = ("crm_customer360", "group_data_protection_officer")


def tell(admin: Client, partner: int) -> None:
    """Make the demo administrator the officer, and have something on each of the officer's lists.

    :param admin: the demo administrator
    :param partner: the customer with the story
    """
    group = admin.call("ir.model.data", "check_object_reference", *OFFICER)[1]
    admin.call("res.users", "write", [admin.uid], {"group_ids": [[4, group]]})
    change(admin, partner)
    customers = admin.call("res.partner", "search", [["parent_id", "=", False]], limit=40)
    admin.call("res.partner", "export_data", customers, ["name", "email", "phone"])
    note = "Asked by e-mail; identified by a call back"
    asked = admin.call("crm.personal.data.request", "create", {"partner_id": partner, "note": note})
    admin.call("crm.personal.data.request", "action_export", [asked])


def change(admin: Client, partner: int) -> None:
    """Move the customer to another street and back to being right; remove one that was made by mistake."""
    admin.call("res.partner", "write", [partner], {"street": "Gedimino pr. 1", "zip": "01103"})
    mistake = admin.call("res.partner", "create", {"name": "Made by Mistake Ltd", "is_company": True})
    admin.call("res.partner", "unlink", [mistake])
