"""Campaigns sent for real up to the mail server and the text message provider, opened and clicked over HTTP."""

import re
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.mail.tests.common import MockEmail

from .common import moment, needs
from .source_case import WebCase

SENT, LATER = moment("2026-03-02 10:15:00"), moment("2026-03-03 16:40:00")


class CampaignCase(WebCase, MockEmail):
    """Mailings to contacts, opportunities and addresses of a list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketer = cls._user("t_marketer", "mass_mailing.group_mass_mailing_user")
        (cls.ana + cls.ben).country_id = cls.env.ref("base.lt")

    def mailing(self, records, **values):
        return self.env["mailing.mailing"].create(
            {
                "subject": "Spring {{ object.name }} offers",
                "body_html": '<p>Look at <a href="https://www.example.com/spring">the offers</a></p>',
                "mailing_model_id": self.env["ir.model"]._get_id(records._name),
                "mailing_domain": [("id", "in", records.ids)],
                "user_id": self.marketer.id,
                "reply_to_mode": "update" if records._name != "mailing.contact" else "new",
                **values,
            }
        )

    def sent(self, records, **values):
        """A mailing handed to the mail server; its traces."""
        mailing = self.mailing(records, **values)
        with freeze_time(SENT), self.mock_mail_gateway(mail_unlink_sent=True):
            mailing.action_send_mail()
        self.flush()
        return mailing.mailing_trace_ids

    def events(self, trace, *names, source="mailing.trace"):
        return self.rows(source, trace, *(names or ("event", "partner_id", "date", "direction")))

    def copies(self, kind="email_outgoing"):
        """Messages a mailing left in the contact's log."""
        domain = [("model", "=", "res.partner"), ("res_id", "=", self.ana.id), ("message_type", "=", kind)]
        return self.env["mail.message"].search(domain)


