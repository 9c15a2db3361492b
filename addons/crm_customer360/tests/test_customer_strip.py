"""What whoever has a customer's document open is told about the customer, each role as far as its rights go."""

import xmlrpc.client
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date, Datetime
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import AccountingCase, TouchpointCase, needs

EMPTY = {"complaints": False, "promises": False, "risk": False, "late_deliveries": False}


class StripCase:
    """Reading the line, and things of known figures for it to tell."""

    def strip(self, user, partner=None):
        self.env.invalidate_all()
        data = self.env["res.partner"].with_user(user).customer_strip((partner or self.alfa).id)
        # Every answer must pass over RPC: no None, no record, no date.
        xmlrpc.client.dumps((data,))
        return data

    def days(self, number):
        return Date.context_today(self.env.user) + timedelta(days=number)

    def activity(self, record, days, summary, kind="mail.mail_activity_data_todo", user=None):
        return record.activity_schedule(kind, self.days(days), summary=summary, user_id=(user or self.salesperson).id)


@tagged("post_install", "-at_install")
class TestCustomerStrip(StripCase, TouchpointCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alfa.user_id = cls.colleague
        cls.alfa.stand_in_user_id = cls.salesperson
        cls.clerk = cls._user("t_clerk")

    def test_nothing_to_say(self):
        self.assertEqual(
            self.strip(self.clerk, self.dora),
            {
                "partner_id": self.dora.id,
                "owner": False,
                "stand_in": False,
                **EMPTY,
                "last_contact": False,
                "tone": "info",
            },
        )

    def test_owner_of_the_company_for_its_contacts(self):
        owner = {"id": self.colleague.id, "name": "t_colleague (base.group_user)"}
        self.colleague.sudo().name = owner["name"]
        for partner in (self.alfa, self.ana):
            data = self.strip(self.clerk, partner)
            self.assertEqual((data["owner"], data["stand_in"]["id"]), (owner, self.salesperson.id), partner.name)
            self.assertEqual(data["partner_id"], partner.id)

    def test_promises_of_the_whole_company(self):
        call = "mail.mail_activity_data_call"
        self.activity(self.ana, -2, "Offer for racks", call)
        self.activity(self.alfa, 7, "Visit")
        self.activity(self.beta, -9, "Somebody else's")
        data = self.strip(self.clerk)
        found = data["promises"]
        self.assertEqual((found["count"], found["late"], found["tone"]), (2, 1, "danger"))
        self.assertEqual(found["date"], Date.to_string(self.days(-2)))
        self.assertEqual((found["res_model"], found["res_id"]), ("res.partner", self.ana.id))
        self.assertIn("Offer for racks", found["text"])
        self.assertEqual(data["tone"], "danger")
        # The contact alone, to the same reader, stands for the company all the same.
        self.assertEqual(self.strip(self.clerk, self.ben)["promises"]["count"], 2)

    def test_what_is_still_to_come_is_calm(self):
        self.activity(self.alfa, 7, "Visit")
        found = self.strip(self.clerk)["promises"]
        self.assertEqual((found["count"], found["late"], found["tone"], found["text"]), (1, 0, "info", ""))

    def test_late_is_never_calm(self):
        """A promise still to come does not hide what is late."""
        self.activity(self.alfa, -10, "Send the price list")
        self.activity(self.alfa, 3, "Call back", "mail.mail_activity_data_call")
        found = self.strip(self.clerk)["promises"]
        self.assertEqual((found["count"], found["late"], found["tone"]), (2, 1, "warning"))

    def test_a_done_activity_is_no_promise(self):
        self.activity(self.alfa, -1, "Done at last").action_feedback(feedback="done")
        self.assertFalse(self.strip(self.clerk)["promises"])

    def test_portal_is_refused(self):
        with self.assertRaises(AccessError):
            self.strip(self.portal, self.cora)

    def test_customer_of_another_company_is_refused(self):
        self.dora.company_id = self.other_company
        outsider = new_test_user(
            self.env,
            "t_outsider",
            "base.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.strip(outsider, self.dora)
        self.assertEqual(self.strip(self.clerk, self.dora)["partner_id"], self.dora.id)

    def test_bad_arguments(self):
        for value in ("1", "' OR 1=1", True, False, None, 0, -1, 1.5, 2**63, [self.alfa.id], {}):
            with self.subTest(value=value), self.assertRaises(UserError):
                self.env["res.partner"].with_user(self.clerk).customer_strip(value)
        with self.assertRaises(UserError):
            self.env["res.partner"].with_user(self.clerk).customer_strip(2_000_000_000)

    def test_reading_writes_nothing(self):
        """An invoice that is opened is no look at the customer, and a read-only route may serve the line."""
        self.env.flush_all()
        before = self.env["crm.customer.access"].sudo().search_count([])
        self.strip(self.clerk)
        self.assertEqual(self.env["crm.customer.access"].sudo().search_count([]), before)
        self.assertTrue(getattr(self.env.registry["res.partner"].customer_strip, "_readonly", False))

    def test_queries_do_not_grow(self):
        self.activity(self.ana, -2, "First")
        self.strip(self.clerk)  # caches of the registry
        few = self._queries()
        for number in range(12):
            self.activity(self.ana, number - 6, f"Number {number}")
        self.assertEqual(self.strip(self.clerk)["promises"]["count"], 13)
        self.assertLessEqual(self._queries(), few + 2, "rows listed are three at most")

    def _queries(self):
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.strip(self.clerk)
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestCustomerStripComplaints(StripCase, TouchpointCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "crm.contact.log" not in cls.env:
            cls.skipTest(cls, "contacts cannot be logged here")

    def complaint(self, partner, days, name, **values):
        values = {"channel": "call", "direction": "in", "nature": "complaint", "user_id": self.agent.id, **values}
        date = Datetime.now() - timedelta(days=days)
        return self.env["crm.contact.log"].create({"partner_id": partner.id, "date": date, "name": name, **values})

    def test_noted_complaints_of_thirty_days(self):
        self.complaint(self.ana, 20, "Wrong colour")
        latest = self.complaint(self.alfa, 5, "<b>Broken</b> rack")
        self.complaint(self.alfa, 45, "Long ago")
        self.complaint(self.alfa, 1, "Thanks", nature="praise")
        self.complaint(self.beta, 1, "Somebody else's")
        clerk = self._user("t_clerk")
        data = self.strip(clerk)
        found = data["complaints"]
        self.assertEqual((found["count"], found["tone"], data["tone"]), (2, "warning", "warning"))
        self.assertEqual((found["res_model"], found["res_id"]), ("crm.contact.log", latest.id))
        self.assertEqual(found["title"], "<b>Broken</b> rack")
        self.assertEqual(self.env["crm.contact.log"].search_count(found["action"]["domain"]), 2)

    def test_private_entry_is_only_for_its_writer(self):
        self.complaint(self.alfa, 2, "About a colleague", sensitivity="private")
        self.assertFalse(self.strip(self._user("t_clerk"))["complaints"])
        self.assertEqual(self.strip(self.agent)["complaints"]["count"], 1)

    def test_claim_and_note_together(self):
        if "crm.claim" not in self.env:
            self.skipTest("claims are not installed")
        self.complaint(self.alfa, 2, "By phone")
        claim = self.env["crm.claim"].create({"name": "Bent rack", "partner_id": self.alfa.id})
        found = self.strip(self.env.ref("base.user_admin"))["complaints"]
        self.assertEqual((found["count"], found["res_id"], found["action"]), (2, claim.id, False))


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
