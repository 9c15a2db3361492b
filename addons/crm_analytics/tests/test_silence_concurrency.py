"""Two searches at once, on connections of their own; see ConcurrencyCase. What is written is removed at the end."""

import contextlib
import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.fields import Date, Datetime
from odoo.service import model as service
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_customer360.tests.common import CONTEXT
from odoo.addons.crm_customer360.tests.test_concurrency import ConcurrencyCase

from ..models.crm_silence_run import STEPS


class _KilledError(BaseException):
    """As if the process ended: nothing catches it."""


@tagged("post_install", "-at_install")
class TestSilenceConcurrency(ConcurrencyCase):
    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            company = env["res.company"].create({"name": f"Two at Once {uuid.uuid4()}"})
            self.company = company.id
            env["crm.silence.rule"]._of(company).user_id = SUPERUSER_ID
            self.order(env, company)
            self.run = env["crm.silence.run"].create({"company_id": company.id, "as_of": Date.today()}).id
        self.addCleanup(self.clean_up)

    def order(self, env, company):
        env = env(context={**CONTEXT, "allowed_company_ids": company.ids})
        product = env["product.product"].create({"name": "Advice", "type": "service", "active": False})
        self.product = product.id
        line = {"product_id": product.id, "price_unit": 10, "tax_ids": [Command.clear()]}
        values = {"partner_id": self.alfa, "company_id": company.id, "order_line": [Command.create(line)]}
        orders = env["sale.order"].create([values] * 10)
        orders.action_confirm()
        for number, order in enumerate(orders):
            order.date_order = Datetime.now() - dt.timedelta(days=61 + 28 * number)

    def clean_up(self):
        with self.transaction() as env:
            company = env["res.company"].browse(self.company)
            env["crm.silence.alert"].search([("company_id", "=", company.id)]).unlink()
            orders = env["sale.order"].search([("company_id", "=", company.id)])
            orders._action_cancel()
            orders.unlink()
            env["crm.silence.run"].search([("company_id", "=", company.id)]).unlink()
            env["crm.silence.rule"].search([("company_id", "=", company.id)]).unlink()
            env["product.product"].browse(self.product).unlink()
            company.active = False

    @contextlib.contextmanager
    def quiet(self):
        """A tenth of Odoo's pauses after a conflict, and no log of them; around the threads, not within each."""
        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            patch.object(service.random, "uniform", lambda low, high: high / 10),
        ):
            yield

    def step(self, _number):
        """One step, as a request of its own that is tried again after a conflict."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, CONTEXT)
            service.retrying(lambda: env["crm.silence.run"].browse(self.run)._do_step(), env)

    def alerts(self, env):
        return env["crm.silence.alert"].search([("company_id", "=", self.company)])

    def test_many_searches_at_once(self):
        with self.quiet(), ThreadPoolExecutor(2) as pool:
            list(pool.map(self.step, range(len(STEPS) + 4)))
        with self.transaction() as env:
            run = env["crm.silence.run"].browse(self.run)
            self.assertEqual((run.state, run.found, run.told), ("done", 1, 1))
            self.assertEqual(self.alerts(env).mapped("state"), ["told"])
            self.assertEqual(len(self.alerts(env).activity_ids), 1)

    def test_two_write_the_same_alert(self):
        """Two searches that know nothing of each other: the index lets one alert through."""
        with self.transaction() as env:
            other = env["crm.silence.run"].create(
                {"company_id": self.company, "as_of": Date.subtract(Date.today(), days=1)}
            )
            other_id = other.id

        def find(run):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, CONTEXT)
                service.retrying(lambda: env["crm.silence.run"].browse(run)._step_silent(), env)

        with self.quiet(), ThreadPoolExecutor(2) as pool:
            list(pool.map(find, [self.run, other_id] * 3))
        with self.transaction() as env:
            self.assertEqual(len(self.alerts(env)), 1)

    def test_killed_half_way(self):
        alerts = self.registry["crm.silence.alert"]
        tell = alerts._tell_one

        def killed(alert):
            tell(alert)
            raise _KilledError

        with patch.object(alerts, "_tell_one", killed), self.assertRaises(_KilledError):
            for number in range(len(STEPS)):
                self.step(number)
        with self.transaction() as env:
            self.assertEqual(self.alerts(env).mapped("state"), ["waiting"], "found and committed, not told")
            self.assertFalse(self.alerts(env).activity_ids)
        self.step(len(STEPS))
        with self.transaction() as env:
            self.assertEqual(env["crm.silence.run"].browse(self.run).state, "done")
            self.assertEqual(len(self.alerts(env).activity_ids), 1)

    def test_two_make_the_same_snapshot(self):
        with self.transaction() as env:
            values = {"company_id": self.company, "as_of": Date.today()}
            score_run = env["crm.score.run"].create(values).id

        def take(_number):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, CONTEXT)
                runs = env["crm.score.run"].browse(score_run)
                service.retrying(lambda: env["crm.pyramid.snapshot"]._take(runs, dt.date(2025, 9, 1)), env)

        try:
            with self.quiet(), ThreadPoolExecutor(4) as pool:
                list(pool.map(take, range(4)))
            with self.transaction() as env:
                found = env["crm.pyramid.snapshot"].search([("company_id", "=", self.company)])
                self.assertEqual(len(found), 1)
                self.assertEqual(len(found.layer_ids), 7)
        finally:
            with self.transaction() as env:
                for table in ("crm_pyramid_position", "crm_pyramid_layer", "crm_pyramid_snapshot"):
                    env.cr.execute(f"DELETE FROM {table} WHERE company_id = %s", [self.company])
                env["crm.score.run"].browse(score_run).unlink()
