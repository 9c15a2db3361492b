"""Opening a row in place: what comes out, and who gets it."""

import datetime as dt
import xmlrpc.client
from unittest import SkipTest

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .test_rights import RightsCase


class ContentCase(RightsCase):
    def only_row(self, user, **filters):
        (row,) = self.rows(user, filters=filters)
        return row

    def content(self, user, row):
        self.env.cr.flush()
        self.env.invalidate_all()
        return self.env["crm.touchpoint"].with_user(user).content(row["id"])

    def assert_closed(self, user, row):
        with self.subTest(user=user.login), self.assertRaises(AccessError):
            self.content(user, row)

    def message(self, **values):
        return self.env["mail.message"].create(
            {
                "model": "res.partner",
                "res_id": self.customer.id,
                "message_type": "email",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "author_id": self.customer.id,
                "email_from": "timber@example.com",
                "subject": "Racks",
                "body": "<p>Where are the racks?</p>",
                **values,
            }
        )

    def meeting(self, **values):
        return self.env["calendar.event"].create(
            {
                "name": "Talk",
                "start": dt.datetime(2026, 3, 1, 8),
                "stop": dt.datetime(2026, 3, 1, 9),
                "partner_ids": [Command.set(self.customer.ids)],
                "user_id": self.admin.id,
                "description": "<p>About the merger</p>",
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestContent(ContentCase):
    def test_message_with_its_file(self):
        file = {"name": "list.txt", "raw": b"ten racks", "res_model": "res.partner", "res_id": self.customer.id}
        message = self.message(attachment_ids=[Command.create(file)])
        got = self.content(self.agent, self.only_row(self.agent))
        self.assertEqual(got["html"], "<p>Where are the racks?</p>")
        self.assertIn(["From", "timber@example.com"], got["fields"])
        self.assertEqual(
            got["attachments"],
            [{"id": message.attachment_ids.id, "name": "list.txt", "mimetype": "text/plain", "size": 9}],
        )
        self.assertIsInstance(xmlrpc.client.dumps((got,), allow_none=False), str)

    def test_file_the_reader_may_not_open_is_left_out(self):
        file = {
            "name": "pay.txt",
            "raw": b"secret",
            "res_model": "ir.cron",
            "res_id": self.env["ir.cron"].search([], limit=1).id,
        }
        self.message(attachment_ids=[Command.create(file)])
        # A message's reader reads its files, wherever they hang; a rule on files says otherwise.
        self.env["ir.rule"].create(
            {
                "name": "no pay lists",
                "model_id": self.env["ir.model"]._get_id("ir.attachment"),
                "domain_force": "[('name', '!=', 'pay.txt')]",
            }
        )
        got = self.content(self.agent, self.only_row(self.agent))
        self.assertEqual(got["attachments"], [])
        self.assertIn("racks", got["html"])

    def test_nothing_of_a_message_runs_or_looks_like_ours(self):
        message = self.message()
        evil = (
            '<p class="o_dialog modal" style="position:fixed;top:0;color:red" onclick="alert(1)">x</p>'
            '<script>alert(1)</script><a href="javascript:alert(1)">y</a><img src="x" onerror="alert(1)"/>'
            "<form action='/web/session/logout'><input name='q'/></form>"
        )
        # Past the field's own sanitising, as a careless import may have done.
        self.env.cr.execute("UPDATE mail_message SET body = %s WHERE id = %s", [evil, message.id])
        html = self.content(self.agent, self.only_row(self.agent))["html"]
        for part in ("script", "onclick", "onerror", "javascript:", "o_dialog", "position", "<form", "<input"):
            with self.subTest(part=part):
                self.assertNotIn(part, html)
        self.assertIn("color:red", html.replace(" ", ""))

    def test_activity_shows_what_was_reported(self):
        activity = self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.customer.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "summary": "Ask about the racks",
                "user_id": self.agent.id,
            }
        )
        activity.action_feedback(feedback="They want <ten> of them")
        html = self.content(self.agent, self.only_row(self.agent, channels=["call"]))["html"]
        self.assertIn("They want &lt;ten&gt; of them", html)

    def test_meeting_and_its_place(self):
        self.meeting(location="Kaunas")
        got = self.content(self.agent, self.only_row(self.agent))
        self.assertIn("About the merger", got["html"])
        self.assertIn(["Location", "Kaunas"], got["fields"])

    def test_private_meeting_is_its_participants_own(self):
        self.meeting(privacy="private")
        row = self.only_row(self.admin)
        self.assertIn("merger", self.content(self.admin, row)["html"])
        for user in (self.agent, self.plain, self.manager, self.portal, self.public):
            self.assert_closed(user, row)

    def test_internal_note_is_for_employees(self):
        self.message(is_internal=True, message_type="comment", author_id=self.admin.partner_id.id)
        row = self.only_row(self.agent)
        self.assertIn("racks", self.content(self.plain, row)["html"])
        for user in (self.portal, self.public):
            self.assert_closed(user, row)

    def test_contact_the_reader_may_not_read(self):
        self.message()
        row = self.only_row(self.agent)
        self.env["ir.rule"].create(
            {
                "name": "hide",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.customer.id})]",
            }
        )
        self.assert_closed(self.agent, row)

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.message()
        row = self.only_row(self.agent)
        self.customer.company_id = other
        self.assert_closed(self.agent, row)

    def test_source_switched_off(self):
        self.message()
        row = self.only_row(self.agent)
        self.env["crm.touchpoint.source"].search([("name", "=", "mail.message")]).enabled = False
        self.assert_closed(self.agent, row)

    def test_bad_ids_are_named(self):
        touchpoints = self.env["crm.touchpoint"].with_user(self.agent)
        for method in (touchpoints.content, touchpoints.reply):
            for wrong in (False, True, None, "1", 1.5, [1], {}, 0, -1, 2**40, "x" * 10_000):
                with self.subTest(wrong=str(wrong)[:20]), self.assertRaisesRegex(UserError, "touchpoint_id"):
                    method(wrong)
            with self.assertRaisesRegex(UserError, "2147483000"):
                method(2147483000)


