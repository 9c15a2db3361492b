import datetime as dt
from unittest import SkipTest

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from ..models import crm_touchpoint_timeline


class RightsCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create({"name": "Timber House", "is_company": True})
        cls.env.cr.flush()
        cls.env["mail.message"].search([("model", "=", "res.partner"), ("res_id", "=", cls.customer.id)]).unlink()
        cls.agent = new_test_user(cls.env, "rights_agent", "crm_customer360.group_agent")
        cls.plain = new_test_user(cls.env, "rights_plain", "base.group_user")
        cls.manager = new_test_user(cls.env, "rights_manager", "crm_customer360.group_manager")
        cls.admin = new_test_user(cls.env, "rights_admin", "base.group_system")
        cls.portal = new_test_user(cls.env, "rights_portal", "base.group_portal")
        cls.public = cls.env.ref("base.public_user")

    def rows(self, user, customer=None, **arguments):
        self.env.cr.flush()
        self.env.invalidate_all()
        page = self.env["crm.touchpoint"].with_user(user).timeline((customer or self.customer).id, **arguments)
        return page["rows"]

    def facets(self, user, **arguments):
        self.env.cr.flush()
        return self.env["crm.touchpoint"].with_user(user).facets(self.customer.id, **arguments)


@tagged("post_install", "-at_install")
class TestRights(RightsCase):
    def meeting(self, **vals):
        return self.env["calendar.event"].create(
            {
                "name": "Talk about the merger",
                "start": dt.datetime(2026, 3, 1, 8),
                "stop": dt.datetime(2026, 3, 1, 9),
                "partner_ids": [Command.set(self.customer.ids)],
                "user_id": self.admin.id,
                **vals,
            }
        )

    def test_outsiders_get_nothing(self):
        self.meeting()
        self.env.cr.flush()
        for user in (self.portal, self.public):
            touchpoints = self.env["crm.touchpoint"].with_user(user)
            for call in (
                lambda t=touchpoints: t.timeline(self.customer.id),
                lambda t=touchpoints: t.facets(self.customer.id),
                lambda t=touchpoints: t.search_read([], ["date"]),
                lambda t=touchpoints: t.search_count([]),
                lambda t=touchpoints: t.rebuild(),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()
        own = self.portal.partner_id
        with self.assertRaises(AccessError):
            self.env["crm.touchpoint"].with_user(self.portal).timeline(own.id)

    def test_private_meeting_leaks_nowhere(self):
        self.meeting(privacy="private")
        self.assertEqual(self.rows(self.agent), [])
        self.assertEqual(self.facets(self.agent), {})
        self.assertEqual(self.rows(self.agent, filters={"query": "merger"}), [])
        self.assertEqual(self.facets(self.agent, filters={"query": "merger"}), {})
        self.assertEqual([row["title"] for row in self.rows(self.admin)], ["Talk about the merger"])
        counted = self.env["crm.touchpoint"].with_user(self.manager)
        self.assertEqual(counted.search_count([("partner_id", "=", self.customer.id)]), 0)

    def test_meeting_private_by_its_owners_setting(self):
        self.meeting(privacy=False)
        self.assertEqual(len(self.rows(self.agent)), 1)
        self.admin.res_users_settings_id.calendar_default_privacy = "private"
        self.assertEqual(self.rows(self.agent), [])
        counted = self.env["crm.touchpoint"].with_user(self.manager)
        self.assertEqual(counted.search_count([("partner_id", "=", self.customer.id)]), 0)

    def test_private_meeting_is_seen_by_who_takes_part(self):
        self.meeting(
            privacy="private",
            partner_ids=[Command.set((self.customer + self.agent.partner_id).ids)],
        )
        self.assertEqual(len(self.rows(self.agent)), 1)
        self.assertEqual(self.rows(self.plain), [])

    def test_table_itself_is_the_managers_and_without_contents(self):
        self.meeting()
        self.env.cr.flush()
        for user in (self.agent, self.plain):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["crm.touchpoint"].with_user(user).search_count([])
        touchpoints = self.env["crm.touchpoint"].with_user(self.manager)
        row = touchpoints.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(row.channel, "meeting")
        for field in ("title", "amount"):
            with self.subTest(field=field), self.assertRaises(AccessError):
                row.read([field])
            with self.subTest(field=field), self.assertRaises(AccessError):
                touchpoints.search([(field, "!=", False)])

    def test_nobody_writes_rows_by_hand(self):
        self.meeting()
        self.env.cr.flush()
        row = self.env["crm.touchpoint"].search([("partner_id", "=", self.customer.id)])
        for user in (self.agent, self.manager, self.admin):
            own = row.with_user(user)
            for call in (
                lambda r=own: r.write({"channel": "email"}),
                lambda r=own: r.unlink(),
                lambda r=own: r.create({"partner_id": self.customer.id}),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()

    def test_sources_are_run_by_administrators(self):
        source = self.env["crm.touchpoint.source"].search([("name", "=", "mail.message")])
        for user in (self.agent, self.plain, self.manager, self.portal):
            own = source.with_user(user)
            for call in (own.action_repair, own.action_stop, own.action_resume):
                with self.subTest(user=user.login, call=call.__name__), self.assertRaises(AccessError):
                    call()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["crm.touchpoint"].with_user(user).rebuild()
        source.with_user(self.admin).action_stop()
        self.assertEqual(source.state, "stopped")
        source.with_user(self.admin).action_resume()
        self.assertFalse(source.paused)
        report = self.env["crm.touchpoint"].with_user(self.admin).rebuild(["mail.message"])
        self.assertEqual([line["source"] for line in report], ["mail.message"])

    def test_customer_the_reader_may_not_read(self):
        self.meeting()
        self.env["ir.rule"].create(
            {
                "name": "hide",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.customer.id})]",
            }
        )
        with self.assertRaises(AccessError):
            self.rows(self.agent)

    def test_note_on_a_partner_is_for_employees_of_its_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.customer.company_id = other
        self.customer.message_post(body="Secret of the other company", message_type="comment")
        with self.assertRaises(AccessError):
            self.rows(self.agent)

    def test_message_belongs_to_the_company_of_its_document_only(self):
        """A contact all companies share: what any of them wrote there is for all who see the contact."""
        other = self.env["res.company"].create({"name": "Other"})
        self.customer.with_company(other).message_post(body="Prefers calls in the morning", message_type="comment")
        self.assertEqual(len(self.rows(self.agent)), 1)
        self.customer.company_id = self.env.company
        self.env.cr.flush()
        row = self.env["crm.touchpoint"].search([("partner_id", "=", self.customer.id), ("event", "=", "note")])
        self.assertEqual(row.company_id, self.env.company)


