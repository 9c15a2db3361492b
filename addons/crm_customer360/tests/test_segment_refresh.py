"""Memberships: entries and exits with their reasons, exact, once, and never changed afterwards."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import NOW
from .segment_case import SegmentCase

#: What happens between two refreshes: (what, to whom).
STEPS = st.lists(
    st.tuples(st.sampled_from(["tag", "untag", "archive", "restore", "refresh", "rule"]), st.integers(0, 3)),
    max_size=25,
)


@tagged("post_install", "-at_install")
class TestSegmentRefresh(SegmentCase):
    def setUp(self):
        super().setUp()
        self.vip = self.tag(self.alfa)
        self.members = self.segment(self.line("tag", target_id=self.vip.id))

    def at(self, minutes):
        return NOW + timedelta(minutes=minutes)

    def refresh(self, minutes):
        with freeze_time(self.at(minutes)):
            return self.members._refresh()

    def test_who_comes_and_goes(self):
        self.assertEqual(self.refresh(0), {"entered": 1, "left": 0, "members": 1, "skipped": False})
        self.dora.category_id = self.vip
        self.alfa.category_id = False
        self.assertEqual(self.refresh(5), {"entered": 1, "left": 1, "members": 1, "skipped": False})
        self.alfa.category_id = self.vip
        self.refresh(9)
        self.assertEqual(
            self.history(self.members),
            [("Alfa", self.at(0), self.at(5)), ("Dora", self.at(5), None), ("Alfa", self.at(9), None)],
        )
        self.assertEqual((self.members.member_count, self.members.last_entered, self.members.last_left), (2, 1, 0))

    def test_a_second_run_changes_nothing(self):
        self.refresh(0)
        before = self.history(self.members)
        self.assertEqual(self.refresh(5), {"entered": 0, "left": 0, "members": 1, "skipped": False})
        self.assertEqual(self.history(self.members), before)

    def test_why(self):
        self.members.line_ids = [self.line("contact", "none", period="last", days=30)]
        self.refresh(0)
        member = self.env["crm.segment.member"].search([("segment_id", "=", self.members.id)])
        tag, quiet = "Tag “VIP”: yes", "Contacts with us: none within the last 30 days"
        self.assertEqual(member.entry_reason_id.display_name, f"{tag}; {quiet}")
        self.env["crm.contact.log"].create({"partner_id": self.ana.id, "channel": "call", "name": "x"})
        self.flush()
        self.refresh(5)
        self.assertEqual(member.exit_reason_id.display_name, f"Not: {quiet}")
        # The reason is that of the rule as it was.
        self.members.line_ids = [Command.clear(), self.line("contact")]
        self.assertEqual(member.exit_reason_id.display_name, f"Not: {quiet}")

    def test_who_is_no_customer_any_more(self):
        self.tag(self.dora, name="Other")
        self.dora.category_id = self.vip
        self.refresh(0)
        self.alfa.active = False
        self.dora.parent_id = self.beta
        self.refresh(5)
        left = self.env["crm.segment.member"].search([("segment_id", "=", self.members.id), ("left_at", "!=", False)])
        self.assertEqual(left.partner_id, self.alfa | self.dora)
        self.assertEqual(len(left.exit_reason_id), 1)
        self.assertIn("No customer of the company any more", left.exit_reason_id.display_name)

    def test_any_of_says_what_held(self):
        other = self.tag(self.alfa, name="Gold")
        segment = self.segment(
            self.line("tag", target_id=self.vip.id), self.line("tag", target_id=other.id), combine="any"
        )
        self.dora.category_id = other
        segment._refresh()
        found = self.env["crm.segment.member"].search([("segment_id", "=", segment.id)])
        why = {member.partner_id.name: member.entry_reason_id.display_name for member in found}
        self.assertEqual(why, {"Alfa": "Tag “VIP”: yes; Tag “Gold”: yes", "Dora": "Tag “Gold”: yes"})

    def test_history_is_not_changed_by_hand(self):
        self.refresh(0)
        member = self.env["crm.segment.member"].search([("segment_id", "=", self.members.id)])
        with self.assertRaises(UserError):
            member.left_at = NOW

    def test_trend_counts_weeks(self):
        self.refresh(0)
        self.alfa.category_id = False
        self.refresh(60 * 24 * 8)
        with freeze_time(self.at(60 * 24 * 8)):
            self.members.invalidate_recordset()
            trend = self.members.trend
        self.assertEqual(len(trend), 12)
        self.assertEqual(trend[-2:], [
            {"start": "2026-03-02", "entered": 1, "left": 0},
            {"start": "2026-03-09", "entered": 0, "left": 1},
        ])  # fmt: skip
        self.assertEqual(self.members.left_count, 1)

    def test_search_and_panel_of_the_customer(self):
        self.refresh(0)
        partners = self.env["res.partner"].with_user(self.agent)
        self.assertEqual(self.alfa.with_user(self.agent).segment_ids, self.members)
        for domain, expected in (
            ([("segment_ids", "in", self.members.ids)], self.alfa),
            ([("segment_ids", "=", self.members.id)], self.alfa),
            ([("segment_ids", "ilike", "Test")], self.alfa),
            ([("segment_ids.name", "=", "Test")], self.alfa),
            ([("segment_ids", "not in", self.members.ids)], self.own - self.alfa),
            ([("segment_ids", "=", False)], self.own - self.alfa),
            ([("segment_ids", "!=", False)], self.alfa),
        ):
            with self.subTest(domain):
                self.assertEqual(partners.search([*domain, ("id", "in", self.own.ids)]), expected.sorted())
        page = partners.customer360(self.ana.id)
        [panel] = [panel for panel in page["panels"] if panel["key"] == "segments"]
        [item] = panel["items"]
        self.assertEqual((item["label"], item["value"], item["note"]), ("Test", "2026-03-02", "Tag “VIP”: yes"))

    def test_schedule(self):
        segments = self.env["crm.segment"]
        hourly = self.segment(self.line("contact"), schedule="hour")
        by_hand = self.segment(self.line("contact"), schedule="manual")
        self.assertTrue(hourly | self.members <= segments._due())
        self.assertNotIn(by_hand, segments._due())
        for segment in hourly | self.members:
            segment._refresh()
        self.assertFalse((hourly | self.members) & segments._due())
        with freeze_time(self.at(60)):
            self.assertEqual((hourly | self.members) & segments._due(), hourly)
        with freeze_time(self.at(24 * 60)):
            self.assertEqual((hourly | self.members) & segments._due(), hourly | self.members)
        # A rule that changed is not waited for.
        self.members.combine = "any"
        self.assertIn(self.members, segments._due())

    def test_a_broken_one_does_not_hold_up_the_others(self):
        self.env["crm.segment"].search([("id", "!=", self.members.id)]).schedule = "manual"
        broken = self.segment(self.line("contact"), name="Broken", sequence=1)
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_segment_line SET kind = 'no.such' WHERE segment_id = %s", [broken.id])
        self.env.invalidate_all()
        cron, log = type(self.env["ir.cron"]), "odoo.addons.crm_customer360.models.segment.crm_segment_refresh"
        with (
            patch.object(cron, "_commit_progress", lambda *_args, **_values: 60.0),
            self.assertLogs(log, "WARNING"),
        ):
            self.env["crm.segment"]._cron_refresh()
        self.assertIn("no.such", broken.refresh_error)
        self.assertEqual(self.members.member_count, 1)

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(STEPS)
    def test_log_equals_a_replay(self, steps):
        """Whatever happens, the memberships are those a simple model of the test writes down."""
        self.env.flush_all()
        savepoint = self.env.cr.savepoint()
        try:
            self.replay(steps)
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def replay(self, steps):
        people = [self.alfa, self.beta, self.dora, self.ana]
        tagged, active, inverted = {0}, {0, 1, 2, 3}, False
        open_, log = {}, []
        for minute, (what, who) in enumerate([*steps, ("refresh", 0)]):
            if what in ("tag", "untag"):
                command = Command.link if what == "tag" else Command.unlink
                people[who].category_id = [command(self.vip.id)]
                (tagged.add if what == "tag" else tagged.discard)(who)
            elif what in ("archive", "restore"):
                people[who].active = what == "restore"
                (active.add if what == "restore" else active.discard)(who)
            elif what == "rule":
                inverted = not inverted
                self.members.combine = "none" if inverted else "all"
            else:
                self.refresh(minute)
                # Ana is a contact and no customer; her tag is not her company's.
                wanted = {n for n in (0, 1, 2) if n in active and (n in tagged) != inverted}
                for n in sorted(open_.keys() - wanted):
                    open_.pop(n)[2] = self.at(minute)
                for n in sorted(wanted - open_.keys()):
                    open_[n] = [people[n].name, self.at(minute), None]
                    log.append(open_[n])
        self.assertEqual(sorted(map(tuple, log), key=_by_entry), sorted(self.history(self.members), key=_by_entry))


def _by_entry(row):
    name, entered, _left = row
    return entered, name
