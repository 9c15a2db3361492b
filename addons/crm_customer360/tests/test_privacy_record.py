"""Who took customers' data out, who changed it, and who removed whom."""

import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user

from .common import TouchpointCase
from .privacy_case import PrivacyCase

EXPORT = "odoo.addons.crm_customer360.models.privacy.res_partner_export"


class TestExports(PrivacyCase):
    """Exports are noted where they end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.exporter = cls._user("t_exporter", "crm_customer360.group_agent", "base.group_allow_export")

    def exports(self, **values):
        domain = [("user_id", "=", self.exporter.id), *((name, "=", value) for name, value in values.items())]
        return self.env["crm.data.export"].with_user(self.officer).search(domain, order="id")

    def test_export_of_customers(self):
        customers = (self.alfa + self.beta).with_user(self.exporter)
        customers.export_data(["name", "email"])
        export = self.exports()
        self.assertEqual(len(export), 1)
        self.assertEqual((export.model, export.count, export.way), ("res.partner", 2, "rpc"))
        self.assertEqual(export.record_ids, (self.alfa + self.beta).ids)
        self.assertEqual(export.field_names, "name, email")
        action = export.action_customers()
        self.assertEqual(self.env["res.partner"].search(action["domain"], order="name"), self.alfa + self.beta)

    def test_all_numbers_are_kept(self):
        partners = self.env["res.partner"].create([{"name": f"Many {number}"} for number in range(300)])
        partners.with_user(self.exporter).export_data(["name"])
        export = self.exports()
        self.assertEqual((export.count, len(export.record_ids)), (300, 300))
        self.assertTrue(export.records.endswith("…"))

    def test_export_of_records_about_customers(self):
        self.env["crm.touchpoint"].with_user(self.agent).log([{"partner_id": self.ana.id, "channel": "call"}])
        logs = self.env["crm.contact.log"].search([("partner_id", "=", self.ana.id)])
        logs.with_user(self.exporter).export_data(["date"])
        self.assertEqual(self.exports().model, "crm.contact.log")
        with self.assertRaises(UserError):
            self.exports().action_customers()

    def test_refused_export_and_export_of_other_things_leave_nothing(self):
        with self.assertRaises(UserError):
            self.alfa.with_user(self.agent).export_data(["name"])
        self.env["res.country"].with_user(self.exporter).search([], limit=3).export_data(["name"])
        self.assertFalse(self.env["crm.data.export"].search([("user_id", "in", (self.agent + self.exporter).ids)]))

    def test_answer_about_a_person_is_an_export(self):
        self.ask(self.ana)
        request = self.env["crm.personal.data.request"].with_user(self.officer).create({"partner_id": self.ben.id})
        request.action_export()
        found = self.env["crm.data.export"].search([("user_id", "=", self.officer.id)], order="id")
        self.assertEqual(
            [(one.way, one.record_ids) for one in found], [("person", self.ana.ids), ("person", self.ben.ids)]
        )
        self.assertEqual(found[1].count, request.row_count)

    def test_many_customers_read_by_another_program(self):
        partners = self.env["res.partner"].with_user(self.exporter)
        with patch(f"{EXPORT}.is_outside", lambda: True), patch(f"{EXPORT}.MANY", 3):
            partners.search_read([("id", "in", (self.alfa + self.beta).ids)], ["name"])
            self.assertFalse(self.exports())
            partners.search_read([("id", "in", (self.alfa + self.beta + self.ana).ids)], ["name"])
            partners.browse((self.alfa + self.beta + self.ana).ids).read(["email"])
        self.assertEqual([one.field_names for one in self.exports()], ["name", "email"])
        partners.search_read([], ["name"])
        self.assertEqual(len(self.exports()), 2)

    def test_forgotten_after_the_agreed_months(self):
        self.alfa.with_user(self.exporter).export_data(["name"])
        self.beta.with_user(self.exporter).export_data(["name"])
        self.env["ir.config_parameter"].set_param("crm_customer360.export_kept_months", "6")
        self.env.cr.execute(
            "UPDATE crm_data_export SET date = now() - interval '7 months' WHERE id = %s", [self.exports()[0].id]
        )
        self.env["crm.data.export"]._gc_old()
        self.assertEqual(self.exports().record_ids, self.beta.ids)


class TestExportFromTheScreen(TouchpointCase, HttpCase):
    """The way the web client goes, and other programs."""

    # Odoo's test cursors do not allow a second connection beside a read-only one.
    _registry_readonly_enabled = False

    def test_file_of_a_list(self):
        user = new_test_user(self.env, "t_screen", "base.group_user,base.group_allow_export", password="t_screen")
        self.authenticate("t_screen", "t_screen")
        asked = {
            "model": "res.partner",
            "fields": [{"name": "name", "label": "Name"}],
            "ids": (self.alfa + self.beta).ids,
            "domain": [],
            "groupby": [],
            "import_compat": False,
        }
        response = self.url_open(
            "/web/export/csv", data={"data": json.dumps(asked), "csrf_token": Request.csrf_token(self)}
        )
        self.assertIn("Alfa", response.text)
        export = self.env["crm.data.export"].search([("user_id", "=", user.id)])
        self.assertEqual((export.way, export.count, export.field_names), ("screen", 2, "name"))

    def test_list_read_over_the_network(self):
        user = new_test_user(self.env, "t_program", "base.group_user", password="t_program_1")
        self.env["res.partner"].create([{"name": f"Many {number}"} for number in range(100)])
        rows = self.xmlrpc_object.execute_kw(
            self.env.cr.dbname, user.id, "t_program_1", "res.partner", "search_read",
            [[("name", "like", "Many")], ["name"]],
        )  # fmt: skip
        export = self.env["crm.data.export"].search([("user_id", "=", user.id)])
        self.assertEqual((export.way, export.count), ("rpc", len(rows)))


class TestChanges(PrivacyCase):
    """What changed on customers, from the tracked values."""

    def changes(self, user=None, **values):
        self.flush()
        self.env["mail.thread"].flush_model()
        self.cr.precommit.run()
        domain = [(name, "=", value) for name, value in values.items()]
        return self.env["crm.customer.change"].with_user(user or self.officer).search(domain, order="id")

    def test_tracked_values_with_what_stood_before(self):
        self.cr.precommit.run()
        self.alfa.with_user(self.manager).write({"email": "new@alfa.example.com", "ref": "K-7", "active": False})
        found = {one.field_name: one for one in self.changes(partner_id=self.alfa.id)}
        self.assertEqual(
            (found["email"].old_value, found["email"].new_value), ("office@alfa.example.com", "new@alfa.example.com")
        )
        self.assertEqual((found["ref"].old_value, found["ref"].new_value), (False, "K-7"))
        self.assertEqual((found["active"].old_value, found["active"].new_value), ("✓", ""))
        self.assertEqual(found["email"].author_id, self.manager.partner_id)
        self.assertEqual(found["email"].kind, "changed")
        self.assertTrue(found["email"].field_label)

    def test_field_closed_to_the_reader_is_not_found(self):
        self.cr.precommit.run()
        self.alfa.write({"ref": "K-8"})
        self.assertIn("ref", self.changes(self.manager, partner_id=self.alfa.id).mapped("field_name"))
        self.patch(self.env["res.partner"]._fields["ref"], "groups", "base.group_system")
        self.assertNotIn("ref", self.changes(self.manager, partner_id=self.alfa.id).mapped("field_name"))

    def test_customer_of_another_company(self):
        self.cr.precommit.run()
        self.alfa.write({"company_id": self.other_company.id, "ref": "K-9"})
        self.assertTrue(self.changes(partner_id=self.alfa.id))
        self.officer.company_ids = self.company
        self.assertFalse(self.changes(partner_id=self.alfa.id))

    def test_deleted_customer(self):
        firm, person = self.env["res.partner"].create(
            [{"name": "Gone Ltd", "is_company": True, "ref": "K-1"}, {"name": "Gone Person", "ref": "P-1"}]
        )
        numbers = firm.id, person.id
        (firm + person).with_user(self.env.ref("base.user_admin")).unlink()
        found = self.env["crm.customer.removal"].search([("partner_number", "in", numbers)], order="id")
        self.assertEqual([one.name for one in found], [f"Gone Ltd K-1 #{numbers[0]}", f"P-1 #{numbers[1]}"])
        changes = self.changes(kind="deleted").filtered(lambda one: one.old_value in found.mapped("name"))
        self.assertEqual(changes.author_id, self.env.ref("base.user_admin").partner_id)
        self.assertEqual(len(changes), 2)

    def test_refused_deletion_leaves_nothing(self):
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.alfa.with_user(self.agent).with_context(active_test=True).unlink()
        self.assertFalse(self.env["crm.customer.removal"].search([("partner_number", "=", self.alfa.id)]))

    def test_merged_customer_is_not_deleted_besides(self):
        number = self.dora.id
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([self.dora.id, self.ana.id], self.ana, extra_checks=False)
        found = self.env["crm.customer.removal"].search([("partner_number", "=", number)])
        self.assertEqual((found.kind, found.into_partner_id), ("merged", self.ana))
        self.assertIn(f"#{number}", self.changes(kind="merged", partner_id=self.ana.id).old_value)
