from dataclasses import dataclass, replace
from email.message import EmailMessage

from odoo import fields, models
from odoo.tools import email_normalize
from odoo.tools.mail import email_normalize_all

from ..core.letters import content_id


@dataclass(frozen=True)
class Letter:
    """One e-mail to be filed.

    :param message: its source, kept while nobody knows where to file it
    :param values: what ``message_parse`` makes of it, or what was recovered from a forward
    :param company: whose filing address it came to
    :param user: the colleague who brought it; nobody for mail from outside
    :param attached: whether it came as an attachment of the colleague's message
    :param words: what the colleague wrote above a forward, plain text
    """

    message: EmailMessage
    values: dict
    company: models.BaseModel
    user: models.BaseModel
    attached: bool = False
    words: str = ""

    def named(self):
        """The same letter with a Message-Id: made of what it says if it came without one."""
        if self.message.get("Message-Id") or "filed_id" in self.values:
            return self
        keys = ("email_from", "to", "date", "subject", "body")
        made = content_id(*(str(self.values.get(key) or "") for key in keys))
        return replace(self, values={**self.values, "message_id": made, "filed_id": True})

    @property
    def sender(self):
        """Normalised address of who wrote it; empty if there is none."""
        return email_normalize(self.values.get("email_from"), strict=False) or ""

    @property
    def recipients(self):
        """Normalised addresses in To and Cc."""
        return email_normalize_all(f"{self.values.get('to') or ''},{self.values.get('cc') or ''}")

    @property
    def date(self):
        """When it was written, in UTC: as it says itself, however long ago; now if it says nothing or a later day."""
        now = fields.Datetime.now()
        date = fields.Datetime.to_datetime(self.values.get("date")) or now
        return date if date < fields.Datetime.add(now, days=1) else now
