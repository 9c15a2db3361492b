"""Goods and service: deliveries, repairs, tasks, claims and calls, events, surveys, ratings."""

from .handler import DETACH, KEEP, SCRUB, Email, Erasure, Handler, Obligation, Path, Phone, Record

_ASKED = {"email_from": False, "email_cc": False, "partner_phone": False, "description": False}

HANDLERS = (
    Handler(
        "stock.picking",
        "delivery",
        (Path("partner_id"), Path("owner_id")),
        hidden=frozenset({"signature"}),
        date="date_done",
        obligations=(Obligation("undelivered", (("state", "not in", ("done", "cancel")),)),),
        erasure=Erasure(SCRUB, {"signature": False, "note": False}),
    ),
    Handler(
        "stock.move",
        "delivery",
        (Path("partner_id"), Path("restrict_partner_id")),
        date="date",
        erasure=Erasure(KEEP, reason="law"),
    ),
    Handler("stock.move.line", "delivery", (Path("owner_id"),), date="date", erasure=Erasure(KEEP, reason="law")),
    Handler("stock.quant", "delivery", (Path("owner_id"),), erasure=Erasure(KEEP, reason="law")),
    Handler("stock.scrap", "delivery", (Path("owner_id"),), erasure=Erasure(KEEP, reason="law")),
    Handler(
        "repair.order",
        "delivery",
        (Path("partner_id"),),
        date="schedule_date",
        obligations=(Obligation("unfinished", (("state", "not in", ("done", "cancel")),)),),
        erasure=Erasure(SCRUB, {"internal_notes": False}),
    ),
    Handler("project.project", "delivery", (Path("partner_id"),), erasure=Erasure(DETACH, {"partner_id": False})),
    Handler("project.collaborator", "delivery", (Path("partner_id"),)),
    Handler(
        "project.task",
        "delivery",
        (Path("partner_id"), Email("email_from")),
        owner="partner_id",
        addresses=("email_cc",),
        hidden=frozenset({"html_field_history"}),
        obligations=(Obligation("unfinished", (("state", "not in", ("1_done", "1_canceled")),)),),
        erasure=Erasure(SCRUB, {"name": "-", **_ASKED, "html_field_history": False}),
    ),
    Handler(
        "crm.claim",
        "delivery",
        (Path("partner_id"), Email("email_from"), Phone("partner_phone")),
        owner="partner_id",
        addresses=("email_cc",),
        date="date",
        obligations=(Obligation("unfinished", (("date_closed", "=", False),)),),
        erasure=Erasure(SCRUB, {"name": "-", **_ASKED, "cause": False, "resolution": False}),
    ),
    Handler(
        "crm.phonecall",
        "communication",
        (Path("partner_id"), Email("email_from"), Phone("partner_phone")),
        owner="partner_id",
        date="date",
    ),
    Handler(
        "event.registration",
        "event",
        (Path("partner_id"), Email("email"), Phone("phone")),
        hidden=frozenset({"barcode"}),
        # Who booked is one person, who comes another: both are found.
        erasure=Erasure(SCRUB, {"name": False, "email": False, "phone": False, "company_name": False}),
    ),
    Handler("event.registration.answer", "event", (Path("registration_id.partner_id"),)),
    Handler(
        "survey.user_input", "event", (Path("partner_id"), Email("email")), owner="partner_id", date="end_datetime"
    ),
    Handler("survey.user_input.line", "event", (Path("user_input_id.partner_id"),)),
    Handler(
        "rating.rating",
        "event",
        (Path("partner_id"), Path("rated_partner_id"), Record(documents=False)),
        date="rated_on",
        erasure=Erasure(SCRUB, {"feedback": False, "partner_id": False}),
    ),
)
