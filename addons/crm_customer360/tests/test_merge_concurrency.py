"""Two people merge the same contacts at once; somebody adds a document meanwhile."""

import contextlib
import functools
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.service import model as service
from odoo.tools import SQL, mute_logger

from .common import CONTEXT
from .test_concurrency import ConcurrencyCase


class TestMergeConcurrency(ConcurrencyCase):
    """Real connections."""

    @classmethod
    def remove(cls):
        with cls.transaction() as env:
            env["crm.merge"].search([("survivor_id", "in", cls.partner_ids)]).unlink()
        return super().remove()

    def retried(self, run):
        """As a request: tried again after a conflict."""
        with mute_logger("odoo.sql_db", "odoo.service.model"), self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, CONTEXT)
            return service.retrying(functools.partial(run, env), env)

    def at_once(self, *runs):
        """What each of them returns, or the error; all begin together."""
        barrier = Barrier(len(runs))

        def run(todo):
            barrier.wait(timeout=30)
            try:
                return self.retried(todo)
            except UserError as error:
                return str(error)

        with patch.object(service.random, "uniform", lambda low, high: 0.05), ThreadPoolExecutor(len(runs)) as pool:
            return list(pool.map(run, runs))

    def test_the_same_twice(self):
        with self.transaction() as env:
            message = self.message(env, self.beta).id
        merge = functools.partial(self.merged, self.alfa, self.beta)
        found = self.at_once(merge, merge, merge)
        done = [one for one in found if isinstance(one, int)]
        refused = [one for one in found if isinstance(one, str)]
        self.assertEqual((len(done), len(refused)), (1, 2), found)
        for words in refused:
            self.assertIn("was merged into", words)
        with self.transaction() as env:
            self.assertEqual(env["mail.message"].browse(message).res_id, self.alfa)
            self.assertEqual(env["crm.merge"].search_count([("survivor_id", "=", self.alfa)]), 1)
        self.assert_exact()
        undo = functools.partial(self.unmerged, done[0])
        found = self.at_once(undo, undo)
        self.assertEqual(sorted(isinstance(one, dict) for one in found), [False, True], found)
        with self.transaction() as env:
            self.assertEqual(env["mail.message"].browse(message).res_id, self.beta)
        self.assert_exact()

    def test_into_each_other(self):
        found = self.at_once(
            functools.partial(self.merged, self.alfa, self.beta), functools.partial(self.merged, self.beta, self.alfa)
        )
        self.assertEqual(sorted(isinstance(one, int) for one in found), [False, True], found)
        self.retried(functools.partial(self.unmerged, next(one for one in found if isinstance(one, int))))
        self.assert_exact()

    def test_interrupted(self):
        """An error at the very end leaves nothing behind."""
        with self.transaction() as env:
            message = self.message(env, self.beta).id

        class _StoppedError(Exception):
            pass

        def stop(_merge):
            raise _StoppedError

        with (
            patch.object(self.registry["crm.merge"], "_merge_after", stop),
            contextlib.suppress(_StoppedError),
            self.transaction() as env,
        ):
            self.merged(self.alfa, self.beta, env)
        with self.transaction() as env:
            self.assertEqual(env["mail.message"].browse(message).res_id, self.beta)
            self.assertTrue(env["res.partner"].browse(self.beta).active)
            self.assertFalse(env["crm.merge"].search([("survivor_id", "=", self.alfa)]))
        self.assert_exact()

    def test_killed(self):
        """The database ends the connection when everything is moved and nothing committed; then it is done again."""
        with self.transaction() as env:
            message = self.message(env, self.beta).id

        def kill(merge):
            [(backend,)] = merge.env.execute_query(SQL("SELECT pg_backend_pid()"))
            with self.registry.cursor() as other:
                other.execute("SELECT pg_terminate_backend(%s)", [backend])
            merge.env.cr.execute("SELECT 1")

        with (
            patch.object(self.registry["crm.merge"], "_merge_after", kill),
            mute_logger("odoo.sql_db"),
            self.assertRaises((psycopg2.OperationalError, psycopg2.InterfaceError)),
            self.transaction() as env,
        ):
            self.merged(self.alfa, self.beta, env)
        with self.transaction() as env:
            self.assertEqual(env["mail.message"].browse(message).res_id, self.beta)
            self.assertFalse(env["crm.merge"].search([("survivor_id", "=", self.alfa)]))
        self.retried(functools.partial(self.merged, self.alfa, self.beta))
        with self.transaction() as env:
            self.assertEqual(env["mail.message"].browse(message).res_id, self.alfa)
        self.assert_exact()

    def merged(self, survivor, source, env):
        return env["res.partner"].merge_customers(survivor, [source])

    def unmerged(self, merge, env):
        return env["crm.merge"].unmerge(merge)
