"""Two connections at once, and a process killed half-way.

What these tests write is committed, and removed at the end.
"""

import contextlib
import datetime as dt
import functools
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import psycopg2
from psycopg2 import errorcodes

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service import model as service
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config, mute_logger

from .common import CONTEXT, differences, installed, rebuilt_snapshot, snapshot

THREADS = 16
MESSAGES_EACH = 4


@tagged("post_install", "-at_install")
class ConcurrencyCase(BaseCase):
    """Tests on cursors of their own, outside of any test transaction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.transaction() as env:
            env["crm.touchpoint"].rebuild()
            cls.last_pending = env["crm.touchpoint.pending"].search([], order="id desc", limit=1).id or 0
            cls.last_trigger = env["ir.cron.trigger"].search([], order="id desc", limit=1).id or 0
        cls.partner_ids = []
        cls.addClassCleanup(cls.remove)

    @classmethod
    @contextlib.contextmanager
    def transaction(cls):
        """A transaction of its own: committed at the end, rolled back on an error."""
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, CONTEXT)

    @classmethod
    def remove(cls):
        """Take away what was committed."""
        with cls.transaction() as env:
            partners = env["res.partner"].browse(cls.partner_ids).exists()
            if "sale.order" in env:
                orders = env["sale.order"].search([("partner_id", "in", partners.ids)])
                orders._action_cancel()
                orders.unlink()
            env["calendar.event"].with_context(active_test=False).search([("partner_ids", "in", partners.ids)]).unlink()
            partners.unlink()
            env["crm.touchpoint.pending"].search([("id", ">", cls.last_pending)]).unlink()
            env["ir.cron.trigger"].search([("id", ">", cls.last_trigger)]).unlink()

    def setUp(self):
        super().setUp()
        # Odoo's runner holds the lock of the registries while tests run; other threads would wait for it for ever.
        self.patch(Registry, "_lock", DummyRLock())
        with self.transaction() as env:
            alfa, beta = env["res.partner"].create(
                [{"name": "Alfa", "is_company": True}, {"name": "Beta", "is_company": True}]
            )
            ana, ben = env["res.partner"].create(
                [{"name": "Ana", "parent_id": alfa.id}, {"name": "Ben", "parent_id": alfa.id}]
            )
            partners = alfa | beta | ana | ben
            self.alfa, self.beta, self.ana, self.ben = partners.ids
            self.partner_ids += partners.ids

    def message(self, env, partner=None, **values):
        """A note of a contact."""
        record = env["res.partner"].browse(partner or self.ana)
        return record.message_post(**{"body": "Hello", "message_type": "comment", **values})

    def assert_exact(self):
        """The committed history equals a rebuild."""
        with self.transaction() as env:
            found = differences(snapshot(env), rebuilt_snapshot(env))
            env.cr.rollback()
        self.assertEqual(found, [])

    def rows(self, env, source, key):
        """``[(event, partner id)]`` of a record."""
        env.cr.flush()
        env.cr.execute(
            "SELECT event, partner_id FROM crm_touchpoint WHERE source = %s AND key_id = %s ORDER BY rank, partner_id",
            [source, key],
        )
        return env.cr.fetchall()

    @contextlib.contextmanager
    def two_transactions(self):
        """Two transactions that both see the database as it is now; the test commits the first one itself."""
        with self.registry.cursor() as one, self.registry.cursor() as other:
            for cr in (one, other):
                cr.execute("SELECT 1")
            yield (api.Environment(cr, SUPERUSER_ID, CONTEXT) for cr in (one, other))
            other.rollback()

    def assert_conflict(self, run):
        """The conflict reaches the caller as PostgreSQL reported it, so that the request is tried again."""
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.OperationalError) as caught:
            run()
        self.assertEqual(caught.exception.pgcode, errorcodes.SERIALIZATION_FAILURE)


class TestTwoConnections(ConcurrencyCase):
    """Two users at once."""

    def test_conflict_on_the_history_itself(self):
        """Both add a recipient: different rows of the message's, but the note of the company becomes an e-mail."""
        with self.transaction() as env:
            message = self.message(env, self.alfa, subtype_xmlid="mail.mt_comment").id
            self.assertEqual(self.rows(env, "mail.message", message), [("note", self.alfa)])
        with self.two_transactions() as (one, other):
            self.notify(one, message, self.ana)
            one.cr.commit()
            self.notify(other, message, self.ben)
            self.assert_conflict(other.cr.flush)
            other.cr.rollback()
            self.notify(other, message, self.ben)
            other.cr.commit()
        with self.transaction() as env:
            expected = [("sent", self.ana), ("sent", self.ben), ("sent", self.alfa)]
            self.assertEqual(self.rows(env, "mail.message", message), expected)
            self.assertFalse(env["crm.touchpoint.pending"].search([("source", "=", "mail.message")]))
        self.assert_exact()

    def notify(self, env, message, partner):
        """A row of its own, without a write to the message."""
        env["mail.notification"].create({"mail_message_id": message, "res_partner_id": partner})

    def test_row_is_locked(self):
        """A lock that cannot be had is for the caller too."""
        with self.transaction() as env:
            message = self.message(env, self.alfa, subtype_xmlid="mail.mt_comment").id
        with self.two_transactions() as (one, other):
            one.cr.execute("SELECT FROM crm_touchpoint WHERE key_id = %s FOR UPDATE", [message])
            other.cr.execute("SET LOCAL lock_timeout = '200ms'")
            self.notify(other, message, self.ben)
            with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.OperationalError) as caught:
                other.cr.flush()
            self.assertEqual(caught.exception.pgcode, errorcodes.LOCK_NOT_AVAILABLE)

    def test_two_writers_on_one_order(self):
        with self.transaction() as env:
            if not installed(env, "sale"):
                self.skipTest("not installed: sale")
            product = env["product.product"].create({"name": "Advice", "type": "service", "active": False})
            line = Command.create({"product_id": product.id, "price_unit": 10, "tax_ids": [Command.clear()]})
            order = env["sale.order"].create({"partner_id": self.ana, "order_line": [line]}).id
        self.addCleanup(self.forget_product, product.id)
        with self.two_transactions() as (one, other):
            one["sale.order"].browse(order).order_line.price_unit = 20
            one.cr.commit()
            other["sale.order"].browse(order).order_line.product_uom_qty = 3
            self.assert_conflict(other.cr.flush)
            other.cr.rollback()
            other["sale.order"].browse(order).order_line.write({"product_uom_qty": 3, "price_unit": 20})
            other.cr.commit()
        with self.transaction() as env:
            env.cr.execute("SELECT amount FROM crm_touchpoint WHERE source = 'sale.order' AND key_id = %s", [order])
            self.assertEqual(env.cr.fetchall(), [(60,)])
        self.assert_exact()

    def forget_product(self, product):
        with self.transaction() as env:
            orders = env["sale.order"].search([("order_line.product_id", "=", product)])
            orders._action_cancel()
            orders.unlink()
            env["product.product"].browse(product).unlink()

    def test_participants_of_one_meeting(self):
        with self.transaction() as env:
            start = dt.datetime.now(dt.timezone.utc).replace(tzinfo=None, microsecond=0)
            values = {"name": "Demo", "start": start, "stop": start + dt.timedelta(hours=1)}
            meeting = env["calendar.event"].create({**values, "partner_ids": [Command.set([self.alfa])]}).id
        barrier = threading.Barrier(2)

        def add(partner):
            tries = []

            def once(env):
                found = env["calendar.event"].browse(meeting)
                found.fetch(["name"])
                if not tries:
                    tries.append(barrier.wait(timeout=30))
                found.partner_ids = [Command.link(partner)]

            self.retried(once)

        with patch.object(service.random, "uniform", lambda low, high: 0.05), ThreadPoolExecutor(2) as pool:
            list(pool.map(add, (self.ana, self.ben)))
        with self.transaction() as env:
            self.assertEqual(
                self.rows(env, "calendar.event", meeting),
                [("meeting", self.alfa), ("meeting", self.ana), ("meeting", self.ben)],
            )
        self.assert_exact()

    def retried(self, run):
        """As a request: tried again after a conflict, with a shorter pause than in real life."""
        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            self.registry.cursor() as cr,
        ):
            env = api.Environment(cr, SUPERUSER_ID, CONTEXT)
            service.retrying(functools.partial(run, env), env)

    def test_contact_moves_while_another_writes(self):
        """The one who writes still sees the old company; the repair puts it right a little later."""
        with self.two_transactions() as (mover, writer):
            mover["res.partner"].browse(self.ana).parent_id = self.beta
            mover.cr.commit()
            message = self.message(writer).id
            writer.cr.commit()
        with self.transaction() as env:
            self.assertEqual(self.customer(env, message), self.alfa)
            pending = env["crm.touchpoint.pending"].search([("partner_id", "=", self.ana)])
            self.assertEqual(len(pending), 1)
            self.assertEqual(env["crm.touchpoint.pending"]._work_off(), 0)
            env.cr.execute("UPDATE crm_touchpoint_pending SET due = due - interval '2 minutes'")
        with self.transaction() as env:
            self.assertGreaterEqual(env["crm.touchpoint.pending"]._work_off(), 1)
            self.assertEqual(self.customer(env, message), self.beta)
        self.assert_exact()

    def customer(self, env, message):
        env.cr.execute(
            "SELECT commercial_partner_id FROM crm_touchpoint WHERE source = 'mail.message' AND key_id = %s", [message]
        )
        return env.cr.fetchone()[0]

    def test_many_threads(self):
        """Everybody writes to one customer; no row is lost, none is there twice."""

        def write(number):
            for turn in range(MESSAGES_EACH):
                subject = f"{number}.{turn}"
                self.retried(functools.partial(self.message, partner=self.alfa, subject=subject))

        with patch.object(service.random, "uniform", lambda low, high: 0.05), ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(write, range(THREADS)))
        with self.transaction() as env:
            env.cr.execute(
                "SELECT title FROM crm_touchpoint"
                " WHERE source = 'mail.message' AND partner_id = %s AND title LIKE '%%.%%'",
                [self.alfa],
            )
            titles = sorted(row[0] for row in env.cr.fetchall())
        expected = sorted(f"{number}.{turn}" for number in range(THREADS) for turn in range(MESSAGES_EACH))
        self.assertEqual(titles, expected)
        self.assert_exact()


