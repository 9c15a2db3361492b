from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .cost_case import CostCase

SECRET = "12.34"


@tagged("post_install", "-at_install")
class TestCostRights(CostCase):
    """Sellers: the chain and the counts of their own customers, no unit cost. Another company, portal: none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alfa.user_id = cls.seller

    def setUp(self):
        super().setUp()
        self.settings(evidence_invoices=1, small_order=50.0)
        for partner, orders in ((self.alfa, 20), (self.beta, 2)):
            for _number in range(orders):
                self.order(partner, 900.0 / orders, day="2025-11-05")
            self.document(partner, 900.0, day="2025-11-10")
        self.entry(800.0, self.alfa, day="2025-11-20")
        self.rate("order", 12.34)
        self.run_now(as_of="2025-12-31")

    def as_user(self, user, company=None):
        return self.env(user=user, context={"allowed_company_ids": (company or self.company).ids})

    def said(self, user):
        env = self.as_user(user)
        evidence = env["crm.profit.customer"].evidence(self.alfa.id)
        row = self.row(self.alfa, user)
        costs = row.cost_ids
        panels = env["res.partner"].customer360(self.alfa.id)["panels"]
        shown = [item["value"] for panel in panels if panel["key"] == "cost_to_serve" for item in panel["items"]]
        return evidence, [
            *(reason["words"] for reason in evidence["reasons"]),
            *(change["words"] for change in evidence["changes"]),
            row.evidence_text,
            row.change_text,
            *costs.mapped("trace"),
            *shown,
        ]

    def test_sellers_read_no_unit_cost(self):
        evidence, texts = self.said(self.seller)
        self.assertTrue(evidence["enough"])
        self.assertIn("order_size", [reason["key"] for reason in evidence["reasons"]])
        self.assertEqual({reason["stake"] for reason in evidence["reasons"]}, {False})
        self.assertEqual({change["amount"] for change in evidence["changes"]}, {False})
        self.assertTrue(evidence["changes"])
        self.assertIn("20", texts)
        for text in texts:
            self.assertNotIn(SECRET, text)
            self.assertNotIn("×", text)
        _evidence, told = self.said(self.analyst)
        self.assertTrue(any(SECRET in text for text in told))

    def test_sellers_read_their_own_customers_only(self):
        env = self.as_user(self.seller)
        with self.assertRaises(AccessError):
            env["crm.profit.customer"].evidence(self.beta.id)
        self.assertEqual(env["crm.cost.customer"].search([]).customer_id, self.alfa)
        for model in ("crm.cost.setting", "crm.cost.norm", "crm.profit.scenario", "crm.cost.rate", "crm.cost.driver"):
            with self.assertRaises(AccessError):
                env[model].search([])
        with self.assertRaises(AccessError):
            env["crm.profit.scenario"].compare({})

    def test_portal_and_employees(self):
        portal = new_test_user(self.env, "t_portal_cost", "base.group_portal")
        agent = self._user("t_agent_cost", "crm_customer360.group_agent")
        for user in (portal, agent):
            env = self.env(user=user)
            for call in (
                lambda env=env: env["crm.profit.customer"].evidence(self.alfa.id),
                lambda env=env: env["crm.profit.scenario"].compare({}),
                lambda env=env: env["crm.cost.entry"].enter([{}]),
                lambda env=env: env["crm.cost.customer"].search([]),
                lambda env=env: env["crm.cost.setting"].search([]),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_another_company(self):
        other = self._company("Elsewhere")
        stranger = self._user("t_stranger_cost", "crm_analytics.group_controller")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        env = self.as_user(stranger, other)
        self.env["crm.profit.scenario"].create({"name": "Ours", "shared": True, "company_id": self.company.id})
        for model in ("crm.cost.setting", "crm.cost.norm", "crm.profit.scenario", "crm.cost.rate", "crm.cost.customer"):
            self.assertFalse(env[model].search([]), model)
        self.assertEqual(env["crm.profit.scenario"].compare({"price": 2})["customers"], 0)
        with self.assertRaises(Exception) as caught:
            env["crm.profit.customer"].evidence(self.alfa.id)
        self.assertNotIn("900", str(caught.exception))

    def test_what_ifs_are_their_makers(self):
        colleague = self._user("t_analyst_2", "crm_analytics.group_analyst")
        mine, theirs = self.as_user(self.analyst), self.as_user(colleague)
        scenario = mine["crm.profit.scenario"].create({"name": "Quiet"})
        self.assertFalse(theirs["crm.profit.scenario"].search([("id", "=", scenario.id)]))
        scenario.shared = True
        found = theirs["crm.profit.scenario"].search([("id", "=", scenario.id)])
        self.assertEqual(found.name, "Quiet")
        with self.assertRaises(AccessError):
            found.write({"name": "Loud"})
        with self.assertRaises(AccessError):
            found.unlink()
