"""What goes wrong with plain cards (T1-T8), shown on one; and that it cannot with a ledger."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

from .loyalty_case import LoyaltyCase


class TestPlainCards(LoyaltyCase):
    """The defects are there: if Odoo mends one, its test fails and says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls.program(ledger=False)

    def test_t1_unpaid_and_credited(self):
        order = self.order(self.dora)
        card = order.coupon_point_ids.coupon_id
        self.assertEqual(card.points, 121, "earned, and nothing was paid")
        self.credit_note(self.invoice(order))
        self.assertEqual(card.points, 121, "all came back, the points stay")

    def test_t2_cancelled_after_spending(self):
        earning = self.order(self.dora, price=66.1157)  # 80.00 with taxes
        card = earning.coupon_point_ids.coupon_id
        self.assertEqual(card.points, 80)
        self.order(self.dora, price=10, reward=card)
        self.assertAlmostEqual(card.points, 12.1)
        earning._action_cancel()
        self.assertAlmostEqual(card.points, 12.1 - 80)

    def test_t3_two_quotations_in_one_go(self):
        card = self.card(self.plain, self.dora, 100)
        orders = [self.order(self.dora, price=10, reward=card, confirm=False) for _number in range(2)]
        self.env["sale.order"].union(*orders).action_confirm()
        self.assertAlmostEqual(card.points, 100 - 2 * 80 + 2 * 12.1)

    def test_t4_quantity_after_confirming(self):
        order = self.order(self.dora)
        card = order.coupon_point_ids.coupon_id
        order.order_line.product_uom_qty = 5
        order._update_programs_and_rewards()
        self.assertEqual((card.points, order.coupon_point_ids.points), (121, 605))
        order._action_cancel()
        self.assertEqual(card.points, 121 - 605)
        self.assertFalse(card.history_ids)

    def test_t5_merge(self):
        one, other = self.card(self.plain, self.alfa, 100), self.card(self.plain, self.beta, 100)
        for card in (one, other):
            self.env["loyalty.history"].create({"card_id": card.id, "description": "Gift", "issued": 100})
        self.env["base.partner.merge.automatic.wizard"]._merge((self.alfa + self.beta).ids, self.alfa)
        self.assertEqual((one.points, sum(one.history_ids.mapped("issued"))), (200, 100))

    def test_t6_two_cards(self):
        self.card(self.plain, self.dora)
        self.card(self.plain, self.dora)
        self.assertEqual(self.env["loyalty.card"].search_count([("program_id", "=", self.plain.id)]), 2)

    def test_t7_any_expiry(self):
        card = self.card(self.plain, self.dora)
        card.expiration_date = "2001-01-01"
        self.assertTrue(card.expiration_date)

    def test_t8_below_zero(self):
        card = self.card(self.plain, self.dora)
        card.points = -5
        self.assertEqual(card.points, -5)


