"""Refreshes at the same time, and one that is killed half-way; see test_concurrency."""

import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.service import model as service
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CONTEXT
from .test_concurrency import ConcurrencyCase

WAIT = 30


class _KilledError(BaseException):
    """As if the process ended: nothing catches it."""


@tagged("post_install", "-at_install")
class TestSegmentConcurrency(ConcurrencyCase):
    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            # Of the database's own segments none is due while these tests run.
            self.others = env["crm.segment"].search([("schedule", "!=", "manual")])
            self.schedules = {segment.id: segment.schedule for segment in self.others}
            self.others.schedule = "manual"
            domain = f"[('id', 'in', {[self.alfa, self.beta]})]"
            self.first, self.second = (
                env["crm.segment"]
                .create([{"name": name, "domain": domain, "user_id": False} for name in ("First", "Second")])
                .ids
            )
        self.addCleanup(self.clean_up)

    def clean_up(self):
        with self.transaction() as env:
            env["crm.segment"].browse([self.first, self.second]).unlink()
            env["res.partner.category"].search([("name", "=", "Concurrent")]).unlink()
            for id_, schedule in self.schedules.items():
                env["crm.segment"].browse(id_).schedule = schedule

    def open_rows(self, segment):
        with self.transaction() as env:
            env.cr.execute(
                "SELECT partner_id FROM crm_segment_member WHERE segment_id = %s AND left_at IS NULL", [segment]
            )
            return sorted(id_ for (id_,) in env.cr.fetchall())

    def test_the_second_skips(self):
        done = {}
        started, go_on = threading.Event(), threading.Event()

        def slow():
            with self.transaction() as env:
                done["slow"] = env["crm.segment"].refresh(self.first)
                env.flush_all()
                started.set()
                go_on.wait(WAIT)

        thread = threading.Thread(target=slow)
        thread.start()
        self.assertTrue(started.wait(WAIT))
        try:
            with mute_logger("odoo.sql_db"), self.transaction() as env:
                quick = env["crm.segment"].refresh(self.first)
        finally:
            go_on.set()
            thread.join(WAIT)
        self.assertTrue(quick["skipped"])
        self.assertEqual((done["slow"]["entered"], done["slow"]["skipped"]), (2, False))
        self.assertEqual(self.open_rows(self.first), sorted([self.alfa, self.beta]))
        with self.transaction() as env:
            again = env["crm.segment"].refresh(self.first)
        self.assertEqual((again["entered"], again["left"]), (0, 0))

    def together(self, *segments):
        """Refresh them at once, each as a request of its own."""

        def run(segment):
            with mute_logger("odoo.sql_db", "odoo.service.model"), self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, CONTEXT)
                service.retrying(lambda: env["crm.segment"].refresh(segment), env)

        with patch.object(service.random, "uniform", lambda low, high: 0.05), ThreadPoolExecutor(len(segments)) as pool:
            list(pool.map(run, segments))

    def test_many_at_once(self):
        self.together(*[self.first] * 6)
        self.assertEqual(self.open_rows(self.first), sorted([self.alfa, self.beta]))

    def test_killed_between_two_segments_and_within_one(self):
        segments = self.registry["crm.segment"]
        refresh = segments._refresh_members

        def killed(segment, asked):
            counts = refresh(segment, asked)
            if segment.id == self.second:
                raise _KilledError
            return counts

        with (
            patch.object(segments, "_refresh_members", killed),
            self.assertRaises(_KilledError),
            self.transaction() as env,
        ):
            env["crm.segment"]._cron_refresh()
        self.assertEqual(self.open_rows(self.first), sorted([self.alfa, self.beta]), "the first is committed")
        self.assertEqual(self.open_rows(self.second), [], "of the second there is nothing")
        with self.transaction() as env:
            self.assertEqual(env["crm.segment"]._due().ids, [self.second])
            env["crm.segment"]._cron_refresh()
        self.assertEqual(self.open_rows(self.second), sorted([self.alfa, self.beta]))

    def test_two_segments_give_the_same_tag_at_once(self):
        with self.transaction() as env:
            tag = env["res.partner.category"].create({"name": "Concurrent"}).id
            push = {"kind": "tag", "target_id": tag}
            for segment in env["crm.segment"].browse([self.first, self.second]):
                segment.push_ids = [Command.create(push)]
        self.together(self.first, self.second)
        with self.transaction() as env:
            found = env["res.partner"].search([("category_id", "in", [tag])])
            self.assertEqual(sorted(found.ids), sorted([self.alfa, self.beta]))
            items = env["crm.segment.push.item"].search([("push_id.target_id", "=", tag)])
            self.assertEqual((len(items), len(items.filtered("own"))), (4, 2))
