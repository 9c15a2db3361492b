"""What a segment does with its members: once, undone on leaving, and an error of it breaks nothing."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW
from .segment_case import SegmentCase


@tagged("post_install", "-at_install")
class TestSegmentPush(SegmentCase):
    def setUp(self):
        super().setUp()
        self.alfa.city = self.dora.city = "Kaunas"
        self.label = self.tag(name="In Kaunas")
        self.members = self.kaunas()
        self.todo = self.env.ref("mail.mail_activity_data_todo")

    def kaunas(self, **values):
        return self.segment(domain="[('city', '=', 'Kaunas')]", **values)

    def push(self, segment=None, kind="tag", target=None, **values):
        return self.env["crm.segment.push"].create(
            {
                "segment_id": (segment or self.members).id,
                "kind": kind,
                "target_id": (target or self.label).id,
                **values,
            }
        )

    def refresh(self, *segments):
        for segment in segments or [self.members]:
            segment._refresh()
            segment._run_pushes()
        self.env.invalidate_all()

    def tagged(self):
        return sorted((self.own & self.own.filtered(lambda one: self.label in one.category_id)).mapped("name"))

    def test_tag_comes_and_goes(self):
        push = self.push()
        self.refresh()
        self.assertEqual(self.tagged(), ["Alfa", "Dora"])
        before = self.env["crm.segment.push.item"].search([("push_id", "=", push.id)])
        self.refresh()
        self.assertEqual(self.env["crm.segment.push.item"].search([("push_id", "=", push.id)]), before)
        self.dora.city = "Vilnius"
        self.refresh()
        self.assertEqual(self.tagged(), ["Alfa"])
        runs = [(log.put, log.taken) for log in push.log_ids.sorted("id")]
        self.assertEqual([(put >= 2, taken) for put, taken in runs], [(True, 0), (False, 1)])
        self.dora.city = "Kaunas"
        self.refresh()
        self.assertEqual(self.tagged(), ["Alfa", "Dora"])

    def test_what_was_there_before_stays(self):
        self.dora.category_id = self.label
        self.push()
        self.refresh()
        self.dora.city = self.alfa.city = "Vilnius"
        self.refresh()
        self.assertEqual(self.tagged(), ["Dora"])

    def test_what_another_segment_needs_stays_until_it_does_not(self):
        people = self.segment(domain="[('is_company', '=', False), ('name', '=', 'Dora')]")
        self.push()
        self.push(people)
        self.refresh(self.members, people)
        self.dora.city = "Vilnius"
        self.refresh(self.members, people)
        self.assertEqual(self.tagged(), ["Alfa", "Dora"])
        self.dora.name = "Dorothea"
        self.refresh(self.members, people)
        self.assertEqual(self.tagged(), ["Alfa"])

    def test_taken_away_by_hand_is_not_put_again(self):
        self.push()
        self.refresh()
        self.dora.category_id = False
        self.refresh()
        self.assertEqual(self.tagged(), ["Alfa"])

    def activities(self, partner):
        domain = [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
        return self.env["mail.activity"].search(domain)

    def only_ours(self):
        self.members.domain = f"[('city', '=', 'Kaunas'), ('id', 'in', {self.own.ids})]"

    def test_activity_for_the_owner_or_the_stand_in(self):
        self.only_ours()
        self.alfa.user_id, self.alfa.stand_in_user_id = self.salesperson, self.colleague
        self.dora.user_id, self.dora.stand_in_user_id = self.salesperson, self.colleague
        self.members.user_id = self.manager
        push = self.push(kind="activity", target=self.todo, summary="Call them", days=2, cap=1)
        self.refresh()
        first = self.activities(self.alfa) | self.activities(self.dora)
        self.assertEqual(len(first), 1, "one a day for each person")
        self.assertEqual((first.user_id, first.summary), (self.salesperson, "Call them"))
        self.assertEqual(first.date_deadline, (NOW + timedelta(days=2)).date())
        self.assertEqual(push.waiting, 1)
        self.refresh()
        self.assertEqual(len(self.activities(self.alfa) | self.activities(self.dora)), 1)
        self.salesperson.write({"out_of_office_from": NOW, "out_of_office_to": NOW + timedelta(days=9)})
        with freeze_time(NOW + timedelta(days=1)):
            self.refresh()
        both = self.activities(self.alfa) | self.activities(self.dora)
        self.assertEqual((both - first).user_id, self.colleague)
        self.assertEqual(push.waiting, 0)

    def test_activity_nobody_did_goes_with_the_customer(self):
        self.only_ours()
        self.members.user_id = self.manager
        self.push(kind="activity", target=self.todo)
        self.refresh()
        done = self.activities(self.alfa)
        self.assertEqual(done.user_id, self.manager, "nobody owns the customer")
        done.action_feedback("Called")
        self.alfa.city = self.dora.city = "Vilnius"
        self.refresh()
        self.assertFalse(self.activities(self.dora))
        self.assertTrue(self.alfa.message_ids.filtered(lambda message: "Called" in message.body))

    def test_an_error_is_noted_and_the_refresh_stands(self):
        push = self.push()
        other = self.push(target=self.tag(name="Second"))
        self.label.unlink()
        self.env.flush_all()
        with mute_logger("odoo.sql_db", "odoo.addons.crm_customer360.models.segment.crm_segment_push_run"):
            self.refresh()
        self.assertTrue(push.error)
        self.assertTrue(push.log_ids.error)
        self.assertTrue(self.members.push_error)
        self.assertFalse(other.error)
        self.assertEqual(self.names(self.members), ["Alfa", "Dora"])
        self.assertEqual(len(other.log_ids), 1)

    def test_values_that_cannot_be_used(self):
        for values in ({"cap": 0}, {"cap": 101}, {"days": -1}, {"target_id": 0}, {"target_id": 2**31 - 1}):
            with self.subTest(values), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.env["crm.segment.push"].create(
                    {"segment_id": self.members.id, "kind": "activity", "target_id": self.todo.id, **values}
                )

    def test_a_push_that_was_used_keeps_what_it_puts(self):
        push = self.push()
        self.refresh()
        with self.assertRaises(UserError):
            push.target_id = self.tag(name="Other")
        push.active = False
        self.dora.city = "Vilnius"
        self.refresh()
        self.assertEqual(self.tagged(), ["Alfa", "Dora"], "archived, it does nothing")


@tagged("post_install", "-at_install")
class TestSegmentMerge(SegmentCase):
    """Two contacts become one: their memberships too."""

    def merge(self, partners, into):
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (partners | into).ids, into, extra_checks=False
        )
        self.env.invalidate_all()

    def test_both_are_in(self):
        vip = self.tag(self.alfa, self.dora)
        segment = self.segment(self.line("tag", target_id=vip.id))
        self.beta.category_id = [Command.link(vip.id)]
        segment._refresh()
        with freeze_time(NOW + timedelta(days=1)):
            self.beta.category_id = False
            segment._refresh()
        mail = self.tag(name="Letters")
        self.env["crm.segment.push"].create({"segment_id": segment.id, "kind": "tag", "target_id": mail.id})
        segment._run_pushes()
        self.merge(self.dora | self.beta, self.alfa)
        self.assertEqual(
            sorted((name, left) for name, _entered, left in self.history(segment) if left is None), [("Alfa", None)]
        )
        over = [(name, entered, left) for name, entered, left in self.history(segment) if left]
        self.assertEqual(over, [("Alfa", NOW, NOW + timedelta(days=1))], "what is over moves as it was")
        items = self.env["crm.segment.push.item"].search(
            [("push_id.segment_id", "=", segment.id), ("taken_at", "=", False)]
        )
        self.assertEqual(items.partner_id, self.alfa)
        self.assertEqual(self.refreshed(segment), ["Alfa"])

    @property
    def own(self):
        return super().own.exists()
