"""A segment keeps a mailing list."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.crm_customer360.tests.segment_case import SegmentCase


@tagged("post_install", "-at_install")
class TestSegmentMailingList(SegmentCase):
    def setUp(self):
        super().setUp()
        self.letters = self.env["mailing.list"].create({"name": "Letters"})
        (self.alfa | self.beta | self.dora).city = "Kaunas"
        self.members = self.segment(domain=f"[('city', '=', 'Kaunas'), ('id', 'in', {self.own.ids})]")
        self.values = {"segment_id": self.members.id, "kind": "mailing_list", "target_id": self.letters.id}

    def refresh(self):
        self.members._refresh()
        self.members._run_pushes()
        self.env.invalidate_all()

    def subscribed(self):
        domain = [("list_id", "=", self.letters.id), ("opt_out", "=", False)]
        return sorted(self.env["mailing.subscription"].search(domain).mapped("contact_id.email"))

    def test_list_follows_the_segment(self):
        self.beta.email = False
        old = self.env["mailing.contact"].create({"name": "Dora", "email": "Dora@example.com"})
        push = self.env["crm.segment.push"].create(self.values)
        self.refresh()
        self.assertEqual(self.subscribed(), ["Dora@example.com", "office@alfa.example.com"])
        self.assertEqual(old.list_ids, self.letters, "found by the address, not made twice")
        self.assertEqual(push.waiting, 1)
        self.refresh()
        self.assertEqual(len(self.subscribed()), 2)
        self.dora.city = False
        self.refresh()
        self.assertEqual(self.subscribed(), ["office@alfa.example.com"])
        self.assertTrue(old.exists())
        self.assertFalse(push.error)

    def test_who_was_on_the_list_stays_and_who_opted_out_stays_out(self):
        contact = self.env["mailing.contact"].create(
            {"name": "Dora", "email": "dora@example.com", "list_ids": self.letters.ids}
        )
        self.env["crm.segment.push"].create(self.values)
        self.refresh()
        alfa = self.env["mailing.subscription"].search(
            [("list_id", "=", self.letters.id), ("contact_id.email", "=", "office@alfa.example.com")]
        )
        alfa.opt_out = True
        (self.alfa | self.dora).city = False
        self.refresh()
        self.assertEqual(self.subscribed(), ["dora@example.com", "office@beta.example.com"])
        self.assertTrue(contact.list_ids)
        self.assertTrue(alfa.exists().opt_out)
        self.alfa.city = "Kaunas"
        self.refresh()
        self.assertTrue(alfa.opt_out)

    def test_two_customers_with_one_address(self):
        self.beta.email = self.dora.email = "same@example.com"
        self.env["crm.segment.push"].create(self.values)
        self.refresh()
        self.assertEqual(self.subscribed(), ["office@alfa.example.com", "same@example.com"])
        self.beta.city = False
        self.refresh()
        self.assertIn("same@example.com", self.subscribed())
        self.dora.city = False
        self.refresh()
        self.assertEqual(self.subscribed(), ["office@alfa.example.com"])

    def test_who_may_set_it_up(self):
        boss = self._user("t_boss", "crm_customer360.group_manager")
        with self.assertRaises(AccessError):
            self.env["crm.segment.push"].with_user(boss).create(self.values)
