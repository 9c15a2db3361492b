"""Nobody learns from the 360 page what the records would not show them: rows, counts, sums, advice, panels."""

import datetime as dt
import xmlrpc.client

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import NOW, FrozenTime, SaleCase, TouchpointCase, needs


class RightsMixin(FrozenTime):
    def page(self, user, partner, **context):
        self.flush()
        self.env.invalidate_all()
        return self.env["res.partner"].with_user(user).with_context(**context).customer360(partner.id)

    def keys(self, page):
        return {group["key"] for group in page["open"]}


@tagged("post_install", "-at_install")
class TestPageRights(RightsMixin, TouchpointCase):
    def test_outsiders_are_refused(self):
        for user in (self.portal, self.env.ref("base.public_user")):
            for partner in (self.alfa, self.cora):
                with self.subTest(user=user.login, partner=partner.name), self.assertRaises(AccessError):
                    self.env["res.partner"].with_user(user).customer360(partner.id)

    def test_customer_of_another_company(self):
        self.alfa.company_id = self.other_company
        reader = self._user("t_home", "crm_customer360.group_agent")
        reader.company_ids = [Command.set(self.company.ids)]
        with self.assertRaises(AccessError):
            self.page(reader, self.alfa)
        self.assertEqual(
            self.page(self.agent, self.alfa, allowed_company_ids=[self.company.id, self.other_company.id])["partner"][
                "name"
            ],
            "Alfa",
        )

    def test_contact_whose_company_is_closed_to_the_reader(self):
        self.alfa.write({"company_id": self.other_company.id, "user_id": self.salesperson.id, "email": "x@example.com"})
        self.ana.company_id = False
        reader = self._user("t_home", "crm_customer360.group_agent")
        reader.company_ids = [Command.set(self.company.ids)]
        self.alfa.activity_schedule("mail.mail_activity_data_call", NOW.date(), "Secret", user_id=self.manager.id)
        page = self.page(reader, self.ana)
        self.assertFalse(page["partner"]["parent"])
        self.assertFalse(page["owner"])
        self.assertEqual(page["open"], [])
        self.assertNotIn("Alfa", xmlrpc.client.dumps((page,)))

    def test_message_of_a_record_the_reader_may_not_read(self):
        self.env["calendar.event"].create(
            {
                "name": "Talk about the merger",
                "privacy": "private",
                "start": NOW - dt.timedelta(days=1),
                "stop": NOW,
                "partner_ids": [Command.set(self.alfa.ids)],
                "user_id": self.manager.id,
            }
        )
        self.assertNotIn("merger", xmlrpc.client.dumps((self.page(self.agent, self.alfa),)))

    def test_everything_goes_over_xmlrpc(self):
        self.alfa.activity_schedule("mail.mail_activity_data_call", NOW.date(), "<b>Call</b>", user_id=self.agent.id)
        for partner in (self.alfa, self.ana, self.dora, self.agent.partner_id):
            with self.subTest(partner=partner.name):
                xmlrpc.client.dumps((self.page(self.agent, partner),))


