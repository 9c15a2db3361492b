import random
from contextlib import closing

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.crm_analytics.core.shop import split

from .trade_case import ShopCase


@tagged("post_install", "-at_install")
class TestProfitShop(ShopCase):
    """Closing entries of the shop, told apart by order."""

    def told(self, **values):
        """Amounts by customer and kind, of facts of orders of the shop."""
        found = {}
        for fact in self.facts(origin="shop", **values):
            if fact.reason != "shop_split":
                key = (fact.customer_id.name, fact.kind)
                found[key] = round(found.get(key, 0.0) + fact.amount, 2)
        return found

    def test_two_customers_and_nobody(self):
        self.sell(self.ana, (self.goods, 1, 100.0, 0), (self.goods, 1, 33.33, 0))
        first = self.sell(self.beta, (self.goods, 2, 50.0, 10))
        self.sell(None, (self.goods, 1, 20.0, 0))
        back = self.sell(self.beta, (self.goods, -1, 50.0, 10), is_refund=True)
        back.lines.refunded_orderline_id = first.lines
        entry = self.close_the_day()
        income = entry.line_ids.filtered(lambda line: line.account_id.internal_group == "income")
        self.assertAlmostEqual(-sum(income.mapped("balance")), 198.33)
        self.run_now()
        self.assertEqual(
            self.told(account_id=income.account_id.id),
            {
                ("Alfa", "revenue"): 133.33,
                ("Beta", "revenue"): 90.0,
                ("Beta", "return"): -45.0,
                (False, "revenue"): 20.0,
            },
        )
        beta = self.row(self.beta)
        self.assertAlmostEqual(beta.discount, -10.0)
        self.assertAlmostEqual(beta.gross, 100.0)
        self.assertAlmostEqual(beta.net, 45.0)
        unassigned = sum(self.facts(account_id=income.account_id.id, customer_id=False).mapped("amount"))
        self.assertAlmostEqual(unassigned, 20.0, msg="what was sold to nobody")
        self.assert_whole()
        rows = self.env["crm.profit.reconciliation"].search([("company_id", "=", self.company.id)])
        self.assertFalse([row.account_id.code for row in rows if round(row.difference, 2)])

    def test_sums_by_product(self):
        vase = self.stocked("Vase", 5.0)
        self.sell(self.ana, (self.goods, 2, 100.0, 0), (vase, 3, 10.0, 0))
        self.sell(None, (vase, 1, 10.0, 0))
        self.close_the_day()
        self.run_now()
        products = self.env["crm.profit.product"].search([("current", "=", True)])
        sums = {
            product: (
                sum(products.filtered(lambda row, p=product: row.product_id == p).mapped("revenue")),
                sum(products.filtered(lambda row, p=product: row.product_id == p).mapped("quantity")),
            )
            for product in (self.goods, vase)
        }
        self.assertEqual(sums, {self.goods: (200.0, 2.0), vase: (40.0, 4.0)})
        self.assert_whole()

    def test_split_as_in_the_core(self):
        """Two accounts, lines of three customers: the same cents as the method in Python gives."""
        vase = self.stocked("Vase", 5.0)
        vase.property_account_income_id = self.account("income").copy({"code": "499001"})
        gamma = self.env["res.partner"].create({"name": "Gamma", "is_company": True})
        bought = {self.alfa: (10.01, 3.33), self.beta: (7.07, 0.01), gamma: (0.99, 9.99)}
        for partner, (one, two) in bought.items():
            self.sell(partner, (self.goods, 1, one, 0), (vase, 1, two, 0))
        entry = self.close_the_day()
        self.run_now()
        # By customer and product, in the order of their ids; each account by the shares in all lines.
        keys = [(partner, product) for partner in bought for product in (self.goods, vase)]
        weights = [round(100 * price) for partner in bought for price in bought[partner]]
        for line in entry.line_ids.filtered(lambda line: line.account_id.internal_group == "income"):
            parts = split(round(-100 * line.balance), weights)
            for partner in bought:
                wanted = sum(part for (who, _what), part in zip(keys, parts, strict=True) if who == partner)
                facts = self.facts(origin="shop", customer_id=partner.id, account_id=line.account_id.id)
                self.assertAlmostEqual(sum(facts.mapped("amount")), wanted / 100, 2)
        self.assert_whole()

    def test_reduction_of_the_whole_order(self):
        """A line of a price below zero, as discounts and rewards are, is no return."""
        bonus = self.env["product.product"].create({"name": "Reward", "type": "service", "taxes_id": False})
        self.sell(self.ana, (self.goods, 1, 100.0, 0), (bonus, 1, -15.0, 0))
        self.close_the_day()
        self.run_now()
        row = self.row(self.alfa)
        self.assertAlmostEqual(row.gross, 100.0)
        self.assertAlmostEqual(row.discount, -15.0)
        self.assertAlmostEqual(row.returns, 0.0)
        self.assertAlmostEqual(row.net, 85.0)
        self.assert_whole()

    def test_cost_noted_by_the_shop(self):
        self.sell(self.ana, (self.goods, 2, 100.0, 0))
        self.sell(None, (self.goods, 1, 100.0, 0))
        self.close_the_day()
        self.run_now()
        self.assertAlmostEqual(self.row(self.alfa).cogs, -80.0)
        self.goods.with_company(self.company).standard_price = 77.0
        self.run_now()
        self.assertAlmostEqual(self.row(self.alfa).cogs, -80.0)
        self.assertAlmostEqual(sum(self.facts(kind="absorbed").mapped("amount")), 120.0)
        self.assert_whole()

    def test_cost_posted_with_the_session(self):
        self.company.inventory_valuation = "real_time"
        self.goods.categ_id.with_company(self.company).property_valuation = "real_time"
        self.sell(self.ana, (self.goods, 3, 100.0, 0))
        self.sell(None, (self.goods, 1, 100.0, 0))
        entry = self.close_the_day()
        cost = entry.line_ids.filtered(lambda line: line.account_id.internal_group == "expense")
        self.assertAlmostEqual(sum(cost.mapped("balance")), 160.0)
        self.run_now()
        self.assertAlmostEqual(self.row(self.alfa).cogs, -120.0)
        self.assertEqual(set(self.facts(kind="cogs").mapped("cost_source")), {"posted"})
        self.assert_whole()

    def test_invoiced_after_the_session(self):
        order = self.sell(self.ana, (self.goods, 1, 80.0, 0))
        self.sell(self.beta, (self.goods, 1, 30.0, 0))
        self.close_the_day()
        order.action_pos_order_invoice()
        self.assertTrue(order.account_move)
        self.run_now()
        self.assertAlmostEqual(
            self.row(self.alfa).net, 80.0, msg="counted once: taken out of the session, and invoiced"
        )
        self.assertAlmostEqual(self.row(self.alfa).returns, 0.0)
        self.assertAlmostEqual(self.row(self.alfa).cogs, -40.0)
        self.assertAlmostEqual(self.row(self.beta).net, 30.0)
        self.assert_whole()

    def test_opens_its_orders(self):
        mine = self.sell(self.ana, (self.goods, 1, 10.0, 0)) + self.sell(self.alfa, (self.goods, 1, 15.0, 0))
        nobodys = self.sell(None, (self.goods, 1, 20.0, 0))
        self.close_the_day()
        self.run_now()

        def opened(**values):
            action = self.facts(origin="shop", kind="revenue", **values).action_open_items()
            return self.env[action["res_model"]].search(action["domain"])

        self.assertEqual(opened(customer_id=self.alfa.id), mine)
        self.assertEqual(sum(mine.mapped("amount_total")), self.row(self.alfa).net)
        self.assertEqual(opened(reason="shop_nobody"), nobodys)
        self.assertEqual(opened(reason="shop_split"), mine + nobodys)

    def test_channel_of_the_shop(self):
        self.sell(self.ana, (self.goods, 1, 10.0, 0))
        self.close_the_day()
        self.document(self.alfa, 5.0)
        self.run_now()
        shop = self.env.ref("crm_analytics.sales_channel_shop")
        self.assertAlmostEqual(
            sum(self.facts(customer_id=self.alfa.id, channel_id=shop.id, kind="revenue").mapped("amount")), 10.0
        )
        self.assertAlmostEqual(
            sum(self.facts(customer_id=self.alfa.id, channel_id=False, kind="revenue").mapped("amount")), 5.0
        )

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(min_value=0, max_value=2**32))
    def test_random_days(self, seed):
        """What a customer has of the shop is the sum of their orders; with nobody's it is the closing entry."""
        chance = random.Random(seed)
        with closing(self.env.cr.savepoint()):
            orders = self.env["pos.order"]
            for _number in range(chance.randint(1, 7)):
                partner = chance.choice([self.alfa, self.ana, self.beta, None])
                lines = [
                    (self.goods, quantity, chance.choice([0.02, 3.34, 19.98, 100.0]), chance.choice([0, 50]))
                    for quantity in chance.sample([1, 2, 7], chance.randint(1, 2))
                ]
                orders += self.sell(partner, *lines)
                if chance.random() < 0.3:
                    product, quantity, price, discount = lines[0]
                    back = self.sell(partner, (product, -quantity, price, discount), is_refund=True)
                    back.lines.refunded_orderline_id = orders[-1].lines[0]
                    orders += back
            self.close_the_day()
            run = self.run_now()
            self.assertEqual(run.difference, 0.0)
            self.assert_whole()
            for partner in (self.alfa, self.beta):
                mine = orders.filtered(lambda order, one=partner: order.partner_id.commercial_partner_id == one)
                wanted = sum(mine.mapped("amount_total"))
                self.assertAlmostEqual(self.row(partner).net, wanted, 2)
            sold = sum(self.facts(origin="shop", kind="revenue").mapped("quantity"))
            self.assertEqual(sold, sum(line.qty for line in orders.lines if line.qty > 0))
        # Everything was taken back; nothing of it may be remembered.
        self.env.invalidate_all()
