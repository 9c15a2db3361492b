"""Campaign mail and text messages."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch
from .parts import document_watches, of_document

_lt = LazyTranslate(__name__)

#: The campaign's copy in a document's log: written in one transaction with its trace.
SAME_LOG = (
    "EXISTS (SELECT FROM mailing_trace c WHERE c.res_id = m.res_id AND c.model = m.model"
    " AND c.create_date = m.create_date AND c.trace_type = '{kind}')"
)


def _trace(documents, *, kind, address, matching, changing, events, **values):
    """Traces of one kind (``mail``, ``sms``), each event at its own time.

    Whose it is: the contact itself, the customer of the document it was sent for, else, for those documents and for
    addresses of a mailing list, the one contact that has this address. Two contacts with one address: nobody's.
    Traces of other records (applicants, participants) are not shown: their readers are others.

    Who may read the contact sees that it got the mailing, and its subject as the contact saw it: a seller should know
    what the customer was told, and nothing of the mailing's other recipients is in the row.

    A bounce has no time of its own; it follows the sending.
    """
    of_customer = of_document(documents, "t.model", "t.res_id", "partner")
    known = ", ".join(f"'{name}'" for name in ("mailing.contact", *sorted(documents)))
    by_address = (
        f"CASE WHEN t.model IN ({known}) THEN (SELECT min(p.id) FROM res_partner p"
        f" WHERE p.{matching} = t.{address} AND p.active HAVING count(*) = 1) END"
    )
    return Source(
        model="mailing.trace",
        record_model="res.partner",
        key="t.id",
        rows=(
            "FROM mailing_trace t JOIN mailing_mailing mm ON mm.id = t.mass_mailing_id"
            f" CROSS JOIN LATERAL (SELECT coalesce({of_customer}, {by_address}) AS partner_id) w"
            " JOIN res_partner wp ON wp.id = w.partner_id AND wp.partner_share"
            " CROSS JOIN LATERAL (VALUES"
            f" ('{events[0]}', t.sent_datetime), ('opened', t.open_datetime), ('clicked', t.links_click_datetime),"
            " ('replied', t.reply_datetime),"
            " ('bounced', CASE WHEN t.trace_status = 'bounce' THEN coalesce(t.sent_datetime, t.create_date) END)"
            ") ev(event, date)"
            f" WHERE ev.date IS NOT NULL AND t.trace_type = '{kind}' AND t.is_test_trace IS NOT TRUE AND {{scope}}"
        ),
        columns={
            "event": "ev.event",
            "partner_id": "w.partner_id",
            "date": "ev.date",
            "channel": "'campaign'",
            "direction": (f"CASE ev.event WHEN '{events[0]}' THEN 'out' WHEN 'bounced' THEN 'internal' ELSE 'in' END"),
            # The template's expressions are filled in for each recipient; here they would only be noise.
            "title": r"regexp_replace(mm.subject, '\s*\{\{.*?\}\}', '', 'g')",
            "user_id": "mm.user_id",
            "company_id": of_document(documents, "t.model", "t.res_id", "company"),
            "res_id": "w.partner_id",
        },
        events={
            events[0]: events[1],
            "opened": _lt("Campaign mail opened"),
            "clicked": _lt("Link in a campaign clicked"),
            "replied": _lt("Campaign mail replied to"),
            "bounced": _lt("Campaign mail bounced"),
        },
        watch=(
            Watch(
                "mailing.mailing",
                "SELECT id FROM mailing_trace WHERE mass_mailing_id = ANY(%(ids)s)",
                frozenset({"subject", "user_id"}),
            ),
            Watch(
                "res.partner",
                f"SELECT t.id FROM res_partner p JOIN mailing_trace t ON t.{address} = p.{matching}"
                " WHERE p.id = ANY(%(ids)s)"
                " UNION SELECT id FROM mailing_trace WHERE model = 'res.partner' AND res_id = ANY(%(ids)s)"
                + "".join(
                    f" UNION SELECT t.id FROM {table} d JOIN mailing_trace t ON t.res_id = d.id AND t.model = '{name}'"
                    f" WHERE d.{column} = ANY(%(ids)s)"
                    for name, (table, column) in sorted(documents.items())
                ),
                frozenset({matching, "active", "partner_share", *changing}),
            ),
            *document_watches(documents, "mailing_trace", "model", "res_id"),
        ),
        shared="TRUE",
        **values,
    )


def mailing_mail(documents):
    """Campaign mail sent, opened, clicked, replied to, bounced; see :func:`_trace`."""
    return _trace(
        documents,
        name="mailing.trace",
        label=_lt("Campaign mail"),
        kind="mail",
        address="email",
        matching="email_normalized",
        changing=("email",),
        events=("sent", _lt("Campaign mail sent")),
        covers={
            "mail.message": f"m.message_type = 'email_outgoing' AND {SAME_LOG.format(kind='mail')}",
            "mail.tracking.event": SAME_LOG.format(kind="mail"),
        },
        indexes=("mailing_trace (res_id, model)", "mailing_trace (email)"),
    )


def mailing_sms(documents):
    """Campaign text messages sent, clicked, bounced; see :func:`_trace`."""
    return _trace(
        documents,
        name="mailing.trace.sms",
        label=_lt("Campaign SMS"),
        requires=("mailing.sms.test",),
        kind="sms",
        address="sms_number",
        matching="phone_sanitized",
        changing=("phone", "country_id"),
        events=("sent_sms", _lt("Campaign SMS sent")),
        covers={
            "sms.message": SAME_LOG.format(kind="sms"),
            "sms.sms": "EXISTS (SELECT FROM mailing_trace c WHERE c.sms_id_int = s.id)",
        },
        indexes=("mailing_trace (res_id, model)", "mailing_trace (sms_number)"),
    )
