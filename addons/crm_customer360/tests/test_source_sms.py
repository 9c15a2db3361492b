"""Text messages sent through the composer, the provider's answer as Odoo's own tests give it."""

from unittest.mock import patch

from odoo.fields import Datetime

from .common import NOW, FrozenTime, needs
from .source_case import SourceCase

ANA, BEN = "+37061234561", "+37061234562"


@needs("sms", "crm")
class TestSms(FrozenTime, SourceCase):
    """On contacts, on documents, and without either."""

    def setUp(self):
        super().setUp()
        from odoo.addons.sms.tools.sms_api import SmsApi

        self.ana.write({"phone": ANA, "country_id": self.env.ref("base.lt").id})
        self.ben.write({"phone": BEN, "country_id": self.env.ref("base.lt").id})
        self.answer = "success"
        self.startPatcher(patch.object(SmsApi, "_contact_iap", self.contact_iap))

    def contact_iap(self, _endpoint, params):
        return [
            {"uuid": number["uuid"], "state": self.answer, "credit": 1}
            for message in params["messages"]
            for number in message["numbers"]
        ]

    def send(self, records, user=None, **values):
        """The composer's button; returns the messages that remain."""
        composer = (
            self.env["sms.composer"]
            .with_user(user or self.salesperson)
            .create(
                {
                    "res_model": records._name,
                    "res_ids": str(records.ids),
                    "composition_mode": "comment",
                    "body": "Your chairs are here",
                    **values,
                }
            )
        )
        last = self.env["mail.message"].search([], order="id desc", limit=1).id
        composer.action_send_sms()
        return self.env["mail.message"].search([("id", ">", last), ("message_type", "=", "sms")])

    def purge(self):
        """What the nightly clean-up does with sent messages."""
        self.flush()
        self.env["sms.sms"]._gc_device()
        self.env.invalidate_all()

    def lead(self, **values):
        return self.env["crm.lead"].create(
            {"name": "Ten chairs", "partner_id": self.ana.id, "user_id": self.salesperson.id, **values}
        )

    def test_to_a_contact(self):
        message = self.send(self.ana)
        self.assertEqual(
            self.rows(
                "sms.message",
                message,
                *("event", "partner_id", "rank", "date", "channel", "direction", "nature", "user_id", "res_model"),
            ),
            [("sent", self.ana.id, 0, NOW, "sms", "out", "information", self.salesperson.id, "mail.message")],
        )
        self.assertEqual(self.rows("mail.message", message), [], "not an e-mail besides")
        self.assertEqual(self.rows("sms.sms"), [], "its message is the record that stays")
        self.assert_exact()
        self.purge()
        self.assertFalse(self.env["sms.sms"].search([("mail_message_id", "=", message.id)]))
        self.assertEqual(self.rows("sms.message", message), [("sent", self.ana.id, 0)])
        self.assert_exact()
        self.assert_sees(self.agent, self.alfa, "sms", "sent")
        self.assert_closed_to_portal(self.alfa)

    def test_text_is_read_from_the_message(self):
        self.send(self.ana)
        self.flush()
        (row,) = (
            self.env["crm.touchpoint"]
            .with_user(self.agent)
            .timeline(self.ana.id, filters={"channels": ["sms"]})["rows"]
        )
        self.assertEqual((row["preview"], row["res_model"]), ("Your chairs are here", "res.partner"))

    def test_not_delivered(self):
        self.answer = "wrong_number_format"
        message = self.send(self.ana)
        self.assertEqual(self.rows("sms.message", message, "event"), [("failed",)])
        self.assert_exact()

    def test_delivered_to_nobody_later(self):
        message = self.send(self.ana)
        self.assertEqual(self.rows("sms.message", message, "event"), [("sent",)])
        notification = self.env["mail.notification"].search([("mail_message_id", "=", message.id)])
        notification.sms_tracker_ids._action_update_from_provider_error("not_delivered")
        self.assertEqual(self.rows("sms.message", message, "event"), [("failed",)])
        self.assert_exact()

    def test_on_a_document_its_readers_see_it(self):
        message = self.send(self.lead())
        self.assertEqual(self.rows("sms.message", message), [("sent", self.ana.id, 0)])
        self.assert_sees(self.salesperson, self.alfa, "sms", "sent")
        self.assert_sees(self.colleague, self.alfa, "sms")
        self.assert_sees(self.agent, self.alfa, "sms")
        self.purge()
        self.assert_sees(self.salesperson, self.alfa, "sms", "sent")
        self.assert_sees(self.colleague, self.alfa, "sms")

    def test_follows_the_document(self):
        lead = self.lead()
        message = self.send(lead, recipient_single_number_itf=ANA, number_field_name="phone")
        self.flush()
        lead.partner_id = self.ben
        self.assertIn(self.ben.id, [row[1] for row in self.rows("sms.message", message)])
        self.assert_exact()

    def test_other_company(self):
        lead = self.lead(company_id=self.other_company.id)
        self.send(lead.with_company(self.other_company), user=self.env.user)
        here, there = self.company.ids, self.other_company.ids
        seen = [
            bool(self.seen(self.salesperson, self.alfa, "sms", allowed_company_ids=companies))
            for companies in (here, there)
        ]
        self.assertEqual(seen, [False, True])

    def test_without_a_document(self):
        self.send(
            self.ana + self.ben, composition_mode="mass", mass_keep_log=False, mass_force_send=True, user=self.env.user
        )
        both = [
            ("sent", self.ana.id, NOW, "sms", "out", "res.partner", self.ana.id),
            ("sent", self.ben.id, NOW, "sms", "out", "res.partner", self.ben.id),
        ]
        names = ("event", "partner_id", "date", "channel", "direction", "res_model", "res_id")
        self.assertEqual(self.rows("sms.sms", None, *names), both)
        self.assert_exact()
        self.purge()
        self.assertFalse(self.env["sms.sms"].search([("partner_id", "in", (self.ana + self.ben).ids)]))
        self.assertEqual(self.rows("sms.sms", None, *names), both)
        self.assert_kept("sms.sms")
        # Two contacts of one company, two messages.
        self.assertCountEqual(
            self.seen(self.agent, self.alfa, "sms"),
            [("sent", Datetime.to_string(NOW), id_) for id_ in (self.ana.id, self.ben.id)],
        )
        self.assert_closed_to_portal(self.alfa)

    def test_purged_one_follows_a_merge(self):
        self.dora.phone = BEN
        self.send(self.dora, composition_mode="mass", mass_keep_log=False, mass_force_send=True, user=self.env.user)
        self.purge()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.ana + self.dora).ids, self.ana)
        self.assertEqual(
            self.rows("sms.sms", None, "partner_id", "commercial_partner_id", "res_id"),
            [(self.ana.id, self.alfa.id, self.ana.id)],
        )
        self.assert_sees(self.agent, self.alfa, "sms", "sent")

    def test_contact_of_another_company(self):
        self.dora.write({"phone": ANA, "company_id": self.other_company.id})
        self.send(self.dora, composition_mode="mass", mass_keep_log=False, mass_force_send=True, user=self.env.user)
        self.assertEqual(len(self.seen(self.agent, self.dora, "sms", allowed_company_ids=self.other_company.ids)), 1)
        self.purge()
        self.assertEqual(len(self.seen(self.agent, self.dora, "sms", allowed_company_ids=self.other_company.ids)), 1)