@tagged("post_install", "-at_install")
class TestReply(ContentCase):
    def reply(self, user, row):
        return self.env["crm.touchpoint"].with_user(user).reply(row["id"])

    def test_answer_goes_to_the_author_on_the_document(self):
        person = self.env["res.partner"].create({"name": "Ona", "parent_id": self.customer.id})
        message = self.message(author_id=person.id)
        writer = new_test_user(self.env, "reply_writer", "base.group_user,base.group_partner_manager")
        row = self.only_row(writer, channels=["email"])
        self.assertEqual(
            self.reply(writer, row),
            {
                "model": "res.partner",
                "res_id": self.customer.id,
                "partner_ids": person.ids,
                "parent_id": message.id,
                "subject": "Re: Racks",
            },
        )

    def test_answer_to_our_own_mail_goes_to_who_got_it(self):
        self.message(
            author_id=self.admin.partner_id.id,
            message_type="comment",
            partner_ids=[Command.set((self.customer + self.agent.partner_id).ids)],
            subject="Re: Racks",
        )
        answer = self.reply(self.agent, self.only_row(self.agent))
        self.assertEqual((answer["partner_ids"], answer["subject"]), (self.customer.ids, "Re: Racks"))

    def test_only_messages_are_answered_and_only_seen_ones(self):
        self.meeting()
        row = self.only_row(self.agent)
        with self.assertRaisesRegex(UserError, "Only messages"):
            self.reply(self.agent, row)
        for user in (self.portal, self.public):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.reply(user, row)


@tagged("post_install", "-at_install")
class TestContentOfDocuments(ContentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "sale.order" not in cls.env:
            raise SkipTest("sale is not installed")
        cls.seller = new_test_user(cls.env, "content_seller", "sales_team.group_sale_salesman")
        cls.colleague = new_test_user(cls.env, "content_colleague", "sales_team.group_sale_salesman")
        cls.accountant = new_test_user(cls.env, "content_accountant", "account.group_account_invoice")
        cls.board = cls.env["product.product"].create(
            {"name": "Board", "type": "service", "list_price": 10, "taxes_id": [Command.clear()]}
        )

    def order(self, lines=1, **values):
        line = {"product_id": self.board.id, "product_uom_qty": 3, "price_unit": 10}
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.seller.id,
                "order_line": [Command.create(line) for _number in range(lines)],
                **values,
            }
        )

    def test_lines_of_an_order(self):
        self.order(lines=12)
        got = self.content(self.seller, self.only_row(self.seller, channels=["order"]))
        self.assertEqual(got["html"].count("<tr><td>Board</td>"), 10)
        self.assertIn(">3</td>", got["html"])
        self.assertIn("30.00", got["html"])
        self.assertIn("2 more lines", got["html"])
        self.assertIn(["Status", "Quotation"], got["fields"])

    def test_html_in_a_products_name_stays_text(self):
        self.board.name = "<b>Board</b>"
        self.order()
        html = self.content(self.seller, self.only_row(self.seller, channels=["order"]))["html"]
        self.assertIn("&lt;b&gt;Board&lt;/b&gt;", html)

    def test_somebody_elses_order(self):
        self.order()
        row = self.only_row(self.seller, channels=["order"])
        for user in (self.colleague, self.agent, self.portal):
            self.assert_closed(user, row)

    def test_invoice_without_the_right_to_invoices(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-03-01",
                "invoice_user_id": self.colleague.id,
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": self.board.id, "quantity": 2, "price_unit": 50, "tax_ids": [Command.clear()]}
                    )
                ],
            }
        )
        invoice.action_post()
        row = self.only_row(self.accountant, channels=["invoice"])
        self.assertIn("100.00", self.content(self.accountant, row)["html"])
        for user in (self.seller, self.agent, self.plain, self.portal):
            self.assert_closed(user, row)

    def test_order_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        both = new_test_user(
            self.env,
            "content_both",
            "sales_team.group_sale_salesman_all_leads",
            company_id=self.env.company.id,
            company_ids=[Command.set((self.env.company + other).ids)],
        )
        self.order()
        row = self.only_row(both, channels=["order"])
        self.assertIn("Board", self.content(both, row)["html"])
        with self.assertRaises(AccessError):
            self.env["crm.touchpoint"].with_user(both).with_context(allowed_company_ids=other.ids).content(row["id"])
