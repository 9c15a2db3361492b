"""Live chats on the website."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch

_lt = LazyTranslate(__name__)

#: Partner of the visitor's side, as the chat's own history of its members has it.
CUSTOMER = (
    "SELECT h.partner_id FROM im_livechat_channel_member_history h"
    " WHERE h.channel_id = c.id AND h.livechat_member_type = 'visitor'"
)
#: The column comes with a module of its own; NULL without it.
VISITOR = "(to_jsonb(c) ->> 'livechat_visitor_id')::integer"


def _chat(name, label, participant, **values):
    return Source(
        name=name,
        label=label,
        model="discuss.channel",
        key="c.id",
        rows=(
            f"FROM discuss_channel c JOIN LATERAL (SELECT DISTINCT p.id FROM ({participant}) x(id)"
            " JOIN res_partner p ON p.id = x.id AND p.partner_share) w ON TRUE"
            " LEFT JOIN LATERAL (SELECT u.id FROM res_users u WHERE u.partner_id = c.livechat_operator_id"
            " AND NOT u.share ORDER BY u.id LIMIT 1) operator ON TRUE"
            " WHERE c.channel_type = 'livechat' AND {scope}"
        ),
        columns={
            "event": "CASE WHEN c.livechat_end_dt IS NULL THEN 'chatting' ELSE 'chat' END",
            "partner_id": "w.id",
            "date": "c.create_date",
            "channel": "'chat'",
            "direction": "'in'",
            "nature": "'inquiry'",
            "title": "c.name",
            "user_id": "operator.id",
        },
        events={"chatting": _lt("Live chat under way"), "chat": _lt("Live chat")},
        when=lambda channel: channel.channel_type == "livechat",
        **values,
    )


def livechat(_documents):
    """Live chats with a customer who had logged in; members and the live chat team may read them."""
    return _chat(
        "livechat",
        _lt("Live chats"),
        CUSTOMER,
        requires=("im_livechat.channel.member.history",),
        watch=(
            Watch(
                "im_livechat.channel.member.history",
                "SELECT channel_id FROM im_livechat_channel_member_history WHERE id = ANY(%(ids)s)",
                frozenset({"channel_id", "partner_id", "livechat_member_type"}),
                key=lambda history: history.channel_id.id,
            ),
            Watch(
                "res.partner",
                "SELECT channel_id FROM im_livechat_channel_member_history WHERE partner_id = ANY(%(ids)s)",
                frozenset({"partner_share"}),
                only_write=True,
                fresh=True,
            ),
        ),
    )


def livechat_visitor(_documents):
    """Live chats of a website visitor who turned out later who they are, by logging in."""
    return _chat(
        "livechat.visitor",
        _lt("Live chats of visitors known later"),
        f"SELECT v.partner_id FROM website_visitor v WHERE v.id = {VISITOR} AND NOT EXISTS"
        f" (SELECT FROM ({CUSTOMER}) known WHERE known.partner_id = v.partner_id)",
        requires=("im_livechat.channel.member.history", "website.visitor"),
        watch=(
            Watch(
                "website.visitor",
                # The inner name is the column where there is one, with its index, else the outer one.
                "SELECT found.id FROM (SELECT NULL::integer AS livechat_visitor_id) absent CROSS JOIN LATERAL"
                " (SELECT c.id FROM discuss_channel c WHERE livechat_visitor_id = ANY(%(ids)s)) found",
                frozenset({"partner_id", "access_token"}),
                only_write=True,
            ),
            Watch(
                "im_livechat.channel.member.history",
                "SELECT channel_id FROM im_livechat_channel_member_history WHERE id = ANY(%(ids)s)",
                frozenset({"channel_id", "partner_id", "livechat_member_type"}),
                key=lambda history: history.channel_id.id,
            ),
        ),
    )
