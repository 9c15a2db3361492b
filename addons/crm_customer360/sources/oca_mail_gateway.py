"""Messengers (mail_gateway of OCA)."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch
from .parts import participants

_lt = LazyTranslate(__name__)

MESSAGES = "SELECT m.id FROM mail_message m WHERE m.model = 'discuss.channel' AND m.res_id IN"


def mail_gateway_message(_documents):
    """Messages exchanged over a messenger; who may read the conversation sees them.

    A message that also stands in a document's log is shown from there.
    """
    incoming = "(CASE WHEN m.author_id IS NULL THEN m.author_guest_id IS NOT NULL ELSE author.partner_share END)"
    of_channel = (
        "SELECT g.partner_id FROM res_partner_gateway_channel g"
        " WHERE g.gateway_id = c.gateway_id AND g.gateway_token = c.gateway_channel_token"
    )
    members = "SELECT dm.partner_id FROM discuss_channel_member dm WHERE dm.channel_id = c.id"
    return Source(
        name="mail.gateway",
        label=_lt("Messengers"),
        model="mail.message",
        requires=("mail.gateway", "res.partner.gateway.channel"),
        key="m.id",
        rows=(
            "FROM mail_message m JOIN discuss_channel c ON c.id = m.res_id AND c.channel_type = 'gateway' "
            + participants("m.author_id", of_channel, members)
            + " JOIN res_partner wp ON wp.id = w.partner_id AND wp.partner_share"
            " LEFT JOIN res_partner author ON author.id = m.author_id"
            " WHERE m.model = 'discuss.channel' AND m.message_type <> 'notification'"
            " AND m.gateway_message_id IS NULL AND {scope}"
        ),
        columns={
            "event": f"CASE WHEN {incoming} THEN 'received' ELSE 'sent' END",
            "partner_id": "w.partner_id",
            "rank": "w.rank",
            "date": "m.date",
            "channel": "'messenger'",
            "direction": f"CASE WHEN {incoming} THEN 'in' ELSE 'out' END",
            "title": "c.name",
            "user_id": (
                "(SELECT u.id FROM res_users u WHERE u.partner_id = m.author_id AND NOT u.share ORDER BY u.id LIMIT 1)"
            ),
            "company_id": "c.company_id",
        },
        events={"received": _lt("Message received"), "sent": _lt("Message sent")},
        watch=(
            Watch(
                "res.partner.gateway.channel",
                f"{MESSAGES} (SELECT c.id FROM res_partner_gateway_channel g JOIN discuss_channel c"
                " ON c.gateway_id = g.gateway_id AND c.gateway_channel_token = g.gateway_token"
                " WHERE g.id = ANY(%(ids)s))",
            ),
            Watch(
                "discuss.channel.member",
                f"{MESSAGES} (SELECT c.id FROM discuss_channel_member dm JOIN discuss_channel c ON c.id = dm.channel_id"
                " AND c.channel_type = 'gateway' WHERE dm.id = ANY(%(ids)s))",
                frozenset({"partner_id", "channel_id"}),
            ),
            Watch(
                "discuss.channel",
                f"{MESSAGES} (SELECT id FROM discuss_channel WHERE channel_type = 'gateway' AND id = ANY(%(ids)s))",
                frozenset({"name", "company_id", "gateway_id", "gateway_channel_token", "channel_type"}),
                only_write=True,
            ),
        ),
        target=("model", "res_id"),
        preview="preview",
        when=lambda message: message.model == "discuss.channel" and message.message_type != "notification",
    )
