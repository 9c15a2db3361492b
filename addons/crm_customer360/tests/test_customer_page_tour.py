"""The 360 page, used in Chromium by a first-line agent."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

GROUPS = "base.group_user,base.group_partner_manager,crm_customer360.group_agent,account.group_account_invoice"


@tagged("post_install", "-at_install")
class TestCustomerPageTour(HttpCase):
    def setUp(self):
        super().setUp()
        if "account.move" not in self.env:
            self.skipTest("Invoicing is not installed")
        self.agent = new_test_user(self.env, login="c360_agent", groups=GROUPS)
        self.owner = new_test_user(self.env, login="c360_owner", groups="base.group_user", name="Owner Jonas")
        self.customer = self.env["res.partner"].create(
            {"name": "Rack Buyers", "is_company": True, "user_id": self.owner.id}
        )
        self.env["res.partner"].create({"name": "Ona Buyer", "parent_id": self.customer.id})
        self._overdue_invoice()
        yesterday = fields.Date.today() - timedelta(days=1)
        self.customer.activity_schedule(
            "mail.mail_activity_data_call", yesterday, "Say when it comes", user_id=self.agent.id
        )
        self.env.cr.flush()

    def _overdue_invoice(self):
        if not self.env.company.chart_template:
            self.env["account.chart.template"].try_loading("generic_coa", self.env.company, install_demo=False)
        today = fields.Date.today()
        product = self.env["product.product"].create({"name": "Rack", "type": "service", "taxes_id": [Command.clear()]})
        line = Command.create({"product_id": product.id, "price_unit": 150.0, "tax_ids": [Command.clear()]})
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": today - timedelta(days=20),
                "invoice_date_due": today - timedelta(days=9),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [line],
            }
        )
        invoice.action_post()

    def test_agent_reads_opens_and_comes_back(self):
        # The list may hold more customers than fit on its first page.
        action = self.env.ref("crm_customer360.res_partner_action_customers")
        action.domain = [("id", "child_of", self.customer.id)]
        # A look within the hour is not noted again, and a read-only request of a test cannot note one.
        for partner in self.customer | self.customer.child_ids:
            self.env["crm.customer.access"].with_user(self.agent)._note(partner)
        self.start_tour("/odoo/customer-list", "crm_customer360_customer_page", login="c360_agent")
