"""Mailing lists and the ledger in step: opting out is an objection, an objection opts out, nothing is doubled."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.crm_customer360.core.inside import INSIDE

from .test_consent_mailing import MailingCase


@tagged("post_install", "-at_install")
class TestConsentLists(MailingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.news, cls.offers = cls.env["mailing.list"].create([{"name": "News"}, {"name": "Offers"}])
        cls.contact = cls.env["mailing.contact"].create(
            {"name": "Ana", "email": "ana@alfa.example.com", "list_ids": [(6, 0, (cls.news + cls.offers).ids)]}
        )

    def rows(self):
        return self.ledger.search([("partner_id", "=", self.ana.id)], order="id").mapped(
            lambda row: (row.purpose_id.code, row.channel, row.state, row.source)
        )

    def opted_out(self):
        return self.contact.subscription_ids.filtered("opt_out").list_id

    def visitor(self, lists):
        return lists.with_user(self.env.ref("base.public_user")).sudo()

    def test_out_of_one_list_is_no_objection_out_of_the_last_is(self):
        self.visitor(self.news)._update_subscription_from_email("ana@alfa.example.com", opt_out=True)
        self.assertEqual(self.rows(), [])
        self.visitor(self.offers)._update_subscription_from_email("ana@alfa.example.com", opt_out=True)
        expected = [("marketing", "email", "refused", "unsubscribe")]
        self.assertEqual(self.rows(), expected)
        self.visitor(self.offers)._update_subscription_from_email("ana@alfa.example.com", opt_out=True)
        self.assertEqual(self.rows(), expected, "nothing is doubled")
        self.assertFalse(self.ledger.allowed(self.ana.ids, "marketing", "email"))
        self.visitor(self.news)._update_subscription_from_email("ana@alfa.example.com", opt_out=False)
        self.assertEqual(self.rows()[1:], [("marketing", "email", "given", "unsubscribe")])
        self.assertTrue(self.ledger.allowed(self.ana.ids, "marketing", "email"))

    def test_an_objection_opts_out_and_a_yes_opts_back_in(self):
        self.contact.subscription_ids.filtered(lambda one: one.list_id == self.news).opt_out = True
        everywhere = {"partner_id": self.ana.id, "purpose_id": self.marketing.id, "company_id": False}
        before = fields.Datetime.now() - timedelta(hours=1)
        self.ledger.create({**everywhere, "state": "refused", "channel": "any", "date": before})
        self.assertEqual(self.opted_out(), self.news + self.offers)
        self.assertEqual(len(self.rows()), 1, "the lists tell nothing back")
        self.ledger.create({**everywhere, "state": "given", "channel": "email"})
        self.assertEqual(self.opted_out(), self.news, "what was opted out before stays so")

    def test_an_objection_to_sms_leaves_the_lists(self):
        everywhere = {"partner_id": self.ana.id, "purpose_id": self.marketing.id, "company_id": False}
        self.ledger.create({**everywhere, "state": "refused", "channel": "sms"})
        self.assertFalse(self.opted_out())

    def test_being_put_on_a_list_lifts_no_objection(self):
        self.say(self.ana, "refused")
        third = self.env["mailing.list"].create({"name": "Third"})
        self.env["mailing.subscription"].create({"contact_id": self.contact.id, "list_id": third.id})
        self.assertFalse(self.ledger.allowed(self.ana.ids, "marketing", "email"))

    def test_nobody_leaves_the_ledger_out(self):
        """Over RPC anybody can say what the ledger says to itself."""
        self.contact.subscription_ids.with_context(consent_in_step=True).write({"opt_out": True})
        self.assertEqual([(row[1], row[2]) for row in self.rows()], [("email", "refused")])

    def test_take_over_is_safe_to_repeat(self):
        quiet = self.contact.subscription_ids.with_context(consent_in_step=INSIDE)
        quiet.write({"opt_out": True})
        self.assertEqual(self.rows(), [])
        self.ledger._take_over_opt_outs()
        self.ledger._take_over_opt_outs()
        self.assertEqual(len(self.rows()), 1)
