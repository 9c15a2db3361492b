"""Text messages."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch
from .parts import document_watches, of_document, participants

_lt = LazyTranslate(__name__)

#: The sender's list of text messages is purged; the message in the document's log stays, and who may read it.
LOGGED = "m.message_type = 'sms'"


def sms_message(documents):
    """Text messages logged on a document or a contact: those who may read the message see them."""
    customer = of_document(documents, "m.model", "m.res_id", "partner")
    delivered = (
        "EXISTS (SELECT FROM mail_notification n WHERE n.mail_message_id = m.id AND n.notification_type = 'sms'"
        " AND n.notification_status {operator} ('exception', 'bounce', 'canceled'))"
    )
    failed = f"{delivered.format(operator='IN')} AND NOT {delivered.format(operator='NOT IN')}"
    return Source(
        name="sms.message",
        label=_lt("SMS of documents and contacts"),
        model="mail.message",
        requires=("sms.sms",),
        key="m.id",
        rows=(
            "FROM mail_message m "
            + participants(
                "SELECT r.res_partner_id FROM mail_message_res_partner_rel r WHERE r.mail_message_id = m.id",
                "SELECT n.res_partner_id FROM mail_notification n WHERE n.mail_message_id = m.id",
                f"SELECT {customer}",
            )
            + " JOIN res_partner wp ON wp.id = w.partner_id AND wp.partner_share"
            f" WHERE {LOGGED} AND {{scope}}"
        ),
        columns={
            "event": f"CASE WHEN {failed} THEN 'failed' ELSE 'sent' END",
            "partner_id": "w.partner_id",
            "rank": "w.rank",
            "date": "m.date",
            "channel": "'sms'",
            "direction": "'out'",
            "title": "m.subject",
            "user_id": (
                "(SELECT u.id FROM res_users u WHERE u.partner_id = m.author_id AND NOT u.share ORDER BY u.id LIMIT 1)"
            ),
            "company_id": of_document(documents, "m.model", "m.res_id", "company"),
        },
        events={"sent": _lt("SMS sent"), "failed": _lt("SMS not delivered")},
        watch=(
            Watch(
                "mail.notification",
                "SELECT n.mail_message_id FROM mail_notification n JOIN mail_message m ON m.id = n.mail_message_id"
                f" AND {LOGGED} WHERE n.id = ANY(%(ids)s)",
                frozenset({"notification_status", "res_partner_id", "mail_message_id"}),
                key=lambda notification: notification.notification_type == "sms" and notification.mail_message_id.id,
            ),
            Watch(
                "res.partner",
                f"SELECT m.id FROM mail_message m WHERE {LOGGED} AND m.model = 'res.partner'"
                " AND m.res_id = ANY(%(ids)s)"
                " UNION SELECT m.id FROM mail_notification n JOIN mail_message m ON m.id = n.mail_message_id"
                f" AND {LOGGED} WHERE n.res_partner_id = ANY(%(ids)s)"
                " UNION SELECT m.id FROM mail_message_res_partner_rel r JOIN mail_message m ON m.id = r.mail_message_id"
                f" AND {LOGGED} WHERE r.res_partner_id = ANY(%(ids)s)"
                + "".join(
                    f" UNION SELECT m.id FROM mail_message m WHERE {LOGGED} AND m.model = '{name}' AND m.res_id IN"
                    f" (SELECT id FROM {table} WHERE {column} = ANY(%(ids)s))"
                    for name, (table, column) in sorted(documents.items())
                ),
                frozenset({"partner_share"}),
                only_write=True,
                fresh=True,
            ),
            *document_watches(documents, "mail_message", "model", "res_id"),
        ),
        target=("model", "res_id"),
        preview="preview",
        when=lambda message: message.message_type == "sms",
        shared="EXISTS (SELECT FROM mail_message m WHERE m.id = t.key_id AND m.model = 'res.partner')",
        # Shown here as what it is, not as an e-mail.
        covers={"mail.message": LOGGED},
    )


def sms_sms(_documents):
    """Text messages without a document, sent to a contact: whoever may read the contact sees that one was sent.

    The system deletes them once they are sent; the touchpoint stays. The text goes with them: it may be a code.
    """
    return Source(
        name="sms.sms",
        label=_lt("SMS without a document"),
        model="sms.sms",
        record_model="res.partner",
        key="s.id",
        rows=(
            "FROM sms_sms s JOIN res_partner wp ON wp.id = s.partner_id AND wp.partner_share"
            " WHERE s.mail_message_id IS NULL AND s.state IN ('process', 'pending', 'sent') AND {scope}"
        ),
        columns={
            "event": "'sent'",
            "partner_id": "s.partner_id",
            "date": "s.create_date",
            "channel": "'sms'",
            "direction": "'out'",
            "user_id": "(SELECT u.id FROM res_users u WHERE u.id = s.create_uid AND u.id > 1 AND NOT u.share)",
            "company_id": "wp.company_id",
            "res_id": "s.partner_id",
        },
        events={"sent": _lt("SMS sent")},
        keep=True,
        shared="TRUE",
    )