@tagged("post_install", "-at_install")
@needs("mass_mailing", "crm")
class TestCampaignMail(CampaignCase):
    """Sent, opened, clicked, replied to, bounced."""

    def test_sent_opened_clicked(self):
        trace = self.sent(self.ana)
        sent = ("sent", self.ana.id, SENT, "out")
        self.assertEqual(
            self.events(trace, "event", "partner_id", "date", "channel", "title", "user_id", "res_model", "res_id"),
            [("sent", self.ana.id, SENT, "campaign", "Spring offers", self.marketer.id, "res.partner", self.ana.id)],
        )
        self.assertEqual(len(self.copies()), 1)
        self.assertEqual(self.rows("mail.message", self.copies()), [], "the copy in the log is not a second row")
        token = self.env["mail.mail"]._generate_mail_recipient_token(trace.mail_mail_id_int)
        self.assertEqual(self.url_open(f"/mail/track/{trace.mail_mail_id_int}/{token}/blank.gif").status_code, 200)
        self.env.invalidate_all()
        self.assertTrue(trace.open_datetime)
        opened = ("opened", self.ana.id, trace.open_datetime, "in")
        self.assertEqual(self.events(trace), [sent, opened])
        code, number = re.search(r"/r/(\w+)/m/(\d+)", self._mails[0]["body"]).groups()
        self.assertEqual(int(number), trace.id)
        self.assertEqual(self.url_open(f"/r/{code}/m/{number}", allow_redirects=False).status_code, 301)
        self.env.invalidate_all()
        clicked = ("clicked", self.ana.id, trace.links_click_datetime, "in")
        self.assertCountEqual(self.events(trace), [sent, opened, clicked])
        self.assert_exact()

    def test_replied(self):
        trace = self.sent(self.ana)
        mail = (
            "From: Ana <ana@alfa.example.com>\nTo: catchall@example.com\nSubject: Re: Spring offers\n"
            f"Message-ID: <reply@alfa.example.com>\nReferences: {trace.message_id}\n\nWhich colours are there?"
        )
        with freeze_time(LATER), self.mock_mail_gateway():
            self.env["mail.thread"].message_process("res.partner", mail)
        self.assertIn(("replied", self.ana.id, LATER, "in"), self.events(trace))
        self.assert_exact()

    def test_bounced(self):
        trace = self.sent(self.ana)
        values = {
            "email_from": "mailer@example.com", "to": "bounce@example.com", "message_id": "<b@example.com>",
            "bounced_partner": self.ana, "bounced_message": self.env["mail.message"], "body": "No such mailbox",
            "bounced_email": trace.email, "bounced_msg_ids": [trace.message_id],
        }  # fmt: skip
        self.env["mail.thread"]._routing_handle_bounce(False, values)
        self.assertCountEqual(
            self.events(trace), [("sent", self.ana.id, SENT, "out"), ("bounced", self.ana.id, SENT, "internal")]
        )
        self.assert_exact()

    def test_test_mail_and_colleagues_are_no_touchpoints(self):
        trace = self.sent(self.ana + self.salesperson.partner_id)
        self.assertEqual(len(trace), 2)
        rows = [row for one in trace for row in self.events(one, "partner_id")]
        self.assertEqual(rows, [(self.ana.id,)])
        trace.is_test_trace = True
        self.assertEqual([row for one in trace for row in self.events(one)], [])
        self.assert_exact()

    def test_deleted_with_its_mailing(self):
        trace = self.sent(self.ana)
        self.assertEqual(len(self.events(trace)), 1)
        trace.mass_mailing_id.unlink()
        self.assertEqual(self.rows("mailing.trace"), [])

    def test_subject_corrected(self):
        trace = self.sent(self.ana)
        trace.mass_mailing_id.write({"subject": "Summer", "user_id": self.salesperson.id})
        self.assertEqual(self.events(trace, "title", "user_id"), [("Summer", self.salesperson.id)])
        self.assert_exact()

    # ------------------------------------------------------------------
    # Whose it is
    # ------------------------------------------------------------------

    def lead(self, **values):
        return self.env["crm.lead"].create(
            {"name": "Ten chairs", "user_id": self.salesperson.id, "email_from": "ana@alfa.example.com", **values}
        )

    def test_opportunity(self):
        lead = self.lead(partner_id=self.ben.id, email_from="ben@alfa.example.com")
        trace = self.sent(lead)
        self.assertEqual(self.events(trace, "partner_id"), [(self.ben.id,)])
        lead.partner_id = self.cora
        self.assertEqual(self.events(trace, "partner_id"), [(self.cora.id,)])
        self.assert_exact()

    def test_opportunity_without_a_customer_goes_by_its_address(self):
        lead = self.lead()
        lead.partner_id = False
        lead.email_from = "ana@alfa.example.com"
        trace = self.sent(lead)
        self.assertEqual(self.events(trace, "partner_id"), [(self.ana.id,)])
        lead.partner_id = self.dora
        self.assertEqual(self.events(trace, "partner_id"), [(self.dora.id,)])
        self.assert_exact()

    def test_address_of_a_list(self):
        """Exactly one contact has it; two, or none, and it is nobody's."""
        contact = self.env["mailing.contact"].create({"name": "A", "email": "ana@alfa.example.com"})
        trace = self.sent(contact)
        self.assertEqual(self.events(trace, "partner_id"), [(self.ana.id,)])
        self.ben.email = "Ana <ANA@alfa.example.com>"
        self.assertEqual(self.events(trace), [])
        self.ana.email = "other@alfa.example.com"
        self.assertEqual(self.events(trace, "partner_id"), [(self.ben.id,)])
        self.ben.active = False
        self.assertEqual(self.events(trace), [])
        (eva,) = self._partners({"name": "Eva", "email": "ana@alfa.example.com"})
        self.assertEqual(self.events(trace, "partner_id"), [(eva.id,)])
        self.assert_exact()

    def test_stays_with_a_merged_contact(self):
        trace = self.sent(self.dora)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.ana + self.dora).ids, self.ana)
        self.assertEqual(trace.res_id, self.ana.id)
        self.assertEqual(self.events(trace, "partner_id", "res_id"), [(self.ana.id, self.ana.id)])
        self.assert_exact()

    # ------------------------------------------------------------------
    # Who sees it
    # ------------------------------------------------------------------

    def test_readers(self):
        """A seller knows what the customer was told, without the right to mailings."""
        self.sent(self.ana)
        self.assertFalse(self.env["mailing.trace"].with_user(self.salesperson).has_access("read"))
        for user in (self.salesperson, self.agent, self.marketer):
            self.assert_sees(user, self.alfa, "campaign", "sent")
        self.assert_closed_to_portal(self.alfa)

    def test_other_company(self):
        self.sent(self.lead(partner_id=self.ana.id, company_id=self.other_company.id))
        seen = [
            len(self.seen(self.salesperson, self.alfa, "campaign", allowed_company_ids=company.ids))
            for company in (self.company, self.other_company)
        ]
        self.assertEqual(seen, [0, 1])


