"""Logging a contact on the partner form, used in Chromium by an agent who may not change contacts."""

from odoo.fields import Date
from odoo.tests import HttpCase, new_test_user, tagged


class QuickLogTourCase(HttpCase):
    # A test has one transaction: it cannot note beside a read-only one that the customer was looked at.
    _registry_readonly_enabled = False

    def log_and_look(self):
        agent = new_test_user(self.env, "c360_agent", "crm_customer360.group_agent", email="agent@example.com")
        company = self.env["res.partner"].create({"name": "Rack Buyers", "is_company": True})
        self.env["res.partner"].create({"name": "Ona Buyer", "parent_id": company.id})
        self.env.cr.flush()
        self.start_tour(f"/odoo/res.partner/{company.id}", "crm_customer360_quick_log", login="c360_agent")
        logs = self.env["crm.contact.log"].search([("partner_id", "=", company.id)], order="id")
        self.assertEqual(
            logs.mapped(lambda log: (log.channel, log.direction, log.nature, log.name, log.user_id)),
            [
                ("call", "in", "information", "Asked when the racks come", agent),
                ("visit", "out", "need", "Builds a second hall", agent),
            ],
        )
        self.assertEqual((logs[1].need_what, logs[1].need_quantity), ("Racks", 20))
        self.assertEqual(logs.activity_id, company.activity_ids)
        self.assertEqual(company.activity_ids.user_id, agent)
        self.assertEqual((company.activity_ids.date_deadline - Date.today()).days, 7)


@tagged("post_install", "-at_install")
class TestQuickLogTour(QuickLogTourCase):
    def test_two_clicks_and_one_line(self):
        self.log_and_look()


@tagged("post_install", "-at_install")
class TestQuickLogTourPhone(QuickLogTourCase):
    browser_size = "400x800"
    touch_enabled = True

    def test_two_clicks_and_one_line(self):
        self.log_and_look()
