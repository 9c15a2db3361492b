"""Orders, deliveries, invoices and a shop, each through what Odoo does when people do it."""

from unittest.mock import patch
from uuid import uuid4

from odoo import Command, fields

from odoo.addons.crm_analytics.core.journal_item import Sources

from .profit_case import ProfitCase


class TradeCase(ProfitCase):
    """Goods on stock that cost 40 and are listed at 100."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.stocked("Lamp", 40.0)

    @classmethod
    def stocked(cls, name, cost, **values):
        """Goods with a cost, plenty of them on stock."""
        category = cls.env["product.category"].create({"name": f"Category of {name}"})
        product = cls.env["product.product"].create(
            {
                "name": name, "type": "consu", "is_storable": True, "list_price": 100.0, "standard_price": cost,
                "taxes_id": [Command.clear()], "categ_id": category.id, "available_in_pos": True,
                "invoice_policy": "order", **values,
            }
        )  # fmt: skip
        warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 10000)
        return product

    @classmethod
    def order(cls, partner, quantity, product=None, **line):
        """A confirmed order of one line at the price of the list, then changed as ``line`` says."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create({"product_id": (product or cls.goods).id, "product_uom_qty": quantity}),
                ],
            }
        )
        order.order_line.write(line)
        order.action_confirm()
        return order

    @classmethod
    def deliver(cls, order):
        for move in order.picking_ids.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        order.picking_ids._action_done()

    @classmethod
    def invoice(cls, order, day="2025-03-10", quantity=None, post=True):
        """The order's invoice; ``quantity``: of how much of it."""
        move = order._create_invoices(final=True)
        move.write({"invoice_date": day, "date": day})
        if quantity is not None:
            move.invoice_line_ids.quantity = quantity
        if post:
            move.action_post()
        return move

    @classmethod
    def credit(cls, invoice, quantity, day="2025-04-10"):
        """A credit note of a part of an invoice."""
        move = invoice._reverse_moves([{"date": day, "invoice_date": day}])
        move.invoice_line_ids.quantity = quantity
        move.action_post()
        return move

    def noted(self):
        """The cost noted on order lines, whether or not the module that notes it is installed."""
        self.env.cr.execute("ALTER TABLE sale_order_line ADD COLUMN IF NOT EXISTS purchase_price numeric")
        counting = type(self.env["crm.profit.fact"])
        sources = counting._sources

        def with_margins(records, company):
            found = sources(records, company)
            return Sources(**{**vars(found), "margins": True})

        self.startPatcher(patch.object(counting, "_sources", with_margins))

    def note(self, order, price):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_line SET purchase_price = %s WHERE id IN %s", [price, tuple(order.order_line.ids)]
        )

    def row(self, partner):
        return self.env["crm.profit.customer"].search(
            [("customer_id", "=", partner.id), ("company_id", "=", self.company.id)]
        )

    def facts(self, **values):
        domain = [("current", "=", True), ("company_id", "=", self.company.id)]
        return self.env["crm.profit.fact"].search(domain + [(name, "=", value) for name, value in values.items()])

    def assert_whole(self):
        """The sums of facts and products are the ledger's, and each other's."""
        self.assertAlmostEqual(sum(self.facts().mapped("amount")), self.ledger(), 2)
        products = self.env["crm.profit.product"].search([("current", "=", True), ("company_id", "=", self.company.id)])
        for column, kind in (("revenue", "revenue"), ("returns", "return"), ("cogs", "cogs")):
            self.assertAlmostEqual(sum(products.mapped(column)), sum(self.facts(kind=kind).mapped("amount")), 2, column)
        self.assertAlmostEqual(sum(products.mapped("discount")), sum(self.facts(kind="revenue").mapped("discount")), 2)
        self.assertAlmostEqual(sum(products.mapped("uncosted")), sum(self.facts().mapped("uncosted")), 2)
        self.assertAlmostEqual(
            sum(products.mapped("margin")),
            sum(sum(products.mapped(name)) for name in ("revenue", "returns", "cogs")),
            2,
        )


class ShopCase(TradeCase):
    """A shop of the company that is open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        journal = cls.env["account.journal"].create({"name": "Till", "code": "TTILA", "type": "cash"})
        cls.cash = cls.env["pos.payment.method"].create({"name": "Cash", "journal_id": journal.id})
        cls.shop = cls.env["pos.config"].create(
            {"name": "Old Town", "payment_method_ids": [Command.set(cls.cash.ids)], "module_pos_restaurant": False}
        )
        cls.shop.open_ui()
        cls.session = cls.shop.current_session_id
        cls.session.set_opening_control(0, "")

    def sell(self, partner, *lines, **values):
        """What the till sends; lines: ``(product, quantity, unit price, discount)``."""
        currency = self.company.currency_id
        sums = [
            currency.round(quantity * price * (1 - discount / 100)) for _product, quantity, price, discount in lines
        ]
        total = currency.round(sum(sums))
        commands = [
            Command.create(
                {
                    "product_id": product.id, "qty": quantity, "price_unit": price, "discount": discount,
                    "price_subtotal": amount, "price_subtotal_incl": amount, "tax_ids": [],
                    "pack_lot_ids": [],
                }
            )
            for (product, quantity, price, discount), amount in zip(lines, sums, strict=True)
        ]  # fmt: skip
        now = fields.Datetime.to_string(fields.Datetime.now())
        payment = {"amount": total, "name": now, "payment_method_id": self.cash.id}
        order = {
            "uuid": str(uuid4()), "access_token": str(uuid4()), "name": "/", "state": "paid",
            "session_id": self.session.id, "user_id": self.env.uid, "partner_id": partner.id if partner else False,
            "pricelist_id": False, "fiscal_position_id": False, "to_invoice": False,
            "last_order_preparation_change": "{}", "date_order": now, "amount_total": total, "amount_paid": total,
            "amount_tax": 0, "amount_return": 0, "lines": commands, "payment_ids": [Command.create(payment)], **values,
        }  # fmt: skip
        found = self.env["pos.order"].with_context(generate_pdf=False).sync_from_ui([order])
        return self.env["pos.order"].browse(found["pos.order"][0]["id"])

    def close_the_day(self):
        self.session.post_closing_cash_details(sum(self.session.order_ids.mapped("amount_total")))
        self.session.close_session_from_ui()
        self.assertEqual(self.session.state, "closed")
        return self.session.move_id
