"""What became of single e-mails (mail_tracking of OCA)."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch

_lt = LazyTranslate(__name__)


def mail_tracking_event(_documents):
    """E-mails opened, clicked and bounced: the first time each. Who may read the message sees it.

    An e-mail whose message is gone was a campaign's or the system's: not shown.
    """
    return Source(
        name="mail.tracking.event",
        label=_lt("E-mails opened, clicked and bounced"),
        model="mail.tracking.event",
        record_model="mail.tracking.email",
        key="e.id",
        rows=(
            "FROM mail_tracking_event e JOIN mail_tracking_email te ON te.id = e.tracking_email_id"
            " JOIN mail_message m ON m.id = te.mail_message_id"
            " JOIN res_partner wp ON wp.id = te.partner_id AND wp.partner_share"
            " JOIN (VALUES ('open', 'opened'), ('click', 'clicked'), ('hard_bounce', 'bounced'),"
            " ('soft_bounce', 'bounced'), ('reject', 'bounced'), ('spam', 'spam')) kind(type, event)"
            " ON kind.type = e.event_type"
            " WHERE NOT EXISTS (SELECT FROM mail_tracking_event o WHERE o.tracking_email_id = e.tracking_email_id"
            " AND o.event_type = e.event_type AND o.id < e.id) AND {scope}"
        ),
        columns={
            "event": "kind.event",
            "partner_id": "te.partner_id",
            "date": "e.time",
            "channel": "'email'",
            "direction": "CASE kind.event WHEN 'bounced' THEN 'internal' ELSE 'in' END",
            "title": "te.name",
            "company_id": "wp.company_id",
            "res_id": "te.id",
        },
        events={
            "opened": _lt("E-mail opened"),
            "clicked": _lt("Link in an e-mail clicked"),
            "bounced": _lt("E-mail bounced"),
            "spam": _lt("E-mail marked as spam"),
        },
        watch=(
            Watch(
                "mail.tracking.event",
                "SELECT o.id FROM mail_tracking_event e JOIN mail_tracking_event o"
                " ON o.tracking_email_id = e.tracking_email_id WHERE e.id = ANY(%(ids)s)",
                frozenset({"tracking_email_id", "event_type"}),
            ),
            Watch(
                "mail.tracking.email",
                "SELECT id FROM mail_tracking_event WHERE tracking_email_id = ANY(%(ids)s)",
                frozenset({"partner_id", "mail_message_id", "name"}),
                only_write=True,
            ),
        ),
        when=lambda event: event.event_type not in ("sent", "delivered", "deferral"),
    )
