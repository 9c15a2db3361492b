"""The person: contact, bank accounts, ways to reach them, and their user with what it leaves behind."""

from .handler import DELETE, KEEP, SCRUB, Email, Erasure, Handler, Obligation, Path, Phone, Record

_BLANK = dict.fromkeys(
    (
        "email",
        "phone",
        "street",
        "street2",
        "zip",
        "city",
        "vat",
        "ref",
        "comment",
        "function",
        "website",
        "image_1920",
        "vat_owner_name",
        "vat_owner_date",
    ),
    False,
)

HANDLERS = (
    Handler(
        "res.partner",
        "customer",
        # A contact without an owner of its own may be known by the address only: that is another contact.
        (Path("id"),),
        hidden=frozenset({"signup_type", "complete_name", "message_bounce", "email_normalized"}),
        erasure=Erasure(SCRUB, {"name": "-", **_BLANK}),
    ),
    Handler(
        "res.partner.bank",
        "accounting",
        (Path("partner_id"),),
        # Deleting only archives an account.
        erasure=Erasure(SCRUB, {"acc_number": "-", "acc_holder_name": False, "note": False}),
    ),
    Handler("res.partner.iap", "customer", (Path("partner_id"),)),
    Handler("res.partner.gateway.channel", "communication", (Path("partner_id"),)),
    Handler(
        "res.users",
        "account",
        (Path("partner_id"),),
        hidden=frozenset({"totp_last_counter", "tour_enabled", "odoobot_failed", "odoobot_state"}),
        erasure=Erasure(SCRUB, {"login": "-", "signature": False}),
    ),
    Handler("res.users.settings", "account", (Path("user_id.partner_id"),)),
    Handler("res.users.settings.volumes", "account", (Path("partner_id"),)),
    Handler("res.users.log", "security", (Path("create_uid.partner_id"),)),
    Handler("res.device.log", "security", (Path("user_id.partner_id"),), date="last_activity"),
    Handler("auth_totp.device", "account", (Path("user_id.partner_id"),)),
    Handler("auth.passkey.key", "account", (Path("create_uid.partner_id"),)),
    Handler("mail.presence", "account", (Path("user_id.partner_id"),)),
    Handler("mail.push.device", "account", (Path("partner_id"),), hidden=frozenset({"endpoint"})),
    Handler("gamification.karma.tracking", "account", (Path("user_id.partner_id"),)),
    Handler("gamification.badge.user", "account", (Path("user_id.partner_id"),)),
    Handler(
        "mail.activity",
        "communication",
        (Record(documents=True),),
        date="date_deadline",
        obligations=(Obligation("planned", (("active", "=", True),)),),
    ),
    Handler("calendar.attendee", "communication", (Path("partner_id"),)),
    Handler("calendar.filters", "communication", (Path("partner_id"),)),
    Handler(
        "calendar.event",
        "communication",
        (Path("partner_ids"),),
        date="start",
        erasure=Erasure(SCRUB, {"name": "-", "description": False, "location": False}),
    ),
    Handler("mail.blacklist", "objection", (Email("email"),), erasure=Erasure(KEEP, reason="evidence")),
    Handler("phone.blacklist", "objection", (Phone("number"),), erasure=Erasure(KEEP, reason="evidence")),
    Handler("mail.gateway.allowed", "communication", (Email("email_normalized"),), erasure=Erasure(DELETE)),
)
