"""The ledger of consents: its rows stay, and who may write and read them."""

import xmlrpc.client

from odoo.exceptions import AccessError, UserError

from .common import NOW
from .consent_case import ConsentCase


class TestConsentRecord(ConsentCase):
    def test_rows_stay(self):
        row = self.say(self.ana, "given")
        for user in (self.agent, self.manager, self.officer, self.env.user):
            mine = row.with_user(user)
            with self.assertRaises(UserError):
                mine.write({"state": "refused"})
            with self.assertRaises(UserError):
                mine.unlink()
        with self.assertRaises(UserError):
            row.sudo().write({"state": "refused"})
        with self.assertRaises(UserError):
            row.sudo().unlink()
        self.assertEqual(row.state, "given")

    def test_sent_again_it_is_one_row(self):
        first = self.say(self.ana, "given", external_ref="web-1", date="2026-03-01 10:00:00")
        again = self.say(self.ana, "given", external_ref="web-1", date="2026-03-01 10:00:00")
        self.assertEqual(first, again)
        with self.assertRaisesRegex(UserError, "web-1"):
            self.say(self.ana, "refused", external_ref="web-1", date="2026-03-01 10:00:00")
        row = {"partner_id": self.ana.id, "purpose": "survey", "state": "given", "source": "form", "external_ref": "w2"}
        one, two = self.ledger.record([row, dict(row)])
        self.assertEqual(one, two)

    def test_all_or_nothing_and_every_fault_is_named(self):
        good = {"partner_id": self.ana.id, "purpose": "marketing", "state": "given", "source": "form"}
        bad = [
            {**good, "partner_id": 2**31 - 1},
            {**good, "purpose": "pigeon"},
            {**good, "channel": "pigeon"},
            {**good, "state": True},
            {**good, "date": "2027-01-01"},
            {**good, "colour": "red"},
            {**good, "purpose": "tone", "channel": "email"},
            {**good, "evidence_model": "res.partner"},
            {**good, "evidence_model": "no.model", "evidence_id": 3},
            "text",
        ]
        before = self.ledger.search_count([])
        with self.assertRaises(UserError) as caught:
            self.ledger.with_user(self.agent).record([good, *bad])
        for number, field in enumerate(
            ["partner_id", "purpose", "channel", "state", "date", "colour", "channel", "evidence_id", "evidence_id"], 2
        ):
            self.assertIn(f"Row {number}, {field}", str(caught.exception))
        self.assertIn("Row 11", str(caught.exception))
        self.assertEqual(self.ledger.search_count([]), before)
        for wrong in (7, "text", None, [good] * 1001):
            with self.assertRaises(UserError):
                self.ledger.record(wrong)

    def test_wrong_arguments(self):
        ledger = self.ledger.with_user(self.employee)
        for args in (
            ("x", "marketing", "email"),
            ([True], "marketing", "email"),
            ([0], "marketing", "email"),
            ([2**40], "marketing", "email"),
            ([self.ana.id], "pigeon", "email"),
            ([self.ana.id], False, "email"),
            ([self.ana.id], "marketing", "pigeon"),
            ([self.ana.id], "marketing", False),
        ):
            with self.assertRaises(UserError):
                ledger.allowed(*args)
        for args in ((7,), ([self.ana.id], "pigeon"), ([self.ana.id], "email", "pigeon")):
            with self.assertRaises(UserError):
                ledger.within_limit(*args)

    def test_answers_travel_over_rpc(self):
        self.say(self.ana, "refused", "sms")
        answers = [
            self.ledger.allowed([self.ana.id], "marketing", "email"),
            self.ledger.within_limit([self.ana.id], "email"),
            self.env["res.partner"].consent_summary(self.ana.id),
            self.env["res.partner"].consent_link(self.ana.id),
            self.env["res.partner"].with_user(self.agent).customer360(self.ana.id),
        ]
        for answer in answers:
            xmlrpc.client.dumps((answer,), methodresponse=True)

    def test_evidence_is_a_record_the_caller_may_read(self):
        row = self.say(
            self.ana, "given", evidence="Ticked at the fair", evidence_model="res.partner", evidence_id=self.ana.id
        )
        self.assertEqual(row.evidence_id, self.ana.id)
        self.assertEqual(row.action_open_evidence()["res_model"], "res.partner")
        hidden = self.env["ir.config_parameter"].create({"key": "t_consent", "value": "1"})
        with self.assertRaisesRegex(UserError, "evidence_id"):
            self.say(self.ana, "given", evidence_model="ir.config_parameter", evidence_id=hidden.id)

    def test_a_merge_takes_along_what_was_said(self):
        self.say(self.ben, "refused")
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.ana + self.ben).ids, self.ana)
        self.assertFalse(self.may(self.ana))

    def test_a_row_outlives_the_contact(self):
        row = self.say(self.dora, "refused")
        self.dora.unlink()
        row.invalidate_recordset()
        self.assertEqual((row.partner_id.ids, row.state), ([], "refused"))
        self.assertEqual(self.ledger.with_user(self.officer).search([("id", "=", row.id)]), row)
        self.assertFalse(self.env["crm.consent.state"].search([("consent_id", "=", row.id)]))

    def test_what_comes_with_the_row(self):
        row = self.say(self.ana, "refused", "email")
        self.assertEqual(
            (row.legal_basis, row.user_id, row.company_id, row.date),
            ("legitimate_interest", self.agent, self.company, NOW),
        )


class TestConsentRights(ConsentCase):
    def test_who_may_what(self):
        row = {"partner_id": self.ana.id, "purpose": "marketing", "state": "given", "source": "form"}
        for user in (self.agent, self.manager, self.officer):
            self.assertTrue(self.ledger.with_user(user).record(row))
            self.assertTrue(self.ledger.with_user(user).search([("partner_id", "=", self.ana.id)]))
            self.assertTrue(self.env["crm.consent.state"].with_user(user).search([("partner_id", "=", self.ana.id)]))
        for user in (self.employee, self.portal):
            with self.assertRaises(AccessError):
                self.ledger.with_user(user).record(row)
            with self.assertRaises(AccessError):
                self.ledger.with_user(user).search([])
            with self.assertRaises(AccessError):
                self.env["res.partner"].with_user(user).consent_link(self.ana.id)
        self.assertEqual(
            self.ledger.with_user(self.employee).allowed([self.ana.id], "marketing", "email"), [self.ana.id]
        )
        for method, args in (
            ("allowed", ([self.ana.id], "marketing", "email")),
            ("within_limit", ([self.ana.id], "email")),
        ):
            with self.assertRaises(AccessError):
                getattr(self.ledger.with_user(self.portal), method)(*args)
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.portal).consent_summary(self.cora.id)

    def test_a_contact_of_another_company(self):
        self.dora.company_id = self.other_company
        with self.assertRaisesRegex(UserError, "partner_id"):
            self.say(self.dora, "given")
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.employee).consent_summary(self.dora.id)
        # Company A's row of company B's contact cannot be made past the method either.
        with self.assertRaises(UserError):
            self.ledger.create({"partner_id": self.dora.id, "state": "given", "company_id": self.company.id})

    def test_the_officer_has_no_other_right(self):
        self.assertFalse(self.env["crm.contact.log"].with_user(self.officer).has_access("create"))
        self.assertFalse(self.officer.has_group("crm_customer360.group_agent"))

    def test_purposes_are_the_manager_s(self):
        with self.assertRaises(AccessError):
            self.marketing.with_user(self.agent).write({"default_basis": "contract"})
        self.marketing.with_user(self.manager).write({"sequence": 5})
        self.marketing.with_user(self.officer).write({"sequence": 6})