class TestLedgerCards(LoyaltyCase):
    """The same with a ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.program()

    def test_t1_unpaid_and_credited(self):
        order = self.order(self.dora)
        card = order.coupon_point_ids.coupon_id
        self.assertEqual(card.points, 0)
        invoice = self.invoice(order)
        self.assertEqual(card.points, 0)
        self.pay(invoice)
        self.assertEqual(card.points, 100, "without taxes")
        self.credit_note(invoice)
        self.assertEqual((card.points, self.kinds(card)), (0, [("earn", 100), ("clawback", -100)]))
        self.assert_exact(card)

    def test_t1_credited_unpaid(self):
        order = self.order(self.dora)
        self.credit_note(self.invoice(order))
        self.assertEqual(self.kinds(order.coupon_point_ids.coupon_id), [])

    def test_t1_with_the_order(self):
        """Where points come with the order a credit note takes them back all the same."""
        self.ledger.earn_on = "order"
        order = self.order(self.dora)
        card = order.coupon_point_ids.coupon_id
        self.assertEqual(card.points, 100)
        self.credit_note(self.invoice(order))
        self.assertEqual(card.points, 0)
        self.assert_exact(card)

    def test_t2_cancelled_after_spending(self):
        self.ledger.earn_on = "order"
        earning = self.order(self.dora)
        card = earning.coupon_point_ids.coupon_id
        self.order(self.dora, price=10, reward=card)
        self.assertEqual(card.points, 100 + 10 - 80)
        earning._action_cancel()
        self.assertEqual((card.points, self.balance(card)), (0, (0, 0, 70)))
        self.order(self.dora)
        self.assertEqual(self.balance(card), (30, 0, 0), "the next points pay what is owed")
        self.assert_exact(card)

    def test_t3_two_quotations_on_one_card(self):
        """One after the other; at the same moment, see the tests of concurrency."""
        card = self.card(self.ledger, self.dora, 100)
        one = self.order(self.dora, reward=card, confirm=False)
        other = self.order(self.dora, reward=card, confirm=False)
        one.action_confirm()
        with self.assertRaises(UserError):
            other.action_confirm()
        self.assertEqual(card.points, 20)
        self.assert_exact(card)

    def test_t3_both_in_one_go(self):
        card = self.card(self.ledger, self.dora, 100)
        orders = self.order(self.dora, reward=card, confirm=False) + self.order(self.dora, reward=card, confirm=False)
        with self.assertRaises(UserError), self.cr.savepoint():
            orders.action_confirm()
        self.assertEqual(card.points, 100)
        self.assert_exact(card)

    def test_t4_quantity_after_confirming(self):
        self.ledger.earn_on = "order"
        order = self.order(self.dora)
        card = order.coupon_point_ids.coupon_id
        order.order_line.product_uom_qty = 5
        order._update_programs_and_rewards()
        self.assertEqual(card.points, 500)
        order._action_cancel()
        self.assertEqual(self.balance(card), (0, 0, 0))
        self.assertEqual(
            [(row.issued, row.used) for row in card.history_ids.sorted("id")], [(100, 0), (400, 0), (0, 500)]
        )
        self.assert_exact(card)

    def test_t5_merge(self):
        one, other = self.card(self.ledger, self.alfa, 100), self.card(self.ledger, self.beta, 100)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.alfa + self.beta).ids, self.alfa)
        self.assertEqual((one.points, other.points, other.active), (200, 0, False))
        self.assertEqual(sum(row.issued - row.used for row in one.history_ids), 200)
        self.assert_exact(one, other)

    def test_t6_one_card(self):
        one, again = self.card(self.ledger, self.dora, 10), self.card(self.ledger, self.dora, 5)
        self.assertEqual((one, one.points), (again, 15))
        of_contact = self.card(self.ledger, self.ana)
        self.assertEqual((of_contact.partner_id, of_contact), (self.alfa, self.card(self.ledger, self.ben)))

    def test_t7_no_expiry_on_the_card(self):
        card = self.card(self.ledger, self.dora)
        with self.assertRaises(ValidationError):
            card.expiration_date = "2001-01-01"
        with self.assertRaises(ValidationError):
            self.env["loyalty.card"].create({"program_id": self.ledger.id, "expiration_date": "2001-01-01"})

    def test_t8_never_below_zero(self):
        card = self.card(self.ledger, self.dora, 10)
        for change in (-5, -0.01):
            with self.assertRaises(ValidationError):
                card.points = change
        with self.assertRaises(ValidationError):
            self.card(self.ledger, self.beta, -1)
        with Form(self.env["loyalty.card.update.balance"].with_context(default_card_id=card.id)) as form:
            form.new_balance = 4
            form.description = "Miscounted"
        form.save().action_update_card_point()
        self.assertEqual((card.points, card.move_ids[:1].reason), (4, "Miscounted"))
        self.assertEqual(sum(row.issued - row.used for row in card.history_ids), 4)
        self.assert_exact(card)
