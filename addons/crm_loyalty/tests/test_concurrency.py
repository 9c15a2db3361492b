"""Many at once on one card: real connections; what is written is committed, and removed at the end."""

import contextlib
import functools
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError, ValidationError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service import model as service
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config, mute_logger

THREADS = 32
CONTEXT = {"tracking_disable": True, "loyalty_no_mail": True}
#: A card with so many points; each takes so many.
BALANCE, COST = 100, 30
#: Confirms an order, and waits after so many movements: written, and not committed.
KILLED = """
import sys, time
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config
config.parse_config(sys.argv[4:])
with Registry(sys.argv[1]).cursor() as cr:
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "loyalty_no_mail": True})
    written, write = [], type(env["crm.loyalty.ledger"])._write

    def waiting(ledger, *arguments):
        written.append(write(ledger, *arguments))
        if len(written) == int(sys.argv[3]):
            print("ready", flush=True)
            time.sleep(600)
        return written[-1]

    type(env["crm.loyalty.ledger"])._write = waiting
    env["sale.order"].browse(int(sys.argv[2])).action_confirm()
"""


class CrowdCase(BaseCase):
    """A customer, a program and a product, in transactions of their own."""

    ledger, earn_on = True, "invoice"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        # Odoo's runner holds the lock of the registries while tests run; other threads would wait for it for ever.
        self.patch(Registry, "_lock", DummyRLock())
        with self.transaction() as env:
            self.customer = env["res.partner"].create({"name": "Crowd"}).id
            self.program = env["loyalty.program"].create(
                {
                    "name": "Crowd", "program_type": "loyalty", "trigger": "auto", "applies_on": "both",
                    "company_id": env.company.id, "use_ledger": self.ledger, "earn_on": self.earn_on,
                    "rule_ids": [Command.create({"reward_point_mode": "order", "reward_point_amount": 1})],
                    "reward_ids": [
                        Command.create(
                            {
                                "reward_type": "discount", "discount_mode": "per_order", "discount": 1,
                                "required_points": COST,
                            }
                        )
                    ],
                }
            ).id  # fmt: skip
        self.addCleanup(self.remove)

    @contextlib.contextmanager
    def transaction(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, CONTEXT)

    def remove(self):
        """The ledger forbids it; a test that commits has to."""
        with self.transaction() as env:
            orders = env["sale.order"].search([("partner_id", "=", self.customer)])
            for table in ("allocation", "lot", "promise", "move", "balance"):
                column = (
                    "lot_id IN (SELECT id FROM crm_loyalty_lot WHERE card_id" if table == "allocation" else "card_id"
                )
                close = ")" if table == "allocation" else ""
                env.cr.execute(
                    f"DELETE FROM crm_loyalty_{table} WHERE {column} IN"
                    f" (SELECT id FROM loyalty_card WHERE program_id = %s){close}",
                    [self.program],
                )
            env.cr.execute("DELETE FROM sale_order_line WHERE order_id = ANY(%s)", [orders.ids])
            env.cr.execute("DELETE FROM sale_order WHERE id = ANY(%s)", [orders.ids])
            env.cr.execute("DELETE FROM loyalty_card WHERE program_id = %s", [self.program])
            env.invalidate_all(flush=False)
            env["loyalty.program"].browse(self.program).active = False
            env["loyalty.program"].browse(self.program).unlink()
            env["res.partner"].browse(self.customer).active = False

    def request(self, run):
        """As a request of the web client: repeated after a conflict, then told what the user reads."""
        with mute_logger("odoo.sql_db", "odoo.service.model"), self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, CONTEXT)
            try:
                return service.retrying(functools.partial(run, env), env)
            except (UserError, ValidationError) as error:
                return str(error)

    def at_once(self, runs):
        barrier = Barrier(len(runs))

        def run(todo):
            barrier.wait(timeout=60)
            return self.request(todo)

        pools = patch.object(Registry, "_lock", DummyRLock())
        with (
            pools,
            patch.object(service.random, "uniform", lambda low, high: 0.05),
            ThreadPoolExecutor(len(runs)) as pool,
        ):
            return list(pool.map(run, runs))

    def until_all_have_heard(self, runs):
        """Repeat what was busy, as the message asks; returns the final answers."""
        answers = dict(enumerate(self.at_once(runs)))
        while busy := [n for n, answer in answers.items() if isinstance(answer, str) and "busy" in answer]:
            for number in busy:
                answers[number] = self.request(runs[number])
        return list(answers.values())

    def card(self):
        with self.transaction() as env:
            values = {"program_id": self.program, "partner_id": self.customer, "points": BALANCE}
            return env["loyalty.card"].create(values).id

    def assert_exact(self):
        with self.transaction() as env:
            cards = env["loyalty.card"].with_context(active_test=False).search([("program_id", "=", self.program)])
            self.assertEqual(env["crm.loyalty.balance"]._differences(cards), [])

    def assert_said(self, answers):
        for answer in answers:
            if isinstance(answer, str):
                self.assertRegex(answer, "Not enough points|busy|rewards on the sale order is invalid")

    def quotations(self, card, count):
        """Quotations that take the reward of the card."""
        orders = []
        with self.transaction() as env:
            product = env["product.product"].search([("sale_ok", "=", True), ("type", "=", "service")], limit=1)
            found = env["loyalty.card"].browse(card)
            for _number in range(count):
                line = Command.create({"product_id": product.id, "price_unit": 50, "tax_ids": [Command.clear()]})
                order = env["sale.order"].create({"partner_id": self.customer, "order_line": [line]})
                order._update_programs_and_rewards()
                order._apply_program_reward(order._get_claimable_rewards(forced_coupons=found)[found][:1], found)
                orders.append(order.id)
        return orders

    def points(self, card):
        with self.transaction() as env:
            return env["loyalty.card"].browse(card).points

    @staticmethod
    def confirm(order, env):
        return bool(env["sale.order"].browse(order).action_confirm())


