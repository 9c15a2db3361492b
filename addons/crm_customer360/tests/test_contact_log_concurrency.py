"""A telephone exchange sends its calls from several connections, sends them again, and is cut off half-way."""

import functools
import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import psycopg2

from odoo import Command, api
from odoo.exceptions import ConcurrencyError
from odoo.service import model as service
from odoo.tools import mute_logger

from .common import CONTEXT
from .test_concurrency import ConcurrencyCase

WRITERS = 32
CALLS_EACH = 4


class TestContactLogConcurrency(ConcurrencyCase):
    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            groups = env.ref("crm_customer360.group_agent") + env.ref("base.group_user")
            agent = env["res.users"].create(
                {"name": "Exchange", "login": f"exchange_{self.alfa}", "group_ids": [Command.set(groups.ids)]}
            )
            self.agent = agent.id
        self.addCleanup(self.forget)

    def forget(self):
        with self.transaction() as env:
            logs = env["crm.contact.log"].with_context(active_test=False)
            logs.search([("partner_id", "in", self.partner_ids)]).unlink()
            agent = env["res.users"].browse(self.agent)
            partner = agent.partner_id
            agent.unlink()
            partner.unlink()

    def row(self, ref, **values):
        return {"partner_id": self.alfa, "channel": "call", "external_ref": ref, "external_system": "pbx", **values}

    def send(self, *rows):
        """Ids, from a connection of its own; tried again after a conflict, as a request is."""
        with mute_logger("odoo.sql_db", "odoo.service.model"), self.registry.cursor() as cr:
            env = api.Environment(cr, self.agent, CONTEXT)
            return service.retrying(functools.partial(env["crm.touchpoint"].log, list(rows)), env)

    def at_once(self, run):
        """What ``run(number)`` gives in each of the threads, which begin together."""
        barrier = threading.Barrier(WRITERS)

        def begin(number):
            barrier.wait(timeout=60)
            return run(number)

        with patch.object(service.random, "uniform", lambda low, high: 0.05), ThreadPoolExecutor(WRITERS) as pool:
            return list(pool.map(begin, range(WRITERS)))

    def stored(self):
        """``[reference]`` of the entries, and of the rows in the history."""
        with self.transaction() as env:
            entries = env["crm.contact.log"].search([("partner_id", "=", self.alfa)]).mapped("external_ref")
            env.cr.execute(
                "SELECT l.external_ref FROM crm_touchpoint t JOIN crm_contact_log l ON l.id = t.key_id"
                " WHERE t.source = 'crm.contact.log' AND t.partner_id = %s",
                [self.alfa],
            )
            return sorted(entries), sorted(row[0] for row in env.cr.fetchall())

    def test_different_calls_of_one_customer(self):
        """No row lost, none doubled, no error."""

        def send(number):
            return [self.send(self.row(f"{number}.{turn}", name="Racks")) for turn in range(CALLS_EACH)]

        ids = [found[0] for several in self.at_once(send) for found in several]
        expected = sorted(f"{number}.{turn}" for number in range(WRITERS) for turn in range(CALLS_EACH))
        self.assertEqual(len(set(ids)), WRITERS * CALLS_EACH)
        self.assertEqual(self.stored(), (expected, expected))
        self.assert_exact()

    def test_the_same_call_from_everybody(self):
        followup = {"date": "2100-01-01"}
        ids = self.at_once(lambda number: self.send(self.row("one", followup=followup)))
        self.assertEqual(len({found[0] for found in ids}), 1)
        self.assertEqual(self.stored(), (["one"], ["one"]))
        with self.transaction() as env:
            self.assertEqual(len(env["res.partner"].browse(self.alfa).activity_ids), 1)
        self.assert_exact()

    def test_conflict_without_the_second_try(self):
        """Both looked before either had written: the later one is told to try again, not that something is wrong."""
        with self.two_transactions() as environments:
            one, other = (env["crm.touchpoint"].with_user(self.agent) for env in environments)
            first = one.log(self.row("one"))
            one.env.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
                other.log(self.row("one"))
            other.env.cr.rollback()
            self.assertEqual(other.log(self.row("one")), first)

    def test_cut_off_half_way(self):
        """The connection dies after the entries were written: nothing of them is there, and they can be sent again."""
        rows = [self.row(f"row {number}", followup={"date": "2100-01-01"}) for number in range(10)]
        with self.assertRaises(psycopg2.OperationalError), self.registry.cursor() as cr:
            env = api.Environment(cr, self.agent, CONTEXT)
            self.assertEqual(len(env["crm.touchpoint"].log(rows)), 10)
            cr.flush()
            with self.registry.cursor() as killer:
                killer.execute("SELECT pg_terminate_backend(%s)", [cr._cnx.get_backend_pid()])
        self.assertEqual(self.stored(), ([], []))
        with self.transaction() as env:
            self.assertFalse(env["res.partner"].browse(self.alfa).activity_ids)
        self.assertEqual(len(self.send(*rows)), 10)
        self.assertEqual(len(self.stored()[0]), 10)
        self.assert_exact()
