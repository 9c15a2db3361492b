from odoo.tests import tagged

from .trade_case import TradeCase


@tagged("post_install", "-at_install")
class TestProfitCost(TradeCase):
    """Where the cost of goods comes from, and that it stays what it was."""

    def costs(self, partner):
        """Cost of goods of a customer by where it comes from."""
        facts = self.facts(customer_id=partner.id, kind="cogs")
        return {fact.cost_source: fact.amount for fact in facts}

    def test_value_of_the_delivery(self):
        # Ten delivered at 40 each, six of them invoiced, two of these credited: -240 in March, +80 in April.
        order = self.order(self.ana, 10)
        self.deliver(order)
        self.assertAlmostEqual(order.picking_ids.move_ids.value, 400.0)
        invoice = self.invoice(order, quantity=6)
        self.credit(invoice, 2)
        self.run_now()
        months = {(fact.month.month, fact.cost_source): fact.amount for fact in self.facts(kind="cogs")}
        self.assertEqual(months, {(3, "delivery"): -240.0, (4, "delivery"): 80.0})
        row = self.row(self.alfa)
        self.assertAlmostEqual(row.net, 400.0)
        self.assertAlmostEqual(row.cogs, -160.0)
        self.assertAlmostEqual(row.margin, 240.0)
        self.assertAlmostEqual(row.uncosted, 0.0)
        self.assertEqual(len(self.facts(kind="absorbed", reason="absorbed_cost")), 2, "one for each month")
        self.assertAlmostEqual(sum(self.facts(kind="absorbed").mapped("amount")), 160.0)
        self.assert_whole()

    def test_past_figures_stay_when_todays_cost_changes(self):
        order = self.order(self.alfa, 10)
        self.deliver(order)
        self.invoice(order)
        self.run_now()
        before = self.row(self.alfa).profit
        self.assertAlmostEqual(before, 600.0)
        self.goods.with_company(self.company).standard_price = 77.0
        self.run_now()
        self.assertEqual(self.row(self.alfa).profit, before)

    def test_posted_with_the_invoice(self):
        self.goods.categ_id.with_company(self.company).property_valuation = "real_time"
        order = self.order(self.alfa, 10)
        self.deliver(order)
        invoice = self.invoice(order)
        self.assertTrue(invoice.line_ids.filtered(lambda line: line.display_type == "cogs"))
        self.run_now()
        self.assertEqual(self.costs(self.alfa), {"posted": -400.0})
        self.assertFalse(self.facts(kind="absorbed"))
        self.assert_whole()

    def test_noted_on_the_order(self):
        self.noted()
        order = self.order(self.alfa, 10)
        self.note(order, 37.5)
        self.invoice(order, quantity=4)
        self.run_now()
        self.assertEqual(self.costs(self.alfa), {"order": -150.0})
        # What was delivered says it better than what was noted.
        self.deliver(order)
        self.run_now()
        self.assertEqual(self.costs(self.alfa), {"delivery": -160.0})
        self.assert_whole()

    def test_noted_in_another_currency_and_unit(self):
        self.noted()
        dollar = self.env.ref("base.USD")
        other = self.env.ref("base.EUR") if self.company.currency_id == dollar else dollar
        other.active = True
        self.env["res.currency.rate"].create(
            {"name": "2020-01-01", "company_rate": 2.0, "currency_id": other.id, "company_id": self.company.id}
        )
        prices = self.env["product.pricelist"].create({"name": "Abroad", "currency_id": other.id})
        order = self.order(self.alfa, 1)
        order.action_cancel()
        order.action_draft()
        order.pricelist_id = prices
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        self.assertEqual(order.currency_id, other)
        order.action_confirm()
        # A dozen noted at 480 of the other are 240 of the company's.
        self.note(order, 480.0)
        self.invoice(order)
        self.run_now()
        self.assertEqual(self.costs(self.alfa), {"order": -240.0})

    def test_cost_nobody_knows(self):
        self.document(self.alfa, 100.0, quantity=3)
        service = self.env["product.product"].create({"name": "Advice", "type": "service"})
        self.document(self.alfa, 70.0, product_id=service.id)
        self.run_now()
        self.assertEqual(self.costs(self.alfa), {})
        self.assertAlmostEqual(self.row(self.alfa).uncosted, 300.0, msg="a service has no cost of goods")
        self.assert_whole()

    def test_opens_what_it_comes_from(self):
        self.noted()
        delivered, ordered = self.order(self.alfa, 10), self.order(self.alfa, 5)
        self.deliver(delivered)
        self.note(ordered, 30.0)
        self.invoice(delivered)
        self.invoice(ordered)
        unknown = self.document(self.alfa, 50.0, product_id=self.goods.id)
        self.order(self.beta, 1)
        self.run_now()
        opened = {}
        for fact in self.facts(origin="cost"):
            action = fact.action_open_items()
            opened[fact.cost_source] = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(opened["delivery"], delivered.picking_ids.move_ids)
        self.assertEqual(opened["order"], ordered.order_line)
        uncosted = self.facts(customer_id=self.alfa.id, categ_id=self.goods.categ_id.id, kind="revenue")
        self.assertEqual(sum(uncosted.mapped("uncosted")), sum(unknown.invoice_line_ids.mapped("price_subtotal")))
        self.assertEqual(len(opened[False]), 3, "all goods sold, for what is taken from nobody")
