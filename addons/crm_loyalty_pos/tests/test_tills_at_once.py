"""Two tills at the same moment on one card, each sending its sale twice: real connections, see the base class."""

import functools

from odoo.tests import tagged

from odoo.addons.crm_loyalty.tests import test_concurrency as crowd


@tagged("post_install", "-at_install")
class TestTillsAtOnce(crowd.TestConcurrency):
    # They ran with the addon they belong to.
    test_many_take_from_one_card = test_many_quotations_confirmed = test_first_orders_make_one_card = None

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            method = env["pos.payment.method"].search([("journal_id.type", "=", "bank")], limit=1)
            method = method or env["pos.payment.method"].create(
                {"name": "Crowd", "journal_id": env["account.journal"].search([("type", "=", "bank")], limit=1).id}
            )
            till = env["pos.config"].create({"name": "Crowd", "payment_method_ids": method.ids})
            till.open_ui()
            self.session, self.till = till.current_session_id.id, till.id

    def remove(self):
        with self.transaction() as env:
            env.cr.execute("DELETE FROM pos_order WHERE session_id = %s", [self.session])
            env.cr.execute("DELETE FROM pos_session WHERE id = %s", [self.session])
            env["pos.config"].browse(self.till).active = False
        return super().remove()

    def order(self):
        with self.transaction() as env:
            values = {"amount_tax": 0, "amount_total": 0, "amount_paid": 0, "amount_return": 0}
            values |= {"session_id": self.session, "partner_id": self.customer, "state": "paid"}
            return env["pos.order"].create(values).id

    def spend(self, order, card, cost, env):
        change = {"points": -cost, "program_id": self.program, "coupon_id": card, "partner_id": self.customer}
        return env["pos.order"].browse(order).confirm_coupon_programs({str(card): change})

    def test_two_tills(self):
        card, orders = self.card(), [self.order(), self.order()]
        runs = [functools.partial(self.spend, order, card, 70) for order in orders for _time in range(2)]
        answers = self.at_once(runs)
        self.assertFalse([answer for answer in answers if isinstance(answer, str)], "no paid sale is refused")
        with self.transaction() as env:
            found = env["loyalty.card"].browse(card)
            spent = [(move.kind, move.points) for move in found.move_ids.sorted("id")]
            self.assertEqual(spent, [("adjust", 100), ("redeem", -70), ("redeem", -70)], "each sale once")
            self.assertEqual((found.points, found.points_debt), (0, 40))
        self.assert_exact()
