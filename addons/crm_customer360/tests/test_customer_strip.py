"""What whoever has a customer's document open is told about the customer, each role as far as its rights go."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date, Datetime
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import TouchpointCase
from .strip_case import StripCase

EMPTY = {"complaints": False, "promises": False, "risk": False, "late_deliveries": False}


@tagged("post_install", "-at_install")
class TestCustomerStrip(StripCase, TouchpointCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alfa.user_id = cls.colleague
        cls.alfa.stand_in_user_id = cls.salesperson
        cls.clerk = cls._user("t_clerk")

    def test_last_contact(self):
        self.env["mail.message"].create(
            {
                "model": "res.partner",
                "res_id": self.ana.id,
                "message_type": "email",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "author_id": self.ana.id,
                "subject": "Where are the goods?",
                "date": "2026-02-27 14:05:00",
            }
        )
        self.flush()
        self.env["crm.touchpoint.summary"]._refresh_ids(self.alfa.ids)
        self.assertEqual(self.strip(self.clerk)["last_contact"], "2026-02-27 14:05:00")
        self.assertEqual(self.strip(self.clerk, self.ben)["last_contact"], "2026-02-27 14:05:00")
        self.assertFalse(self.strip(self.clerk, self.beta)["last_contact"])

    def test_nothing_to_say(self):
        self.assertEqual(
            self.strip(self.clerk, self.dora),
            {
                "partner_id": self.dora.id,
                "owner": False,
                "stand_in": False,
                **EMPTY,
                "last_contact": False,
                "tone": "info",
            },
        )

    def test_owner_of_the_company_for_its_contacts(self):
        owner = {"id": self.colleague.id, "name": "t_colleague (base.group_user)"}
        self.colleague.sudo().name = owner["name"]
        for partner in (self.alfa, self.ana):
            data = self.strip(self.clerk, partner)
            self.assertEqual((data["owner"], data["stand_in"]["id"]), (owner, self.salesperson.id), partner.name)
            self.assertEqual(data["partner_id"], partner.id)

    def test_promises_of_the_whole_company(self):
        call = "mail.mail_activity_data_call"
        self.activity(self.ana, -2, "Offer for racks", call)
        self.activity(self.alfa, 7, "Visit")
        self.activity(self.beta, -9, "Somebody else's")
        data = self.strip(self.clerk)
        found = data["promises"]
        self.assertEqual((found["count"], found["late"], found["tone"]), (2, 1, "danger"))
        self.assertEqual(found["date"], Date.to_string(self.days(-2)))
        self.assertEqual((found["res_model"], found["res_id"]), ("res.partner", self.ana.id))
        self.assertIn("Offer for racks", found["text"])
        self.assertEqual(data["tone"], "danger")
        # The contact alone, to the same reader, stands for the company all the same.
        self.assertEqual(self.strip(self.clerk, self.ben)["promises"]["count"], 2)

    def test_what_is_still_to_come_is_calm(self):
        self.activity(self.alfa, 7, "Visit")
        found = self.strip(self.clerk)["promises"]
        self.assertEqual((found["count"], found["late"], found["tone"], found["text"]), (1, 0, "info", ""))

    def test_late_is_never_calm(self):
        """A promise still to come does not hide what is late."""
        self.activity(self.alfa, -10, "Send the price list")
        self.activity(self.alfa, 3, "Call back", "mail.mail_activity_data_call")
        found = self.strip(self.clerk)["promises"]
        self.assertEqual((found["count"], found["late"], found["tone"]), (2, 1, "warning"))

    def test_a_done_activity_is_no_promise(self):
        self.activity(self.alfa, -1, "Done at last").action_feedback(feedback="done")
        self.assertFalse(self.strip(self.clerk)["promises"])

    def test_portal_is_refused(self):
        with self.assertRaises(AccessError):
            self.strip(self.portal, self.cora)

    def test_customer_of_another_company_is_refused(self):
        self.dora.company_id = self.other_company
        outsider = new_test_user(
            self.env,
            "t_outsider",
            "base.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.strip(outsider, self.dora)
        self.assertEqual(self.strip(self.clerk, self.dora)["partner_id"], self.dora.id)

    def test_bad_arguments(self):
        for value in ("1", "' OR 1=1", True, False, None, 0, -1, 1.5, 2**63, [self.alfa.id], {}):
            with self.subTest(value=value), self.assertRaises(UserError):
                self.env["res.partner"].with_user(self.clerk).customer_strip(value)
        with self.assertRaises(UserError):
            self.env["res.partner"].with_user(self.clerk).customer_strip(2_000_000_000)

    def test_reading_writes_nothing(self):
        """An invoice that is opened is no look at the customer, and a read-only route may serve the line."""
        self.env.flush_all()
        before = self.env["crm.customer.access"].sudo().search_count([])
        self.strip(self.clerk)
        self.assertEqual(self.env["crm.customer.access"].sudo().search_count([]), before)
        self.assertTrue(getattr(self.env.registry["res.partner"].customer_strip, "_readonly", False))

    def test_queries_do_not_grow(self):
        self.activity(self.ana, -2, "First")
        self.strip(self.clerk)  # caches of the registry
        few = self._queries()
        for number in range(12):
            self.activity(self.ana, number - 6, f"Number {number}")
        self.assertEqual(self.strip(self.clerk)["promises"]["count"], 13)
        self.assertLessEqual(self._queries(), few + 2, "rows listed are three at most")

    def _queries(self):
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.strip(self.clerk)
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestCustomerStripComplaints(StripCase, TouchpointCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "crm.contact.log" not in cls.env:
            cls.skipTest(cls, "contacts cannot be logged here")

    def complaint(self, partner, days, name, **values):
        values = {"channel": "call", "direction": "in", "nature": "complaint", "user_id": self.agent.id, **values}
        date = Datetime.now() - timedelta(days=days)
        return self.env["crm.contact.log"].create({"partner_id": partner.id, "date": date, "name": name, **values})

    def test_noted_complaints_of_thirty_days(self):
        self.complaint(self.ana, 20, "Wrong colour")
        latest = self.complaint(self.alfa, 5, "<b>Broken</b> rack")
        self.complaint(self.alfa, 45, "Long ago")
        self.complaint(self.alfa, 1, "Thanks", nature="praise")
        self.complaint(self.beta, 1, "Somebody else's")
        clerk = self._user("t_clerk")
        data = self.strip(clerk)
        found = data["complaints"]
        self.assertEqual((found["count"], found["tone"], data["tone"]), (2, "warning", "warning"))
        self.assertEqual((found["res_model"], found["res_id"]), ("crm.contact.log", latest.id))
        self.assertEqual(found["title"], "<b>Broken</b> rack")
        self.assertEqual(self.env["crm.contact.log"].search_count(found["action"]["domain"]), 2)

    def page(self, user):
        """The complaints noted among the open matters of the 360 page."""
        self.env.invalidate_all()
        groups = self.env["res.partner"].with_user(user).customer360(self.alfa.id)["open"]
        return next((group for group in groups if group["key"] == "complaint"), False)

    def test_the_page_says_the_same(self):
        first = self.complaint(self.ana, 20, "Wrong colour")
        self.complaint(self.alfa, 5, "Broken rack")
        self.complaint(self.alfa, 45, "Long ago")
        self.complaint(self.alfa, 3, "About a colleague", sensitivity="private")
        self.complaint(self.alfa, 2, "Elsewhere", company_id=self.other_company.id)
        clerk = self._user("t_clerk")
        clerk.company_ids = self.company
        group = self.page(clerk)
        self.assertEqual((group["count"], group["late"], group["label"]), (2, 0, "Complaints noted"))
        self.assertEqual([row["title"] for row in group["rows"]], ["Wrong colour", "Broken rack"])
        self.assertEqual((group["rows"][0]["res_model"], group["rows"][0]["res_id"]), ("crm.contact.log", first.id))
        self.assertEqual(self.strip(clerk)["complaints"]["count"], 2)
        # Who wrote the private one, and works for both companies, counts all four.
        self.assertEqual((self.page(self.agent)["count"], self.strip(self.agent)["complaints"]["count"]), (4, 4))

    def test_private_entry_is_only_for_its_writer(self):
        self.complaint(self.alfa, 2, "About a colleague", sensitivity="private")
        self.assertFalse(self.strip(self._user("t_clerk"))["complaints"])
        self.assertEqual(self.strip(self.agent)["complaints"]["count"], 1)

    def test_claim_and_note_together(self):
        if "crm.claim" not in self.env:
            self.skipTest("claims are not installed")
        self.complaint(self.alfa, 2, "By phone")
        claim = self.env["crm.claim"].create({"name": "Bent rack", "partner_id": self.alfa.id})
        found = self.strip(self.env.ref("base.user_admin"))["complaints"]
        self.assertEqual((found["count"], found["res_id"], found["action"]), (2, claim.id, False))
