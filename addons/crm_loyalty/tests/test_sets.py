"""Many at once cost no look-up each: statements are counted, with a ledger and without, for one and for twenty."""

from collections import Counter
from functools import partial
from unittest.mock import patch

from odoo import Command, fields
from odoo.sql_db import Cursor

from .loyalty_case import LoyaltyCase

MANY = 20
#: Statements that write a movement: what it finds, what it writes, and the number on the card.
WRITING = 3


class TestSets(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.program(earn_on="order")
        cls.plain = cls.program(ledger=False)
        cls.customers = cls.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(MANY + 1)])

    def orders(self, program, count):
        """As many orders of as many customers, of goods that earn in the program."""
        self.ledger.active, self.plain.active = program == self.ledger, program == self.plain
        line = Command.create({"product_id": self.product.id, "product_uom_qty": 1, "price_unit": 100})
        orders = self.env["sale.order"].create(
            [{"partner_id": partner.id, "order_line": [line]} for partner in self.customers[:count]]
        )
        for order in orders:
            order._update_programs_and_rewards()
        return orders

    def statements(self, run, only=""):
        """How many statements are sent; those with a word in them, if one is given."""
        sent, execute = [], Cursor.execute

        def counting(cursor, query, *args, **kwargs):
            sent.append(str(query))
            return execute(cursor, query, *args, **kwargs)

        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(Cursor, "execute", counting):
            run()
            self.env.flush_all()
        self.sent = Counter(query for query in sent if only in query)
        return self.sent.total()

    def growth(self, make, run, only=""):
        """Statements of each further record."""
        one, many = make(1), make(MANY)
        first = self.statements(partial(run, one), only)
        return (self.statements(partial(run, many), only) - first) / (MANY - 1)

    def test_orders_confirmed(self):
        def confirm(orders):
            orders.action_confirm()

        confirm(self.orders(self.ledger, MANY))  # what is read once for ever
        plain = self.growth(lambda count: self.orders(self.plain, count), confirm)
        ledger = self.growth(lambda count: self.orders(self.ledger, count), confirm)
        self.assertLessEqual(ledger - plain, WRITING, (ledger, plain))
        look_ups = self.growth(lambda count: self.orders(self.ledger, count), confirm, "crm_loyalty_promise")
        self.assertLess(look_ups, 0.1)

    def test_invoices_posted(self):
        self.ledger.earn_on = "invoice"

        def bills(count):
            orders = self.orders(self.ledger, count)
            orders.action_confirm()
            invoices = self.env["account.move"].union(*(order._create_invoices() for order in orders))
            invoices.invoice_date = fields.Date.today()
            return invoices

        def post(invoices):
            invoices.action_post()

        look_ups = self.growth(bills, post, "loyalty")
        self.assertLess(look_ups, 0.1, self.sent)
        self.assertTrue(self.sent, "the orders of these invoices have points")

    def test_cards_made(self):
        def make(values):
            self.env["loyalty.card"].create(values)

        def values(program):
            return lambda count: [
                {"program_id": program.id, "partner_id": partner.id}
                for partner in self.env["res.partner"].create([{"name": "New"} for _number in range(count)])
            ]

        make(values(self.ledger)(1))
        plain, ledger = self.growth(values(self.plain), make), self.growth(values(self.ledger), make)
        self.assertLess(ledger - plain, 0.3, (ledger, plain))
        again = self.env["loyalty.card"].create(
            [{"program_id": self.ledger.id, "partner_id": self.dora.id, "points": 5}] * 3
            + [{"program_id": self.plain.id, "partner_id": self.dora.id, "points": 5}] * 2
            + [{"program_id": self.ledger.id}] * 2
        )
        self.assertEqual(len(set(again.ids)), 5, "one of the customer, two plain ones, two of nobody")
        self.assertEqual((again[0], again[0].points), (again[2], 15))
        self.assert_exact()
