"""E-mails, notes and done activities."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch
from .parts import NOON, document_join, document_watches, participants

_lt = LazyTranslate(__name__)


def mail_message(documents):
    """E-mails and notes, except chat channels and what other sources already show.

    Colleagues are no customers: only partners without an internal user take part. System messages count on the
    partner's own page only; a done activity has its own source.
    """
    # The customer of a document counts for what people wrote there; the system's log of an order is not a contact.
    system = "m.message_type = 'notification'"
    incoming = "(m.message_type = 'email' OR coalesce(author.partner_share, FALSE))"
    # A message that reached nobody outside and was written inside is a note, whatever its type says.
    note = (
        "(m.is_internal OR coalesce(st.internal, m.subtype_id IS NULL AND m.message_type = 'comment')"
        f" OR NOT {incoming} AND min(w.rank) OVER (PARTITION BY m.id) >= 3)"
    )
    return Source(
        name="mail.message",
        label=_lt("E-mails and notes"),
        model="mail.message",
        key="m.id",
        rows=(
            "FROM mail_message m LEFT JOIN mail_message_subtype st ON st.id = m.subtype_id "
            + document_join(documents, "m.model", "m.res_id")
            + " "
            + participants(
                "m.author_id",
                "SELECT r.res_partner_id FROM mail_message_res_partner_rel r WHERE r.mail_message_id = m.id",
                "SELECT n.res_partner_id FROM mail_notification n WHERE n.mail_message_id = m.id",
                f"CASE WHEN {system} AND m.model <> 'res.partner' THEN NULL ELSE doc.partner_id END",
            )
            + " JOIN res_partner wp ON wp.id = w.partner_id AND wp.partner_share"
            " LEFT JOIN res_partner author ON author.id = m.author_id"
            " WHERE m.message_type <> 'user_notification' AND m.mail_activity_type_id IS NULL"
            " AND coalesce(m.model, '') <> 'discuss.channel' AND {scope}"
        ),
        columns={
            "event": (
                f"CASE WHEN {system} THEN 'log' WHEN {note} THEN 'note' WHEN {incoming} THEN 'received' ELSE 'sent' END"
            ),
            "partner_id": "w.partner_id",
            "rank": "w.rank",
            "date": "m.date",
            "channel": f"CASE WHEN {system} OR {note} THEN 'note' ELSE 'email' END",
            "direction": (f"CASE WHEN {system} OR {note} THEN 'internal' WHEN {incoming} THEN 'in' ELSE 'out' END"),
            "nature": f"CASE WHEN {system} THEN 'system' ELSE 'information' END",
            "title": "m.subject",
            "user_id": (
                "(SELECT u.id FROM res_users u WHERE u.partner_id = m.author_id AND NOT u.share ORDER BY u.id LIMIT 1)"
            ),
            # Not record_company_id: for a document without a company that is whatever company the writer was in.
            "company_id": "doc.company_id",
            "sensitivity": f"CASE WHEN {note} THEN 'internal' ELSE 'normal' END",
        },
        events={
            "received": _lt("E-mail received"),
            "sent": _lt("E-mail sent"),
            "note": _lt("Note"),
            "log": _lt("System"),
        },
        watch=(
            Watch(
                "mail.notification",
                "SELECT mail_message_id FROM mail_notification WHERE id = ANY(%(ids)s)",
                key=lambda notification: notification.mail_message_id.id,
            ),
            Watch(
                "res.partner",
                "SELECT id FROM mail_message WHERE author_id = ANY(%(ids)s)"
                " OR model = 'res.partner' AND res_id = ANY(%(ids)s)"
                " UNION SELECT mail_message_id FROM mail_message_res_partner_rel WHERE res_partner_id = ANY(%(ids)s)"
                " UNION SELECT mail_message_id FROM mail_notification WHERE res_partner_id = ANY(%(ids)s)"
                + "".join(
                    f" UNION SELECT id FROM mail_message WHERE model = '{name}' AND res_id IN"
                    f" (SELECT id FROM {table} WHERE {column} = ANY(%(ids)s))"
                    for name, (table, column) in sorted(documents.items())
                ),
                frozenset({"partner_share"}),
                fresh=True,
            ),
            # A rating shows the message it came with.
            Watch(
                "rating.rating",
                "SELECT message_id FROM rating_rating WHERE id = ANY(%(ids)s) AND message_id IS NOT NULL",
                frozenset({"message_id", "consumed", "rated_on", "partner_id"}),
                key=lambda rating: rating.message_id.id,
            ),
            *document_watches(documents, "mail_message", "model", "res_id"),
        ),
        target=("model", "res_id"),
        preview="preview",
        shared="EXISTS (SELECT FROM mail_message m WHERE m.id = t.key_id AND m.model = 'res.partner')",
        when=_may_be_a_contact,
    )


def _may_be_a_contact(message):
    """Whether a new message may concern anybody outside; those who are notified of it are watched."""
    if message.message_type == "user_notification" or message.model == "discuss.channel":
        return False
    if message.message_type == "notification" and message.model != "res.partner":
        return any((message.author_id | message.partner_ids).mapped("partner_share"))
    return True


def mail_activity(documents):
    """Done activities of the partner or of a customer's document; meetings have their own source."""
    return Source(
        name="mail.activity",
        label=_lt("Done activities"),
        model="mail.activity",
        key="a.id",
        rows=(
            "FROM mail_activity a LEFT JOIN mail_activity_type ty ON ty.id = a.activity_type_id"
            f" {document_join(documents, 'a.res_model', 'a.res_id')}"
            " WHERE NOT a.active AND a.date_done IS NOT NULL AND a.calendar_event_id IS NULL"
            " AND doc.partner_id IS NOT NULL AND {scope}"
        ),
        columns={
            "event": "CASE WHEN ty.category = 'phonecall' THEN 'call' ELSE 'activity' END",
            "partner_id": "doc.partner_id",
            "date": f"a.date_done {NOON}",
            "all_day": "TRUE",
            "channel": "CASE WHEN ty.category = 'phonecall' THEN 'call' ELSE 'activity' END",
            "direction": "CASE WHEN ty.category = 'phonecall' THEN 'out' ELSE 'internal' END",
            "title": "a.summary",
            "user_id": "a.user_id",
            "company_id": "doc.company_id",
        },
        events={"call": _lt("Call"), "activity": _lt("Activity done")},
        watch=(
            Watch(
                "mail.activity.type",
                "SELECT id FROM mail_activity WHERE activity_type_id = ANY(%(ids)s)",
                frozenset({"category"}),
                only_write=True,
            ),
            *document_watches(documents, "mail_activity", "res_model", "res_id"),
        ),
        target=("res_model", "res_id"),
        preview="feedback",
        shared="EXISTS (SELECT FROM mail_activity a WHERE a.id = t.key_id AND a.res_model = 'res.partner')",
    )
