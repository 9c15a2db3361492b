from odoo.tests import tagged

from .test_score_run_update import UpdateCase
from .trade_case import TradeCase


@tagged("post_install", "-at_install")
class TestScoreRunSome(UpdateCase, TradeCase):
    """In a month that is counted whole the facts of those who bought nothing new stay, and count for the others."""

    def setUp(self):
        super().setUp()
        self.noted()
        first, second = self.order(self.alfa, 10), self.order(self.beta, 5)
        self.note(first, 30.0)
        self.note(second, 20.0)
        self.invoice(first)
        self.old = self.invoice(second)
        self.run_now()
        self.settle()
        # Their contacts of today were yesterday's.
        self.env.cr.flush()
        self.env.cr.execute("UPDATE crm_touchpoint SET date = date - interval '9 days'")

    def facts(self, run, **values):
        domain = [("run_id", "=", run.id), *((name, "=", value) for name, value in values.items())]
        return self.env["crm.profit.fact"].search(domain)

    def given(self, run):
        """What was given to customers as cost of goods in March, in one row."""
        found = self.facts(run, reason="absorbed_cost", month="2025-03-01")
        self.assertEqual(len(found), 1)
        return found.amount

    def test_another_invoice_of_one_of_two(self):
        run = self.shown()
        kept = self.facts(run, customer_id=self.beta.id).ids
        self.assertTrue(kept)
        self.assertEqual(self.given(run), 400.0)
        third = self.order(self.alfa, 1)
        self.note(third, 7.0)
        self.invoice(third, day="2025-03-25")
        run = self.assert_like_a_whole_run()
        self.assertEqual(self.facts(run, customer_id=self.beta.id).ids, kept)
        self.assertEqual(self.given(run), 407.0)

    def test_an_item_written_without_its_document(self):
        """Its customer is found by the item; another account of it is another fact."""
        account = self.account("income").copy({"code": "700999"})
        item = self.old.invoice_line_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET account_id = %s, write_date = now() AT TIME ZONE 'UTC' WHERE id = %s",
            [account.id, item.id],
        )
        # What is set on accounts asks for a whole run; this is a new one.
        self.env.cr.execute("UPDATE account_account SET write_date = now() AT TIME ZONE 'UTC' - interval '9 days'")
        self.env.invalidate_all()
        run = self.assert_like_a_whole_run()
        self.assertEqual(self.facts(run, account_id=account.id).customer_id, self.beta)

    def test_a_document_given_to_another_behind_our_back(self):
        """Whom it belonged to is told by nothing; what they are left with too much is seen in the comparison."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET partner_id = %s, write_date = now() AT TIME ZONE 'UTC' WHERE id = %s",
            [self.alfa.id, self.old.id],
        )
        self.env.cr.execute(
            "UPDATE account_move_line SET partner_id = %s WHERE move_id = %s", [self.alfa.id, self.old.id]
        )
        self.env.invalidate_all()
        run = self.shown()
        before = self.rows(run)
        run._try_update()
        self.env.invalidate_all()
        waiting = self.env["crm.score.run"].search([("state", "=", "waiting"), ("company_id", "=", self.company.id)])
        self.assertTrue(waiting, run.update_note)
        self.assertEqual(self.rows(run), before, "nothing is half-done")
        self.env["crm.score.run"]._cron_work()
        self.assertFalse(self.facts(self.shown(), customer_id=self.beta.id, kind="revenue"))
        self.assertEqual(sum(self.facts(self.shown(), customer_id=self.alfa.id, kind="revenue").mapped("amount")), 1500)
