"""The officer is told; nobody else is, not even who may do everything else."""

import xmlrpc.client

from odoo.exceptions import AccessError, UserError

from .privacy_case import PrivacyCase

RECORDS = (
    "crm.personal.data.request",
    "crm.personal.data.part",
    "crm.personal.data.erasure",
    "crm.personal.data.section",
    "crm.processing.activity",
    "crm.data.export",
    "crm.customer.removal",
)


class TestPrivacyRights(PrivacyCase):
    """The group gives no other right, and no other group gives this one."""

    def others(self):
        return (self.agent, self.manager, self.administrator, self.env.ref("base.user_admin"), self.portal)

    def test_officer_is_told(self):
        answer = self.env["res.partner"].with_user(self.officer).personal_data(self.alfa.id)
        self.assertEqual(answer["about"]["id"], self.alfa.id)
        self.assertTrue(xmlrpc.client.dumps((answer,)))
        summary = self.env["res.partner"].with_user(self.officer).personal_data_summary(self.alfa.id)
        self.assertTrue(xmlrpc.client.dumps((summary,)))

    def test_nobody_else_is_told(self):
        for user in self.others():
            partners = self.env["res.partner"].with_user(user)
            for call in (partners.personal_data, partners.personal_data_summary):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call(self.cora.id)

    def test_nobody_else_reads_or_asks(self):
        request = self.env["crm.personal.data.request"].with_user(self.officer).create({"partner_id": self.alfa.id})
        request.action_export()
        for user in self.others():
            for name in RECORDS:
                with self.subTest(user=user.login, model=name), self.assertRaises(AccessError):
                    self.env[name].with_user(user).search([])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["crm.personal.data.request"].with_user(user).create({"partner_id": self.alfa.id})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                request.with_user(user).action_export()
            file = self.env["ir.attachment"].search(
                [("res_model", "=", request._name), ("res_field", "=", "file"), ("res_id", "=", request.id)]
            )
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                file.with_user(user).raw  # noqa: B018

    def test_changes_are_for_managers_and_officers(self):
        self.alfa.message_post(body="So that there is a thread")
        for user in (self.manager, self.officer):
            self.env["crm.customer.change"].with_user(user).search([], limit=1)
        for user in (self.agent, self.administrator, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["crm.customer.change"].with_user(user).search([], limit=1)

    def test_what_is_on_record_stays(self):
        self.env["crm.data.export"].with_user(self.agent)._note(self.alfa, ["name"], "screen")
        self.data.erase(self.ben, dry_run=False)
        self.env["crm.touchpoint"].with_user(self.agent).log([{"partner_id": self.ana.id, "channel": "call"}])
        self.data.erase(self.ana, dry_run=False)
        self.env["res.partner"].create({"name": "Gone"}).unlink()
        for name in ("crm.data.export", "crm.personal.data.erasure", "crm.customer.removal"):
            record = self.env[name].search([], limit=1)
            self.assertTrue(record, name)
            for user in (self.officer, self.administrator, self.env.ref("base.user_admin")):
                with self.subTest(model=name, user=user.login):
                    with self.assertRaises(UserError):
                        record.with_user(user).write({"user_id": user.id})
                    with self.assertRaises(UserError):
                        record.with_user(user).unlink()
                    with self.assertRaises(AccessError):
                        record.with_user(user).create({"user_id": user.id})
            with self.subTest(model=name):
                with self.assertRaises(UserError):
                    record.write({"user_id": self.agent.id})
                with self.assertRaises(UserError):
                    record.unlink()

    def test_officer_does_not_reach_the_records_themselves(self):
        log = self.env["crm.contact.log"].create({"partner_id": self.ana.id, "sensitivity": "private"})
        self.assertNotIn(log, self.env["crm.contact.log"].with_user(self.officer).search([]))
        self.assertIn(log.id, self.rows(self.ana, "crm.contact.log"))

    def test_contact_of_a_company_one_does_not_work_in(self):
        self.alfa.company_id = self.other_company
        self.officer.company_ids = self.company
        with self.assertRaises(AccessError):
            self.ask(self.alfa)
        request = self.env["crm.personal.data.request"].with_user(self.officer)
        with self.assertRaises(AccessError):
            request.create({"partner_id": self.alfa.id}).action_export()

    def test_records_of_a_company_one_does_not_work_in(self):
        asked = self.env["crm.personal.data.request"].with_user(self.officer).with_company(self.other_company)
        request = asked.with_context(allowed_company_ids=self.other_company.ids).create({"partner_id": self.alfa.id})
        exports = self.env["crm.data.export"].with_user(self.officer).with_company(self.other_company)
        exports._note(self.alfa, ["name"], "screen")
        export = self.env["crm.data.export"].search([], order="id desc", limit=1)
        self.officer.company_ids = self.company
        self.assertNotIn(request, self.env["crm.personal.data.request"].with_user(self.officer).search([]))
        self.assertNotIn(export, self.env["crm.data.export"].with_user(self.officer).search([]))

    def test_officer_words_the_record_of_processing(self):
        activity = self.env["crm.processing.activity"].with_user(self.officer).search([], limit=1)
        activity.write({"purpose": "As the officer words it", "retention_months": 12})
        self.assertIn("As the officer words it", activity._as_table())
        self.assertIn("12 months", activity._retention_words())
        with self.assertRaises(AccessError):
            activity.unlink()
        page = (
            self.env["ir.actions.report"]
            .with_user(self.officer)
            ._render_qweb_html("crm_customer360.crm_processing_activity_report", activity.ids)[0]
        )
        self.assertIn("As the officer words it", page.decode())
        action = activity.action_table()
        self.assertEqual(action["type"], "ir.actions.act_url")
