from odoo import Command
from odoo.tests import tagged

from .value_case import ValueCase


@tagged("post_install", "-at_install")
class TestPurchaseDays(ValueCase):
    """What counts as a purchase, each case worked out by hand."""

    def days(self, basis="both", as_of="2025-12-31"):
        """``{(customer, day): amount}`` as the run sees it."""
        self.company.purchase_basis = basis
        run = self.env["crm.score.run"].create({"company_id": self.company.id, "as_of": as_of, "state": "done"})
        self.scores._collect_purchases(run)
        self.env.cr.execute("SELECT customer_id, day, amount FROM crm_score_purchase")
        rows = self.env.cr.fetchall()
        names = self.env["res.partner"].browse({id_ for id_, _day, _amount in rows}).grouped("id")
        return {(names[id_].name, str(day)): round(amount, 2) for id_, day, amount in rows}

    def order(self, partner, price, day, confirm=True):
        line = {"product_id": self.product.id, "price_unit": price, "tax_ids": [Command.clear()]}
        order = self.env["sale.order"].create({"partner_id": partner.id, "order_line": [Command.create(line)]})
        if confirm:
            order.action_confirm()
        order.date_order = day
        return order

    def invoice(self, order, day, method="delivered", **values):
        """An invoice of an order, or of a down payment on it."""
        order.order_line.filtered(lambda line: not line.is_downpayment).qty_delivered = 1
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
        wizard.create({"advance_payment_method": method, **values}).create_invoices()
        invoice = order.invoice_ids.filtered(lambda one: one.state == "draft")
        invoice.write({"invoice_date": day, "date": day})
        invoice.invoice_line_ids.tax_ids = False
        invoice.action_post()
        return invoice

    def reverse(self, invoice, day, amount=None):
        credit = invoice._reverse_moves([{"date": day, "invoice_date": day}])
        if amount:
            credit.invoice_line_ids.price_unit = amount
        credit.action_post()
        return credit

    def test_one_day_is_one_purchase(self):
        """Two invoices of a day, of the company and of its contact."""
        self.document(self.alfa, 100.0, day="2025-03-10")
        self.document(self.ana, 30.0, day="2025-03-10")
        self.document(self.alfa, 7.0, day="2025-03-11")
        self.assertEqual(self.days(), {("Alfa", "2025-03-10"): 130.0, ("Alfa", "2025-03-11"): 7.0})

    def test_customers_are_those_of_today(self):
        self.document(self.ana, 30.0, day="2025-03-10")
        self.ana.parent_id = self.beta
        self.assertEqual(self.days(), {("Beta", "2025-03-10"): 30.0})

    def test_what_is_no_purchase(self):
        """Drafts, what suppliers bill, entries, and what came later."""
        self.document(self.alfa, 1.0, post=False)
        self.document(self.supplier, 2.0, "in_invoice")
        self.entry(3.0, self.alfa)
        self.document(self.alfa, 4.0, day="2026-01-01")
        self.order(self.alfa, 5.0, "2025-03-10 12:00:00", confirm=False)
        self.assertEqual(self.days(), {})

    def test_credit_notes_take_money_and_never_count(self):
        first = self.document(self.alfa, 100.0, day="2025-03-10")
        self.document(self.alfa, 50.0, day="2025-04-10")
        self.reverse(first, "2025-05-01", amount=30.0)
        self.assertEqual(self.days(), {("Alfa", "2025-03-10"): 70.0, ("Alfa", "2025-04-10"): 50.0})
        # Before the credit note was written, it was not known.
        self.assertEqual(self.days(as_of="2025-04-30")["Alfa", "2025-03-10"], 100.0)

    def test_a_credit_note_without_an_invoice(self):
        """It is taken off the last purchase before it; of somebody who never bought there is nothing to take."""
        self.document(self.alfa, 100.0, day="2025-03-10")
        self.document(self.alfa, 50.0, day="2025-04-10")
        self.document(self.alfa, 8.0, "out_refund", day="2025-04-01")
        self.document(self.alfa, 1.0, "out_refund", day="2025-01-01")
        self.document(self.beta, 5.0, "out_refund")
        self.assertEqual(self.days(), {("Alfa", "2025-03-10"): 91.0, ("Alfa", "2025-04-10"): 50.0})

    def test_a_full_reversal_cancels_the_purchase(self):
        self.document(self.alfa, 100.0, day="2025-03-10")
        self.reverse(self.document(self.alfa, 50.0, day="2025-04-10"), "2025-04-20")
        halves = self.document(self.beta, 50.0, day="2025-04-10")
        self.reverse(halves, "2025-04-20", amount=25.0)
        self.reverse(halves, "2025-04-21", amount=25.0)
        self.assertEqual(self.days(), {("Alfa", "2025-03-10"): 100.0})

    def test_an_order_and_its_invoice_are_one_purchase(self):
        order = self.order(self.alfa, 100.0, "2025-03-10 12:00:00")
        self.invoice(order, "2025-04-01")
        self.document(self.alfa, 9.0, day="2025-05-01")
        self.assertEqual(self.days(), {("Alfa", "2025-03-10"): 100.0, ("Alfa", "2025-05-01"): 9.0})
        self.assertEqual(self.days("order"), {("Alfa", "2025-03-10"): 100.0})
        self.assertEqual(self.days("invoice"), {("Alfa", "2025-04-01"): 100.0, ("Alfa", "2025-05-01"): 9.0})

    def test_a_credited_order(self):
        order = self.order(self.alfa, 100.0, "2025-03-10 12:00:00")
        invoice = self.invoice(order, "2025-04-01")
        credit = self.reverse(invoice, "2025-04-05", amount=40.0)
        self.assertEqual(self.days(), {("Alfa", "2025-03-10"): 60.0})
        self.assertEqual(self.days("order"), {("Alfa", "2025-03-10"): 60.0})
        credit.button_draft()
        credit.invoice_line_ids.price_unit = 100.0
        credit.action_post()
        for basis in ("both", "order", "invoice"):
            self.assertEqual(self.days(basis), {}, basis)

    def test_down_payments_are_none(self):
        """The goods count when they are invoiced, with their whole price."""
        order = self.order(self.alfa, 100.0, "2025-03-10 12:00:00")
        self.invoice(order, "2025-03-11", "fixed", fixed_amount=40.0)
        self.assertEqual(self.days("invoice"), {})
        self.invoice(order, "2025-04-01")
        self.assertEqual(self.days("invoice"), {("Alfa", "2025-04-01"): 100.0})
        self.assertEqual(self.days("both"), {("Alfa", "2025-03-10"): 100.0})

    def test_an_order_counts_on_the_day_where_the_company_is(self):
        """In Vilnius it is past midnight."""
        self.order(self.alfa, 100.0, "2025-03-10 23:30:00")
        self.company.partner_id.tz = "Europe/Vilnius"
        self.assertEqual(self.days(), {("Alfa", "2025-03-11"): 100.0})

    def test_a_cancelled_order(self):
        self.order(self.alfa, 100.0, "2025-03-10 12:00:00")._action_cancel()
        self.assertEqual(self.days(), {})

    def test_foreign_money(self):
        """Company currency, at the rate of the invoice."""
        foreign = self.env["res.currency"].create({"name": "XVL", "symbol": "x", "rounding": 0.01})
        self.env["res.currency.rate"].create(
            {"currency_id": foreign.id, "name": "2025-01-01", "rate": 4.0, "company_id": self.company.id}
        )
        move = self.document(self.alfa, 100.0, post=False)
        move.currency_id = foreign
        move.action_post()
        self.assertEqual(self.days(), {("Alfa", "2025-03-10"): 25.0})
