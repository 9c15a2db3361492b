"""Many at once on one card: real connections; what is written is committed, and removed at the end."""

import contextlib
import functools
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError, ValidationError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service import model as service
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

THREADS = 32
CONTEXT = {"tracking_disable": True, "loyalty_no_mail": True}
#: A card with so many points; each takes so many.
BALANCE, COST = 100, 30


@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    """Nobody sees a serialization error; no more succeed than there are points for."""

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
                    "company_id": env.company.id, "use_ledger": True, "earn_on": "invoice",
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

    def test_many_take_from_one_card(self):
        card = self.card()
        runs = [lambda env: env["loyalty.card"].give_bonus(card, -COST, "Taken")] * THREADS
        answers = self.until_all_have_heard(runs)
        self.assert_said(answers)
        self.assertEqual(sum(isinstance(answer, int) for answer in answers), BALANCE // COST)
        with self.transaction() as env:
            self.assertEqual(env["loyalty.card"].browse(card).points, BALANCE % COST)
        self.assert_exact()

    def test_many_quotations_confirmed(self):
        card, orders = self.card(), []
        with self.transaction() as env:
            product = env["product.product"].search([("sale_ok", "=", True), ("type", "=", "service")], limit=1)
            for _number in range(8):
                line = Command.create({"product_id": product.id, "price_unit": 50, "tax_ids": [Command.clear()]})
                order = env["sale.order"].create({"partner_id": self.customer, "order_line": [line]})
                order._update_programs_and_rewards()
                found = env["loyalty.card"].browse(card)
                order._apply_program_reward(order._get_claimable_rewards(forced_coupons=found)[found][:1], found)
                orders.append(order.id)
        runs = [functools.partial(self.confirm, order) for order in orders]
        answers = self.until_all_have_heard(runs)
        self.assert_said(answers)
        self.assertEqual(sum(answer is True for answer in answers), BALANCE // COST)
        with self.transaction() as env:
            self.assertEqual(env["loyalty.card"].browse(card).points, BALANCE % COST)
        self.assert_exact()

    @staticmethod
    def confirm(order, env):
        return bool(env["sale.order"].browse(order).action_confirm())

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
