"""An e-mail logged from Outlook or Gmail through Odoo's own add-in stands with the customer by itself."""

import base64
import json
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import TouchpointCase, needs


@tagged("post_install", "-at_install")
@needs("mail_plugin", "crm_mail_plugin")
class TestMailPlugin(TouchpointCase, HttpCase):
    """The add-in's requests, with the key it gets when a user links the mailbox."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson.group_ids += cls.env.ref("base.group_partner_manager")
        expires = fields.Datetime.now() + timedelta(days=1)
        keys = cls.env["res.users.apikeys"].with_user(cls.salesperson)
        cls.key = keys._generate("odoo.plugin.outlook", "Outlook", expires)

    def plugin(self, path, **params):
        """The answer to one request of the add-in."""
        response = self.url_open(
            f"/mail_plugin/{path}",
            data=json.dumps({"id": 0, "jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json", "Authorization": self.key},
        ).json()
        self.assertNotIn("error", response)
        self.env.invalidate_all()
        return response["result"]

    def shown(self, partner, source, record, user=None):
        """The row of a record in what somebody, a colleague by default, sees of the customer."""
        self.flush()
        rows = self.env["crm.touchpoint"].with_user(user or self.colleague).timeline(partner.id)["rows"]
        return next(row for row in rows if (row["source"], row["key_id"]) == (source, record.id))

    def test_logged_with_the_contact(self):
        found = self.plugin("partner/get", email="ana@alfa.example.com", name="Ana")["partner"]
        self.assertEqual(found["id"], self.ana.id)
        offer = ["offer.pdf", base64.b64encode(b"%PDF-1").decode()]
        message = "<span>From: ana@alfa.example.com</span><br/>The roof leaks."
        self.plugin("log_mail_content", model="res.partner", res_id=found["id"], message=message, attachments=[offer])
        logged = self.ana.message_ids[:1]
        self.assertEqual(
            self.rows("mail.message", logged, "event", "partner_id", "nature", "user_id"),
            [("note", self.ana.id, "information", self.salesperson.id)],
        )
        # Colleagues find it with the company too, by what it says.
        row = self.shown(self.alfa, "mail.message", logged)
        self.assertIn("The roof leaks.", row["preview"])
        self.assertEqual((row["channel"], row["partner"]["id"]), ("note", self.ana.id))
        self.assertEqual(logged.attachment_ids.mapped("name"), ["offer.pdf"])
        self.assertFalse(logged.notification_ids)
        self.assert_exact()

    def test_logged_with_a_lead_made_in_the_mailbox(self):
        lead = self.plugin("lead/create", partner_id=self.ana.id, email_body="The roof leaks.", email_subject="Roof")
        self.plugin("log_mail_content", model="crm.lead", res_id=lead["lead_id"], message="The roof leaks.")
        logged = self.env["crm.lead"].browse(lead["lead_id"]).message_ids.filtered(lambda one: "leaks" in one.body)
        self.assertEqual(self.rows("mail.message", logged, "event", "partner_id"), [("note", self.ana.id)])
        row = self.shown(self.alfa, "mail.message", logged, self.salesperson)
        self.assertEqual((row["res_model"], row["res_id"]), ("crm.lead", lead["lead_id"]))

    def test_logged_with_a_contact_made_in_the_mailbox(self):
        made = self.plugin("partner/create", email="new@alfa.example.com", name="New", company=self.alfa.id)
        self.plugin("log_mail_content", model="res.partner", res_id=made["id"], message="Hello")
        new = self.env["res.partner"].browse(made["id"])
        self.assertEqual(self.rows("mail.message", new.message_ids[:1], "partner_id"), [(new.id,)])
        self.assertEqual(self.shown(self.alfa, "mail.message", new.message_ids[:1])["partner"]["id"], new.id)

    def test_what_the_system_logs_stays_the_systems(self):
        message = self.ana.with_user(self.salesperson).message_post(body="Checked")
        self.assertEqual(self.rows("mail.message", message, "nature"), [("system",)])
