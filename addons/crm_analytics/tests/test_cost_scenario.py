import io
import xmlrpc.client

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .cost_case import CostCase


@tagged("post_install", "-at_install")
class TestCostScenario(CostCase):
    """What-ifs, by hand: Alfa sold for 1,000 with costs of 990 and five orders by hand; Beta for 500."""

    def setUp(self):
        super().setUp()
        self.document(self.alfa, 1_000.0, day="2025-06-10")
        self.entry(990.0, self.alfa, day="2025-06-20")
        self.document(self.beta, 500.0, day="2025-06-10")
        for amount in (10.0, 20.0, 30.0, 40.0, 900.0):
            self.order(self.alfa, amount, day="2025-06-05")
        self.rate("order_hand", 10.0)
        self.rate("order_edi", 4.0)
        self.run_now(as_of="2025-12-31")
        self.scenarios = self.env(user=self.analyst, context={"allowed_company_ids": self.company.ids})[
            "crm.profit.scenario"
        ]

    def test_nothing_changed(self):
        found = self.scenarios.compare({})
        self.assertEqual((found["customers"], found["before"], found["after"]), (2, 460.0, 460.0))
        self.assertEqual({line["key"]: line["before"] for line in found["chain"]}["profit"], 460.0)
        self.assertEqual((found["saved"], found["spoiled"], found["named"], found["not_set"]), (0, 0, [], []))
        xmlrpc.client.dumps((found,), allow_none=False)

    def test_prices_up(self):
        """Alfa loses 40 (1,000 - 990 - 50); 5 % more is 50."""
        found = self.scenarios.compare({"price": 5.0})
        self.assertAlmostEqual(found["after"], 460.0 + 75.0)
        self.assertEqual(
            [(row["id"], row["before"], row["after"], row["saved"]) for row in found["named"]],
            [(self.alfa.id, -40.0, 10.0, True)],
        )
        self.assertEqual((found["saved"], found["spoiled"]), (1, 0))
        self.assertTrue(any("1 who lose money" in sentence for sentence in found["words"]))

    def test_prices_down(self):
        """With 100 of costs Beta leaves 400; at a tenth of the price it would lose 50."""
        self.entry(100.0, self.beta, day="2025-06-20")
        self.run_now(as_of="2025-12-31")
        found = self.scenarios.compare({"price": -90.0})
        self.assertEqual((found["saved"], found["spoiled"]), (0, 1))

    def test_minimum_order(self):
        """Four orders below 50 bring 100: two of 50. Two orders less at 10."""
        found = self.scenarios.compare({"minimum_order": 50.0})
        self.assertAlmostEqual(found["after"], 480.0)
        lost = self.scenarios.compare({"minimum_order": 50.0, "small_lost": 100.0})
        # None of the four comes: 40 less to do, and a tenth of what Alfa buys is gone.
        self.assertAlmostEqual(lost["after"], 460.0 + 40.0 - 100.0)

    def test_by_edi(self):
        found = self.scenarios.compare({"edi": 50.0})
        self.assertAlmostEqual(found["after"], 460.0 + 2.5 * 6.0)
        web = self.scenarios.compare({"web": 50.0})
        self.assertAlmostEqual(web["after"], 460.0)
        self.assertEqual(web["not_set"], ["Web orders"])
        self.assertTrue(any("Not set" in sentence for sentence in web["words"]))

    def test_which_customers(self):
        chosen = [["customer_id", "=", self.beta.id]]
        for domain in (chosen, str(chosen)):
            found = self.scenarios.compare({"domain": domain, "price": 10.0})
            self.assertEqual((found["customers"], found["before"], found["after"]), (1, 500.0, 550.0))
        nobody = self.scenarios.compare({"domain": [["customer_id", "=", self.supplier.id]]})
        self.assertEqual((nobody["customers"], len(nobody["words"])), (0, 1))
        losing = self.scenarios.compare({"domain": [["profit", "<", 0]]})
        self.assertEqual(losing["customers"], 1)

    def test_arguments(self):
        wrong = (
            None,
            [],
            {"colour": 1},
            {"price": "2"},
            {"price": float("nan")},
            {"edi": 60.0, "web": 60.0},
            {"lost": -1},
            {"months": 0},
            {"months": 1.5},
            {"domain": "["},
            {"domain": [["nothing", "=", 1]]},
            {"domain": 7},
            {"domain": "__import__('os')"},
        )
        for terms in wrong:
            with self.assertRaises(UserError, msg=str(terms)):
                self.scenarios.compare(terms)

    def test_nothing_is_kept_on_customers(self):
        scenario = self.scenarios.create({"name": "Prices", "price": 2.0})
        scenario.flush_recordset()
        before = self.env["crm.profit.customer"].search([]).read(["profit"])
        scenario.compare(scenario._terms())
        self.env.invalidate_all()
        self.assertEqual(self.env["crm.profit.customer"].search([]).read(["profit"]), before)

    def test_the_workbook(self):
        self.alfa.name = "=1+1"
        scenario = self.scenarios.create({"name": "Prices", "price": 5.0})
        book = openpyxl.load_workbook(io.BytesIO(scenario._workbook()))
        chain = {row[0]: row[1:] for row in book.worksheets[0].iter_rows(values_only=True) if row[0]}
        self.assertEqual(chain["Profit"][:2], (460.0, 535.0))
        customers = list(book.worksheets[1].iter_rows())
        self.assertEqual(len(customers), 3)
        named = next(row[0] for row in customers if row[0].value == "=1+1")
        self.assertEqual(named.data_type, "s")


@tagged("post_install", "-at_install")
class TestCostScenarioExport(HttpCase):
    """The workbook over the web: for who may see the scenario."""

    def test_download(self):
        company = self.env["res.company"].create({"name": "Export Ltd"})
        user = self.env["res.users"].create(
            {
                "name": "Analyst",
                "login": "t_export",
                "password": "t_export_secret",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
                "group_ids": [(6, 0, [self.env.ref("crm_analytics.group_analyst").id])],
            }
        )
        mine, others = self.env["crm.profit.scenario"].create(
            [
                {"name": "Mine", "user_id": user.id, "company_id": company.id},
                {"name": "Somebody else's", "company_id": company.id},
            ]
        )
        url = mine.action_export()["url"]
        self.authenticate("t_export", "t_export_secret")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Mine.xlsx", answer.headers["Content-Disposition"])
        self.assertEqual(answer.content[:2], b"PK")
        self.assertEqual(self.url_open(others.action_export()["url"]).status_code, 404)
        self.assertEqual(self.url_open("/crm_analytics/what_if/999999999").status_code, 404)
