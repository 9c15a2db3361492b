"""The header of the 360 page: what is open, what to say next, the panels; figures worked by hand from the scenario."""

import datetime as dt
import xmlrpc.client

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..core.matter import Matter
from .common import NOW, AccountingCase, FrozenTime, SaleCase, TouchpointCase, needs


def day(days):
    """The calendar day so many days from the frozen one."""
    return (NOW + dt.timedelta(days=days)).date()


class PageMixin(FrozenTime):
    def page(self, user, partner):
        self.flush()
        self.env.invalidate_all()
        return self.env["res.partner"].with_user(user).customer360(partner.id)

    def group(self, page, key):
        """One group of open matters; False if the page has none."""
        return next((group for group in page["open"] if group["key"] == key), False)

    def message(self, author, subject, date, kind="email"):
        """A message of a contact, or one of ours to them."""
        return self.env["mail.message"].create(
            {
                "model": "res.partner",
                "res_id": self.alfa.id,
                "message_type": kind,
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "author_id": author.id,
                "subject": subject,
                "body": "Text",
                "date": date,
                "partner_ids": [Command.set(self.ana.ids if kind == "comment" else [])],
            }
        )


@tagged("post_install", "-at_install")
class TestPage(PageMixin, TouchpointCase):
    @classmethod
    def _make_users(cls):
        result = super()._make_users()
        cls.assistant = cls._user("t_assistant", "crm_customer360.group_agent", "base.group_partner_manager")
        return result

    def test_who_it_is_and_who_looks_after_them(self):
        self.alfa.write(
            {
                "vat": "",
                "ref": "K-7",
                "city": "Kaunas",
                "phone": "+370 612 34567",
                "lang": "en_US",
                "user_id": self.salesperson.id,
                "stand_in_user_id": self.colleague.id,
                "category_id": [Command.create({"name": "Furniture"})],
            }
        )
        page = self.page(self.agent, self.alfa)
        partner = page["partner"]
        known = {name: partner[name] for name in ("id", "name", "is_company", "parent", "ref", "city", "phone", "vat")}
        self.assertEqual(
            known,
            {
                "id": self.alfa.id,
                "name": "Alfa",
                "is_company": True,
                "parent": False,
                "ref": "K-7",
                "city": "Kaunas",
                "phone": "+370 612 34567",
                "vat": "",
            },
        )
        self.assertEqual(partner["categories"], ["Furniture"])
        self.assertEqual(page["owner"], {"id": self.salesperson.id, "name": self.salesperson.name})
        self.assertEqual(page["stand_in"], {"id": self.colleague.id, "name": self.colleague.name})
        self.assertEqual([row["name"] for row in page["contacts"]["rows"]], ["Ana", "Ben"])
        self.assertEqual(page["contacts"]["count"], 2)

    def test_contact_has_the_owner_of_the_company(self):
        self.alfa.user_id = self.salesperson
        page = self.page(self.agent, self.ana)
        self.assertEqual(page["partner"]["parent"], {"id": self.alfa.id, "name": "Alfa"})
        self.assertEqual(page["owner"]["id"], self.salesperson.id)
        self.assertEqual([row["id"] for row in page["contacts"]["rows"]], [self.ana.id, self.ben.id])

    def test_stand_in_is_tracked(self):
        self.alfa.stand_in_user_id = self.colleague
        self.flush()
        values = self.env["mail.tracking.value"].search([("mail_message_id.res_id", "=", self.alfa.id)])
        self.assertIn("stand_in_user_id", values.mapped("field_id.name"))

    def test_more_contacts_than_the_header_names(self):
        self._partners(*({"name": f"Person {n:02}", "parent_id": self.alfa.id} for n in range(12)))
        contacts = self.page(self.agent, self.alfa)["contacts"]
        self.assertEqual(len(contacts["rows"]), 10)
        self.assertEqual(contacts["count"], 14)

    def test_customer_with_nothing(self):
        page = self.page(self.agent, self.dora)
        empty = {"open": [], "say_next": [], "panels": [], "owner": False, "stand_in": False}
        self.assertEqual({key: page[key] for key in empty}, empty)
        self.assertEqual(page["last"], {"in": False, "out": False})
        self.assertEqual(page["contacts"], {"rows": [], "count": 0})

    def test_last_contact_in_each_direction(self):
        self.message(self.ana, "Where is it?", "2026-02-27 09:00:00")
        self.message(self.salesperson.partner_id, "On its way", "2026-02-26 09:00:00", "comment")
        self.message(self.ben, "Tomorrow's letter", "2026-03-03 09:00:00")
        last = self.page(self.agent, self.alfa)["last"]
        self.assertEqual((last["in"]["title"], last["in"]["channel"]), ("Where is it?", "email"))
        self.assertEqual((last["out"]["title"], last["out"]["direction"]), ("On its way", "out"))

    def test_message_without_answer(self):
        self.message(self.salesperson.partner_id, "On its way", "2026-02-26 09:00:00", "comment")
        self.message(self.ana, "Where is it?", "2026-02-28 09:00:00")
        [advice] = self.page(self.agent, self.alfa)["say_next"]
        self.assertEqual((advice["kind"], advice["severity"]), ("message", "warning"))
        self.assertEqual(advice["text"], "They wrote 2 d ago: “Where is it?”. No answer is on record.")
        self.assertEqual((advice["res_model"], advice["res_id"]), ("res.partner", self.alfa.id))

    def test_noted_complaint(self):
        """Whoever takes the next call hears of it before the customer says it again; for a month."""
        row = {"partner_id": self.ana.id, "channel": "call", "nature": "complaint"}
        log = self.env["crm.touchpoint"].with_user(self.agent).log
        log([{**row, "name": "Long ago", "date": "2026-01-20 09:00:00"}])
        self.assertEqual(self.page(self.agent, self.alfa)["say_next"], [])
        log([{**row, "name": "No lamps", "date": "2026-02-20 09:00:00"}])
        [advice] = self.page(self.agent, self.alfa)["say_next"]
        self.assertEqual((advice["kind"], advice["severity"]), ("complaint", "warning"))
        self.assertEqual(advice["text"], "They complained on 02/20/2026: “No lamps”. Ask whether it is settled.")
        log([{**row, "name": "Still none", "date": "2026-03-02 07:00:00"}])
        [advice] = self.page(self.agent, self.alfa)["say_next"]
        self.assertIn("noted lately: 2, the last on 03/02/2026: “Still none”", advice["text"])

    def test_answered_message_needs_nothing(self):
        self.message(self.ana, "Where is it?", "2026-02-26 09:00:00")
        self.message(self.salesperson.partner_id, "On its way", "2026-02-27 09:00:00", "comment")
        self.assertEqual(self.page(self.agent, self.alfa)["say_next"], [])

    def test_usual_channel(self):
        for hour in (8, 9, 10):
            self.message(self.ana, f"Letter {hour}", f"2026-02-20 {hour:02}:00:00")
        [panel] = [panel for panel in self.page(self.agent, self.alfa)["panels"] if panel["key"] == "contact"]
        self.assertEqual([(item["label"], item["value"]) for item in panel["items"]], [("Usually through", "E-mail")])
        self.assertEqual(panel["note"], "3 of their last 3 contacts within a year")

    def activity(self, record, kind, days, user, summary):
        return record.activity_schedule(f"mail.mail_activity_data_{kind}", day(days), summary, user_id=user.id)

    def test_activities_earliest_first(self):
        self.activity(self.ana, "todo", 5, self.colleague, "Send the price list")
        self.activity(self.alfa, "call", -1, self.agent, "Delivery time")
        self.activity(self.beta, "call", -3, self.agent, "Another customer")
        page = self.page(self.assistant, self.alfa)
        group = self.group(page, "activity")
        self.assertEqual((group["count"], group["late"], group["alert"]), (2, 1, True))
        self.assertEqual(
            [(row["title"], row["date"], row["alert"], row["promise"], row["res_id"]) for row in group["rows"]],
            [
                ("Call: Delivery time", "2026-03-01", True, True, self.alfa.id),
                ("To-Do: Send the price list", "2026-03-07", False, False, self.ana.id),
            ],
        )
        [advice] = page["say_next"]
        self.assertEqual((advice["kind"], advice["severity"]), ("promise", "danger"))
        self.assertIn("“Call: Delivery time” was planned for 03/01/2026, 1 d ago", advice["text"])
        opened = self.env[group["action"]["res_model"]].with_user(self.assistant).search(group["action"]["domain"])
        self.assertEqual(len(opened), 2)
        # A promise of a colleague counts for who may only read the customer, too.
        self.assertEqual(self.group(self.page(self.agent, self.alfa), "activity")["count"], 2)

    def test_done_activity_is_not_open(self):
        self.activity(self.alfa, "call", -1, self.agent, "Delivery time").action_feedback("Said Friday")
        self.assertFalse(self.group(self.page(self.agent, self.alfa), "activity"))

    def test_other_addons_add_matters_and_panels(self):
        kind = Matter(
            key="subsidiary",
            model="res.partner",
            label="Addresses",
            domain=[("type", "=", "delivery")],
            title="name",
            partner="parent_id",
            sequence=5,
        )
        gone = Matter(key="gone", model="no.such.model", label="Gone", domain=[])
        odd = Matter(key="odd", model="res.partner", label="Odd", domain=[], amount="no_such_field")
        panel = {"key": "value", "label": "Value", "sequence": 1, "items": [], "note": ""}
        partner_class = self.registry["res.partner"]
        self.patch(partner_class, "_customer360_matters", lambda _self: [kind, gone, odd])
        self.patch(partner_class, "_customer360_panels", lambda _self: [panel])
        self._partners({"name": "Yard", "type": "delivery", "parent_id": self.alfa.id})
        page = self.page(self.agent, self.alfa)
        self.assertEqual(
            [(group["key"], group["label"], group["count"]) for group in page["open"]], [("subsidiary", "Addresses", 1)]
        )
        self.assertEqual(page["panels"], [panel])

    def test_bad_arguments_are_refused_in_words(self):
        partners = self.env["res.partner"].with_user(self.agent)
        for value in (False, None, "7", 0, -1, 2**31, 1.5, [self.alfa.id], {"id": 1}, True, "x" * 10_000):
            with self.subTest(value=str(value)[:20]), self.assertRaises(UserError):
                partners.customer360(value)
        gone = self.env["res.partner"].create({"name": "Gone"})
        gone.unlink()
        with self.assertRaises(UserError):
            partners.customer360(gone.id)

    def test_row_click_opens_the_page(self):
        action = self.alfa.with_user(self.agent).action_open_customer360()
        self.assertEqual((action["tag"], action["context"]), ("crm_customer_page", {"active_id": self.alfa.id}))
        known = self.env.ref("crm_customer360.customer_page_action")
        self.assertEqual((known.tag, known.path), (action["tag"], "customer-360"))


