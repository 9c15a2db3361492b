"""Messages of every kind: e-mails and notes with what hangs on them, SMS, letters, chats."""

from .handler import DETACH, SCRUB, Email, Erasure, Handler, Path, Phone, Record

HANDLERS = (
    Handler(
        "mail.message",
        "communication",
        (
            Path("author_id"),
            Path("partner_ids"),
            Path("notification_ids.res_partner_id"),
            Record("model", "res_id", documents=True),
            Email("email_from"),
        ),
        owner="author_id",
        author="author_id",
        texts=("subject", "body", "record_name"),
        addresses=("email_from", "reply_to", "incoming_email_to", "incoming_email_cc", "outgoing_email_to"),
        hidden=frozenset({"message_id", "starred_partner_ids", "email_layout_xmlid", "email_cc", "email_to"}),
        date="date",
    ),
    Handler("mail.notification", "communication", (Path("res_partner_id"),), date="read_date"),
    Handler(
        "mail.mail",
        "communication",
        (Path("recipient_ids"), Path("mail_message_id.author_id"), Email("email_to")),
        # The text is that of the message.
        hidden=frozenset({"body_html", "headers", "references"}),
        addresses=("email_to", "email_cc"),
    ),
    Handler("mail.scheduled.message", "communication", (Path("partner_ids"), Record("model"))),
    Handler(
        "mail.tracking.value",
        "customer",
        (Record("model", documents=True, via="mail_message_id"),),
        date="mail_message_id.date",
    ),
    Handler("mail.followers", "communication", (Path("partner_id"),)),
    Handler("mail.message.reaction", "communication", (Path("partner_id"),)),
    Handler(
        "ir.attachment",
        "communication",
        (Record(documents=True),),
        where=(
            ("type", "=", "binary"),
            (
                "res_field",
                "in",
                (
                    False,
                    "image_1920",
                    "invoice_pdf_report_file",
                    "ubl_cii_xml_file",
                    "signature",
                    "acknowledgement_file",
                ),
            ),
        ),
        hidden=frozenset({"store_fname", "index_content", "db_datas", "url", "thumbnail"}),
    ),
    Handler("mail.tracking.email", "marketing", (Path("partner_id"), Email("recipient_address")), owner="partner_id"),
    Handler("mail.tracking.event", "marketing", (Path("tracking_email_id.partner_id"), Email("recipient_address"))),
    Handler("sms.sms", "communication", (Path("partner_id"), Phone("number")), owner="partner_id"),
    Handler(
        "snailmail.letter",
        "communication",
        (Path("partner_id"),),
        erasure=Erasure(SCRUB, {"street": False, "street2": False, "zip": False, "city": False}),
    ),
    Handler(
        "discuss.channel",
        "communication",
        (Path("channel_member_ids.partner_id"), Path("livechat_customer_partner_ids")),
        # Rooms of several people: only what the person did in them goes.
        where=(("channel_type", "in", ("livechat", "gateway", "chat", "group")),),
        hidden=frozenset({"uuid", "sfu_channel_uuid", "sfu_server_url", "image_128"}),
        erasure=Erasure(DETACH, {"livechat_customer_partner_ids": False}),
    ),
    Handler("discuss.channel.member", "communication", (Path("partner_id"),), date="last_seen_dt"),
    Handler("discuss.channel.rtc.session", "communication", (Path("partner_id"),)),
    Handler("im_livechat.channel.member.history", "communication", (Path("partner_id"),)),
    Handler(
        "chatbot.message",
        "communication",
        (Path("discuss_channel_id.livechat_customer_partner_ids"),),
    ),
    Handler(
        "mail.guest",
        "website",
        (Email("email"),),
        hidden=frozenset({"image_1920", "image_1024", "image_512", "image_256", "image_128"}),
        erasure=Erasure(SCRUB, {"name": "-", "email": False}),
    ),
)
