"""A cart of the shop is a sales order: it earns and spends by the ledger, for a contact from its company's card."""

from odoo.tests import tagged

from .loyalty_case import LoyaltyCase


@tagged("post_install", "-at_install")
class TestWebCart(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Only glue of the shop brings it. The suite's test database has it: there a skip is a failure.
        if "ecommerce_ok" not in cls.env["loyalty.program"]._fields:
            cls.skipTest(cls, "not installed: website_sale_loyalty")
        cls.ledger = cls.program()
        cls.website = cls.env["website"].create({"name": "Shop", "company_id": cls.company.id})

    def cart(self, partner):
        cart = self.env["sale.order"].create(
            {
                "partner_id": partner.id, "website_id": self.website.id,
                "order_line": [(0, 0, {"product_id": self.product.id, "price_unit": 100.0})],
            }
        )  # fmt: skip
        cart._update_programs_and_rewards()
        return cart

    def test_cart(self):
        card = self.card(self.ledger, self.alfa, 100)
        carts = self.cart(self.ana) + self.cart(self.ben)
        for cart in carts:
            claimable = cart._get_claimable_and_showable_rewards()
            self.assertIn(self.ledger.reward_ids, claimable[card], "offered to a contact of the company")
            cart._apply_program_reward(self.ledger.reward_ids, card)
        self.assertEqual((card.points, carts.mapped("loyalty_spent")), (100, [80, 80]), "a cart takes nothing yet")
        carts[0].action_confirm()
        # The shop looks once more before it takes money; what is gone falls out of the cart.
        carts[1]._update_programs_and_rewards()
        self.assertFalse(carts[1].order_line.filtered("coupon_id"))
        carts[1].action_confirm()
        self.assertEqual((card.points, self.kinds(card)), (20, [("adjust", 100), ("redeem", -80)]))
        self.pay(self.invoice(carts[0]))
        self.assertEqual(card.points, 120)
        self.assert_exact(card)

    def test_programs_of_the_shop(self):
        self.ledger.ecommerce_ok = False
        card = self.card(self.ledger, self.dora, 100)
        cart = self.cart(self.dora)
        self.assertFalse(cart._get_claimable_and_showable_rewards())
        cart.action_confirm()
        self.assertEqual((card.points, cart.loyalty_promised), (100, 0))
