"""What can go wrong while changes are captured, and what must not follow from it."""

import contextlib
from unittest.mock import patch

from odoo import Command, fields
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ..core.source import Source, Watch
from .common import TouchpointCase, moment

CAPTURE_LOG = "odoo.addons.crm_customer360.models.crm_touchpoint_capture"


def fragile(**values):
    """A source that divides by a partner's colour: with colour 0 PostgreSQL stops it, at run time only."""
    return Source(
        **{
            "name": "test.fragile",
            "label": "Fragile",
            "model": "res.partner",
            "key": "p.id",
            "rows": "FROM res_partner p WHERE p.ref = 'fragile' AND {scope}",
            "columns": {
                "event": "'seen'",
                "partner_id": "p.id",
                "date": "timestamp '2026-01-01' + interval '1 day' * (10 / p.color)",
                "channel": "'note'",
                "title": "p.name",
            },
            "events": {"seen": "Seen"},
            **values,
        }
    )


def follower(keep):
    """A source on followers, which the system may purge or not."""
    return Source(
        name="test.follower",
        label="Followers",
        model="mail.followers",
        key="f.id",
        rows="FROM mail_followers f WHERE f.res_model = 'res.partner' AND {scope}",
        columns={
            "event": "'follows'",
            "partner_id": "f.partner_id",
            "date": "timestamp '2026-01-01'",
            "channel": "'note'",
        },
        events={"follows": "Follows"},
        keep=keep,
    )


class SourcesCase(TouchpointCase):
    """Tests that declare sources of their own."""

    def setUp(self):
        super().setUp()
        # What a test means to read it takes with assertLogs; the rest of the noise is not for the run's log.
        quiet = contextlib.ExitStack()
        quiet.enter_context(mute_logger(CAPTURE_LOG))
        self.addCleanup(quiet.close)
        touchpoint = self.env["crm.touchpoint"]
        original = type(touchpoint)._touchpoint_sources
        self.declared = []
        self.addCleanup(touchpoint._plan_sources)
        self.startPatcher(
            patch.object(type(touchpoint), "_touchpoint_sources", lambda model: [*original(model), *self.declared])
        )
        self.env.cr.execute("DELETE FROM crm_touchpoint_pending")

    def declare(self, *sources):
        """Let the addon have these sources besides its own; returns the reasons of the inactive ones."""
        self.declared = sources
        return self.env["crm.touchpoint"]._plan_sources()

    def record(self, name):
        """Where a source stands."""
        return self.env["crm.touchpoint.source"].search([("name", "=", name)])

    def pending(self):
        """What is left to the repair: ``[(source, key)]``."""
        return [(entry.source, entry.key_id) for entry in self.env["crm.touchpoint.pending"].search([])]


