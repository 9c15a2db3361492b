"""The line about the customer from invoices and deliveries: figures by hand, none without the right to it."""

from datetime import timedelta

from odoo import Command
from odoo.fields import Date, Datetime
from odoo.tests import tagged

from .common import AccountingCase, needs
from .strip_case import StripCase


@needs("account", "stock")
@tagged("post_install", "-at_install")
class TestCustomerStripDocuments(StripCase, AccountingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls._user("t_warehouse", "stock.group_stock_user")
        cls.technician = cls._user("t_technician", "project.group_project_user")
        today = Date.context_today(cls.env.user)
        # 100.00 is 10 days late and the salesperson's; 250.50 is 40 days late; 999.00 is not due yet.
        for partner, price, days, user in (
            (cls.alfa, 100.0, -10, cls.salesperson),
            (cls.ana, 250.5, -40, cls.colleague),
            (cls.alfa, 999.0, 10, cls.colleague),
            (cls.beta, 77.0, -5, cls.colleague),
        ):
            invoice = cls.invoice(
                cls,
                partner,
                price,
                invoice_date=today - timedelta(days=60),
                invoice_date_due=today + timedelta(days=days),
                invoice_payment_term_id=False,
                invoice_user_id=user.id,
            )
            invoice.action_post()
        cls.currency = cls.company.currency_id.name
        cls.picking = cls._delivery(cls.ana, -3)
        cls._delivery(cls.alfa, 4)

    @classmethod
    def _delivery(cls, partner, days):
        kind = cls.env["stock.picking.type"].search(
            [("code", "=", "outgoing"), ("company_id", "=", cls.company.id)], limit=1
        )
        goods = cls.env["product.product"].create({"name": "Rack", "is_storable": True})
        destination = cls.env.ref("stock.stock_location_customers")
        picking = cls.env["stock.picking"].create(
            {
                "partner_id": partner.id,
                "picking_type_id": kind.id,
                "location_id": kind.default_location_src_id.id,
                "location_dest_id": destination.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": goods.id,
                            "product_uom_qty": 1,
                            "location_id": kind.default_location_src_id.id,
                            "location_dest_id": destination.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.scheduled_date = Datetime.now() + timedelta(days=days)
        return picking

    def test_accountant_sees_the_sum(self):
        data = self.strip(self.accountant)
        risk = data["risk"]
        self.assertEqual(risk["amounts"], [{"amount": 350.5, "currency": self.currency}])
        self.assertEqual((risk["count"], risk["late"], risk["tone"]), (2, 2, "danger"))
        self.assertEqual(risk["date"], Date.to_string(self.days(-40)))
        found = self.env["account.move"].with_user(self.accountant).search(risk["action"]["domain"])
        self.assertEqual(sorted(found.mapped("amount_residual")), [100.0, 250.5])
        self.assertEqual(data["tone"], "danger")

    def test_seller_with_own_documents_sees_their_own(self):
        if "sale.order" not in self.env:
            self.skipTest("Sales has the rule on a seller's own invoices")
        risk = self.strip(self.salesperson)["risk"]
        self.assertEqual(risk["amounts"], [{"amount": 100.0, "currency": self.currency}])
        self.assertEqual((risk["count"], risk["tone"]), (1, "warning"))

    def test_warehouse_sees_no_amount(self):
        self.activity(self.alfa, -1, "Call back about the rack", "mail.mail_activity_data_call")
        self.alfa.user_id = self.colleague
        data = self.strip(self.warehouse)
        self.assertFalse(data["risk"])
        self.assertEqual(data["owner"]["id"], self.colleague.id)
        self.assertEqual(data["promises"]["count"], 1)
        late = data["late_deliveries"]
        self.assertEqual((late["count"], late["tone"], late["amounts"]), (1, "danger", []))
        self.assertEqual((late["res_model"], late["res_id"]), ("stock.picking", self.picking.id))
        for figure in ("350", "250", "100.0", "999"):
            self.assertNotIn(figure, str({**data, "partner_id": 0}))

    def test_technician_sees_neither_sums_nor_deliveries(self):
        self.activity(self.alfa, -1, "Call back")
        data = self.strip(self.technician)
        self.assertFalse(data["risk"])
        self.assertFalse(data["late_deliveries"])
        self.assertEqual(data["promises"]["count"], 1)

    def test_promise_on_a_document_only_to_its_readers(self):
        invoice = self.env["account.move"].search([("partner_id", "=", self.alfa.id)], limit=1)
        self.activity(invoice, -1, "Ask for the money", user=self.accountant)
        self.assertEqual(self.strip(self.accountant)["promises"]["count"], 1)
        self.assertFalse(self.strip(self.warehouse)["promises"])

    def test_paid_is_no_risk(self):
        late = self.env["account.move"].search(
            [("commercial_partner_id", "=", self.alfa.id), ("invoice_date_due", "<", self.days(0))]
        )
        late[0]._reverse_moves(cancel=True)
        [left] = late[1:]
        risk = self.strip(self.accountant)["risk"]
        self.assertEqual(risk["amounts"], [{"amount": left.amount_total, "currency": self.currency}])
        left._reverse_moves(cancel=True)
        self.assertFalse(self.strip(self.accountant)["risk"])

    def test_who_works_in_the_other_company_alone(self):
        elsewhere = self.accountant.with_company(self.other_company)
        data = (
            self.env["res.partner"]
            .with_user(elsewhere)
            .with_context(allowed_company_ids=self.other_company.ids)
            .customer_strip(self.alfa.id)
        )
        self.assertFalse(data["risk"])
        self.assertFalse(data["late_deliveries"])

    def test_done_delivery_is_not_late(self):
        self.picking.move_ids.write({"quantity": 1, "picked": True})
        self.picking.button_validate()
        self.assertEqual(self.picking.state, "done")
        self.assertFalse(self.strip(self.warehouse)["late_deliveries"])
