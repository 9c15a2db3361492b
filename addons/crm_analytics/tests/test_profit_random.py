import random
from contextlib import closing

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from .trade_case import TradeCase


@tagged("post_install", "-at_install")
class TestProfitRandom(TradeCase):
    """Whatever is traded: nothing of the ledger is lost, and every fact opens what it adds up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.sales.channel.rule"].create(
            {
                "sequence": 1,
                "company_id": cls.company.id,
                "channel_id": cls.env.ref("crm_analytics.sales_channel_partner").id,
                "tag_ids": [Command.create({"name": "Reseller of the random test"})],
            }
        )
        rule = cls.env["crm.sales.channel.rule"].search([("company_id", "=", cls.company.id)])
        cls.beta.category_id = rule.tag_ids
        posted = cls.stocked("Vase", 12.34)
        posted.categ_id.with_company(cls.company).property_valuation = "real_time"
        cls.products = cls.goods + posted
        dollar = cls.env.ref("base.USD")
        other = cls.env.ref("base.EUR") if cls.company.currency_id == dollar else dollar
        other.active = True
        cls.env["res.currency.rate"].create(
            {"name": "2020-01-01", "company_rate": 1.7, "currency_id": other.id, "company_id": cls.company.id}
        )
        cls.abroad = cls.env["product.pricelist"].create({"name": "Abroad", "currency_id": other.id})
        cls.second = cls._company("Second Random")

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(min_value=0, max_value=2**32))
    def test_random_trade(self, seed):
        chance = random.Random(seed)
        with closing(self.env.cr.savepoint()):
            for _number in range(chance.randint(1, 5)):
                self.trade(chance)
            run = self.run_now()
            self.assertEqual(run.state, "done", run.error)
            self.assertEqual(run.difference, 0.0)
            self.assert_whole()
            self.assert_pieces()
            self.assert_opens()
            # Today's cost and today's list are nothing to the past.
            totals = self.totals()
            for product in self.products:
                product.with_company(self.company).standard_price = 1000.0
                product.list_price = 1.0
            self.run_now()
            self.assertEqual(self.totals(), totals)
        # Everything was taken back; nothing of it may be remembered.
        self.env.invalidate_all()

    def totals(self):
        rows = self.env["crm.profit.customer"].search([("company_id", "=", self.company.id)])
        return {
            row.customer_id.id: [round(row[name], 2) for name in ("list_price", "net", "cogs", "uncosted", "profit")]
            for row in rows
        }

    def assert_pieces(self):
        """Pieces sold, less those that came back, in facts and by product."""
        products = self.env["crm.profit.product"].search([("current", "=", True), ("company_id", "=", self.company.id)])
        items = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id), ("parent_state", "=", "posted"),
                ("display_type", "=", "product"), ("account_id.account_type", "in", ("income", "income_other")),
                ("move_type", "in", ("out_invoice", "out_refund")),
            ]
        )  # fmt: skip
        wanted = sum(-item.quantity if item.move_type == "out_refund" else item.quantity for item in items)
        self.assertAlmostEqual(sum(self.facts().mapped("quantity")), wanted)
        self.assertAlmostEqual(sum(products.mapped("quantity")), wanted)

    def assert_opens(self):
        for fact in self.facts(origin=False).filtered("account_id"):
            items = self.env["account.move.line"].search(fact.action_open_items()["domain"])
            self.assertAlmostEqual(-sum(items.mapped("balance")), fact.amount, 2, (fact.kind, fact.reason))
            self.assertEqual(len(items), fact.items, (fact.kind, fact.reason))

    def trade(self, chance):
        partner = chance.choice([self.alfa, self.ana, self.beta])
        day = f"202{chance.randint(3, 5)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        kind = chance.choice(["order", "order", "order", "entry", "bill", "elsewhere"])
        if kind == "entry":
            self.entry(chance.choice([0.01, 19.99]), chance.choice([None, partner]), day)
        elif kind == "bill":
            self.document(self.supplier, 33.33, "in_invoice", day, quantity=3)
        elif kind == "elsewhere":
            self.elsewhere(partner)
        else:
            self.sold(chance, partner, day)
        if chance.random() < 0.15:
            self.ana.parent_id = chance.choice([self.alfa, self.beta])

    def elsewhere(self, partner):
        there = self.env(context={**self.env.context, "allowed_company_ids": self.second.ids})
        move = there["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": "2025-03-10",
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 5.0, "tax_ids": False})],
            }
        )
        move.action_post()

    def sold(self, chance, partner, day):
        quantity = chance.choice([1, 3, 10])
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "pricelist_id": chance.choice([False, self.abroad.id]),
                "order_line": [
                    Command.create({"product_id": chance.choice(self.products).id, "product_uom_qty": quantity})
                ],
            }
        )
        order.order_line.write({"price_unit": chance.choice([0.0, 33.33, 100.0, 120.0])})
        order.order_line.write({"discount": chance.choice([0.0, 12.5, 100.0])})
        order.action_confirm()
        if chance.random() < 0.3:
            self.pay_down(order, day)
        if chance.random() < 0.6:
            self.deliver(order)
        invoice = self.invoice(order, day, post=False)
        if chance.random() < 0.3:
            invoice.invoice_line_ids.filtered(lambda line: line.quantity > 1).quantity = 1
        if invoice.amount_total < 0:
            invoice.action_switch_move_type()
        invoice.action_post()
        if chance.random() < 0.3:
            invoice._reverse_moves([{"date": day, "invoice_date": day}], cancel=chance.random() < 0.5)
        elif chance.random() < 0.2:
            invoice.button_draft()
            if chance.random() < 0.5:
                invoice.button_cancel()
            else:
                invoice.action_post()

    def pay_down(self, order, day):
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
        if order.amount_total:
            wizard.create({"advance_payment_method": "percentage", "amount": 30.0}).create_invoices()
            order.invoice_ids.write({"invoice_date": day, "date": day})
            order.invoice_ids.action_post()