@tagged("post_install", "-at_install")
class TestSalesRights(RightsCase):
    """With orders and invoices: own documents only, other company, full pages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "sale.order" not in cls.env:
            raise SkipTest("sale is not installed")
        cls.seller = new_test_user(cls.env, "rights_seller", "sales_team.group_sale_salesman")
        cls.colleague = new_test_user(cls.env, "rights_colleague", "sales_team.group_sale_salesman")
        cls.product = cls.env["product.product"].create(
            {"name": "Board", "type": "service", "list_price": 10, "taxes_id": [Command.clear()]}
        )

    def order(self, user, number, company=None, partner=None):
        company = company or self.env.company
        return (
            self.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "partner_id": (partner or self.customer).id,
                    "user_id": user.id,
                    "company_id": company.id,
                    "date_order": dt.datetime(2026, 3, 1) + dt.timedelta(hours=number),
                    "order_line": [Command.create({"product_id": self.product.id, "price_unit": 10})],
                }
            )
        )

    def test_pages_are_full_of_own_documents_only(self):
        # Every fourth is the seller's: a page of 10 has to look through 40 rows.
        for number in range(60):
            self.order(self.seller if number % 4 == 0 else self.colleague, number)
        self.env.cr.flush()
        touchpoints = self.env["crm.touchpoint"].with_user(self.seller)
        first = touchpoints.timeline(self.customer.id, limit=10)
        self.assertEqual(len(first["rows"]), 10)
        second = touchpoints.timeline(self.customer.id, first["cursor"], limit=10)
        # 15 own orders in all; 3 orders of the colleague are older than the seller's last but one, and none tells.
        self.assertEqual(len(second["rows"]), 5)
        self.assertFalse(second["cursor"])
        orders = self.env["sale.order"].browse(row["res_id"] for row in first["rows"] + second["rows"])
        self.assertEqual(orders.user_id, self.seller)
        self.assertEqual(len(orders), 15)
        self.assertEqual(touchpoints.facets(self.customer.id), {"order": 15})

    def test_unreadable_rows_do_not_show_in_a_cursor(self):
        for number in range(5):
            self.order(self.colleague, number)
        for number in range(5, 8):
            self.order(self.seller, number)
        self.env.cr.flush()
        page = self.env["crm.touchpoint"].with_user(self.seller).timeline(self.customer.id, limit=3)
        self.assertEqual(len(page["rows"]), 3)
        self.assertFalse(page["cursor"], "the five older orders are somebody else's")

    def test_agent_without_sales_rights_sees_no_orders(self):
        self.order(self.colleague, 1)
        self.assertEqual(self.rows(self.agent), [])
        self.assertEqual(self.facets(self.agent), {})

    def test_message_on_somebody_elses_order(self):
        order = self.order(self.colleague, 1)
        order.message_post(body="Discount 40 %", message_type="comment", subtype_xmlid="mail.mt_note")
        self.assertEqual(self.rows(self.seller), [])
        self.assertEqual(self.facets(self.seller), {})
        # The orders's own seller sees both; the note hangs on the customer through the order.
        self.assertEqual(sorted(row["channel"] for row in self.rows(self.colleague)), ["note", "order"])

    def test_two_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        everyone = new_test_user(
            self.env,
            "rights_both",
            "sales_team.group_sale_salesman_all_leads",
            company_id=self.env.company.id,
            company_ids=[Command.set((self.env.company + other).ids)],
        )
        single = new_test_user(self.env, "rights_single", "sales_team.group_sale_salesman_all_leads")
        here, there = self.order(self.colleague, 1), self.order(self.colleague, 2, other)
        self.assertEqual([row["res_id"] for row in self.rows(single)], here.ids)
        self.assertEqual(self.facets(single), {"order": 1})
        touchpoints = self.env["crm.touchpoint"].with_user(everyone)
        both = touchpoints.with_context(allowed_company_ids=(self.env.company + other).ids)
        one = touchpoints.with_context(allowed_company_ids=other.ids)
        self.assertEqual([row["res_id"] for row in both.timeline(self.customer.id)["rows"]], (there + here).ids)
        self.assertEqual([row["res_id"] for row in one.timeline(self.customer.id)["rows"]], there.ids)
        self.assertEqual(one.facets(self.customer.id), {"order": 1})
        with self.assertRaises(AccessError):
            self.env["crm.touchpoint"].with_user(single).with_context(allowed_company_ids=other.ids).timeline(
                self.customer.id
            )

    def test_deleted_behind_the_orms_back(self):
        order = self.order(self.seller, 1)
        self.env.cr.flush()
        self.env.cr.execute("DELETE FROM sale_order WHERE id = %s", [order.id])
        self.env.invalidate_all(flush=False)
        self.assertEqual(self.rows(self.seller), [])

    def test_lead_of_somebody_else(self):
        if "crm.lead" not in self.env:
            self.skipTest("crm is not installed")
        self.env["crm.lead"].create({"name": "Takeover", "partner_id": self.customer.id, "user_id": self.colleague.id})
        self.assertEqual(self.rows(self.seller, filters={"query": "Takeover"}), [])
        self.assertEqual(len(self.rows(self.colleague, filters={"query": "Takeover"})), 1)

    def test_invoice_needs_the_right_to_invoices(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-03-01",
                "invoice_user_id": self.colleague.id,
                "invoice_line_ids": [Command.create({"name": "Board", "quantity": 1, "price_unit": 50})],
            }
        )
        invoice.action_post()
        accountant = new_test_user(self.env, "rights_accountant", "account.group_account_invoice")
        found = self.rows(accountant, filters={"channels": ["invoice"]})
        self.assertEqual([(row["res_id"], row["all_day"]) for row in found], [(invoice.id, True)])
        for user in (self.agent, self.seller):
            with self.subTest(user=user.login):
                self.assertEqual(self.rows(user, filters={"channels": ["invoice"]}), [])
                self.assertNotIn("invoice", self.facets(user))

    def test_scan_ends_and_goes_on(self):
        """A reader who may see almost nothing gets what the cap allows and a place to go on, never a wrong end."""
        self.order(self.seller, 0)
        for number in range(1, 70):
            self.order(self.colleague, number)
        self.env.cr.flush()
        touchpoints = self.env["crm.touchpoint"].with_user(self.seller)
        self.patch(crm_touchpoint_timeline, "SCAN_CAP", 50)
        seen, cursor, calls = [], False, 0
        while calls == 0 or cursor:
            page = touchpoints.timeline(self.customer.id, cursor, limit=5)
            seen += page["rows"]
            cursor = page["cursor"]
            calls += 1
        self.assertEqual(len(seen), 1)
        self.assertEqual(calls, 2)