class TestBrokenSource(SourcesCase):
    """A source that fails costs no user a transaction and is mended later."""

    def setUp(self):
        super().setUp()
        self.declare(fragile())
        self.partner = self.env["res.partner"].create({"name": "Fay", "ref": "fragile", "color": 2})
        self.assertEqual(self.rows("test.fragile", None, "date"), [(moment("2026-01-06 00:00:00"),)])

    def break_source(self):
        """A salesperson's write, with a message in the same flush, while the source fails."""
        with self.assertLogs(CAPTURE_LOG, "ERROR") as log:
            self.partner.with_user(self.env.ref("base.user_admin")).write({"color": 0, "name": "Faye"})
            message = self.partner.message_post(body="Hello", message_type="comment")
            self.flush()
        return message, log.output

    def test_user_keeps_the_transaction(self):
        message, log = self.break_source()
        self.env.invalidate_all()
        self.assertEqual((self.partner.color, self.partner.name), (0, "Faye"))
        self.assertEqual(self.rows("mail.message", message), [("note", self.partner.id, 3)])
        self.assertEqual(self.rows("test.fragile", None, "title"), [("Fay",)])
        self.assertEqual(self.pending(), [("test.fragile", self.partner.id)])
        self.assertIn("division by zero", self.env["crm.touchpoint.pending"].search([]).reason)
        self.assertEqual(len(log), 1)
        self.assertIn("test.fragile", log[0])
        self.assertNotIn("Faye", log[0])

    def test_repair_is_called(self):
        cron = self.env.ref("crm_customer360.ir_cron_touchpoint_repair")
        self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()
        self.break_source()
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))

    def test_repair_mends_it_when_the_source_is_well_again(self):
        self.break_source()
        pending = self.env["crm.touchpoint.pending"]
        self.assertEqual(pending._work_off(), 0)
        self.assertEqual(self.pending(), [("test.fragile", self.partner.id)])
        self.env.cr.execute("UPDATE res_partner SET color = 5 WHERE id = %s", [self.partner.id])
        self.assertEqual(pending._work_off(), 1)
        self.assertEqual(self.pending(), [])
        self.assertEqual(self.rows("test.fragile", None, "date", "title"), [(moment("2026-01-03 00:00:00"), "Faye")])
        self.assert_exact()

    def test_rows_deleted_meanwhile(self):
        self.break_source()
        self.partner.message_ids.unlink()
        self.partner.unlink()
        self.env["crm.touchpoint.pending"]._work_off()
        self.assertEqual(self.pending(), [])
        self.assertEqual(self.rows("test.fragile"), [])

    def test_pass_notes_the_error_and_the_other_sources_go_on(self):
        self.break_source()
        sources = self.env["crm.touchpoint.source"]
        sources._sync()
        sources.search([])._restart()
        for source in sources._due():
            source._run_piece(10_000)
        fragile_record = self.record("test.fragile")
        self.assertIn("division by zero", fragile_record.error)
        self.assertEqual(fragile_record.state, "error")
        self.assertEqual(self.record("mail.message").state, "done")


class TestBrokenWatch(SourcesCase):
    """A watch that fails: which rows are concerned is unknown, so the whole source is looked through."""

    def setUp(self):
        super().setUp()
        select = (
            "SELECT p.id FROM res_partner p JOIN res_partner_res_partner_category_rel r ON r.partner_id = p.id"
            " WHERE r.category_id = ANY(%(ids)s) AND 1 / p.color > 0"
        )
        self.declare(fragile(watch=(Watch("res.partner.category", select, frozenset({"color"})),)))
        self.env["crm.touchpoint.source"]._sync()
        self.tag = self.env["res.partner.category"].create({"name": "Tag"})
        values = {"name": "Fay", "ref": "fragile", "category_id": [Command.set(self.tag.ids)], "color": 1}
        self.partner = self.env["res.partner"].create(values)
        self.flush()
        self.env.cr.execute("UPDATE res_partner SET color = 0 WHERE id = %s", [self.partner.id])
        self.env.invalidate_all()

    def test_record_changes(self):
        self.record("test.fragile").write({"finished": fields.Datetime.now(), "position": 7})
        with self.assertLogs(CAPTURE_LOG, "ERROR"):
            self.tag.color = 9
            self.flush()
        self.assertEqual(set(self.pending()), {("test.fragile", 0)})
        self.env.cr.execute("UPDATE res_partner SET color = 1 WHERE id = %s", [self.partner.id])
        self.env["crm.touchpoint.pending"]._work_off()
        record = self.record("test.fragile")
        self.assertEqual((record.position, record.finished, record.state), (0, False, "running"))

    def test_record_goes(self):
        with self.assertLogs(CAPTURE_LOG, "ERROR"):
            self.tag.unlink()
            self.flush()
        self.assertFalse(self.tag.exists())
        self.assertEqual(set(self.pending()), {("test.fragile", 0)})


class TestKeptSource(SourcesCase):
    """Touchpoints of records the system purges outlive them."""

    def follow_and_purge(self, keep):
        self.declare(follower(keep))
        self.alfa.message_subscribe(partner_ids=self.ana.ids)
        found = self.alfa.message_follower_ids.filtered(lambda found: found.partner_id == self.ana)
        self.assertEqual(self.rows("test.follower", found, "partner_id"), [(self.ana.id,)])
        found.unlink()
        self.flush()
        return found

    def test_kept(self):
        purged = self.follow_and_purge(keep=True)
        self.assertEqual(self.rows("test.follower", purged, "partner_id"), [(self.ana.id,)])
        report = self.env["crm.touchpoint"].rebuild(["test.follower"])
        self.assertEqual([row["deleted"] for row in report], [0])
        self.env["crm.touchpoint.source"]._sync()
        self.record("test.follower")._run_piece(10_000)
        self.assertEqual(self.rows("test.follower", purged, "partner_id"), [(self.ana.id,)])

    def test_not_kept(self):
        purged = self.follow_and_purge(keep=False)
        self.assertEqual(self.rows("test.follower", purged), [])


