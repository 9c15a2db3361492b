"""Points earned and used by orders, and money on cards."""

from odoo import Command

from .common import NOW, VALUES, FrozenTime, SaleCase, needs
from .source_case import SourceCase


@needs("sale_loyalty")
class TestLoyalty(FrozenTime, SaleCase, SourceCase):
    """A point for every ten euros; five points take ten per cent off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls._user("t_plain")
        cls.program = cls.env["loyalty.program"].create(
            {
                "name": "Regulars", "program_type": "loyalty", "trigger": "auto", "applies_on": "both",
                "rule_ids": [
                    Command.create(
                        {
                            "reward_point_mode": "money", "reward_point_amount": 0.1,
                            "product_ids": [Command.set(cls.product.ids)],
                        }
                    )
                ],
                "reward_ids": [
                    Command.create({"reward_type": "discount", "discount": 10, "required_points": 5})
                ],
            }
        )  # fmt: skip

    def buy(self, user=None, reward=False):
        """A confirmed order of Ana's for 100."""
        order = self.order(self.ana, user_id=self.salesperson.id).with_user(user or self.salesperson)
        order._update_programs_and_rewards()
        if reward:
            card, rewards = next(iter(order._get_claimable_rewards().items()))
            order._apply_program_reward(rewards, card)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        return order

    def entry(self, order):
        return self.env["loyalty.history"].search([("order_model", "=", "sale.order"), ("order_id", "=", order.id)])

    def test_earned_and_used(self):
        first = self.buy()
        entry = self.entry(first)
        earned = (
            "earned", self.ana.id, 0, NOW, False, "loyalty", "out", "transaction", f"Order {first.name}: +10", None,
        )  # fmt: skip
        self.assertEqual(self.rows("loyalty.history", entry, *VALUES), [earned])
        self.assertEqual(self.rows("loyalty.history", entry, "amount", "currency_id"), [(None, None)])
        # What the points themselves take off earns points still: so Odoo counts.
        second = self.buy(reward=True)
        self.assertEqual(
            self.rows("loyalty.history", self.entry(second), "event", "partner_id", "direction", "title"),
            [
                ("earned", self.ana.id, "out", f"Order {second.name}: +10"),
                ("used", self.ana.id, "in", f"Order {second.name}: −5"),
            ],
        )
        self.assert_exact()
        second.with_user(self.manager)._action_cancel()
        self.assertEqual([row[0] for row in self.rows("loyalty.history")], ["earned"])
        self.assert_exact()

    def test_row_opens_the_order(self):
        order = self.buy()
        self.flush()
        (row,) = (
            self.env["crm.touchpoint"]
            .with_user(self.salesperson)
            .timeline(self.alfa.id, filters={"channels": ["loyalty"]})["rows"]
        )
        self.assertEqual((row["res_model"], row["res_id"]), ("sale.order", order.id))

    def test_card_changes_hands(self):
        entry = self.entry(self.buy())
        self.assertEqual(self.rows("loyalty.history", entry), [("earned", self.ana.id, 0)])
        entry.card_id.partner_id = self.cora
        self.assertEqual(self.rows("loyalty.history", entry), [("earned", self.cora.id, 0)])
        self.assert_exact()
        self.program.company_id = self.other_company
        self.assertEqual(self.rows("loyalty.history", entry, "company_id"), [(self.other_company.id,)])
        self.assert_exact()
        entry.card_id.unlink()
        self.assertEqual(self.rows("loyalty.history"), [])
        self.assert_exact()

    def test_wallet_holds_money(self):
        wallet = self.env["loyalty.program"].create({"name": "Wallet", "program_type": "ewallet"})
        card = self.env["loyalty.card"].create({"program_id": wallet.id, "partner_id": self.ana.id})
        for balance, why in ((50.0, "Top-up"), (20.0, "Spent")):
            self.env["loyalty.card.update.balance"].with_user(self.salesperson).create(
                {"card_id": card.id, "new_balance": balance, "description": why}
            ).action_update_card_point()
        currency = wallet.currency_id.id
        self.assertEqual(
            self.rows("loyalty.history", None, "event", "partner_id", "title", "amount", "currency_id"),
            [("earned", self.ana.id, "Top-up", 50.0, currency), ("used", self.ana.id, "Spent", -30.0, currency)],
        )
        self.assert_exact()
        wallet.program_type = "loyalty"
        self.assertEqual(
            self.rows("loyalty.history", None, "title", "amount"), [("Top-up: +50", None), ("Spent: −30", None)]
        )
        self.assert_exact()

    def test_card_of_nobody(self):
        order = self.buy()
        entry = self.entry(order)
        entry.card_id.partner_id = False
        self.assertEqual(self.rows("loyalty.history", entry), [])
        self.assert_exact()

    def test_readers(self):
        self.buy()
        self.assert_sees(self.salesperson, self.alfa, "loyalty", "earned")
        for user in (self.plain, self.agent):
            self.assert_sees(user, self.alfa, "loyalty")
        self.assert_closed_to_portal(self.alfa)

    def test_other_company(self):
        self.program.company_id = self.company
        self.buy()
        seen = [
            len(self.seen(self.salesperson, self.alfa, "loyalty", allowed_company_ids=company.ids))
            for company in (self.company, self.other_company)
        ]
        self.assertEqual(seen, [1, 0])
