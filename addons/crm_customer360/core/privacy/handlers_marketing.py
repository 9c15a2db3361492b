"""Mailings and the website."""

from .handler import DELETE, KEEP, Email, Erasure, Handler, Path, Phone, Record

HANDLERS = (
    Handler("mailing.contact", "marketing", (Email("email_normalized"), Phone("phone_sanitized"))),
    Handler("mailing.subscription", "marketing", (Email("contact_id.email_normalized"),)),
    Handler("mailing.trace", "marketing", (Record("model"), Email("email")), date="sent_datetime"),
    Handler("link.tracker.click", "marketing", (Email("mailing_trace_id.email"),)),
    Handler(
        "website.visitor",
        "website",
        (Path("partner_id"),),
        date="last_connection_datetime",
        erasure=Erasure(DELETE),
    ),
    Handler("website.track", "website", (Path("visitor_id.partner_id"),), date="visit_datetime"),
    Handler("event.track.visitor", "event", (Path("partner_id"),)),
    Handler("privacy.log", "security", (Email("anonymized_email"),), erasure=Erasure(KEEP, reason="evidence")),
)