@tagged("post_install", "-at_install")
class TestConcurrency(CrowdCase):
    """Nobody sees a serialization error; no more succeed than there are points for."""

    def test_many_take_from_one_card(self):
        card = self.card()
        runs = [lambda env: env["loyalty.card"].give_bonus(card, -COST, "Taken")] * THREADS
        answers = self.until_all_have_heard(runs)
        self.assert_said(answers)
        self.assertEqual(sum(isinstance(answer, int) for answer in answers), BALANCE // COST)
        self.assertEqual(self.points(card), BALANCE % COST)
        self.assert_exact()

    def test_first_orders_make_one_card(self):
        values = {"program_id": self.program, "partner_id": self.customer, "points": 5}
        answers = self.until_all_have_heard([lambda env: env["loyalty.card"].create(dict(values)).id] * 8)
        made = {answer for answer in answers if isinstance(answer, int)}
        self.assertEqual(len(made), 1, answers)
        with self.transaction() as env:
            cards = env["loyalty.card"].with_context(active_test=False).search([("program_id", "=", self.program)])
            succeeded = sum(isinstance(answer, int) for answer in answers)
            self.assertEqual((len(cards), cards.points), (1, 5 * succeeded))
        self.assert_exact()

    def test_many_quotations_confirmed(self):
        card = self.card()
        runs = [functools.partial(self.confirm, order) for order in self.quotations(card, 8)]
        answers = self.until_all_have_heard(runs)
        self.assert_said(answers)
        self.assertEqual(sum(answer is True for answer in answers), BALANCE // COST)
        self.assertEqual(self.points(card), BALANCE % COST)
        self.assert_exact()


@tagged("post_install", "-at_install")
class TestKilled(CrowdCase):
    """A request that is killed half-way leaves nothing; told twice, it is done once."""

    earn_on = "order"

    def kill(self, order, movements):
        arguments = ["-d", get_db_name(), "--no-http"]
        if config["config"]:
            arguments = ["-c", config["config"], *arguments]
        if config["addons_path"]:
            arguments += ["--addons-path", ",".join(config["addons_path"])]
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, get_db_name(), str(order), str(movements), *arguments],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            text=True,
        )
        try:
            self.assertEqual(process.stdout.readline().strip(), "ready")
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stdout.close()

    def ledger_rows(self, card):
        with self.transaction() as env:
            moves = env["loyalty.card"].browse(card).move_ids.sorted("id")
            return [(move.kind, move.points, move.key) for move in moves]

    def test_killed_half_way(self):
        card = self.card()
        [order] = self.quotations(card, 1)
        before = self.ledger_rows(card)
        for movements in (1, 2):
            self.kill(order, movements)
            self.assertEqual((self.ledger_rows(card), self.points(card)), (before, BALANCE))
            with self.transaction() as env:
                self.assertEqual(env["sale.order"].browse(order).state, "draft")
                self.assertFalse(env["crm.loyalty.promise"].search([("order_id", "=", order)]))
            self.assert_exact()
        self.assertTrue(self.request(functools.partial(self.confirm, order)))
        after = self.ledger_rows(card)
        self.assertEqual([row[:2] for row in after[len(before) :]], [("earn", 1), ("redeem", -COST)])
        self.assertIsInstance(self.request(functools.partial(self.confirm, order)), str, "it is confirmed already")
        self.request(lambda env: env["sale.order"].browse(order)._follow_points(promise=True))
        self.assertEqual(self.ledger_rows(card), after)
        self.assert_exact()


@tagged("post_install", "-at_install")
class TestPlainCrowd(CrowdCase):
    """Without a ledger: the defect T6 is there. If Odoo mends it, the test fails and says so."""

    ledger = False

    def until_both_have_read(self, runs):
        """Two transactions, each with its picture of before the other one."""
        first, second = self.registry.cursor(), self.registry.cursor()
        with first, second, mute_logger("odoo.sql_db"):
            environments = [api.Environment(cr, SUPERUSER_ID, CONTEXT) for cr in (first, second)]
            for env in environments:
                env["res.partner"].browse(self.customer).name  # noqa: B018 it is the picture
            for env, run in zip(environments, runs, strict=True):
                run(env)
                env.cr.commit()

    def test_t6_two_first_orders_at_once(self):
        def order(env):
            product = env["product.product"].search([("sale_ok", "=", True), ("type", "=", "service")], limit=1)
            line = Command.create({"product_id": product.id, "price_unit": 50})
            made = env["sale.order"].create({"partner_id": self.customer, "order_line": [line]})
            made._update_programs_and_rewards()

        self.until_both_have_read([order, order])
        with self.transaction() as env:
            self.assertEqual(env["loyalty.card"].search_count([("program_id", "=", self.program)]), 2)
