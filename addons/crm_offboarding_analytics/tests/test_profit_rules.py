from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .profit_case import ProfitCase


@tagged("post_install", "-at_install")
class TestProfitRules(ProfitCase):
    """Candidates from profit: sums worked out by hand."""

    def setUp(self):
        super().setUp()
        rules = self.env["crm.offboarding.rule"]
        values = {"months": 12, "minimum": 1, "company_id": self.company.id}
        self.loss = rules.create({"name": "L", "kind": "profit", **values})
        self.service = rules.create({"name": "S", "kind": "service", "revenue": 500, "share": 30, **values})
        # Alfa: 100 sold, 130 given back. Beta: 200 sold, four visits at 20 are 40 %.
        self.sell(self.alfa, 100.0)
        self.sell(self.alfa, 130.0, move_type="out_refund")
        self.sell(self.beta, 200.0)
        self.visits((self.beta, 4, "2026-02-10"))
        self.run_now()

    def found(self, rule):
        with freeze_time("2026-04-01 09:00:00"):
            rule._find(self.company)
        return self.env["crm.offboarding.candidate"].search([("rule_id", "=", rule.id)])

    def test_loss(self):
        candidate = self.found(self.loss)
        self.assertEqual(candidate.partner_id, self.alfa)
        self.assertEqual((candidate.evidence["profit"], candidate.evidence["net"]), (-30.0, -30.0))
        self.assertEqual(candidate.reason_class, "profit")
        self.assertIn("30.00", candidate.words)

    def test_service(self):
        candidate = self.found(self.service)
        self.assertEqual(candidate.partner_id, self.beta)
        self.assertEqual((candidate.evidence["net"], candidate.evidence["service"]), (200.0, 80.0))
        self.assertIn("40 %", candidate.words)
        self.service.share = 40
        self.assertFalse(self.service._ask(self.company, candidate.create_date or self.env.cr.now()))

    def test_minimum_and_period(self):
        self.loss.minimum = 3
        self.assertFalse(self.found(self.loss))
        self.loss.write({"minimum": 2, "months": 3})
        self.assertTrue(self.found(self.loss))
        with freeze_time("2026-08-01 09:00:00"):
            self.assertEqual(self.loss._find(self.company), 0)

    def test_evidence_is_found_again_in_its_run(self):
        candidates = {rule: self.found(rule) for rule in (self.loss, self.service)}
        self.sell(self.alfa, 1000.0)
        self.sell(self.beta, 1000.0)
        self.run_now()
        now = self.env.cr.now().replace(tzinfo=None)
        for rule, candidate in candidates.items():
            self.assertEqual(rule._again(candidate.evidence), candidate.evidence)
            self.assertFalse(rule._ask(self.company, now))

    def test_bounds(self):
        for values in ({"months": 2}, {"share": 0}, {"revenue": 0}):
            with self.assertRaisesRegex(UserError, "between"):
                self.service.write(values)

    def test_opens_the_profit(self):
        case = self.case()
        action = case.action_open_profit()
        self.assertEqual(self.env["crm.profit.customer"].search(action["domain"]).customer_id, self.alfa)
