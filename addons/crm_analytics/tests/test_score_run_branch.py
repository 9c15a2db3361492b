from odoo import Command
from odoo.tests import tagged

from .test_score_run_update import UpdateCase


@tagged("post_install", "-at_install")
class TestScoreRunBranch(UpdateCase):
    """A branch posts on the accounts of the company above it; its run is its own."""

    def post(self, amount):
        """An entry of the branch by hand that names the customer."""
        cost, bank = self.accounts
        lines = [{"account_id": cost.id, "debit": amount}, {"account_id": bank.id, "credit": amount}]
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2025-03-20",
                "line_ids": [Command.create({**line, "partner_id": self.alfa.id}) for line in lines],
            }
        )
        move.action_post()
        return move

    def test_made_up_to_date_and_compared_with_the_ledger(self):
        above = self.company
        self.document(self.alfa, 70.0)
        self.accounts = self.account("expense"), self.account("asset_current")
        self.company = self.env["res.company"].create({"name": "Branch", "parent_id": above.id})
        self.env.user.company_ids += self.company
        self.env = self.env(context={**self.env.context, "allowed_company_ids": [self.company.id, above.id]})
        own = self.post(100.0)
        self.assertEqual(own.company_id, self.company)
        self.assertEqual(own.line_ids.account_id.company_ids, above)
        self.run_now()
        self.settle()
        self.post(11.0)
        self.assert_like_a_whole_run()
        self.assertAlmostEqual(self.profit(self.alfa), -111.0)

        # The ledger is asked for the accounts it posts on: what is missing in the figures is seen.
        run = self.shown()
        self.env["crm.profit.fact"].search([("run_id", "=", run.id)])[:1].amount -= 1.0
        self.env.flush_all()
        self.assertEqual(self.env["crm.profit.reconciliation"]._totals(run, [("2025-03-01", "2025-04-01")])[2], 1.0)