@tagged("post_install", "-at_install")
class TestPageInvoices(PageMixin, AccountingCase):
    def posted(self, partner, price, due, **values):
        invoice = self.invoice(
            partner, price, invoice_date=day(-40), invoice_date_due=day(due), invoice_payment_term_id=False, **values
        )
        invoice.action_post()
        return invoice

    def test_unpaid_and_overdue(self):
        late = self.posted(self.ana, 100.0, -9)
        self.posted(self.alfa, 30.5, -2)
        self.posted(self.alfa, 70.0, 12)
        self.posted(self.beta, 999.0, -9)
        self.invoice(self.alfa, 500.0)
        page = self.page(self.accountant, self.alfa)
        group = self.group(page, "invoice")
        currency = self.company.currency_id.name
        self.assertEqual((group["count"], group["late"], group["alert"]), (3, 2, True))
        self.assertEqual(group["amounts"], [{"amount": 200.5, "currency": currency}])
        self.assertEqual(group["late_amounts"], [{"amount": 130.5, "currency": currency}])
        self.assertEqual(
            [(row["date"], row["amount"], row["alert"]) for row in group["rows"]],
            [("2026-02-21", 100.0, True), ("2026-02-28", 30.5, True), ("2026-03-14", 70.0, False)],
        )
        self.assertEqual((group["rows"][0]["title"], group["rows"][0]["res_id"]), (late.name, late.id))
        [advice] = page["say_next"]
        self.assertEqual((advice["kind"], advice["severity"], advice["res_id"]), ("invoice", "warning", late.id))
        self.assertIn("Overdue invoices: 2,", advice["text"])
        self.assertIn("130.50", advice["text"])
        self.assertIn(f"the oldest, {late.name}, by 9 d", advice["text"])
        xmlrpc.client.dumps((page,))

    def test_list_behind_the_figure_has_the_same_sum(self):
        self.posted(self.ana, 100.0, -9)
        self.posted(self.alfa, 70.0, 12)
        group = self.group(self.page(self.accountant, self.alfa), "invoice")
        opened = self.env["account.move"].with_user(self.accountant).search(group["action"]["domain"])
        self.assertEqual((len(opened), sum(opened.mapped("amount_residual"))), (2, 170.0))

    def test_partly_paid_invoice_counts_with_the_rest(self):
        invoice = self.posted(self.alfa, 100.0, -9)
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"amount": 40.0, "payment_difference_handling": "open"}
        )._create_payments()
        [amount] = self.group(self.page(self.accountant, self.alfa), "invoice")["amounts"]
        self.assertEqual(amount["amount"], 60.0)

    def test_currencies_are_not_added_up(self):
        other = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "in", ("EUR", "USD")), ("id", "!=", self.company.currency_id.id)], limit=1)
        )
        other.active = True
        self.posted(self.alfa, 100.0, -9)
        self.posted(self.alfa, 30.0, -9, currency_id=other.id)
        amounts = self.group(self.page(self.accountant, self.alfa), "invoice")["amounts"]
        found = {amount["currency"]: amount["amount"] for amount in amounts}
        self.assertEqual(found, {self.company.currency_id.name: 100.0, other.name: 30.0})

    def test_sales_panel_compares_with_last_year_to_the_day(self):
        for date, price in (("2026-01-15", 100.0), ("2025-02-01", 40.0), ("2025-03-02", 5.0), ("2025-03-03", 900.0)):
            invoice = self.invoice(self.ana, price, invoice_date=date)
            invoice.action_post()
        refund = self.invoice(self.alfa, 10.0, "out_refund", invoice_date="2026-02-01")
        refund.action_post()
        page = self.page(self.accountant, self.alfa)
        [panel] = [panel for panel in page["panels"] if panel["key"] == "sales"]
        found = [
            (item["label"], item["value"]) for item in panel["items"] if item["action"]["res_model"] == "account.move"
        ]
        self.assertEqual(found, [("Invoiced this year", 90.0), ("Invoiced last year, to this day", 45.0)])

    def test_number_of_queries_does_not_grow(self):
        self.posted(self.alfa, 10.0, -9)
        self.posted(self.alfa, 10.0, -9)
        few = self._queries()
        for _number in range(8):
            self.posted(self.alfa, 10.0, -9)
        self.assertLessEqual(self._queries(), few + 1)

    def _queries(self):
        self.page(self.accountant, self.alfa)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["res.partner"].with_user(self.accountant).customer360(self.alfa.id)
        return self.env.cr.sql_log_count - before


@needs("account", "sale")
@tagged("post_install", "-at_install")
class TestPageOrders(PageMixin, SaleCase):
    def test_quotation_that_runs_out(self):
        order = self.order(self.ana, 100.0, 3, validity_date=day(4))
        order.state = "sent"
        self.order(self.beta, 50.0)
        page = self.page(self.manager, self.alfa)
        group = self.group(page, "quotation")
        self.assertEqual((group["count"], group["late"], group["amounts"][0]["amount"]), (1, 0, 300.0))
        self.assertEqual([(row["title"], row["date"]) for row in group["rows"]], [(order.name, "2026-03-06")])
        [advice] = page["say_next"]
        self.assertEqual((advice["kind"], advice["severity"], advice["res_id"]), ("quotation", "info", order.id))
        self.assertIn("is valid until 03/06/2026", advice["text"])

    def test_confirmed_order_is_no_quotation(self):
        self.order(self.ana).action_confirm()
        page = self.page(self.manager, self.alfa)
        self.assertFalse(self.group(page, "quotation"))
        [panel] = [panel for panel in page["panels"] if panel["key"] == "sales"]
        self.assertEqual([(item["label"], item["value"]) for item in panel["items"]], [("Ordered this year", 100.0)])
