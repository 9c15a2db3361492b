"""Two workers at once, and a worker whose connection is cut in the middle. What is written here is committed."""

import contextlib
import functools
import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service import model as service
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

DAY = "2001-01-31"


@tagged("post_install", "-at_install")
class TestScoreRunThreads(BaseCase):
    """Real connections; a run of a day long ago, of a company that is there already."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.transaction() as env:
            cls.company_id = env["res.company"].create({"name": "Threads of the Analysis"}).id
            env.user.company_ids += env["res.company"].browse(cls.company_id)
        cls.addClassCleanup(cls.remove)

    @classmethod
    def remove(cls):
        with cls.transaction() as env:
            company = env["res.company"].browse(cls.company_id)
            env.user.company_ids -= company
            env.cr.execute("UPDATE crm_score_run SET current = FALSE WHERE company_id = %s", [cls.company_id])
            env["crm.score.run"].search([("company_id", "=", cls.company_id)]).unlink()
            env["crm.cost.entry"].search([("company_id", "=", cls.company_id)]).unlink()
            env["crm.cost.driver"].with_context(active_test=False).search(
                [("company_id", "=", cls.company_id)]
            ).unlink()
            company.active = False

    def setUp(self):
        super().setUp()
        # Odoo's runner holds the lock of the registries while tests run; other threads would wait for it for ever.
        self.patch(Registry, "_lock", DummyRLock())
        with self.transaction() as env:
            driver = env["crm.cost.driver"].create({"name": "Rush", "company_id": self.company_id})
            customer = env["res.partner"].create({"name": "Customer of the threads", "is_company": True})
            self.customer_id = customer.id
            env["crm.cost.entry"].create(
                [
                    {"driver_id": driver.id, "customer_id": customer.id, "date": day, "quantity": quantity}
                    for day, quantity in (("1999-05-05", 2), ("2000-05-05", 3), ("2001-01-05", 4))
                ]
            )
            self.run_id = self.new_run(env)

    @classmethod
    @contextlib.contextmanager
    def transaction(cls):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def new_run(self, env, day=DAY):
        env = env(context={**env.context, "allowed_company_ids": [self.company_id]})
        return env["crm.score.run"]._of_day(env["res.company"].browse(self.company_id), day).id

    def tearDown(self):
        with self.transaction() as env:
            env.cr.execute("UPDATE crm_score_run SET current = FALSE WHERE company_id = %s", [self.company_id])
            env["crm.score.run"].search([("company_id", "=", self.company_id)]).unlink()
            env["crm.cost.entry"].search([("company_id", "=", self.company_id)]).unlink()
            env["res.partner"].browse(self.customer_id).unlink()
        super().tearDown()

    def work(self, env):
        """As the job does it, of this company only: a step, a commit."""
        run = env["crm.score.run"].browse(self.run_id)
        while run.state in ("waiting", "running"):
            run._try_piece()
            env.cr.commit()

    def counts(self, env, run_id=None):
        env.cr.execute(
            "SELECT sum(quantity) FROM crm_cost_count WHERE run_id = %s AND customer_id = %s",
            [run_id or self.run_id, self.customer_id],
        )
        return env.cr.fetchone()[0]

    def cut_in(self, name, work):
        """Run ``work``; in the middle of the method ``name`` its connection is cut."""
        runs = self.registry["crm.score.run"]
        original = getattr(runs, name)

        def cut(run, *args, **values):
            result = original(run, *args, **values)
            run.env.flush_all()
            run.env.cr.execute("SELECT pg_backend_pid()")
            [pid] = run.env.cr.fetchone()
            with self.registry.cursor() as other:
                other.execute("SELECT pg_terminate_backend(%s)", [pid])
            run.env.cr.execute("SELECT 1")
            return result

        def thread():
            with self.transaction() as env:
                work(env)

        with (
            patch.object(runs, name, cut),
            mute_logger("odoo.sql_db"),
            ThreadPoolExecutor(1) as pool,
            self.assertRaises((psycopg2.OperationalError, psycopg2.InterfaceError)),
        ):
            pool.submit(thread).result(timeout=120)

    def test_two_workers(self):
        """What one works on the other leaves alone; after the first dies the other goes on."""
        with self.transaction() as one, self.transaction() as other:
            one.cr.execute("SELECT id FROM crm_score_run WHERE id = %s FOR UPDATE", [self.run_id])
            self.assertNotIn(self.run_id, other["crm.score.run"]._next().ids)
            one.cr.rollback()
            other.cr.rollback()
            other.cr.execute(
                "UPDATE crm_score_run SET state = 'stopped' WHERE state <> 'done' AND id <> %s", [self.run_id]
            )
            self.assertEqual(other["crm.score.run"]._next().id, self.run_id)
            other.cr.rollback()

    def test_killed_in_each_step(self):
        for name in ("_start", "_step_counts", "_step_prices", "_step_compared", "_finish"):
            with self.subTest(name):
                self.cut_in(name, self.work)
                with self.transaction() as env:
                    run = env["crm.score.run"].browse(self.run_id)
                    self.assertFalse(run.current)
                    self.assertIn(run.state, ("waiting", "running"))
        with self.transaction() as env:
            self.work(env)
            run = env["crm.score.run"].browse(self.run_id)
            self.assertEqual((run.state, run.current, run.difference), ("done", True, 0.0))
            self.assertEqual(self.counts(env), 9)
            names = run.step_ids.mapped("name")
            self.assertEqual(names.count("compared"), 1)

    def test_killed_in_an_update(self):
        with self.transaction() as env:
            self.work(env)
            entry = env["crm.cost.entry"].search([("company_id", "=", self.company_id)], limit=1)
            entry.quantity = 100
            before = self.counts(env)
        update = functools.partial(self.update)
        for name in ("_price_again", "_after_update"):
            with self.subTest(name):
                self.cut_in(name, update)
                with self.transaction() as env:
                    self.assertEqual(self.counts(env), before)
        with self.transaction() as env:
            self.update(env)
        with self.transaction() as env:
            self.assertEqual(self.counts(env), 105)

    def update(self, env):
        env["crm.score.run"].browse(self.run_id)._update_now()

    def test_asked_at_once(self):
        """Three ask for a run of the same day at the same moment: it is one."""
        barrier = threading.Barrier(3)

        def ask(_number):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env.cr.execute("SELECT 1")
                barrier.wait(timeout=60)
                return service.retrying(functools.partial(self.new_run, env, "2001-01-30"), env)

        with (
            patch.object(service.random, "uniform", lambda low, high: 0.05),
            mute_logger("odoo.sql_db", "odoo.service.model"),
            ThreadPoolExecutor(3) as pool,
        ):
            found = set(pool.map(ask, range(3)))
        self.assertEqual(len(found), 1)

    def test_two_updates_at_once(self):
        """The second waits for the first, then says it has to be tried again; nothing is counted twice."""
        with self.transaction() as env:
            self.work(env)
            env["crm.cost.entry"].search([("company_id", "=", self.company_id)], limit=1).quantity = 100

        def update(_number):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                return service.retrying(functools.partial(self.update, env), env)

        with (
            patch.object(service.random, "uniform", lambda low, high: 0.05),
            mute_logger("odoo.sql_db", "odoo.service.model"),
            ThreadPoolExecutor(2) as pool,
        ):
            list(pool.map(update, range(2)))
        with self.transaction() as env:
            self.assertEqual(self.counts(env), 105)
