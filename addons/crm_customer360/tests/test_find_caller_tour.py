"""An agent finds and verifies a caller in Chromium."""

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestFindCallerTour(HttpCase):
    # Opening a customer is noted on a connection of its own, which a test has not while it reads only.
    _registry_readonly_enabled = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.lt")
        groups = "crm_customer360.group_agent,base.group_partner_manager"
        cls.agent = new_test_user(cls.env, login="find_tour_agent", groups=groups, email="agent@example.com")
        cls.agent.odoobot_state = "disabled"
        firm = cls.env["res.partner"].create({"name": "Lentpjūvė", "is_company": True, "ref": "KLIENTAS-7"})
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Živilė Kazbaraitė",
                "parent_id": firm.id,
                "phone": "8 698 76543",
                "email": "zivile.k@siaurunai.example.lt",
            }
        )
        cls.env.cr.flush()

    def test_phone_enter_customer(self):
        self.start_tour("/odoo/action-contacts.action_contacts", "crm_customer360_find_caller", login="find_tour_agent")

    def test_number_in_the_address(self):
        url = "/odoo/find-caller?phone=%2B37069876543"
        self.start_tour(url, "crm_customer360_find_caller_url", login="find_tour_agent")

    def test_verification_on_the_page(self):
        self.env.company.caller_verification = True
        url = f"/odoo/customer-360/{self.customer.id}"
        self.start_tour(url, "crm_customer360_verify_caller", login="find_tour_agent")
        rows = self.env["crm.caller.verification"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(
            rows.mapped(lambda row: (row.user_id.login, row.result, row.facts)),
            [
                ("find_tour_agent", "passed", "ref,email"),
            ],
        )
