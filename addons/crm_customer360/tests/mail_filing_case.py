"""E-mails as mail servers hand them to the gateway, and what stands in the history afterwards."""

from email.message import EmailMessage
from email.utils import format_datetime

from odoo import fields

from .common import TouchpointCase

SENT = "2019-05-06 07:08:00"
FILE_A, FILE_B = "crm@a-house.example.com", "crm@b-house.example.com"
JONAS = "Jonas <jonas@a-house.example.com>"
TIMELINE = ("event", "partner_id", "direction", "date", "title", "user_id")


def letter(subject="Price list", body="Hello", sent=SENT, html=None, **headers):
    """An e-mail; keyword arguments are headers (``to``, ``cc``, ``message_id``, ``x_original_to``…), False for none."""
    message = EmailMessage()
    message["Subject"] = subject
    if sent:
        message["Date"] = format_datetime(fields.Datetime.to_datetime(sent))
    for name, value in {
        "from_": JONAS,
        "message_id": f"<{subject}-{body[:9]}@mail>".replace(" ", "-"),
        **headers,
    }.items():
        if value:
            message[name.strip("_").replace("_", "-").title()] = value
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    return message


class FilingCase(TouchpointCase):
    """Two companies with a filing address each; Jonas works for both, Zita for the second only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domains = cls.env["mail.alias.domain"].create([{"name": name.partition("@")[2]} for name in (FILE_A, FILE_B)])
        cls.company.alias_domain_id, cls.other_company.alias_domain_id = domains
        for company in cls.company + cls.other_company:
            company._set_filing_name("crm")
        cls.jonas, cls.zita = cls.agent, cls.colleague
        cls.jonas.email = "jonas@a-house.example.com"
        cls.zita.write(
            {
                "email": "zita@b-house.example.com",
                "company_ids": [(3, cls.company.id)],
                "company_id": cls.other_company.id,
            }
        )
        cls.cora.email = "cora@beta.example.com"
        cls.manager.email = "manager@a-house.example.com"
        cls.unfiled = cls.env["crm.mail.unfiled"]

    @classmethod
    def _user(cls, login, *groups):
        user = super()._user(login, *groups)
        if login == "t_colleague":
            user.write({"company_ids": [(4, cls.other_company.id)], "company_id": cls.other_company.id})
        return user

    def receive(self, message):
        """What the gateway does with a message; nothing may leave the house on the way. Returns the new messages."""
        self.flush()  # what the test changed is tracked by messages too
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        queued = self.env["mail.mail"].search_count([])
        source = message if isinstance(message, bytes) else message.as_bytes()
        self.env["mail.thread"].message_process(False, source)
        self.flush()
        self.assertEqual(self.env["mail.mail"].search_count([]), queued, "an e-mail was sent")
        new = self.env["mail.message"].search([("id", ">", before)], order="id")
        self.assertFalse(new.notification_ids, "somebody was notified")
        return new

    def filed(self, message):
        """The one message that came of it."""
        new = self.receive(message)
        self.assertEqual(len(new), 1, new.mapped("subject"))
        return new

    def waiting(self, message):
        """The rows of the list that came of it."""
        before = self.unfiled.search([])
        self.assertFalse(self.receive(message))
        return self.unfiled.search([]) - before

    def history(self, message):
        """Rows of the history a message amounts to, in the order of contacts' ids."""
        found = self.rows("mail.message", message, *TIMELINE)
        return sorted(found, key=lambda row: row[1])