class TestInactiveSource(SourcesCase):
    """A source whose model or column is missing does nothing and says why."""

    def test_model_is_missing(self):
        reasons = self.declare(fragile(model="no.such.model"))
        self.assertEqual(list(reasons), ["test.fragile"])
        self.assertIn("no.such.model", reasons["test.fragile"])
        self.partner_can_be_written()

    def test_required_model_is_missing(self):
        self.assertIn("no.such.model", self.declare(fragile(requires=("no.such.model",)))["test.fragile"])

    def test_column_is_missing(self):
        with self.assertLogs(CAPTURE_LOG, "WARNING"):
            reasons = self.declare(fragile(rows="FROM res_partner p WHERE p.no_such_column AND {scope}"))
        self.assertIn("no_such_column", reasons["test.fragile"])
        self.partner_can_be_written()

    def test_column_of_a_watch_is_missing(self):
        watch = Watch("res.country", "SELECT no_such_column FROM res_country WHERE id = ANY(%(ids)s)")
        with mute_logger(CAPTURE_LOG):
            self.assertIn("no_such_column", self.declare(fragile(watch=(watch,)))["test.fragile"])

    def test_watched_model_is_missing(self):
        """That is no fault: the rows that could change are not there."""
        watch = Watch("no.such.model", "SELECT id FROM no_such_model WHERE id = ANY(%(ids)s)")
        self.assertEqual(self.declare(fragile(watch=(watch,))), {})

    def partner_can_be_written(self):
        self.env["crm.touchpoint.source"]._sync()
        record = self.record("test.fragile")
        self.assertEqual(record.state, "inactive")
        self.assertTrue(record.inactive_reason)
        self.assertNotIn(record, self.env["crm.touchpoint.source"]._due())
        self.env["res.partner"].create({"name": "Fay", "ref": "fragile", "color": 1})
        self.assertEqual(self.rows("test.fragile"), [])
        self.assertEqual(self.pending(), [])

    def test_well_again(self):
        sources = self.env["crm.touchpoint.source"]
        with mute_logger(CAPTURE_LOG):
            self.declare(fragile(rows="FROM res_partner p WHERE p.no_such_column AND {scope}"))
            sources._sync()
        self.record("test.fragile").finished = fields.Datetime.now()
        self.env["res.partner"].create({"name": "Fay", "ref": "fragile", "color": 1})
        self.flush()
        self.declare(fragile())
        sources._sync()
        record = self.record("test.fragile")
        self.assertFalse(record.inactive_reason)
        self.assertIn(record, sources._due())
        self.assertEqual(self.rows("test.fragile"), [])
        record._run_piece(100_000)
        self.assertEqual(len(self.rows("test.fragile")), 1)

    def test_source_of_an_uninstalled_addon(self):
        """What its source said goes, although the model it looked at is still there; what is kept stays."""
        sources = self.env["crm.touchpoint.source"]
        self.declare(fragile(), follower(keep=True))
        sources._sync()
        self.env["res.partner"].create({"name": "Fay", "ref": "fragile", "color": 1})
        self.alfa.message_subscribe(partner_ids=self.ana.ids)
        self.assertEqual(len(self.rows("test.fragile")), 1)
        kept = self.rows("test.follower")
        self.assertTrue(kept)
        self.declare()
        sources._sync()
        self.assertEqual(self.rows("test.fragile"), [])
        self.assertEqual(self.rows("test.follower"), kept)
        self.assertEqual(self.record("test.fragile").state, "inactive")

    def test_further_model_of_a_source_is_uninstalled(self):
        """Stages of opportunities are messages: the model stays when opportunities go."""
        sources = self.env["crm.touchpoint.source"]
        self.declare(fragile())
        sources._sync()
        self.env["res.partner"].create({"name": "Fay", "ref": "fragile", "color": 1})
        self.assertEqual(len(self.rows("test.fragile")), 1)
        self.declare(fragile(record_model="no.such.model"))
        sources._sync()
        self.assertEqual(self.rows("test.fragile"), [])


