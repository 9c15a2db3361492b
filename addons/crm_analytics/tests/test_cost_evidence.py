import xmlrpc.client

from odoo.exceptions import UserError
from odoo.tests import tagged

from .cost_case import CostCase


@tagged("post_install", "-at_install")
class TestCostEvidence(CostCase):
    """Reasons and levers, by hand.

    Alfa: 40 invoices and orders of 25, together 1,000. Beta: 10 of 900, together 9,000. So 50 orders bring 10,000, 200
    each; at 12 an order Alfa's 40 cost 480, five of the usual value would have cost 60: 420 is at stake.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for partner, count, amount in ((cls.alfa, 40, 25.0), (cls.beta, 10, 900.0)):
            for number in range(count):
                day = f"2025-{1 + number % 12:02}-10"
                cls.document(partner, amount, day=day)
                cls.order(partner, amount, day=day)
        cls.entry(800.0, cls.alfa)

    def evidence(self, partner, user=None):
        env = self.env(user=user or self.analyst, context={"allowed_company_ids": self.company.ids})
        return env["crm.profit.customer"].evidence(partner.id)

    def test_reasons_of_a_loss(self):
        self.rate("order", 12.0)
        self.run_now(as_of="2025-12-31")
        found = self.evidence(self.ana)
        self.assertEqual((found["partner_id"], found["invoices"], found["enough"]), (self.alfa.id, 40, True))
        # 1,000 of sales, 800 by hand, 40 orders at 12.
        self.assertAlmostEqual(found["profit"], -280.0)
        [first, *_rest] = found["reasons"]
        self.assertEqual((first["key"], first["good"]), ("order_size", False))
        self.assertAlmostEqual(first["stake"], 420.0)
        self.assertIn("You ordered 40 times for", first["words"])
        self.assertIn("25.00", first["words"])
        self.assertIn("200.00", first["words"])
        self.assertIn("12.00", first["words"])
        xmlrpc.client.dumps((found,), allow_none=False)

    def test_reasons_of_a_profit(self):
        self.rate("order", 12.0)
        self.run_now(as_of="2025-12-31")
        found = self.evidence(self.beta)
        self.assertAlmostEqual(found["profit"], 9_000.0 - 120.0)
        [first, *_rest] = found["reasons"]
        # 9,000 in the usual orders of 200 would be 45, not 10.
        self.assertEqual((first["key"], first["good"], first["stake"]), ("order_size", True, 420.0))

    def test_what_would_change_it(self):
        self.settings(small_order=50.0)
        self.rate("order_hand", 10.0)
        self.rate("order_edi", 5.0)
        self.run_now(as_of="2025-12-31")
        changes = {change["key"]: change for change in self.evidence(self.alfa)["changes"]}
        # Forty of 25 are twenty of 50: twenty orders at 10 less. By EDI: 40 x (10 - 5).
        self.assertAlmostEqual(changes["small_orders"]["amount"], 200.0)
        self.assertAlmostEqual(changes["edi"]["amount"], 200.0)
        self.assertIn("as 20 of that value", changes["small_orders"]["words"])
        self.assertNotIn("web", changes)
        self.assertFalse(self.evidence(self.beta)["changes"][1:])

    def test_too_little_to_go_by(self):
        self.document(self.supplier, 50.0, day="2025-11-11")
        self.run_now(as_of="2025-12-31")
        found = self.evidence(self.supplier)
        self.assertEqual((found["enough"], found["invoices"], found["reasons"]), (False, 1, []))
        self.assertIn("Too little", self.row(self.supplier).evidence_text)
        self.settings(evidence_invoices=1)
        self.assertTrue(self.evidence(self.supplier)["enough"])

    def test_only_the_months_looked_at(self):
        self.settings(evidence_months=1, evidence_invoices=1)
        self.run_now(as_of="2025-12-31")
        # Of 40 invoices, one each month: three fall into the twelfth.
        self.assertEqual(self.evidence(self.alfa)["invoices"], 3)

    def test_what_has_no_rate_is_told(self):
        self.rate("order", 12.0)
        self.run_now(as_of="2025-12-31")
        not_set = self.evidence(self.alfa)["not_set"]
        self.assertIn("Invoices", not_set)
        self.assertNotIn("Orders", not_set)
        self.assertNotIn("Orders by hand", not_set)
        self.assertIn("Invoices", self.row(self.alfa).evidence_text)

    def test_arguments(self):
        self.run_now(as_of="2025-12-31")
        rows = self.env["crm.profit.customer"]
        for wrong in (0, -1, "1", None, [1], 2**40, True):
            with self.assertRaisesRegex(UserError, "partner_id"):
                rows.evidence(wrong)
        nobody = self.env["res.partner"].create({"name": "Nobody"})
        with self.assertRaisesRegex(UserError, "Nothing has been counted"):
            rows.evidence(nobody.id)

    def test_the_sums_of_all_are_kept_with_the_run(self):
        run = self.run_now(as_of="2025-12-31")
        first = self.evidence(self.alfa)
        kept = self.env["crm.cost.norm"].search([("run_id", "=", run.id)])
        self.assertAlmostEqual(kept.figures["amounts"]["revenue"], 10_000.0)
        self.assertEqual(kept.figures["counts"]["order"], 50)
        self.assertEqual(self.evidence(self.alfa), first)
        self.assertEqual(len(self.env["crm.cost.norm"].search([("run_id", "=", run.id)])), 1)

    def test_in_another_language(self):
        self.rate("order", 12.0)
        self.run_now(as_of="2025-12-31")
        self.env["res.lang"]._activate_lang("lt_LT")
        found = self.env["crm.profit.customer"].with_context(lang="lt_LT").evidence(self.alfa.id)
        # Lithuanian writes a decimal comma whether or not the sentence is translated yet.
        self.assertIn("25,00", found["reasons"][0]["words"])
