import random

from odoo.tests import tagged

from .profit_pages_case import NOW, THAN, PagesCase


@tagged("post_install", "-at_install")
class TestProfitSums(PagesCase):
    """The sums of a run are its facts once more, however they came about."""

    def setUp(self):
        super().setUp()
        self.done = self.env["crm.score.run"].search([("company_id", "=", self.company.id), ("current", "=", True)])

    def sums(self):
        """What each customer left in each month, from the running totals."""
        found = {}
        for month in (f"{year}-{number:02}" for year in (2024, 2025) for number in range(1, 13)):
            rows = self.env["crm.profit.change"].with_context(profit_now=[month, month], profit_than=False).search([])
            found |= {(row.customer_id.id, month): row.profit for row in rows}
        return found

    def facts(self):
        rows = self.env["crm.profit.fact"]._read_group(
            [("run_id", "=", self.done.id), ("customer_id", "!=", False)],
            ["customer_id", "month:month"],
            ["amount:sum"],
        )
        return {(customer.id, month.isoformat()[:7]): round(amount, 2) for customer, month, amount in rows}

    def test_they_are_the_facts(self):
        self.assertEqual(self.sums(), self.facts())
        self.assertEqual(len(self.facts()), 6)

    def test_a_hundred_times_by_chance(self):
        """Sums of any period, against facts added up in Python."""
        chance = random.Random(5)
        facts = self.facts()
        months = [f"{year}-{number:02}" for year in (2023, 2024, 2025) for number in range(1, 13)]
        for _round in range(100):
            now, than = (sorted(chance.choices(months, k=2)) for _number in range(2))
            found = self.figures(now, than)
            for told, (first, last) in ((found, now), (found["before"], than)):
                wanted = sum(amount for (_who, month), amount in facts.items() if first <= month <= last)
                self.assertAlmostEqual(told["profit"], wanted, msg=(now, than))
            count = len({who for who, month in facts if now[0] <= month <= now[1]})
            self.assertEqual(found["customers"], count, (now, than))
            self.assertAlmostEqual(found["curve"][-1][1] if found["curve"] else 0.0, found["profit"], msg=(now, than))

    def test_what_changed_is_added_up_anew(self):
        fact = self.env["crm.profit.fact"].search([("run_id", "=", self.done.id), ("customer_id", "=", self.alfa.id)])[
            :1
        ]
        before = self.figures(NOW, THAN)
        beta = self.env["crm.profit.running"].search(
            [("run_id", "=", self.done.id), ("customer_id", "=", self.beta.id)]
        )
        fact.copy({"amount": 50.0, "month": "2025-06-01"})
        self.env["crm.profit.fact"].search(
            [("run_id", "=", self.done.id), ("customer_id", "=", self.delta.id)]
        ).unlink()
        self.done._after_update(False)
        self.env.invalidate_all()
        after = self.figures(NOW, THAN)
        self.assertEqual(after["profit"], before["profit"] + 50.0)
        self.assertEqual(after["before"]["profit"], before["before"]["profit"] - 100.0)
        self.assertEqual(self.sums(), self.facts())
        self.assertTrue(beta.exists(), "whose facts are the same is left alone")
        self.done._after_update(False)
        self.env.invalidate_all()
        self.assertEqual(self.figures(NOW, THAN), after)
