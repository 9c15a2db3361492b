"""Two who check the same customers, one who accepts meanwhile, and a job killed within a piece.

What these tests write is committed, and removed at the end.
"""

import functools
import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.service import model as service
from odoo.tools import mute_logger

from ..models.quality import crm_quality_run
from .common import CONTEXT
from .test_concurrency import ConcurrencyCase

CHECKERS = 6


class TestQualityConcurrency(ConcurrencyCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)

    def forget(self):
        with self.transaction() as env:
            env["crm.quality.pending"].search([("partner_id", "in", self.partner_ids)]).unlink()
            env["crm.quality.run"].search([("finished", "=", False)]).unlink()

    def retried(self, run):
        """As a request: tried again after a conflict."""
        with mute_logger("odoo.sql_db", "odoo.service.model"), self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, CONTEXT)
            return service.retrying(functools.partial(run, env), env)

    def at_once(self, *runs):
        barrier = threading.Barrier(len(runs))

        def begin(run):
            tries = []

            def once(env):
                env["res.partner"].browse(self.alfa).fetch(["name"])
                if not tries:
                    tries.append(barrier.wait(timeout=60))
                return run(env)

            return self.retried(once)

        with patch.object(service.random, "uniform", lambda low, high: 0.05), ThreadPoolExecutor(len(runs)) as pool:
            return list(pool.map(begin, runs))

    def findings(self, env, partner=None):
        found = env["crm.quality.finding"].search([("partner_id", "=", partner or self.alfa)])
        return {finding.check_id.code: finding.state for finding in found}

    def test_many_check_the_same(self):
        ids = [self.alfa, self.beta, self.ana, self.ben]
        self.at_once(*[lambda env: env["res.partner"].check_quality(ids)] * CHECKERS)
        with self.transaction() as env:
            self.assertEqual(self.findings(env)["email_missing"], "open")
            scores = env["crm.quality.score"].search([("partner_id", "in", ids), ("company_id", "=", False)])
            self.assertEqual(len(scores), 4)

    def test_accepted_while_it_is_checked(self):
        with self.transaction() as env:
            env["res.partner"].check_quality([self.alfa])
            finding = (
                env["crm.quality.finding"]
                .search([("partner_id", "=", self.alfa), ("check_id.code", "=", "email_missing")])
                .id
            )
        self.at_once(
            lambda env: env["crm.quality.finding"].accept([finding], "They have none"),
            lambda env: env["res.partner"].check_quality([self.alfa]),
            lambda env: env["res.partner"].check_quality([self.alfa]),
        )
        with self.transaction() as env:
            self.assertEqual(self.findings(env)["email_missing"], "accepted")

    def test_changed_while_it_is_checked(self):
        """Whoever comes second leaves the contact in the queue: the next run sees the value as it is."""
        self.at_once(
            lambda env: env["res.partner"].browse(self.alfa).write({"email": "ona@alfa.lt"}),
            lambda env: env["res.partner"].check_quality([self.alfa]),
        )
        with self.transaction() as env:
            self.assertTrue(env["crm.quality.pending"].search([("partner_id", "=", self.alfa)]))
            env["crm.quality.engine"]._check([self.alfa])
            self.assertEqual(self.findings(env).get("email_missing", "mended"), "mended")

    def test_two_begin_a_pass(self):
        self.forget()
        self.at_once(*[lambda env: env["crm.quality.run"]._start()] * 3)
        with self.transaction() as env:
            self.assertEqual(len(env["crm.quality.run"].search([("finished", "=", False)])), 1)

    def test_killed_within_a_piece(self):
        """What was not committed is done again; what was is not."""
        self.forget()
        with self.transaction() as env:
            env["crm.quality.run"]._start()
            env["crm.quality.run"].search([("finished", "=", False)]).position = self.alfa - 1
        with patch.object(crm_quality_run, "CHUNK", 2):
            with self.transaction() as env:
                env["crm.quality.run"]._next_piece()
            with self.transaction() as env:
                env["crm.quality.run"]._next_piece()
                env.cr.rollback()
        with self.transaction() as env:
            run = env["crm.quality.run"].search([("finished", "=", False)])
            self.assertEqual(run.seen, 2)
            self.assertTrue(self.findings(env, self.alfa))
            self.assertFalse(self.findings(env, self.ben))
            run._next_piece()
            self.assertTrue(self.findings(env, self.ben))