#: Does the back-fill in pieces; says when a piece is committed, and stands still within the fourth.
BACK_FILL = """
import sys, time
from odoo.tools import config
config.parse_config(sys.argv[3:])
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.addons.crm_customer360.models import crm_touchpoint_repair
crm_touchpoint_repair.CHUNK = int(sys.argv[1])
registry = Registry(sys.argv[2])
source = registry["crm.touchpoint.source"]
run, done = source._run_piece, []

def run_piece(record, rows):
    run(record, rows)
    record.env.cr.flush()
    done.append(record.name)
    if len(done) == 4:
        print("within a piece", flush=True)
        time.sleep(120)

source._run_piece = run_piece
with registry.cursor() as cr:
    api.Environment(cr, SUPERUSER_ID, {})["crm.touchpoint"]._cron_repair()
"""


class TestKilledHalfWay(ConcurrencyCase):
    """The back-fill of a fresh installation is killed; the next run goes on where it was."""

    def test_killed(self):
        with self.transaction() as env:
            for number in range(40):
                self.message(env, subject=f"Message {number}")
            env.cr.flush()
            env.cr.execute("SELECT count(*) FROM mail_message")
            piece = env.cr.fetchone()[0] // 8
            env["crm.touchpoint.source"]._sync()
            env.cr.execute("UPDATE crm_touchpoint_source SET finished = now() AT TIME ZONE 'UTC'")
            env.cr.execute("DELETE FROM crm_touchpoint_pending")
            env.invalidate_all()
            self.source(env)._restart()
            env.cr.execute("DELETE FROM crm_touchpoint WHERE source = 'mail.message'")
        self.run_and_kill(piece)
        with self.transaction() as env:
            position = self.source(env).position
            env.cr.execute("SELECT id FROM mail_message ORDER BY id OFFSET %s LIMIT 1", [3 * piece - 1])
            self.assertEqual(position, env.cr.fetchone()[0], "three pieces are committed, the fourth is not")
            env.cr.execute("SELECT max(key_id) FROM crm_touchpoint WHERE source = 'mail.message'")
            self.assertLessEqual(env.cr.fetchone()[0] or 0, position)
            self.assertEqual(self.source(env).state, "running")
        lows = self.continue_with(piece)
        self.assertEqual(lows[0], position)
        with self.transaction() as env:
            self.assertEqual(self.source(env).state, "done")
        self.assert_exact()

    def source(self, env):
        return env["crm.touchpoint.source"].search([("name", "=", "mail.message")])

    def run_and_kill(self, piece):
        names = ("db_host", "db_port", "db_user", "data_dir")
        options = [f"--{'data-dir' if name == 'data_dir' else name}={config[name]}" for name in names if config[name]]
        options.append(f"--addons-path={','.join(config['addons_path'])}")
        env = {**os.environ, **({"PGPASSWORD": config["db_password"]} if config["db_password"] else {})}
        command = [sys.executable, "-c", BACK_FILL, str(piece), get_db_name(), *options]
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            line = process.stdout.readline()
            process.kill()
            _rest, errors = process.communicate()
        self.assertEqual(line, "within a piece\n", errors[-2000:])

    def continue_with(self, piece):
        """The next night; returns where its pieces began."""
        lows = []
        touchpoint = self.registry["crm.touchpoint"]
        run = touchpoint._pass_piece

        def recorded(model, source, low, size):
            lows.append(low)
            return run(model, source, low, size)

        repair = "odoo.addons.crm_customer360.models.crm_touchpoint_repair"
        with (
            patch(f"{repair}.CHUNK", piece),
            patch.object(touchpoint, "_pass_piece", recorded),
            self.transaction() as env,
        ):
            env["crm.touchpoint"]._cron_repair()
        return lows
