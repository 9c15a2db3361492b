"""A till's sale is written once, whatever was left on the card; what comes back takes its points along."""

from lxml import etree

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_loyalty.tests.loyalty_case import LoyaltyCase


@tagged("post_install", "-at_install")
class TestTill(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.program()
        cls.cashier = new_test_user(
            cls.env, "t_loy_cashier", "base.group_user,point_of_sale.group_pos_user",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)],
        )  # fmt: skip
        bank = cls.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1)
        cls.method = cls.env["pos.payment.method"].create({"name": "Card", "journal_id": bank.id})
        cls.till = cls.env["pos.config"].create({"name": "Till", "payment_method_ids": [Command.set(cls.method.ids)]})
        cls.till.open_ui()
        cls.session = cls.till.current_session_id
        cls.reward = cls.ledger.reward_ids

    # ------------------------------------------------------------------
    # What a till does
    # ------------------------------------------------------------------

    def sell(self, partner, quantity=1, card=None, reward=False):
        """A paid order, as the till sends it; the reward takes 10 off and costs 80 points."""
        lines = [self.line(self.product, quantity, 100.0)]
        if reward:
            values = {"is_reward_line": True, "reward_id": self.reward.id, "points_cost": 80, "coupon_id": card.id}
            product = self.reward.discount_line_product_id
            lines.append(self.line(product, 1, -10.0, reward_identifier_code="R", **values))
        return self.pay_at_till(partner, lines)

    def line(self, product, quantity, price, **values):
        return Command.create(
            {
                "product_id": product.id, "full_product_name": product.name, "qty": quantity, "price_unit": price,
                "price_subtotal": quantity * price, "price_subtotal_incl": quantity * price, **values,
            }
        )  # fmt: skip

    def pay_at_till(self, partner, lines):
        total = sum(command[2]["price_subtotal"] for command in lines)
        orders = self.env["pos.order"].with_user(self.cashier)
        order = orders.create(
            {
                "session_id": self.session.id, "partner_id": partner.id, "lines": lines, "amount_tax": 0,
                "amount_total": total, "amount_paid": total, "amount_return": 0,
            }
        )  # fmt: skip
        order.action_pos_order_paid()
        return order

    def confirm(self, order, won, card=None, cost=0):
        """The till's second call: by how much a card changes; a card it does not know has a number below zero."""
        number = card.id if card else -1
        values = {
            "points": won - cost, "program_id": self.ledger.id, "coupon_id": number, "barcode": False,
            "partner_id": order.partner_id.id, **({"line_codes": ["R"]} if cost else {}),
        }  # fmt: skip
        return order.confirm_coupon_programs({str(number): values})

    def bring_back(self, order, quantity=1, reward=False):
        """Goods come back, as the till sends it: a paid order over less than nothing."""
        goods, *rewards = order.lines.sorted("id")
        lines = [self.line(self.product, -quantity, 100.0, refunded_orderline_id=goods.id)]
        if reward:
            product = rewards[0].product_id
            lines.append(self.line(product, -1, -10.0, refunded_orderline_id=rewards[0].id))
        return self.pay_at_till(order.partner_id, lines)

    def only_card(self, partner):
        return self.env["loyalty.card"].search([("program_id", "=", self.ledger.id), ("partner_id", "=", partner.id)])

    # ------------------------------------------------------------------
    # Sold
    # ------------------------------------------------------------------

    def test_synced_twice_is_once(self):
        order = self.sell(self.dora)
        for _time in range(2):
            self.confirm(order, 100)
        card = self.only_card(self.dora)
        self.assertEqual((self.kinds(card), card.points), ([("earn", 100)], 100))
        self.assertEqual((card.move_ids.pos_order_id, card.move_ids.res_model), (order, "pos.order"))
        self.assertEqual([(row.order_model, row.order_id) for row in card.history_ids], [("pos.order", order.id)])
        # Also if Odoo's own history did not stop the second time.
        order.sudo()._post_till_points(card.sudo(), 100)
        self.assertEqual(card.points, 100)
        self.assertEqual(card.move_ids.action_open_document()["res_model"], "pos.order")
        self.assert_exact(card)

    def test_told_to_the_till(self):
        """The till shows what can be spent; what waits for the return window is not that."""
        self.ledger.return_days = 14
        told = self.confirm(self.sell(self.dora), 100)
        card = self.only_card(self.dora)
        self.assertEqual([one["points"] for one in told["coupon_updates"]], [0])
        self.assertEqual(self.balance(card), (0, 100, 0))
        fields = self.env["loyalty.program"]._load_pos_data_fields(self.till)
        read = self.ledger.with_user(self.cashier)._load_pos_data_read(self.ledger, self.till)[0]
        self.assertLessEqual({"use_ledger", "earn_untaxed", "return_days", "redeem_min", "redeem_max"}, {*fields})
        self.assertEqual((read["use_ledger"], read["return_days"]), (True, 14))

    def test_earned_and_spent_stand_apart(self):
        card = self.card(self.ledger, self.dora, 100)
        order = self.sell(self.dora, card=card, reward=True)
        told = self.confirm(order, 90, card, 80)
        self.assertEqual([one["points"] for one in told["coupon_updates"]], [110])
        self.assertEqual(self.kinds(card)[1:], [("earn", 90), ("redeem", -80)])
        self.assertEqual((order.loyalty_earned, order.loyalty_spent), (90, 80))
        self.assert_exact(card)

    def test_two_tills_spend_the_same_points(self):
        """Both looked at 100 points, one of them without a connection. Both sales are done: one makes debt."""
        card = self.card(self.ledger, self.dora, 100)
        orders = [self.sell(self.dora, card=card, reward=True) for _till in range(2)]
        for order in orders:
            self.confirm(order, 0, card, 80)
        self.assertEqual((self.balance(card), card.points), ((0, 0, 60), 0))
        self.confirm(self.sell(self.dora), 100, card)
        self.assertEqual(self.balance(card), (40, 0, 0), "the next points pay what is owed")
        self.assert_exact(card)

    def test_without_connection_only(self):
        """What the till asks beforehand, while it has a connection, is still answered with a no."""
        card = self.card(self.ledger, self.dora, 10)
        asked = self.env["pos.order"].with_user(self.cashier).validate_coupon_programs({str(card.id): -80}, [])
        self.assertEqual((asked["successful"], asked["payload"]["updated_points"]), (False, {card.id: 10}))

    def test_contact_earns_for_its_company(self):
        card = self.card(self.ledger, self.alfa, 5)
        told = self.confirm(self.sell(self.ana), 100)
        self.assertEqual([(one["id"], one["points"]) for one in told["coupon_updates"]], [(card.id, 105)])
        self.confirm(self.sell(self.ben), 100)
        self.assertEqual(card.points, 205)
        self.assertFalse(self.only_card(self.ana) + self.only_card(self.ben))

    def test_nobody_passes_for_a_till(self):
        """Over RPC anybody can name an order: it stays a change by hand, with its limit."""
        card = self.card(self.ledger, self.dora, 10)
        order = self.sell(self.dora)
        with self.assertRaisesRegex(UserError, "loyalty manager"):
            card.with_user(self.seller).with_context(loyalty_till=order.id).points = 5000
        self.assertEqual((card.points, order.loyalty_earned), (10, 0))

    def test_nobody_lays_a_movement_on_a_till(self):
        card = self.card(self.ledger, self.dora, 10)
        order = self.sell(self.dora)
        card.with_user(self.manager).with_context(loyalty_pos_order=order.id).points = 50
        move = card.move_ids.sorted("id")[-1]
        self.assertEqual((move.points, move.pos_order_id.id, move.res_model), (40, False, "loyalty.card"))
        self.assertFalse(order.has_loyalty_moves)

    def test_a_program_opens_for_who_may_not_see_tills(self):
        self.ledger.pos_config_ids = self.till
        head = self._user("t_loy_head_of_sales", "sales_team.group_sale_manager")
        program = self.ledger.with_user(head)
        self.assertFalse(self.till.with_user(head).has_access("read"))
        views = program.get_views([(False, "form"), (False, "list")])["views"]
        for view in views.values():
            fields = [one.get("name") for one in etree.fromstring(view["arch"]).xpath("//field[not(ancestor::field)]")]
            many = [name for name in fields if program._fields[name].type in ("many2many", "one2many")]
            shown = {name: {"fields": {"display_name": {}}} if name in many else {} for name in fields}
            [row] = program.web_read(shown)
            self.assertNotIn("pos_config_ids", row)
        for user in (self.cashier, self.manager):
            self.assertIn(
                "pos_config_ids", self.ledger.with_user(user).get_views([(False, "list")])["views"]["list"]["arch"]
            )

    def test_programs_without_a_ledger(self):
        plain = self.program(ledger=False)
        order = self.sell(self.dora)
        values = {"points": 7, "program_id": plain.id, "coupon_id": -1, "partner_id": self.dora.id}
        order.confirm_coupon_programs({"-1": values})
        card = self.env["loyalty.card"].search([("program_id", "=", plain.id)])
        self.assertEqual((card.points, card.move_ids, len(card.history_ids)), (7, card.move_ids.browse(), 1))

    # ------------------------------------------------------------------
    # Returned
    # ------------------------------------------------------------------

    def test_return_takes_back(self):
        order = self.sell(self.dora, quantity=3)
        self.confirm(order, 300)
        card = self.only_card(self.dora)
        refund = self.bring_back(order)
        self.assertEqual((card.points, card.move_ids[:1].kind, card.move_ids[:1].res_id), (200, "clawback", refund.id))
        refund.action_pos_order_paid()
        self.assertEqual(card.points, 200, "followed again, nothing changes")
        self.bring_back(order, 2)
        self.assertEqual((card.points, order.loyalty_earned), (0, 0))
        self.assert_exact(card)

    def test_return_after_spending_is_owed(self):
        order = self.sell(self.dora)
        self.confirm(order, 100)
        card = self.only_card(self.dora)
        card.with_user(self.manager).give_bonus(card.id, -70, "Spent elsewhere")
        self.bring_back(order)
        self.assertEqual(self.balance(card), (0, 0, 70))
        self.assert_exact(card)

    def test_reward_comes_back_to_its_lot(self):
        card = self.card(self.ledger, self.dora, 100)
        lot = card.lot_ids
        order = self.sell(self.dora, card=card, reward=True)
        self.confirm(order, 0, card, 80)
        self.assertEqual(lot.remaining, 20)
        self.bring_back(order, reward=True)
        self.assertEqual((lot.remaining, card.points, card.lot_ids), (100, 100, lot))
        self.assertEqual(self.kinds(card)[1:], [("redeem", -80), ("restore", 80)])
        self.assert_exact(card)

    def test_goods_come_back_before_the_points(self):
        """Sale and return were made without a connection: both orders come first, the points afterwards."""
        order = self.sell(self.dora)
        self.bring_back(order)
        self.confirm(order, 100)
        card = self.only_card(self.dora)
        self.assertEqual((self.kinds(card), card.points), ([("earn", 100), ("clawback", -100)], 0))

    def test_return_in_the_back_office(self):
        """Odoo's own button copies the rewards of the order; they are none of the new order."""
        card = self.card(self.ledger, self.dora, 100)
        order = self.sell(self.dora, card=card, reward=True)
        self.confirm(order, 90, card, 80)
        refund = order.sudo()._refund()
        refund.amount_paid = refund.amount_total
        refund.action_pos_order_paid()
        self.assertEqual((card.points, order.loyalty_earned, order.loyalty_spent), (100, 0, 0))
        self.assert_exact(card)
