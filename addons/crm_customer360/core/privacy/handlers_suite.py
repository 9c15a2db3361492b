"""Models of this addon. A new one that says something about a person is one more declaration here."""

from .handler import DELETE, KEEP, Email, Erasure, Handler, Obligation, Path

HANDLERS = (
    Handler(
        "crm.contact.log",
        "communication",
        (Path("partner_id"),),
        hidden=frozenset({"external_digest"}),
        date="date",
        obligations=(Obligation("planned", (("need_state", "=", "open"),), "need_value"),),
        erasure=Erasure(DELETE),
        own=True,
    ),
    Handler(
        "crm.touchpoint",
        "communication",
        (Path("partner_id"),),
        date="date",
        erasure=Erasure(DELETE, raw=True),
        own=True,
    ),
    # Numbers of a customer, counted anew from the touchpoints.
    Handler(
        "crm.touchpoint.summary",
        "communication",
        (Path("commercial_partner_id"),),
        date="month",
        erasure=Erasure(DELETE, raw=True),
        own=True,
    ),
    Handler(
        "crm.caller.verification",
        "security",
        (Path("partner_id"),),
        hidden=frozenset({"customer_key"}),
        date="date",
        # That a check took place stays; of whom does not.
        erasure=Erasure("detach", {"partner_id": False, "note": False}, raw=True),
        own=True,
    ),
    Handler(
        "crm.customer.access",
        "security",
        (Path("partner_id"),),
        date="date",
        erasure=Erasure(DELETE, raw=True),
        own=True,
    ),
    Handler(
        "crm.mail.unfiled",
        "communication",
        (Path("partner_id"), Email("email_from")),
        owner="partner_id",
        addresses=("email_from", "email_to"),
        date="date",
        erasure=Erasure(DELETE),
        own=True,
    ),
    Handler(
        "crm.customer.removal",
        "security",
        (Path("into_partner_id"),),
        date="date",
        erasure=Erasure(DELETE, raw=True),
        own=True,
    ),
    # The proof that a question about somebody's data was answered.
    Handler(
        "crm.personal.data.request",
        "request",
        (Path("partner_id"),),
        hidden=frozenset({"error"}),
        date="date",
        erasure=Erasure(KEEP, reason="evidence"),
        own=True,
    ),
)
