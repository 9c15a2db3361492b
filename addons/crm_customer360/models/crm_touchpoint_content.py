from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..core.content import CONTENTS, PLAIN
from .crm_touchpoint_timeline import COLUMNS


class CrmTouchpointContent(models.AbstractModel):
    """Opening a row of the history in place, under the rights that show the row."""

    _name = "crm.touchpoint.content"
    _inherit = ["crm.touchpoint.timeline", "crm.touchpoint.words"]
    _description = "Content of Touchpoints"

    @api.model
    @api.readonly
    def content(self, touchpoint_id):
        """What a row of the history says: the words, files and key figures of the record behind it.

        :param touchpoint_id: ``id`` of a row of :meth:`timeline` (int)
        :return: ``{"html": str, "attachments": [{"id", "name", "mimetype", "size"}], "fields": [[label, value]]}``;
            the HTML is sanitised, the size in bytes, labels and values in the reader's language; all may be empty
        :raises AccessError: the caller is no employee, or :meth:`timeline` would not show them the row
        :raises UserError: an argument of the wrong kind, or no such row
        """
        row = self._open_row(touchpoint_id)
        record = self.env[row["res_model"]].with_context(active_test=False).browse(row["res_id"])
        content = self._touchpoint_contents().get(record._name, PLAIN)
        self._fetch_content(record, content)
        return {
            "html": self._content_html(record, content),
            "attachments": self._content_attachments(record, content),
            "fields": self._content_fields(record, content),
        }

    @api.model
    @api.readonly
    def reply(self, touchpoint_id):
        """How to answer an e-mail of the history: default values for Odoo's composer.

        :param touchpoint_id: ``id`` of a row of :meth:`timeline` whose source is ``mail.message`` (int)
        :return: ``{"model", "res_id", "partner_ids", "parent_id", "subject"}``: the document to write on, who gets it,
            the message answered (``False`` when its document is closed to the caller: the answer then stands on the
            contact), and the subject, "" to leave it to the composer
        :raises AccessError: as for :meth:`content`
        :raises UserError: as for :meth:`content`, or a row that is no message
        """
        row = self._open_row(touchpoint_id)
        if row["res_model"] != "mail.message":
            raise UserError(self.env._("Only messages can be answered."))
        message = self.env["mail.message"].browse(row["res_id"])
        contact = self.env["res.partner"].browse(row["partner_id"])
        document = self._document_to_post_on(message)
        subject = (message.subject or "").strip()
        return {
            "model": document._name if document else contact._name,
            "res_id": document.id if document else contact.id,
            "partner_ids": self._to_answer(message, contact).ids,
            "parent_id": bool(document) and message.id,
            "subject": subject if not subject or subject.lower().startswith("re:") else f"Re: {subject}",
        }

    @api.model
    def _touchpoint_contents(self):
        """What is shown in place, by the model of the record behind the row; addons add theirs."""
        return CONTENTS

    def _fetch_content(self, record, content):
        """Into the cache, past the rights: the record was found readable a moment ago, and of its fields only those
        come out that the reader may read. Odoo's own way finds no activity on a document the reader may not change."""
        if record._name == "mail.activity":
            record.sudo().fetch([name for name in (*content.body, *content.fields) if name in record._fields])

    def _open_row(self, touchpoint_id):
        """The row with this id, if :meth:`timeline` would show it to the reader."""
        self._check_reader("touchpoint_id", touchpoint_id)
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT %s, %s AS open FROM crm_touchpoint t WHERE t.id = %s",
                COLUMNS,
                self._open_where(),
                touchpoint_id,
            )
        )
        if not rows:
            raise UserError(self.env._("There is no entry with the id %s in the contact history.", touchpoint_id))
        if not rows[0]["open"] or not self._readable(rows):
            raise AccessError(self.env._("You may not open this entry of the contact history."))
        return rows[0]

    def _document_to_post_on(self, message):
        """The document of a message if the reader may write on it, else False."""
        if not message.model or not message.res_id or message.model not in self.env:
            return False
        document = self.env[message.model].browse(message.res_id).exists()
        access = getattr(document, "_mail_post_access", "write")
        return bool(document) and hasattr(document, "message_post") and document.has_access(access) and document

    def _to_answer(self, message, contact):
        """Who gets the answer: the outside author, else the outsiders who got the message, else the contact."""
        if message.author_id.partner_share and message.author_id.has_access("read"):
            return message.author_id
        outsiders = message.partner_ids._filtered_access("read").filtered("partner_share")
        return outsiders or contact
