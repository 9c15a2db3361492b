"""Earning with paid invoices, spending, and what comes back; figures by hand."""

from odoo import Command
from odoo.exceptions import UserError

from .loyalty_case import LoyaltyCase


class TestEarning(LoyaltyCase):
    """A point for each euro without taxes; 21 % on top."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.program()

    def test_paid_in_parts_and_taken_back(self):
        order = self.order(self.dora, quantity=2)
        card, invoice = order.coupon_point_ids.coupon_id, self.invoice(order)
        first = self.pay(invoice, 60.5)  # a quarter of 242
        self.assertEqual(card.points, 50)
        self.pay(invoice)
        self.assertEqual(card.points, 200)
        first.line_ids.remove_move_reconcile()
        self.assertEqual(card.points, 150)
        self.assertEqual(self.kinds(card), [("earn", 50), ("earn", 150), ("clawback", -50)])
        self.assert_exact(card)

    def test_credit_note_in_part(self):
        order = self.order(self.dora, quantity=4)
        card, invoice = order.coupon_point_ids.coupon_id, self.invoice(order)
        self.pay(invoice)
        note = self.credit_note(invoice, quantity=1)
        self.assertEqual(card.points, 300)
        note.button_draft()
        self.assertEqual(card.points, 400)
        note.action_post()
        self.assertEqual(card.points, 300)
        self.credit_note(invoice, quantity=3)
        self.assertEqual(card.points, 0)
        self.assert_exact(card)

    def test_back_to_draft_and_posted_again(self):
        order = self.order(self.dora)
        card, invoice = order.coupon_point_ids.coupon_id, self.invoice(order)
        self.pay(invoice)
        invoice.button_draft()
        self.assertEqual(card.points, 0)
        invoice.action_post()
        self.assertEqual(card.points, 100, "the payment stayed with the invoice")
        self.assertEqual(self.kinds(card), [("earn", 100), ("clawback", -100), ("earn", 100)])
        moves = len(card.move_ids)
        for _again in range(3):
            invoice._follow_loyalty()
            order._follow_points()
        self.assertEqual(len(card.move_ids), moves, "asked again, nothing changes")
        self.assert_exact(card)

    def test_write_off_is_no_payment(self):
        order = self.order(self.dora)
        card, invoice = order.coupon_point_ids.coupon_id, self.invoice(order)
        general = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        receivable = invoice.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        expense = self.env["account.account"].search(
            [("account_type", "=", "expense"), ("company_ids", "=", self.company.id)], limit=1
        )
        entry = self.env["account.move"].create(
            {
                "journal_id": general.id,
                "line_ids": [
                    Command.create({"account_id": expense.id, "debit": 121}),
                    Command.create({"account_id": receivable.account_id.id, "partner_id": self.dora.id, "credit": 121}),
                ],
            }
        )
        entry.action_post()
        (receivable + entry.line_ids.filtered("credit")).reconcile()
        self.assertEqual((invoice.payment_state, card.points), ("paid", 0))

    def test_return_window(self):
        self.ledger.return_days = 14
        order = self.order(self.dora)
        card, invoice = order.coupon_point_ids.coupon_id, self.invoice(order)
        self.pay(invoice)
        self.assertEqual(self.balance(card), (0, 100, 0))
        self.credit_note(invoice)
        self.assertEqual(self.balance(card), (0, 0, 0), "pending points are taken back first, without debt")
        self.assert_exact(card)

    def test_spent_points_go_back_to_their_lots(self):
        card = self.card(self.ledger, self.dora, 50)
        self.env["crm.loyalty.expiry"]._extend(card.lot_ids, self.day(20), "For the test")
        self.env["loyalty.card"].give_bonus(card.id, 100, "Later")
        order = self.order(self.dora, reward=card)
        self.assertEqual(sorted(card.lot_ids.mapped("remaining")), [0, 70])
        self.assertEqual(card.points, 70)
        order._action_cancel()
        self.assertEqual(sorted(card.lot_ids.mapped("remaining")), [50, 100])
        self.assertEqual(self.kinds(card)[-2:], [("redeem", -80), ("restore", 80)])
        self.assert_exact(card)

    def test_refund_gives_spent_points_back(self):
        card = self.card(self.ledger, self.dora, 80)
        order = self.order(self.dora, reward=card)
        self.assertEqual(card.points, 0)
        invoice = self.invoice(order)
        self.pay(invoice)
        earned = card.points
        self.credit_note(invoice)
        self.assertGreater(earned, 0)
        self.assertEqual(self.balance(card), (80, 0, 0))
        self.assert_exact(card)

    def test_reward_taken_off_a_confirmed_order(self):
        card = self.card(self.ledger, self.dora, 100)
        order = self.order(self.dora, reward=card)
        self.assertEqual(card.points, 20)
        order.order_line.filtered("reward_id")._reset_loyalty()
        self.assertEqual(card.points, 100)
        self.assert_exact(card)

    def test_contact_uses_the_company_card(self):
        card = self.card(self.ledger, self.alfa, 100)
        order = self.order(self.ana, reward=card)
        self.assertEqual((card.points, card.partner_id), (20, self.alfa))
        self.assertEqual(order.coupon_point_ids.coupon_id, card)
        self.pay(self.invoice(order))
        self.assertGreater(card.points, 20)
        self.assert_exact(card)

    def test_first_order_of_a_contact(self):
        card = self.order(self.ana).coupon_point_ids.coupon_id
        again = self.order(self.ben).coupon_point_ids.coupon_id
        self.assertEqual((card, card.partner_id), (again, self.alfa))

    def test_limits_per_order(self):
        card = self.card(self.ledger, self.dora, 100)
        self.ledger.redeem_min = 90
        order = self.order(self.dora, confirm=False)
        self.claim(order, card)
        with self.assertRaisesRegex(UserError, "takes 80 points"):
            order.action_confirm()
        self.ledger.write({"redeem_min": 0, "redeem_max": 70})
        self.assertFalse(self.order(self.dora, confirm=False)._get_claimable_rewards().get(card))

    def test_payment_cancelled(self):
        """A payment that is registered as people do it, and cancelled afterwards."""
        order = self.order(self.dora)
        card, invoice = order.coupon_point_ids.coupon_id, self.invoice(order)
        bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        transfers = self.env["account.account"].create(
            {"name": "On its way", "code": "199901", "account_type": "asset_current", "reconcile": True}
        )
        bank.inbound_payment_method_line_ids.payment_account_id = transfers
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        payment = wizard.create({"journal_id": bank.id})._create_payments()
        self.assertEqual(card.points, 100)
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual((card.points, self.kinds(card)), (0, [("earn", 100), ("clawback", -100)]))
        self.assert_exact(card)

    def test_rule_of_a_category(self):
        """Goods of the category earn, others do not: neither on the order nor with an invoice that has both."""
        category = self.env["product.category"].create({"name": "Tea"})
        values = {"type": "consu", "invoice_policy": "order", "taxes_id": [Command.set(self.vat.ids)]}
        tea = self.env["product.product"].create({"name": "Tea", "categ_id": category.id, **values})
        self.ledger.rule_ids.write({"product_ids": [Command.clear()], "product_category_id": category.id})
        lines = [
            Command.create({"product_id": product.id, "product_uom_qty": quantity, "price_unit": 100})
            for product, quantity in ((tea, 2), (self.product, 5))
        ]
        order = self.env["sale.order"].create({"partner_id": self.dora.id, "order_line": lines})
        order._update_programs_and_rewards()
        self.assertEqual(order.loyalty_promised, 200)
        order.action_confirm()
        invoice = self.invoice(order)
        self.pay(invoice, invoice.amount_total / 2)
        self.assertEqual(order.coupon_point_ids.coupon_id.points, 100, "half of it is paid")

    def test_most_points_and_the_difference(self):
        """A euro for a point: no more than the program lets an order take, the customer pays the difference."""
        self.ledger.redeem_max = 50
        self.ledger.reward_ids.write({"discount_mode": "per_point", "discount": 1, "required_points": 1})
        card = self.card(self.ledger, self.dora, 200)
        order = self.order(self.dora, reward=card)
        self.assertEqual((card.points, order.loyalty_spent), (150, 50))
        self.assertAlmostEqual(order.amount_total, 121 - 50)
        self.assert_exact(card)

    def test_an_invoice_of_two_orders(self):
        orders = self.order(self.dora) + self.order(self.dora, quantity=2)
        card = orders.coupon_point_ids.coupon_id
        self.pay(self.invoice(orders))
        self.assertEqual((len(card), card.points), (1, 300))
        self.assertEqual([order.loyalty_earned for order in orders], [100, 200])

    def day(self, days):
        return (
            self.env["loyalty.program"]
            ._ledger_today()
            .__class__.fromordinal(self.ledger._ledger_today().toordinal() + days)
        )
