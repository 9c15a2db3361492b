"""An event of several contacts of one company, some of whom the reader may not read."""

import datetime as dt

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .test_rights import RightsCase


@tagged("post_install", "-at_install")
class TestSharedEvents(RightsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss, cls.buyer, cls.clerk = cls.env["res.partner"].create(
            [{"name": name, "parent_id": cls.customer.id} for name in ("Boss", "Buyer", "Clerk")]
        )
        cls.env.cr.flush()
        contacts = (cls.boss + cls.buyer + cls.clerk).ids
        cls.env["mail.message"].search([("model", "=", "res.partner"), ("res_id", "in", contacts)]).unlink()

    def hide(self, *partners):
        self.env["ir.rule"].create(
            {
                "name": "hide",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', 'not in', {[partner.id for partner in partners]})]",
            }
        )

    def meeting(self, day, *partners):
        start = dt.datetime(2026, 3, day, 8)
        return self.env["calendar.event"].create(
            {
                "name": f"m{day}",
                "start": start,
                "stop": start + dt.timedelta(hours=1),
                "user_id": self.admin.id,
                "partner_ids": [Command.set([partner.id for partner in partners])],
            }
        )

    def seen(self, **arguments):
        return [(row["title"], row["partner"]["name"]) for row in self.rows(self.agent, **arguments)]

    def test_event_stands_under_the_next_contact(self):
        self.meeting(1, self.boss, self.buyer, self.clerk)
        self.meeting(2, self.boss)
        self.assertEqual(self.seen(), [("m2", "Boss"), ("m1", "Boss")])
        self.hide(self.boss)
        self.assertEqual(self.seen(), [("m1", "Buyer")])
        self.assertEqual(self.facets(self.agent), {"meeting": 1})
        self.hide(self.buyer)
        self.assertEqual(self.seen(), [("m1", "Clerk")])
        self.hide(self.clerk)
        self.assertEqual(self.seen(), [])
        self.assertEqual(self.facets(self.agent), {})

    def test_its_content_opens_under_that_contact_only(self):
        self.meeting(1, self.boss, self.buyer)
        (closed,) = self.rows(self.agent)
        self.hide(self.boss)
        (row,) = self.rows(self.agent)
        touchpoints = self.env["crm.touchpoint"].with_user(self.agent)
        self.assertIsInstance(touchpoints.content(row["id"])["html"], str)
        with self.assertRaises(AccessError):
            touchpoints.content(closed["id"])

    def test_chosen_contacts_are_kept_to(self):
        self.meeting(1, self.boss, self.buyer, self.clerk)
        self.hide(self.boss)
        chosen = {"partner_ids": (self.boss + self.clerk).ids}
        self.assertEqual(self.seen(filters=chosen), [("m1", "Clerk")])
        self.assertEqual(self.seen(filters={"partner_ids": self.boss.ids}), [])

    def test_every_event_once_on_its_page(self):
        for day in range(1, 22):
            self.meeting(day, self.boss, self.buyer)
        self.hide(self.boss)
        self.env.cr.flush()
        touchpoints = self.env["crm.touchpoint"].with_user(self.agent)
        seen, cursor = [], False
        while not seen or cursor:
            page = touchpoints.timeline(self.customer.id, cursor, limit=4)
            seen += [row["title"] for row in page["rows"]]
            cursor = page["cursor"]
        self.assertEqual(seen, [f"m{day}" for day in range(21, 0, -1)])

    def test_private_event_stays_closed_under_everybody(self):
        self.meeting(1, self.boss, self.buyer).privacy = "private"
        self.hide(self.boss)
        self.assertEqual(self.seen(), [])