@tagged("post_install", "-at_install")
@needs("mass_mailing_sms", "crm")
class TestCampaignSms(CampaignCase):
    """Text messages of a campaign."""

    def setUp(self):
        super().setUp()
        from odoo.addons.sms.tools.sms_api import SmsApi

        self.ana.phone = "+37061234561"
        self.startPatcher(patch.object(SmsApi, "_contact_iap", self.contact_iap))

    def contact_iap(self, _endpoint, params):
        return [
            {"uuid": number["uuid"], "state": "delivered", "credit": 1}
            for message in params["messages"]
            for number in message["numbers"]
        ]

    def sent(self, records, **values):
        mailing = self.mailing(
            records, mailing_type="sms", sms_subject="Spring", subject="Spring", sms_force_send=True,
            body_plaintext="Offers at https://www.example.com/spring", **values,
        )  # fmt: skip
        mailing.action_send_sms()
        self.flush()
        return mailing.mailing_trace_ids

    def test_sent_and_clicked(self):
        for keep in (False, True):
            with self.subTest(keep=keep):
                trace = self.sent(self.ana, keep_archives=keep)
                self.assertTrue(trace.sent_datetime)
                sent = ("sent_sms", self.ana.id, trace.sent_datetime, "out")
                self.assertEqual(self.events(trace, source="mailing.trace.sms"), [sent])
                self.assertEqual(self.rows("sms.sms"), [])
                self.assertEqual(len(self.copies("sms")), keep)
                self.assertEqual(self.rows("sms.message"), [])
        link = self.env["link.tracker.code"].search(
            [("link_id.mass_mailing_id", "=", trace.mass_mailing_id.id)], limit=1
        )
        self.assertEqual(self.url_open(f"/r/{link.code}/s/{trace.sms_id_int}", allow_redirects=False).status_code, 301)
        self.env.invalidate_all()
        self.assertTrue(trace.links_click_datetime)
        self.assertIn(
            ("clicked", self.ana.id, trace.links_click_datetime, "in"), self.events(trace, source="mailing.trace.sms")
        )
        self.assert_exact()
        self.env["sms.sms"]._gc_device()
        self.assert_exact()

    def test_number_of_a_list(self):
        contact = self.env["mailing.contact"].create({"name": "A", "mobile": "+37061234561"})
        trace = self.sent(contact)
        self.assertEqual(set(self.events(trace, "partner_id", source="mailing.trace.sms")), {(self.ana.id,)})
        self.ben.phone = "+370 612 34561"
        self.assertEqual(self.events(trace, source="mailing.trace.sms"), [])
        self.assert_exact()

    def test_readers(self):
        self.sent(self.ana)
        for user in (self.salesperson, self.agent):
            self.assert_sees(user, self.alfa, "campaign", "sent_sms")
        self.assert_closed_to_portal(self.alfa)
