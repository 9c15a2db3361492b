"""Letters sent by post."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch

_lt = LazyTranslate(__name__)


def snailmail_letter(_documents):
    """Letters printed and posted; every employee may read the letters, so the document's rights are asked for too."""
    return Source(
        name="snailmail.letter",
        label=_lt("Letters by post"),
        model="snailmail.letter",
        key="l.id",
        rows=(
            "FROM snailmail_letter l JOIN res_partner wp ON wp.id = l.partner_id AND wp.partner_share"
            " LEFT JOIN ir_attachment a ON a.id = l.attachment_id WHERE l.state = 'sent' AND {scope}"
        ),
        columns={
            "event": "'letter'",
            "partner_id": "l.partner_id",
            "date": "l.create_date",
            "channel": "'letter'",
            "direction": "'out'",
            "title": "a.name",
            "user_id": "l.user_id",
            "company_id": "l.company_id",
        },
        events={"letter": _lt("Letter sent")},
        watch=(
            Watch(
                "ir.attachment",
                "SELECT id FROM snailmail_letter WHERE attachment_id = ANY(%(ids)s)",
                frozenset({"name"}),
                only_write=True,
            ),
        ),
        target=("model", "res_id"),
        shared="EXISTS (SELECT FROM snailmail_letter l WHERE l.id = t.key_id AND l.model = 'res.partner')",
        # The log says only that there is a letter.
        covers={"mail.message": "m.message_type = 'snailmail'"},
    )
