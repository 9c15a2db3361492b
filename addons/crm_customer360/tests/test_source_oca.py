"""Claims, phone calls, tracked e-mails and messengers of OCA's modules, through their own methods."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MockEmail

from .common import NOW, VALUES, FrozenTime, moment, needs
from .source_case import SourceCase


@needs("crm_claim")
class TestClaims(FrozenTime, SourceCase):
    """Made and closed."""

    def claim(self, **values):
        return (
            self.env["crm.claim"]
            .with_user(self.salesperson)
            .create({"name": "Scratched table", "partner_id": self.ana.id, "date": "2026-02-27 08:30:00", **values})
        )

    def test_opened_and_closed(self):
        claim = self.claim()
        opened = (
            "opened", self.ana.id, 0, moment("2026-02-27 08:30:00"), False, "claim", "in", "complaint",
            "Scratched table", self.salesperson.id,
        )  # fmt: skip
        self.assertEqual(self.rows("crm.claim", claim, *VALUES), [opened])
        claim.write({"date_closed": "2026-03-04 15:00:00", "resolution": "Replaced"})
        closed = ("closed", self.ana.id, moment("2026-03-04 15:00:00"), "internal", "complaint")
        self.assertEqual(
            self.rows("crm.claim", claim, "event", "partner_id", "date", "direction", "nature"),
            [("opened", self.ana.id, opened[3], "in", "complaint"), closed],
        )
        claim.partner_id = self.cora
        self.assertEqual({row[1] for row in self.rows("crm.claim", claim)}, {self.cora.id})
        self.assert_exact()

    def test_written_in_by_mail(self):
        """A claim that comes by e-mail is a complaint at the time it was opened."""
        claim = self.env["crm.claim"].message_new(
            {"subject": "Broken chair", "from": "ana@alfa.example.com", "author_id": self.ana.id, "body": "<p>Leg</p>"}
        )
        self.assertEqual(
            self.rows("crm.claim", self.env["crm.claim"].browse(claim.id), "event", "date", "title"),
            [("opened", NOW, "Broken chair")],
        )

    def test_messages_count_for_the_customer(self):
        claim = self.claim()
        note = claim.message_post(body="Called the carrier", message_type="comment", subtype_xmlid="mail.mt_note")
        self.assertEqual(self.rows("mail.message", note), [("note", self.ana.id, 3)])
        claim.partner_id = self.ben
        self.assertEqual(self.rows("mail.message", note), [("note", self.ben.id, 3)])
        self.assert_exact()

    def test_readers(self):
        self.claim()
        self.assert_sees(self.salesperson, self.alfa, "claim", "opened")
        plain = self._user("t_plain")
        self.assert_sees(plain, self.alfa, "claim")
        self.assert_closed_to_portal(self.alfa)

    def test_other_company(self):
        self.claim(company_id=self.other_company.id)
        seen = [
            len(self.seen(self.salesperson, self.alfa, "claim", allowed_company_ids=company.ids))
            for company in (self.company, self.other_company)
        ]
        self.assertEqual(seen, [0, 1])


@needs("crm_phonecall")
class TestPhoneCalls(FrozenTime, SourceCase):
    """Held, either way."""

    def call(self, **values):
        return (
            self.env["crm.phonecall"]
            .with_user(self.salesperson)
            .create({"name": "About delivery", "partner_id": self.ana.id, **values})
        )

    def test_held(self):
        call = self.call(direction="in", date="2026-03-02 09:50:00")
        self.assertEqual(self.rows("crm.phonecall", call), [], "planned, not held")
        call.write({"state": "done"})
        self.assertEqual(
            self.rows("crm.phonecall", call, *VALUES),
            [
                (
                    "received", self.ana.id, 0, moment("2026-03-02 09:50:00"), False, "call", "in", "information",
                    "About delivery", self.salesperson.id,
                )
            ],
        )  # fmt: skip
        call.write({"direction": "out"})
        self.assertEqual(self.rows("crm.phonecall", call, "event", "direction"), [("made", "out")])
        call.write({"state": "cancel"})
        self.assertEqual(self.rows("crm.phonecall", call), [])
        self.assert_exact()

    def test_held_before_its_time(self):
        call = self.call(date="2026-03-06 12:00:00")
        with freeze_time("2026-03-03 07:00:00"):
            call.write({"state": "done"})
            self.flush()
        self.assertEqual(self.rows("crm.phonecall", call, "event", "date"), [("made", moment("2026-03-03 07:00:00"))])

    def test_logged_and_another_planned(self):
        call = self.call(date="2026-02-25 13:00:00")
        planned = call.schedule_another_phonecall(
            {"name": "Again", "action": "log", "schedule_time": "2026-03-20 10:00:00"}, return_recordset=True
        )
        self.assertEqual(self.rows("crm.phonecall", call, "date"), [(moment("2026-02-25 13:00:00"),)])
        self.assertEqual(self.rows("crm.phonecall", planned), [])

    def test_readers(self):
        self.call(state="done")
        self.assert_sees(self._user("t_plain"), self.alfa, "call", "made")
        self.assert_closed_to_portal(self.alfa)

    def test_other_company(self):
        self.call(state="done", company_id=self.other_company.id)
        seen = [
            len(self.seen(self.salesperson, self.alfa, "call", allowed_company_ids=company.ids))
            for company in (self.company, self.other_company)
        ]
        self.assertEqual(seen, [0, 1])


@tagged("post_install", "-at_install")
@needs("mail_tracking", "crm")
class TestTrackedMail(SourceCase, MockEmail):
    """What became of an e-mail."""

    def sent(self, record):
        """An e-mail to Ana on the record, handed to the mail server; its tracking."""
        message = record.message_post(
            body="Our offer", subject="Offer", message_type="comment", subtype_xmlid="mail.mt_comment",
            partner_ids=self.ana.ids,
        )  # fmt: skip
        with self.mock_mail_gateway():
            self.env["mail.mail"].search([("mail_message_id", "=", message.id)]).send()
        return self.env["mail.tracking.email"].search(
            [("mail_message_id", "=", message.id), ("partner_id", "=", self.ana.id)]
        )

    def test_opened_and_clicked_once(self):
        tracking = self.sent(self.ana)
        self.assertEqual(tracking.partner_id, self.ana)
        self.assertEqual(self.rows("mail.tracking.event"), [], "sent is the message itself")
        with freeze_time("2030-03-02 11:00:00"):
            tracking.event_create("open", {"ip": "127.0.0.1"})
        with freeze_time("2030-03-02 12:00:00"):
            tracking.event_create("open", {"ip": "127.0.0.1"})
            tracking.event_create("click", {"url": "https://example.com"})
        names = ("event", "partner_id", "date", "channel", "direction", "title", "res_model", "res_id")
        where = ("mail.tracking.email", tracking.id)
        opened = ("opened", self.ana.id, moment("2030-03-02 11:00:00"), "email", "in", "Offer", *where)
        clicked = ("clicked", self.ana.id, moment("2030-03-02 12:00:00"), "email", "in", "Offer", *where)
        self.assertEqual(self.rows("mail.tracking.event", None, *names), [opened, clicked])
        self.assert_exact()
        # The first one goes: the second is the first time now.
        tracking.tracking_event_ids.filtered(lambda event: event.event_type == "open").sorted("id")[0].unlink()
        self.assertEqual(
            self.rows("mail.tracking.event", None, "event", "date"),
            [("clicked", moment("2030-03-02 12:00:00")), ("opened", moment("2030-03-02 12:00:00"))],
        )
        self.assert_exact()

    def test_bounced(self):
        tracking = self.sent(self.ana)
        tracking.event_create("hard_bounce", {"error_description": "No such mailbox"})
        self.assertEqual(
            self.rows("mail.tracking.event", None, "event", "partner_id", "direction"),
            [("bounced", self.ana.id, "internal")],
        )
        self.assert_exact()

    def test_readers_are_those_of_the_message(self):
        lead = self.env["crm.lead"].create(
            {"name": "Chairs", "partner_id": self.ana.id, "user_id": self.salesperson.id}
        )
        tracking = self.sent(lead)
        tracking.event_create("open", {})
        seen = [
            [event for event, _date, _partner in self.seen(user, self.alfa, "email") if event == "opened"]
            for user in (self.salesperson, self.colleague, self.agent)
        ]
        self.assertEqual(seen, [["opened"], [], []])
        self.assert_closed_to_portal(self.alfa)


@needs("mail_gateway")
class TestMessenger(FrozenTime, SourceCase):
    """A conversation over a gateway; the gateway's own kind is a test one, as in OCA's tests."""

    def setUp(self):
        super().setUp()
        field = self.env["mail.gateway"]._fields["gateway_type"]
        kinds = [*(field.selection or []), ("abstract", "Test")]
        self.startPatcher(patch.object(field, "selection", kinds))
        self.startPatcher(patch.object(field, "_selection", dict(kinds)))
        self.startPatcher(patch.object(type(self.env["mail.gateway.abstract"]), "_send", return_value=None))
        self.operator = self._user("t_operator", "mail_gateway.gateway_user")
        self.gateway = self.env["mail.gateway"].create(
            {
                "name": "Messenger", "token": "t-token", "gateway_type": "abstract", "webhook_key": "t-key",
                "member_ids": [Command.set(self.operator.ids)],
            }
        )  # fmt: skip
        self.channel = self.env["mail.gateway.abstract"]._get_channel(self.gateway, "chat-1", {}, force_create=True)

    def know(self, partner):
        return self.env["res.partner.gateway.channel"].create(
            {"partner_id": partner.id, "gateway_id": self.gateway.id, "gateway_token": "chat-1"}
        )

    def says(self, author, body):
        return self.channel.message_post(
            body=body, author_id=author.id, message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    def test_conversation(self):
        self.know(self.ana)
        received = self.says(self.ana, "Is the sofa in stock?")
        sent = self.says(self.operator.partner_id, "Yes")
        names = ("event", "partner_id", "date", "channel", "direction", "user_id")
        self.assertEqual(
            self.rows("mail.gateway", received, *names), [("received", self.ana.id, NOW, "messenger", "in", None)]
        )
        self.assertEqual(
            self.rows("mail.gateway", sent, *names),
            [("sent", self.ana.id, NOW, "messenger", "out", self.operator.id)],
        )
        self.assertEqual(self.rows("mail.message", sent), [])
        self.assert_exact()
        self.assert_sees(self.operator, self.alfa, "messenger", "received", "sent")
        self.assert_sees(self.agent, self.alfa, "messenger")
        self.assert_closed_to_portal(self.alfa)

    def test_known_later(self):
        """A guest becomes a contact: what was said before is theirs."""
        said = self.says(self.operator.partner_id, "Hello")
        self.assertEqual(self.rows("mail.gateway", said), [])
        link = self.know(self.ana)
        self.assertEqual(self.rows("mail.gateway", said, "event", "partner_id"), [("sent", self.ana.id)])
        link.unlink()
        self.assertEqual(self.rows("mail.gateway", said), [])
        self.assert_exact()

    def test_message_of_a_document_stands_there_once(self):
        link = self.know(self.ana)
        message = self.ana.message_post(
            body="Your table is ready", message_type="comment", subtype_xmlid="mail.mt_comment",
            gateway_notifications=[
                {"partner_id": self.ana.id, "channel_type": "gateway", "gateway_channel_id": link.id}
            ],
        )  # fmt: skip
        copy = self.env["mail.message"].search([("gateway_message_id", "=", message.id)])
        self.assertTrue(copy)
        self.assertEqual(self.rows("mail.gateway", copy), [])
        self.assertEqual([row[1] for row in self.rows("mail.message", message)], [self.ana.id])

    def test_other_company(self):
        self.channel.company_id = self.other_company
        self.know(self.ana)
        self.says(self.ana, "Hello")
        seen = [
            len(self.seen(self.operator, self.alfa, "messenger", allowed_company_ids=company.ids))
            for company in (self.company, self.other_company)
        ]
        self.assertEqual(seen, [0, 1])