@needs("account", "sale", "sales_team")
@tagged("post_install", "-at_install")
class TestPageDocumentRights(RightsMixin, SaleCase):
    def overdue(self, user, price, company=None):
        values = {"invoice_user_id": user.id, "invoice_date": "2026-01-20", "invoice_date_due": "2026-02-21"}
        invoice = self.invoice(self.alfa, price, invoice_payment_term_id=False, **values)
        invoice.action_post()
        return invoice

    def test_agent_without_rights_sees_no_figures(self):
        self.overdue(self.salesperson, 100.0)
        self.order(self.alfa, 77.0, user_id=self.salesperson.id)
        page = self.page(self.agent, self.alfa)
        self.assertFalse(self.keys(page) & {"invoice", "credit_note", "quotation", "to_deliver"})
        self.assertEqual((page["say_next"], [panel["key"] for panel in page["panels"]]), ([], []))
        self.assertIn("invoice", self.keys(self.page(self.accountant, self.alfa)))

    def test_seller_of_own_documents_counts_only_those(self):
        own = self.overdue(self.salesperson, 100.0)
        self.overdue(self.colleague, 900.0)
        order = self.order(self.alfa, 11.0, user_id=self.salesperson.id)
        self.order(self.alfa, 33.0, user_id=self.colleague.id)
        page = self.page(self.salesperson, self.alfa)
        groups = {group["key"]: group for group in page["open"]}
        self.assertEqual([row["res_id"] for row in groups["invoice"]["rows"]], own.ids)
        self.assertEqual([amount["amount"] for amount in groups["invoice"]["amounts"]], [100.0])
        self.assertEqual([row["res_id"] for row in groups["quotation"]["rows"]], order.ids)
        self.assertEqual([amount["amount"] for amount in groups["quotation"]["amounts"]], [11.0])
        [advice] = [advice for advice in page["say_next"] if advice["kind"] == "invoice"]
        self.assertIn(own.name, advice["text"])
        [sales] = [panel for panel in page["panels"] if panel["key"] == "sales"]
        self.assertEqual([item["value"] for item in sales["items"]], [100.0])
        everything = {group["key"]: group for group in self.page(self.manager, self.alfa)["open"]}
        self.assertEqual(everything["quotation"]["count"], 2)

    def test_activity_on_a_document_the_reader_may_not_read(self):
        order = self.order(self.alfa, 33.0, user_id=self.colleague.id)
        order.activity_schedule("mail.mail_activity_data_todo", NOW.date(), "Ask", user_id=self.colleague.id)
        for user in (self.agent, self.salesperson):
            with self.subTest(user=user.login):
                self.assertNotIn("activity", self.keys(self.page(user, self.alfa)))
        self.assertIn("activity", self.keys(self.page(self.manager, self.alfa)))

    def test_documents_of_a_company_that_is_not_active(self):
        self.order(self.alfa, 33.0)
        home = {"allowed_company_ids": self.company.ids}
        away = {"allowed_company_ids": self.other_company.ids}
        self.assertIn("quotation", self.keys(self.page(self.manager, self.alfa, **home)))
        self.assertNotIn("quotation", self.keys(self.page(self.manager, self.alfa, **away)))


@needs("account", "sale", "sale_stock")
@tagged("post_install", "-at_install")
class TestPageDeliveries(RightsMixin, SaleCase):
    def test_late_delivery_to_the_warehouse_and_to_a_seller(self):
        self.product.type = "consu"
        order = self.order(self.ana, 20.0, 2, user_id=self.salesperson.id, commitment_date="2026-02-27 10:00:00")
        order.action_confirm()
        order.picking_ids.scheduled_date = "2026-02-27 10:00:00"
        keeper = self._user("t_keeper", "stock.group_stock_user", "crm_customer360.group_agent")
        page = self.page(keeper, self.alfa)
        [group] = [group for group in page["open"] if group["key"] == "delivery"]
        self.assertEqual((group["count"], group["late"], group["amounts"]), (1, 1, []))
        self.assertEqual([(row["title"], row["alert"]) for row in group["rows"]], [(order.picking_ids.name, True)])
        [advice] = page["say_next"]
        self.assertEqual((advice["kind"], advice["severity"]), ("delivery", "danger"))
        self.assertEqual(advice["text"], f"Delivery {order.picking_ids.name} is 3 d late. Say when it will come.")
        self.assertNotIn("to_deliver", self.keys(page))
        # Who may not read deliveries at all sees the order itself, and nobody sees both.
        self.assertNotIn("delivery", self.keys(self.page(self.agent, self.alfa)))

    def test_done_delivery_is_not_open(self):
        self.product.type = "consu"
        order = self.order(self.ana, 20.0, 2)
        order.action_confirm()
        order.picking_ids.move_ids.write({"quantity": 2, "picked": True})
        order.picking_ids.button_validate()
        self.assertFalse(self.keys(self.page(self.manager, self.alfa)) & {"delivery", "to_deliver"})


@needs("crm_claim")
@tagged("post_install", "-at_install")
class TestPageClaims(RightsMixin, TouchpointCase):
    def test_complaint_until_it_is_settled(self):
        claim = self.env["crm.claim"].create(
            {"name": "Bent shelf", "partner_id": self.ana.id, "date_deadline": "2026-02-28"}
        )
        page = self.page(self.manager, self.alfa)
        [group] = [group for group in page["open"] if group["key"] == "claim"]
        self.assertEqual([(row["title"], row["alert"]) for row in group["rows"]], [("Bent shelf", True)])
        self.assertEqual([(advice["kind"], advice["severity"]) for advice in page["say_next"]], [("claim", "danger")])
        self.assertIn("“Bent shelf” is 2 d past its deadline", page["say_next"][0]["text"])
        self.assertNotIn("claim", self.keys(self.page(self.agent, self.alfa)))
        claim.stage_id = self.env.ref("crm_claim.stage_claim2")
        self.assertNotIn("claim", self.keys(self.page(self.manager, self.alfa)))
