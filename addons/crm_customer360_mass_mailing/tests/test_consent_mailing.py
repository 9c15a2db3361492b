"""Mailings sent up to the mail server: who gets them, who is left out and why."""

import threading
from concurrent.futures import ThreadPoolExecutor

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged

from odoo.addons.crm_customer360.tests.common import CONTEXT, TouchpointCase
from odoo.addons.mail.tests.common import MockEmail


class MailingCase(TouchpointCase, MockEmail):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.env["crm.consent"]
        cls.marketing = cls.env.ref("crm_customer360.crm_consent_purpose_marketing")
        cls.marketing.write({"default_basis": "legitimate_interest", "limit_policy": "company"})
        cls.marketer = new_test_user(cls.env, "t_marketer", "base.group_user,mass_mailing.group_mass_mailing_user")

    def say(self, partner, state, channel="any", purpose="marketing", **values):
        row = {"partner_id": partner.id, "purpose": purpose, "channel": channel, "state": state, "source": "phone"}
        return self.ledger.with_user(self.agent).record([{**row, **values}])

    def mailing(self, records, **values):
        return self.env["mailing.mailing"].create(
            {
                "subject": "Spring offers",
                "body_html": '<p>Look. <a href="/unsubscribe_from_list">Stop</a></p>',
                "mailing_model_id": self.env["ir.model"]._get_id(records._name),
                "mailing_domain": [("id", "in", records.ids)],
                "user_id": self.marketer.id,
                "reply_to_mode": "new",
                **values,
            }
        )

    def sent(self, records, **values):
        mailing = self.mailing(records, **values)
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mailing.action_send_mail()
        return mailing

    def outcome(self, mailing):
        """``{record id: reason, or empty for who got it}``."""
        return {trace.res_id: trace.failure_type or "" for trace in mailing.mailing_trace_ids}

    def mailed(self):
        return sorted(address for mail in self._mails for address in mail["email_to"])


@tagged("post_install", "-at_install")
class TestConsentMailing(MailingCase):
    def test_contacts(self):
        self.say(self.ana, "refused")
        self.say(self.ben, "refused", "sms")
        mailing = self.sent(self.ana + self.ben + self.dora)
        self.assertEqual(self.outcome(mailing), {self.ana.id: "consent_objection", self.ben.id: "", self.dora.id: ""})
        self.assertEqual(len(self._mails), 2)
        self.assertNotIn("ana@alfa.example.com", str(self.mailed()))

    def test_consent_is_needed(self):
        self.marketing.default_basis = "consent"
        self.say(self.ben, "given", "email")
        mailing = self.sent(self.ana + self.ben)
        self.assertEqual(self.outcome(mailing), {self.ana.id: "consent_missing", self.ben.id: ""})

    def test_addresses_of_a_list(self):
        """Whoever has the address decides; whom we do not know is decided by the list."""
        self.say(self.ana, "refused")
        contacts = self.env["mailing.contact"].create(
            [{"name": "A", "email": "Ana@Alfa.example.com"}, {"name": "Z", "email": "zoe@elsewhere.example.com"}]
        )
        mailing = self.sent(contacts)
        self.assertEqual(self.outcome(mailing), {contacts[0].id: "consent_objection", contacts[1].id: ""})

    def test_documents_of_a_customer(self):
        if "crm.lead" not in self.env:
            self.skipTest("CRM is not installed")
        leads = self.env["crm.lead"].create(
            [
                {"name": "One", "partner_id": self.ana.id, "email_from": "private@example.com"},
                {"name": "Two", "partner_id": self.ben.id},
            ]
        )
        self.say(self.ana, "refused", "email")
        mailing = self.sent(leads)
        self.assertEqual(self.outcome(mailing), {leads[0].id: "consent_objection", leads[1].id: ""})

    def test_one_of_two_with_an_address_objects(self):
        self.ben.email = self.ana.email
        self.say(self.ben, "refused")
        contact = self.env["mailing.contact"].create({"name": "A", "email": self.ana.email})
        self.assertEqual(self.outcome(self.sent(contact)), {contact.id: "consent_objection"})

    def test_blacklist_is_told_as_such_and_is_an_objection(self):
        self.env["mail.blacklist"]._add("ana@alfa.example.com")
        mailing = self.mailing(self.ana + self.ben)
        self.assertEqual(mailing._left_out_reasons(), {self.ana.id: "mail_bl"})
        with self.mock_mail_gateway():
            mailing.action_send_mail()
        self.assertEqual(self.outcome(mailing), {self.ana.id: "mail_bl", self.ben.id: ""})
        # Without Odoo's exclusion list the ledger still knows.
        mailing = self.sent(self.ana, use_exclusion_list=False)
        self.assertEqual(self.outcome(mailing), {self.ana.id: "consent_objection"})

    def test_other_purposes(self):
        self.say(self.ana, "refused")
        service = self.env.ref("crm_customer360.crm_consent_purpose_service")
        self.assertEqual(self.outcome(self.sent(self.ana, consent_purpose_id=service.id)), {self.ana.id: ""})

    def test_limit_counts_mailings_and_calls(self):
        self.company.write({"consent_limit_count": 2, "consent_limit_days": 30})
        self.sent(self.ana + self.ben)
        call = {"partner_id": self.ana.id, "channel": "call", "direction": "out", "nature": "marketing"}
        self.env["crm.touchpoint"].log([call])
        self.flush()
        mailing = self.sent(self.ana + self.ben)
        self.assertEqual(self.outcome(mailing), {self.ana.id: "consent_limit", self.ben.id: ""})
        mailing = self.sent(self.ana + self.ben)
        self.assertEqual(self.outcome(mailing), {self.ana.id: "consent_limit", self.ben.id: "consent_limit"})
        survey = self.env.ref("crm_customer360.crm_consent_purpose_survey")
        self.assertEqual(self.outcome(self.sent(self.ana, consent_purpose_id=survey.id)), {self.ana.id: ""})
        # What counts: two mailings of Ben, one mailing and a call of Ana; the survey is no marketing.
        self.company.consent_limit_count = 3
        self.assertEqual(self.ledger.within_limit([self.ana.id, self.ben.id], "email"), [self.ana.id, self.ben.id])

    def test_form_foretells_what_happens(self):
        self.say(self.ana, "refused")
        self.env["mail.blacklist"].create({"email": "ben@alfa.example.com"})
        mailing = self.mailing(self.ana + self.ben + self.dora).with_user(self.marketer)
        self.assertEqual(mailing.left_out_count, 2)
        opened = mailing.action_open_left_out()
        self.assertEqual(self.env[opened["res_model"]].search(opened["domain"]), self.ana + self.ben)
        with self.mock_mail_gateway():
            mailing.action_send_mail()
        mailing.invalidate_recordset()
        self.assertEqual(mailing.left_out_count, 2)
        traces = self.env["mailing.trace"].search(mailing.action_open_left_out()["domain"])
        self.assertEqual(set(traces.mapped("res_id")), {self.ana.id, self.ben.id})

    def test_preference_link_is_the_person_s_own(self):
        body = '<p><a href="/consent_preferences">Preferences</a> <a href="/unsubscribe_from_list">Stop</a></p>'
        contact = self.env["mailing.contact"].create({"name": "Z", "email": "zoe@elsewhere.example.com"})
        self.sent(self.ana + self.ben, body_html=body, body_arch=body)
        tokens = {}
        for mail in self._mails:
            self.assertNotIn("/consent_preferences", mail["body"])
            token = mail["body"].split("/consent/")[1].split('"')[0]
            person, _company = self.ledger._person(token)
            tokens[person.email_normalized] = mail["email_to"][0]
        self.assertEqual(set(tokens), {"ana@alfa.example.com", "ben@alfa.example.com"})
        for email, address in tokens.items():
            self.assertIn(email, address)
        self.sent(contact, body_html=body, body_arch=body)
        self.assertNotIn("/consent/", self._mails[0]["body"])


