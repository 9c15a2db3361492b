"""The ledger of consents and Odoo's blacklists, in step both ways."""

from odoo.addons.crm_customer360.core.inside import INSIDE

from .consent_case import ConsentCase


class TestConsentBlacklists(ConsentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A database with one company: what is said there counts everywhere.
        cls.ana.phone = "+370 612 34567"
        cls.ana.flush_recordset()

    def listed(self, email):
        return bool(self.env["mail.blacklist"].search([("email", "=", email)]))

    def rows(self, partner):
        return self.ledger.search([("partner_id", "=", partner.id)], order="id").mapped(
            lambda row: (row.channel, row.state, row.source)
        )

    def test_blacklisted_by_an_employee_and_taken_off_again(self):
        blacklist = self.env["mail.blacklist"].with_user(self.env.ref("base.user_admin"))
        blacklist._add("ana@alfa.example.com")
        self.assertEqual(self.rows(self.ana), [("email", "refused", "blacklist")])
        self.assertFalse(self.may(self.ana, "email"))
        self.assertTrue(self.may(self.ana, "sms"))
        blacklist._add("ana@alfa.example.com")
        self.assertEqual(len(self.rows(self.ana)), 1, "nothing is doubled")
        blacklist._remove("ana@alfa.example.com")
        self.assertEqual(self.rows(self.ana)[1:], [("email", "expired", "blacklist")])
        self.assertTrue(self.may(self.ana, "email"))

    def test_nobody_leaves_the_ledger_out(self):
        """Over RPC anybody can say what the ledger says to itself."""
        blacklist = self.env["mail.blacklist"].with_user(self.env.ref("base.user_admin"))
        blacklist.with_context(consent_in_step=True)._add("ana@alfa.example.com")
        self.assertEqual(self.rows(self.ana), [("email", "refused", "blacklist")])

    def test_the_person_s_own_link(self):
        visitor = self.env["mail.blacklist"].with_user(self.env.ref("base.public_user")).sudo()
        visitor._add("ana@alfa.example.com")
        visitor._remove("ana@alfa.example.com")
        self.assertEqual(self.rows(self.ana), [("email", "refused", "unsubscribe"), ("email", "given", "unsubscribe")])

    def test_an_objection_goes_to_the_blacklists(self):
        self.say_everywhere(self.ana, "refused")
        self.assertTrue(self.listed("ana@alfa.example.com"))
        self.assertTrue(self.env["phone.blacklist"].search([("number", "=", "+37061234567")]))
        self.assertEqual(len(self.rows(self.ana)), 1, "the blacklists tell nothing back")
        self.say_everywhere(self.ana, "given")
        self.assertFalse(self.listed("ana@alfa.example.com"))
        self.say_everywhere(self.ana, "refused", "email")
        self.assertTrue(self.listed("ana@alfa.example.com"))
        self.assertFalse(self.env["phone.blacklist"].search([("number", "=", "+37061234567")]))

    def say_everywhere(self, partner, state, channel="any"):
        values = {"partner_id": partner.id, "purpose_id": self.marketing.id, "state": state, "channel": channel}
        return self.ledger.create({**values, "company_id": False})

    def test_a_shared_address_stays_listed_while_one_objects(self):
        self.ben.email = self.ana.email
        self.say_everywhere(self.ana, "refused")
        self.say_everywhere(self.ben, "given")
        self.assertTrue(self.listed("ana@alfa.example.com"))
        self.say_everywhere(self.ana, "expired")
        self.assertFalse(self.listed("ana@alfa.example.com"))

    def test_one_of_several_companies_does_not_stop_the_others(self):
        self.say(self.ana, "refused")
        self.assertFalse(self.may(self.ana))
        self.assertFalse(self.listed("ana@alfa.example.com"))

    def test_other_purposes_leave_the_blacklist_alone(self):
        self.ledger.create(
            {
                "partner_id": self.ana.id,
                "purpose_id": self.env.ref("crm_customer360.crm_consent_purpose_survey").id,
                "state": "refused",
                "company_id": False,
            }
        )
        self.assertFalse(self.listed("ana@alfa.example.com"))

    def test_take_over_is_safe_to_repeat(self):
        self.env["mail.blacklist"].with_context(consent_in_step=INSIDE).create({"email": "dora@example.com"})
        self.assertFalse(self.rows(self.dora))
        self.ledger._take_over_blacklists()
        self.ledger._take_over_blacklists()
        self.assertEqual(len(self.rows(self.dora)), 1)
        self.assertFalse(self.may(self.dora))
