"""Companies with a ledger of their own, and the analysis done on the spot."""

from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user


class ProfitCase(TransactionCase):
    """A company with a chart of accounts, two customers, a supplier and one user of each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "no_reset_password": True})
        cls.company = cls._company("Ledger Ltd")
        cls.env.user.company_ids += cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        partners = cls.env["res.partner"].create(
            [
                {"name": "Alfa", "is_company": True},
                {"name": "Beta", "is_company": True},
                {"name": "Supplier", "is_company": True},
            ]
        )
        cls.alfa, cls.beta, cls.supplier = partners
        cls.ana = cls.env["res.partner"].create({"name": "Ana", "parent_id": cls.alfa.id})
        cls.product = cls.env["product.product"].create({"name": "Goods", "type": "consu", "list_price": 100.0})
        cls.analyst = cls._user("t_analyst", "crm_analytics.group_analyst")
        cls.seller = cls._user("t_seller", "sales_team.group_sale_salesman")

    @classmethod
    def _company(cls, name):
        company = cls.env["res.company"].create({"name": name, "country_id": cls.env.ref("base.lt").id})
        cls.env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        return company

    @classmethod
    def _user(cls, login, *groups):
        company = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        return new_test_user(cls.env, login, ",".join(["base.group_user", *groups]), **company)

    def setUp(self):
        super().setUp()
        # No commit in a test; there is always time left.
        self.startPatcher(patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **values: 1.0))

    @classmethod
    def account(cls, kind, company=None):
        return cls.env["account.account"].search(
            [("account_type", "=", kind), ("company_ids", "=", (company or cls.company).id)], limit=1
        )

    @classmethod
    def document(cls, partner, price, move_type="out_invoice", day="2025-03-10", post=True, **line):
        """A document of one line without taxes."""
        values = {"product_id": cls.product.id, "price_unit": price, "tax_ids": [Command.clear()], **line}
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [Command.create(values)],
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def entry(cls, amount, partner=None, day="2025-03-20"):
        """An entry by hand that costs ``amount``."""
        cost, bank = cls.account("expense"), cls.account("asset_current")
        owner = {"partner_id": partner.id} if partner else {}
        move = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day,
                "line_ids": [
                    Command.create({"account_id": cost.id, "debit": amount, **owner}),
                    Command.create({"account_id": bank.id, "credit": amount, **owner}),
                ],
            }
        )
        move.action_post()
        return move

    def run_now(self, **values):
        """A run to its end; returns it."""
        runs = self.env["crm.score.run"]
        run = runs.browse(runs.refresh(self.company.id, **values))
        runs._cron_work()
        self.env.invalidate_all()
        return run

    def profit(self, partner):
        """Profit of a customer as the pages show it."""
        found = self.env["crm.profit.customer"].search(
            [("customer_id", "=", partner.id), ("company_id", "=", self.company.id)]
        )
        return found.profit if found else None

    def ledger(self, company=None):
        """Profit and loss from the ORM, a second way: balances of all accounts that are income or expense."""
        lines = self.env["account.move.line"].search(
            [
                ("parent_state", "=", "posted"),
                ("company_id", "=", (company or self.company).id),
                ("account_id.internal_group", "in", ("income", "expense")),
                ("date", "<=", fields.Date.to_string(fields.Date.today())),
            ]
        )
        return -sum(lines.mapped("balance"))

    def facts_total(self):
        domain = [("current", "=", True), ("company_id", "=", self.company.id)]
        return sum(self.env["crm.profit.fact"].search(domain).mapped("amount"))