@tagged("post_install", "-at_install")
class TestTwoMailingsAtOnce(BaseCase):
    """Two connections send to the same person at once: the limit of one contact holds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        self.patch(Registry, "_lock", DummyRLock())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, CONTEXT)
            purpose = env["crm.consent.purpose"].create(
                {"name": "T", "code": "t_once", "is_marketing": True, "default_basis": "legitimate_interest"}
            )
            purpose.write({"limit_policy": "own", "limit_count": 1, "limit_days": 5})
            partner = env["res.partner"].create({"name": "Once", "email": "once@example.com"})
            mailings = env["mailing.mailing"].create(
                [
                    {
                        "subject": f"Mail {number}",
                        "body_html": f"<p>{number}</p>",
                        "mailing_model_id": env["ir.model"]._get_id("res.partner"),
                        "mailing_domain": [("id", "in", partner.ids)],
                        "reply_to_mode": "new",
                        "consent_purpose_id": purpose.id,
                    }
                    for number in range(4)
                ]
            )
            self.purpose, self.partner, self.mailings = purpose.id, partner.id, mailings.ids
        self.addCleanup(self.forget)

    def forget(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, CONTEXT)
            env["mail.mail"].search([("mailing_id", "in", self.mailings)]).unlink()
            env["mailing.mailing"].browse(self.mailings).unlink()
            env["res.partner"].browse(self.partner).unlink()
            env["crm.consent.purpose"].browse(self.purpose).unlink()

    def send(self, mailing, barrier):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, CONTEXT)
            # Everybody's snapshot is older than everybody's sending.
            cr.execute("SELECT count(*) FROM mailing_trace")
            barrier.wait(timeout=60)
            values = {"composition_mode": "mass_mail", "model": "res.partner", "mass_mailing_id": mailing}
            texts = {"subject": "x", "body": "<p>x</p>", "force_send": False}
            composer = env["mail.compose.message"].with_context(active_ids=[self.partner])
            composer.create({**values, **texts})._action_send_mail(auto_commit=False)

    def test_only_one_goes_out(self):
        barrier = threading.Barrier(len(self.mailings))
        with ThreadPoolExecutor(len(self.mailings)) as pool:
            list(pool.map(lambda mailing: self.send(mailing, barrier), self.mailings))
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, CONTEXT)
            traces = env["mailing.trace"].search([("mass_mailing_id", "in", self.mailings)])
            self.assertEqual(sorted(trace.failure_type or "" for trace in traces), ["", *["consent_limit"] * 3])
