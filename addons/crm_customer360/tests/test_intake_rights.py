"""Who may import, in which company, and what programs are told."""

import xmlrpc.client

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .intake_case import IntakeCase

ROWS = [{"Nr": "1", "Name": "UAB Alfa", "City": "Kaunas"}, {"Nr": "2", "Name": "Beta", "Mail": "bad"}]


class TestIntakeCalls(IntakeCase):
    """The methods for programs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.api = cls.env["crm.import.batch"].with_user(cls.steward)

    def test_from_rows_to_customers(self):
        batch = self.api.submit("t_erp", ROWS, "Night")
        told = self.api.preview(batch)
        self.assertEqual((told["state"], told["left"], told["rows"]), ("preview", 0, 2))
        self.assertEqual((told["create"], told["rejected"]), (1, 1))
        self.assertFalse(self.partner.search([("name", "=", "UAB Alfa")]))
        told = self.api.run(batch, limit=1)
        self.assertEqual((told["state"], told["left"]), ("running", 1))
        told = self.api.run(batch, limit=1)
        self.assertEqual((told["state"], told["left"], told["create"]), ("done", 0, 1))
        self.assertEqual(self.api.run(batch), told, "the same call once more does nothing")
        report = self.api.report(batch)
        (problem,) = report["problems"]
        self.assertEqual((problem["row"], problem["column"], problem["value"]), (2, "Mail", "bad"))
        self.assertEqual(self.api.report(batch, after=2)["problems"], [])
        self.assertEqual(len(self.partner.search([("name", "=", "UAB Alfa")])), 1)

    def test_rows_sent_twice_are_there_once(self):
        batch = self.api.submit("t_erp", ROWS[:1], "Night")
        self.assertEqual(self.api.submit("t_erp", ROWS[:1], "Night"), batch)
        self.assertEqual(self.api.submit("t_erp", ROWS[1:], "Night", start=2), batch)
        self.assertEqual(self.api.report(batch)["rows"], 2)
        with self.assertRaisesRegex(UserError, "another row 1"):
            self.api.submit("t_erp", [{"Nr": "9", "Name": "Other"}], "Night")
        self.api.run(batch)
        self.assertEqual(self.api.submit("t_erp", ROWS, "Night"), batch, "all of it is there")
        with self.assertRaisesRegex(UserError, "has begun"):
            self.api.submit("t_erp", [{"Nr": "9", "Name": "Other"}], "Night", start=3)
        self.assertNotEqual(self.api.submit("t_erp", ROWS), self.api.submit("t_erp", ROWS))

    def test_wrong_arguments(self):
        good = self.api.submit("t_erp", ROWS)
        before = self.env["crm.import.row"].search_count([])
        for call, words in (
            (lambda: self.api.submit("nowhere", ROWS), "nowhere"),
            (lambda: self.api.submit(7, ROWS), "source_code"),
            (lambda: self.api.submit("t_erp", "rows"), "rows"),
            (lambda: self.api.submit("t_erp", [["a"]]), "Row 1"),
            (lambda: self.api.submit("t_erp", [{"Name": 7}]), "Row 1, Name"),
            (lambda: self.api.submit("t_erp", [{"Name": "x" * 65537}]), "Row 1, Name"),
            (lambda: self.api.submit("t_erp", ROWS, 7), "name"),
            (lambda: self.api.submit("t_erp", ROWS, False, 0), "start"),
            (lambda: self.api.preview(0), "batch_id"),
            (lambda: self.api.preview(True), "batch_id"),
            (lambda: self.api.run(good, limit="all"), "limit"),
            (lambda: self.api.run(good, limit=5001), "limit"),
            (lambda: self.api.report(2**30), "no such import"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                call()
        self.assertEqual(self.env["crm.import.row"].search_count([]), before)

    def test_answers_pass_through_xmlrpc(self):
        batch = self.api.submit("t_erp", ROWS)
        for answer in (batch, self.api.preview(batch), self.api.run(batch), self.api.report(batch)):
            xmlrpc.client.dumps((answer,), allow_none=False)

    def test_the_job_takes_it_over(self):
        batch = self.api.submit("t_erp", ROWS)
        told = self.api.run(batch, limit=0)
        self.assertEqual((told["state"], told["left"]), ("running", 2))
        self.work_off()
        self.assertEqual(self.api.report(batch)["state"], "done")


class TestIntakeRights(IntakeCase):
    """Stewards import; nobody else sees what a file says."""

    def test_others_are_refused(self):
        batch = self.imported({"Nr": "1", "Name": "UAB Alfa"})
        portal = new_test_user(self.env, "t_portal", "base.group_portal")
        agent = new_test_user(self.env, "t_agent", "crm_customer360.group_agent,base.group_partner_manager")
        manager = new_test_user(self.env, "t_manager", "crm_customer360.group_manager")
        officer = new_test_user(self.env, "t_officer", "base.group_user,crm_customer360.group_data_protection_officer")
        for user in (portal, agent, manager, officer):
            api = self.env["crm.import.batch"].with_user(user)
            for call in (
                lambda api=api: api.submit("t_erp", ROWS),
                lambda api=api: api.preview(batch.id),
                lambda api=api: api.run(batch.id),
                lambda api=api: api.report(batch.id),
                lambda api=api: api.browse(batch.id).action_undo(),
                lambda api=api: api.browse(batch.id).action_report_csv(),
                lambda api=api: api.env["crm.import.row"].browse(batch.row_ids.ids).action_skip(),
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    call()
            for model in (
                "crm.import.source",
                "crm.import.batch",
                "crm.import.row",
                "crm.external.id",
                "crm.field.origin",
            ):
                with self.subTest(f"{user.login} {model}"), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

    def test_the_menu_is_the_stewards(self):
        agent = new_test_user(self.env, "t_agent", "crm_customer360.group_agent")
        menu = self.env.ref("crm_customer360.crm_import_batch_menu")
        self.assertIn(menu.id, self.env["ir.ui.menu"].with_user(self.steward)._visible_menu_ids())
        self.assertNotIn(menu.id, self.env["ir.ui.menu"].with_user(agent)._visible_menu_ids())

    def test_another_company_is_closed(self):
        batch = self.imported({"Nr": "1", "Name": "UAB Alfa"})
        other = new_test_user(
            self.env,
            "t_other",
            "crm_customer360.group_data_steward",
            company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
        )
        api = self.env["crm.import.batch"].with_user(other)
        with self.assertRaises(UserError):
            api.submit("t_erp", ROWS)
        for call in (api.preview, api.run, api.report):
            with self.assertRaises(AccessError):
                call(batch.id)
        for model in ("crm.import.source", "crm.import.batch", "crm.import.row", "crm.external.id", "crm.field.origin"):
            self.assertFalse(self.env[model].with_user(other).search([]))

    def test_customers_of_another_company_are_neither_found_nor_changed(self):
        hidden = self.env["res.partner"].create(
            {
                "name": "UAB Alfa",
                "company_registry": "302345678",
                "is_company": True,
                "company_id": self.other_company.id,
            }
        )
        batch = self.imported({"Nr": "1", "Name": "UAB Alfa", "Code": "302345678", "City": "Kaunas"})
        self.assertEqual(self.results(batch), [(2, "create")])
        self.assertFalse(hidden.city)
        source = self.make_source("own", shared=False)
        batch = self.imported({"Nr": "1", "Name": "UAB Gama"}, source=source)
        self.assertEqual(self.of(batch, 2).company_id, self.company)

    def test_a_number_that_leads_to_a_customer_one_may_not_change(self):
        batch = self.imported({"Nr": "1", "Name": "UAB Alfa"})
        self.of(batch, 2).company_id = self.other_company
        again = self.imported({"Nr": "1", "Name": "UAB Alfa", "City": "Kaunas"})
        self.assertEqual(self.results(again), [(2, "rejected")])
