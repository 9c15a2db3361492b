from unittest.mock import patch

from odoo.tests import tagged

from ..core.journal_item import Sources
from .test_score_run_update import UpdateCase
from .trade_case import TradeCase


@tagged("post_install", "-at_install")
class TestProfitSources(TradeCase, UpdateCase):
    """What a company has not is not asked for, and the figures are the same."""

    def sources(self, company=None):
        return self.env["crm.profit.fact"]._sources(company or self.company)

    def test_without_orders_and_posted_costs(self):
        self.document(self.ana, 100.0, quantity=10, discount=10.0)
        self.document(self.beta, 0.0, quantity=2, product_id=self.goods.id)
        self.document(self.alfa, 90.0, "out_refund", "2025-04-02")
        self.entry(60.0, self.alfa)
        self.env.flush_all()
        self.assertEqual((self.sources().orders, self.sources().posted_costs), (False, False))
        rows = self.rows(self.run_now())
        self.assertTrue(rows)

        counting = type(self.env["crm.profit.fact"])
        told = counting._sources
        asked = []

        def everything(records, company):
            asked.append(company)
            return Sources(**{**vars(told(records, company)), "orders": True, "posted_costs": True})

        with patch.object(counting, "_sources", everything):
            self.assertEqual(self.rows(self.run_now()), rows)
        self.assertTrue(asked)

    def test_who_has_orders(self):
        other = self._company("Without Orders")
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.assertFalse(self.sources().orders)
        self.order(self.alfa, 1)
        self.env.flush_all()
        self.assertEqual([self.sources(one).orders for one in (self.company, branch, other)], [True, True, False])

    def test_who_posts_costs(self):
        other = self._company("Without Costs")
        self.invoice(self.order(self.alfa, 1))
        self.env.flush_all()
        self.assertFalse(self.sources().posted_costs)
        self.goods.categ_id.with_company(self.company).property_valuation = "real_time"
        order = self.order(self.alfa, 1)
        self.deliver(order)
        self.invoice(order)
        self.env.flush_all()
        self.assertEqual([self.sources(one).posted_costs for one in (self.company, other)], [True, False])

    def test_the_first_order_after_a_run(self):
        """Nothing of the months that stay as they are would have been asked for with orders."""
        self.document(self.alfa, 100.0)
        self.run_now()
        self.settle()
        order = self.order(self.alfa, 10, price_unit=90.0)
        self.deliver(order)
        self.invoice(order, "2025-05-10")
        self.assert_like_a_whole_run()
        self.assertAlmostEqual(self.row(self.alfa).cogs, -400.0)

    def test_pieces_of_an_invoice_without_an_order(self):
        # Two dozens, then one piece comes back.
        self.document(self.alfa, 1200.0, quantity=2, product_uom_id=self.env.ref("uom.product_uom_dozen").id)
        self.document(self.alfa, 100.0, "out_refund", "2025-03-12")
        self.run_now()
        rows = self.env["crm.profit.product"].search([("current", "=", True), ("product_id", "=", self.product.id)])
        self.assertEqual(sum(rows.mapped("quantity")), 23.0)
        self.document(self.supplier, 10.0, "in_invoice", quantity=50)
        self.entry(60.0, self.alfa)
        self.run_now()
        self.assertEqual(sum(self.facts().mapped("quantity")), 23.0, "what was bought was not sold")
