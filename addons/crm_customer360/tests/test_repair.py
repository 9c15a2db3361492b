"""Back-fill and repair: what changed past the ORM is found, in pieces that can stop and go on."""

from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import TouchpointCase

REPAIR = "odoo.addons.crm_customer360.models.crm_touchpoint_repair"


def flush_instead(cron, processed=0, *, remaining=None):
    """In the place of ``_commit_progress``: no commit in a test; returns the seconds left."""
    cron.env.cr.flush()
    return float("inf")


class RepairCase(TouchpointCase):
    """Some messages, and a cron job whose commits are flushes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = {"model": "res.partner", "message_type": "comment", "body": "Hello"}
        cls.messages = cls.env["mail.message"].create(
            [{**values, "res_id": cls.ana.id, "subject": f"Message {number}"} for number in range(23)]
        )
        cls.env.cr.flush()
        cls.sources = cls.env["crm.touchpoint.source"]
        cls.sources._sync()
        cls.source = cls.sources.search([("name", "=", "mail.message")])

    def setUp(self):
        super().setUp()
        self.pieces = []
        self.startPatcher(patch.object(type(self.env["ir.cron"]), "_commit_progress", flush_instead))
        touchpoint = type(self.env["crm.touchpoint"])
        run = touchpoint._pass_piece

        def recorded(model, source, low, size):
            self.pieces.append((source.name, low))
            return run(model, source, low, size)

        self.startPatcher(patch.object(touchpoint, "_pass_piece", recorded))
        self.all_finished()

    def all_finished(self):
        """As after a night: every source was passed just now, nothing waits."""
        self.env.cr.execute("DELETE FROM crm_touchpoint_pending")
        self.env.cr.execute("UPDATE crm_touchpoint_source SET finished = now() AT TIME ZONE 'UTC', position = 0")
        self.env.invalidate_all()

    def in_pieces_of(self, size):
        self.startPatcher(patch(f"{REPAIR}.CHUNK", size))

    def lows(self):
        """Where the pieces of the messages began."""
        return [low for name, low in self.pieces if name == "mail.message"]

    def break_history(self):
        """Change, delete and add records and touchpoints past the ORM."""
        changed, deleted = self.messages[3], self.messages[8]
        self.env.cr.execute("UPDATE mail_message SET subject = 'Raw' WHERE id = %s", [changed.id])
        self.env.cr.execute("DELETE FROM mail_message WHERE id = %s", [deleted.id])
        self.env.cr.execute(
            "INSERT INTO mail_message (model, res_id, message_type, subject, date, create_date)"
            " VALUES ('res.partner', %s, 'comment', 'Inserted', '2026-01-05', now()) RETURNING id",
            [self.ben.id],
        )
        added = self.env.cr.fetchone()[0]
        self.env.cr.execute(
            "INSERT INTO crm_touchpoint (partner_id, commercial_partner_id, date, channel, event, direction, nature,"
            " sensitivity, source, key_id, rank, res_model, res_id) VALUES (%(id)s, %(id)s, now(), 'note', 'note',"
            " 'internal', 'information', 'internal', 'mail.message', %(key)s, 0, 'mail.message', %(key)s)",
            {"id": self.dora.id, "key": self.messages[0].id},
        )
        self.env.invalidate_all()
        return changed.id, deleted.id, added

    def assert_mended(self, changed, deleted, added):
        self.assert_exact()
        self.env.cr.execute(
            "SELECT key_id, partner_id, title FROM crm_touchpoint WHERE source = 'mail.message' AND key_id = ANY(%s)"
            " ORDER BY key_id",
            [[changed, deleted, added, self.messages[0].id]],
        )
        self.assertEqual(
            self.env.cr.fetchall(),
            [
                (self.messages[0].id, self.ana.id, "Message 0"),
                (changed, self.ana.id, "Raw"),
                (added, self.ben.id, "Inserted"),
            ],
        )


class TestRebuild(RepairCase):
    """The rebuild an administrator asks for."""

    def test_finds_raw_changes(self):
        broken = self.break_history()
        report = self.env["crm.touchpoint"].rebuild(["mail.message"])
        self.assertEqual(
            [{name: row[name] for name in ("source", "inserted", "updated", "deleted")} for row in report],
            [{"source": "mail.message", "inserted": 1, "updated": 1, "deleted": 2}],
        )
        self.assertGreaterEqual(report[0]["seconds"], 0)
        self.assert_mended(*broken)

    def test_second_time_finds_nothing(self):
        self.break_history()
        self.env["crm.touchpoint"].rebuild()
        report = self.env["crm.touchpoint"].rebuild()
        self.assertEqual({row["source"] for row in report}, set(self.env.registry.crm_touchpoint_plan.sources))
        self.assertEqual({row[name] for row in report for name in ("inserted", "updated", "deleted")}, {0})

    def test_sees_what_is_not_flushed(self):
        self.messages[0].subject = "Not written yet"
        self.env["crm.touchpoint"].rebuild(["mail.message"])
        self.assertEqual(self.rows("mail.message", self.messages[0], "title"), [("Not written yet",)])

    def test_forgets_what_waited(self):
        pending = self.env["crm.touchpoint.pending"]
        pending._add_keys("mail.message", [1, 2], "test")
        pending._add_keys("calendar.event", [3], "test")
        self.env["crm.touchpoint"].rebuild(["mail.message"])
        self.assertEqual(pending.search([]).mapped("source"), ["calendar.event"])

    def test_administrators_only(self):
        for user in (self.salesperson, self.agent, self.manager, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["crm.touchpoint"].with_user(user).rebuild(["mail.message"])
        broken = self.break_history()
        admin = self.env.ref("base.user_admin")
        self.assertEqual(len(self.env["crm.touchpoint"].with_user(admin).rebuild(["mail.message"])), 1)
        self.assert_mended(*broken)

    def test_unknown_source(self):
        for wrong in (["no.such"], "mail.message", [1], {"mail.message": 1}, ["mail.message", "no.such"]):
            with self.subTest(wrong=wrong), self.assertRaises(UserError) as caught:
                self.env["crm.touchpoint"].rebuild(wrong)
            if "no.such" in wrong:
                self.assertIn("no.such", str(caught.exception))
                self.assertIn("calendar.event", str(caught.exception))


class TestPasses(RepairCase):
    """The nightly pass in pieces."""

    def test_pieces_equal_a_rebuild(self):
        broken = self.break_history()
        self.in_pieces_of(7)
        self.sources.search([])._restart()
        self.env["crm.touchpoint"]._cron_repair()
        self.assert_mended(*broken)
        self.env.cr.execute("SELECT count(*) FROM mail_message")
        messages = self.env.cr.fetchone()[0]
        self.assertEqual(len(self.lows()), messages // 7 + 1)
        self.assertEqual(self.lows(), sorted(set(self.lows())))
        # Stages of opportunities are messages too: they are counted apart.
        self.assertEqual((self.source.inserted, self.source.updated, self.source.deleted), (1, 1, 2))
        self.assertEqual(self.source.state, "done")
        self.assertEqual(self.source.progress, 100)

    def test_shortest_source_first(self):
        self.sources.search([])._restart()
        self.env["crm.touchpoint"]._cron_repair()
        self.sources.search([])._restart()
        sizes = {source.name: source.size for source in self.sources.search([])}
        self.pieces.clear()
        self.env["crm.touchpoint"]._cron_repair()
        order = [sizes[name] for name, _low in self.pieces]
        self.assertEqual(order, sorted(order))

    def test_stop_and_resume(self):
        broken = self.break_history()
        self.source._restart()
        self.source._run_piece(5)
        position = self.source.position
        self.assertEqual(self.source.state, "running")
        self.assertTrue(0 < self.source.progress < 100, self.source.progress)
        progress = self.source.progress
        self.source.action_stop()
        self.env.invalidate_all()
        self.assertEqual((self.source.state, self.source.progress), ("stopped", progress))
        self.pieces.clear()
        self.env["crm.touchpoint"]._cron_repair()
        self.assertEqual(self.pieces, [])
        self.source.action_resume()
        self.assertEqual(self.source.position, position)
        self.env["crm.touchpoint"]._cron_repair()
        self.assertEqual(self.lows(), [position])
        self.assert_mended(*broken)

    def test_changes_are_followed_while_a_source_is_stopped(self):
        self.source.action_stop()
        self.messages[0].subject = "Followed"
        self.assertEqual(self.rows("mail.message", self.messages[0], "title"), [("Followed",)])

    def test_no_time_left(self):
        """The job stops after a piece when its time is over, and goes on there the next time."""
        broken = self.break_history()
        self.in_pieces_of(10)
        self.source._restart()
        left = [5.0, 5.0, 0.0]
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **values: left.pop(0)):
            self.env["crm.touchpoint"]._cron_repair()
        self.assertEqual(len(self.lows()), 2)
        position = self.source.position
        self.assertGreater(position, 0)
        self.assertFalse(self.source.finished)
        self.env["crm.touchpoint"]._cron_repair()
        self.assertEqual(self.lows()[2], position)
        self.assert_mended(*broken)

    def test_interrupted_piece_leaves_nothing(self):
        self.break_history()
        self.source._restart()
        self.source._run_piece(5)
        before = (self.source.position, self.source.updated, self.snapshot())
        touchpoint = type(self.env["crm.touchpoint"])
        run = touchpoint._pass_piece

        def interrupted(model, source, low, size):
            run(model, source, low, size)
            raise psycopg2.OperationalError("the connection is gone")

        with (
            patch.object(touchpoint, "_pass_piece", interrupted),
            self.assertRaises(psycopg2.OperationalError),
            self.env.cr.savepoint(),
        ):
            self.source._run_piece(1000)
        self.env.invalidate_all()
        self.assertEqual((self.source.position, self.source.updated, self.snapshot()), before)

    def test_next_pass_counts_anew(self):
        self.break_history()
        self.source._restart()
        self.env["crm.touchpoint"]._cron_repair()
        self.assertEqual(self.source.inserted, 1)
        self.source.action_repair()
        self.env["crm.touchpoint"]._cron_repair()
        self.assertEqual((self.source.inserted, self.source.updated, self.source.deleted), (0, 0, 0))

    def test_administrators_only(self):
        for name in ("action_repair", "action_stop", "action_resume"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                getattr(self.source.with_user(self.manager), name)()
            getattr(self.source.with_user(self.env.ref("base.user_admin")), name)()


class TestSchedule(RepairCase):
    """When a source is due."""

    def due(self, at):
        with freeze_time(at):
            return self.source in self.sources._due()

    def test_nightly(self):
        self.source.finished = "2026-03-01 01:05:00"
        self.assertFalse(self.due("2026-03-01 20:00:00"))
        self.assertTrue(self.due("2026-03-02 01:00:00"))

    def test_never_passed(self):
        self.source.finished = False
        self.assertTrue(self.due("2026-03-01 01:00:00"))

    def test_stopped_or_inactive(self):
        self.source.write({"finished": False, "paused": True})
        self.assertFalse(self.due("2026-03-02 01:00:00"))
        self.source.write({"paused": False, "inactive_reason": "missing"})
        self.assertFalse(self.due("2026-03-02 01:00:00"))

    def test_nothing_is_due_after_a_night(self):
        self.env["crm.touchpoint"]._cron_repair()
        self.assertEqual(self.pieces, [])

    def test_failed_source_waits_for_the_next_night(self):
        self.source._restart()
        with patch.object(type(self.env["crm.touchpoint"]), "_pass_piece", self.division_by_zero):
            self.env["crm.touchpoint"]._cron_repair()
        self.assertEqual(self.source.state, "error")
        self.assertIn("division by zero", self.source.error)
        self.assertFalse(self.source in self.sources._due())
        self.source.finished = "2026-03-01 01:05:00"
        self.env["crm.touchpoint"]._cron_repair()
        self.assertEqual((self.source.state, self.source.error), ("done", False))
        self.assert_exact()

    def division_by_zero(self, *_args):
        self.env.cr.execute("SELECT 1 / 0", log_exceptions=False)

    def test_moved_contacts_wait_a_little(self):
        """A transaction that read the old company may still be under way."""
        pending = self.env["crm.touchpoint.pending"]
        with freeze_time("2026-03-01 10:00:00"):
            pending._add_partners([self.ana.id])
            self.assertEqual(pending._work_off(), 0)
        self.env.cr.execute(
            "UPDATE crm_touchpoint SET commercial_partner_id = %s WHERE partner_id = %s", [self.beta.id, self.ana.id]
        )
        with freeze_time("2026-03-01 10:02:00"):
            self.assertEqual(pending._work_off(), 1)
        self.assertFalse(pending.search([]))
        self.assert_exact()

    def test_job_of_the_scheduler(self):
        """The job runs as the scheduler runs it."""
        broken = self.break_history()
        self.source._restart()
        self.env.flush_all()
        cron = self.env.ref("crm_customer360.ir_cron_touchpoint_repair")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assert_mended(*broken)
        self.assertEqual(self.source.state, "done")