class _UndoneError(Exception):
    """Rolls a savepoint back."""


class TestTransactions(TouchpointCase):
    """Flushes and savepoints within one transaction."""

    def post(self, partner, subject="Hello"):
        return partner.message_post(body="Hello", subject=subject, message_type="comment")

    def titles(self, *messages):
        return [self.rows("mail.message", message, "title") for message in messages]

    def test_several_flushes(self):
        message = self.post(self.ana)
        self.assertEqual(self.titles(message), [[("Hello",)]])
        message.subject = "Again"
        self.assertEqual(self.titles(message), [[("Again",)]])
        message.unlink()
        self.assertEqual(self.titles(message), [[]])

    def test_rolled_back_savepoint(self):
        kept = self.post(self.ana)
        for flushing in (True, False):
            with self.subTest(flushing=flushing):
                self.flush()
                with self.assertRaises(_UndoneError), self.env.cr.savepoint(flush=flushing):
                    undone = self.post(self.ben)
                    kept.subject = "Changed"
                    self.flush()
                    raise _UndoneError
                self.env.transaction.clear()
                self.assertEqual(self.titles(kept, undone), [[("Hello",)], []])
                self.assert_exact()

    def test_released_savepoint(self):
        with self.env.cr.savepoint():
            message = self.post(self.ana)
        self.env.cr.execute("SELECT title FROM crm_touchpoint WHERE key_id = %s", [message.id])
        self.assertEqual(self.env.cr.fetchall(), [("Hello",)])

    def test_uninstalling(self):
        """While a module goes, its models and columns do too: nobody listens, the repair does it afterwards."""
        record = self.ana.with_context(**{MODULE_UNINSTALL_FLAG: True})
        message = self.post(record)
        self.assertEqual(self.titles(message), [[]])
        self.env["crm.touchpoint"].rebuild(["mail.message"])
        self.assertEqual(self.titles(message), [[("Hello",)]])
        message.with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
        self.assertEqual(self.titles(message), [[("Hello",)]])
        self.env["crm.touchpoint"].rebuild(["mail.message"])
        self.assertEqual(self.titles(message), [[]])

    def test_one_statement_a_source(self):
        """Two hundred records in one flush are not two hundred statements."""
        self.flush()
        seen = []
        execute = type(self.env.cr).execute

        def recorded(cr, query, params=None, log_exceptions=True):
            if "INSERT INTO crm_touchpoint " in str(query):
                seen.append(params["source"])
            return execute(cr, query, params, log_exceptions)

        values = {"model": "res.partner", "message_type": "comment", "body": "Hello"}
        with patch.object(type(self.env.cr), "execute", recorded):
            messages = self.env["mail.message"].create([{**values, "res_id": self.ana.id} for _number in range(200)])
            self.flush()
        self.assertIn("mail.message", seen)
        self.assertEqual(len(seen), len(set(seen)), seen)
        self.env.cr.execute("SELECT count(*) FROM crm_touchpoint WHERE key_id = ANY(%s)", [messages.ids])
        self.assertEqual(self.env.cr.fetchone(), (200,))

    def test_environment_of_the_user_means_nothing(self):
        """A user without rights on touchpoints, in another company and language, leaves the same rows."""
        user = self.salesperson
        self.env["res.lang"]._activate_lang("lt_LT")
        message = (
            self.ana.with_user(user)
            .with_company(self.other_company)
            .with_context(lang="lt_LT", active_test=True)
            .message_post(body="Hello", subject="Hello", message_type="comment", subtype_xmlid="mail.mt_note")
        )
        self.assertEqual(
            self.rows("mail.message", message, "title", "user_id", "company_id"), [("Hello", user.id, None)]
        )

    def test_nothing_for_what_is_undone_by_a_command(self):
        event = self.env["calendar.event"].create(
            {
                "name": "Demo",
                "start": moment("2026-04-07 08:30:00"),
                "stop": moment("2026-04-07 09:30:00"),
                "partner_ids": [Command.set(self.ana.ids)],
            }
        )
        event.partner_ids = [Command.clear()]
        self.assertEqual(self.rows("calendar.event", event), [])
