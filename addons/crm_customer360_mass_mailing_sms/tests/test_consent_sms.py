"""SMS mailings: who gets them, who is left out and why."""

from odoo.tests import tagged

from odoo.addons.crm_customer360_mass_mailing.tests.test_consent_mailing import MailingCase
from odoo.addons.sms.tests.common import MockSMS


@tagged("post_install", "-at_install")
class TestConsentSms(MailingCase, MockSMS):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ana.phone, cls.ben.phone, cls.dora.phone = "+37061234561", "+37061234562", "+37061234563"

    def sent_sms(self, records):
        mailing = self.mailing(
            records, mailing_type="sms", body_plaintext="Spring", sms_subject="Spring", subject="Spring"
        )
        with self.mockSMSGateway():
            mailing.action_send_sms()
        return mailing

    def test_objections_and_the_limit(self):
        self.say(self.ana, "refused", "sms")
        self.say(self.ben, "refused", "email")
        self.company.write({"consent_limit_count": 1, "consent_limit_days": 30})
        mailing = self.sent_sms(self.ana + self.ben)
        self.assertEqual(self.outcome(mailing), {self.ana.id: "consent_objection", self.ben.id: ""})
        queued = self.env["sms.sms"].search([("mailing_id", "=", mailing.id)])
        self.assertEqual(queued.mapped("number"), ["+37061234562"])
        # The limit is one for all channels: after the SMS no mail, after a mail no SMS.
        self.assertEqual(self.outcome(self.sent(self.dora)), {self.dora.id: ""})
        mailing = self.sent_sms(self.ben + self.dora)
        self.assertEqual(self.outcome(mailing), {self.ben.id: "consent_limit", self.dora.id: "consent_limit"})

    def test_form_foretells(self):
        self.say(self.ana, "refused", "sms")
        mailing = self.mailing(self.ana + self.ben, mailing_type="sms", body_plaintext="x", sms_subject="x")
        self.assertEqual(mailing._left_out_reasons(), {self.ana.id: "consent_objection"})
