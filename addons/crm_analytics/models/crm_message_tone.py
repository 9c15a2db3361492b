from odoo import api, fields, models
from odoo.tools import SQL, html2plaintext

from ..core import tone
from ..core.tone_sql import NEXT_MESSAGES

LANGUAGES = [("lt", "Lithuanian"), ("lv", "Latvian"), ("en", "English")]
#: Messages read in one piece.
PIECE = 500


class CrmMessageTone(models.Model):
    """The tone of an incoming message: which of its words tell of something that went wrong.

    Kept only of languages a manager switched on after a check (``crm.tone.check``), and of people who do not object.
    """

    _name = "crm.message.tone"
    _inherit = "crm.message.bound"
    _description = "Tone of a Message"
    _order = "message_id desc"
    _log_access = False
    _rec_name = "message_id"

    language = fields.Selection(LANGUAGES, required=True, readonly=True)
    score = fields.Float(readonly=True, aggregator="avg", digits=(6, 2))
    is_dissatisfied = fields.Boolean("Dissatisfied Tone", readonly=True)
    cues = fields.Char("Words", readonly=True, help="The words it goes by, as they were written.")

    _identity_idx = models.UniqueIndex("(message_id, company_id)")

    @api.model
    def _read_piece(self, params, languages):
        """Read the next messages of a company that nobody has read.

        :param params: of ``core.tone_sql``
        :param languages: those that are switched on
        :return: how many messages were read; 0 when none is left
        """
        company = self.env["res.company"].browse(params["company"])
        query = SQL(NEXT_MESSAGES, **params, seen=company.tone_seen_message, piece=PIECE)
        found = self.env.execute_query(query)
        texts = self._texts([message for message, _partner, _date in found])
        rows = []
        for message, partner, date in found:
            read = tone.tone_of(texts[message])
            if read.language in languages:
                rows.append(self._row(company, message, partner, date, read))
        if found:
            company.tone_seen_message = max(message for message, _partner, _date in found)
        self._insert(rows)
        return len(found)

    @api.model
    def _texts(self, ids):
        """``{message id: what its writer says in it}``"""
        messages = self.env["mail.message"].browse(ids)
        messages.fetch(["body"])
        return {message.id: tone.own_words(html2plaintext(message.body or "")) for message in messages}

    def _row(self, company, message, partner, date, read):
        return {
            "company_id": company.id,
            "message_id": message,
            "partner_id": partner,
            "date": date,
            "language": read.language,
            "score": read.score,
            "is_dissatisfied": read.is_dissatisfied,
            "cues": ", ".join(read.cues)[:250],
        }

    def _insert(self, rows):
        if not rows:
            return
        asked = [("message_id", "in", [row["message_id"] for row in rows]), ("company_id", "=", rows[0]["company_id"])]
        known = set(self.search(asked).message_id._ids)
        self.create([row for row in rows if row["message_id"] not in known])

    @api.model
    def _forget(self, params):
        """Of who objects nothing stays; of languages switched off neither."""
        company = params["company"]
        languages = self.env["crm.tone.check"]._switched_on(self.env["res.company"].browse(company))
        objects = SQL("partner_id IN (%s) OR partner_id IN (%s)", params["tone_objectors"], params["objectors"])
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_message_tone WHERE company_id = %s AND (%s OR NOT language = ANY(%s))",
                company,
                objects,
                list(languages),
            )
        )
        self.env.cr.execute(SQL("DELETE FROM crm_tone_label WHERE company_id = %s AND (%s)", company, objects))
        self.env.invalidate_all(flush=False)
