from odoo.tests import tagged

from .profit_case import ProfitCase


@tagged("post_install", "-at_install")
class TestPersonalData(ProfitCase):
    """What the analysis holds about a customer is told, and parted with."""

    def setUp(self):
        super().setUp()
        self.document(self.alfa, 100.0)
        self.document(self.beta, 40.0)
        visits = self.env["crm.cost.driver"].create({"name": "Visits", "company_id": self.company.id})
        self.env["crm.cost.entry"].create({"driver_id": visits.id, "customer_id": self.alfa.id, "note": "By car"})
        self.done = self.run_now()
        self.data = self.env["crm.personal.data"].sudo()

    def test_it_is_told(self):
        told = {section["model"]: rows for section, rows in self.data.export(self.alfa)}
        self.assertEqual([row["amount"] for row in told["crm.profit.fact"] if row["amount"]], [100.0])
        self.assertEqual([row["note"] for row in told["crm.cost.entry"]], ["By car"])
        counts = [row for row in told["crm.cost.count"] if row["driver"] != "credit_day"]
        self.assertEqual(sum(row["quantity"] for row in counts), 2)  # the invoice and the visit

    def test_an_erasure_leaves_the_sums(self):
        self.data.erase(self.alfa, dry_run=False)
        self.env.invalidate_all()
        self.assertFalse(self.env["crm.profit.fact"].search([("customer_id", "=", self.alfa.id)]))
        self.assertFalse(self.env["crm.cost.entry"].search([("customer_id", "=", self.alfa.id)]))
        self.assertAlmostEqual(self.facts_total(), 140.0)
        self.assertEqual(self.env["crm.profit.reconciliation"]._difference(self.done), 0.0)
        self.assertEqual((self.profit(self.alfa), self.profit(self.beta)), (None, 40.0))
