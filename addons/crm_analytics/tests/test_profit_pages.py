from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .profit_case import ProfitCase


@tagged("post_install", "-at_install")
class TestProfitPages(ProfitCase):
    """What the pages say, and to whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gamma = cls.env["res.partner"].create({"name": "Gamma", "is_company": True, "user_id": cls.seller.id})
        cls.document(cls.alfa, 600.0)
        cls.document(cls.beta, 300.0)
        cls.document(cls.gamma, 100.0)
        cls.entry(250.0, cls.gamma)
        cls.entry(40.0)

    def setUp(self):
        super().setUp()
        self.run_now()

    def test_overview(self):
        found = self.env["crm.profit.overview"].with_user(self.analyst).figures()
        self.assertEqual(found["customers"], 3)
        # 600 + 300 - 150; the best fifth of three is one.
        self.assertAlmostEqual(found["profit"], 750.0)
        self.assertAlmostEqual(found["net"], 1000.0)
        self.assertAlmostEqual(found["unassigned"], -40.0)
        self.assertIn("80 %", found["words"][0])
        self.assertIn("1 customers cost more", found["words"][1])
        self.assertEqual([row["name"] for row in found["best"]], ["Alfa", "Beta"])
        self.assertEqual([row["name"] for row in found["losing"]], ["Gamma"])
        self.assertEqual(found["curve"][0], [0.0, 0.0])
        self.assertAlmostEqual(found["curve"][-1][1], 750.0)
        self.assertAlmostEqual(max(height for _share, height in found["curve"]), 900.0)
        self.assertEqual(found["run"]["difference"], 0.0)

    def test_sellers_see_their_own(self):
        rows = self.env["crm.profit.customer"].with_user(self.seller).search([])
        self.assertEqual(rows.customer_id, self.gamma)
        self.assertEqual(
            {line["key"] for line in rows._chain()}, {"gross", "net", "margin", "manual", "contribution", "profit"}
        )
        for model in ("crm.profit.fact", "crm.profit.reconciliation", "crm.score.run"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.seller).search([])
        with self.assertRaises(AccessError):
            self.env["crm.profit.overview"].with_user(self.seller).figures()

    def test_panel_of_the_360_page(self):
        def panel(user, partner):
            page = self.env["res.partner"].with_user(user).customer360(partner.id)
            return [one for one in page["panels"] if one["key"] == "profit"]

        [mine] = panel(self.seller, self.gamma)
        self.assertEqual(mine["items"][-1]["value"], -150.0)
        self.assertFalse(panel(self.seller, self.alfa))
        agent = self._user("t_agent", "crm_customer360.group_agent")
        self.assertFalse(panel(agent, self.gamma))
        self.assertTrue(panel(self.analyst, self.alfa))

    def test_drill_down_adds_up(self):
        for row in self.env["crm.profit.customer"].search([]):
            action = row.action_open_facts()
            facts = self.env[action["res_model"]].search(action["domain"])
            self.assertAlmostEqual(sum(facts.mapped("amount")), row.profit)
            for fact in facts.filtered(lambda fact: not fact.origin):
                opened = fact.action_open_items()
                items = self.env[opened["res_model"]].search(opened["domain"])
                self.assertAlmostEqual(-sum(items.mapped("balance")), fact.amount)

    def test_reconciliation_page(self):
        rows = self.env["crm.profit.reconciliation"].with_user(self.analyst).search([])
        self.assertAlmostEqual(sum(rows.mapped("ledger")), 710.0)
        self.assertAlmostEqual(sum(rows.mapped("customers")), 750.0)
        self.assertAlmostEqual(sum(rows.mapped("unassigned")), -40.0)
        self.assertFalse(any(rows.mapped("difference")))
        # What is posted afterwards is a difference, seen at once.
        self.document(self.alfa, 5.0)
        self.env.invalidate_all()
        self.env.flush_all()
        rows = self.env["crm.profit.reconciliation"].search([])
        self.assertAlmostEqual(sum(rows.mapped("difference")), 5.0)

    def test_outsiders(self):
        portal = new_test_user(self.env, "t_portal_profit", "base.group_portal")
        for call in (
            lambda: self.env["crm.profit.overview"].with_user(portal).figures(),
            lambda: self.env["crm.profit.customer"].with_user(portal).search([]),
            lambda: self.env["crm.score.run"].with_user(portal).refresh(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_another_company(self):
        other = self._company("Elsewhere")
        stranger = new_test_user(
            self.env,
            "t_stranger",
            "crm_analytics.group_controller",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        for model in ("crm.profit.customer", "crm.profit.fact", "crm.profit.reconciliation", "crm.score.run"):
            self.assertFalse(env[model].search([]), model)
        self.assertEqual(env["crm.profit.overview"].figures()["customers"], 0)
