from odoo.exceptions import UserError
from odoo.tests import tagged

from .profit_pages_case import NOW, THAN, PagesCase


@tagged("post_install", "-at_install")
class TestProfitPages(PagesCase):
    """What the pages say, and to whom."""

    def test_overview(self):
        found = self.figures(NOW, THAN)
        self.assertEqual(found["customers"], 3)
        self.assertEqual((found["profit"], found["net"], found["unassigned"]), (750.0, 1000.0, -40.0))
        self.assertEqual(found["before"]["profit"], 800.0)
        self.assertEqual(found["before"]["unassigned"], -10.0)
        # The best fifth of three is one: 600 of 750.
        self.assertIn("80 %", found["words"][0])
        self.assertIn("One customer costs more", found["words"][1])
        self.assertIn("(6.2 %) less", found["words"][2])
        self.assertEqual([row["name"] for row in found["best"]], ["Alfa", "Beta"])
        self.assertEqual([row["name"] for row in found["losing"]], ["Gamma"])
        self.assertEqual(found["curve"][0], [0.0, 0.0])
        self.assertEqual(found["curve"][-1], [1.0, 750.0])
        self.assertEqual(max(height for _share, height in found["curve"]), 900.0)
        self.assertEqual(found["run"]["difference"], 0.0)

    def test_months_beside_those_before(self):
        months = {row["month"]: row for row in self.figures(NOW, THAN)["months"]}
        self.assertEqual(len(months), 6)
        self.assertEqual(months["2025-03-01"]["profit"], 900.0)
        self.assertEqual(months["2025-03-01"]["before_month"], "2024-03-01")
        self.assertEqual(months["2025-03-01"]["before_profit"], 600.0)
        self.assertEqual(months["2025-04-01"]["profit"], -150.0)
        self.assertEqual(months["2025-04-01"]["net"], 100.0)
        self.assertEqual(sum(row["profit"] for row in months.values()), 750.0)

    def test_chain_beside_the_one_before(self):
        chain = {line["key"]: line for line in self.figures(NOW, THAN)["chain"]}
        self.assertEqual((chain["net"]["now"], chain["net"]["before"]), (1000.0, 800.0))
        self.assertEqual((chain["manual"]["now"], chain["manual"]["before"]), (-250.0, 0.0))
        self.assertEqual((chain["profit"]["now"], chain["profit"]["before"]), (750.0, 800.0))
        self.assertNotIn("return", chain)

    def test_every_step_opens_what_it_adds_up(self):
        found = self.figures(NOW, THAN)
        period = [("month", ">=", found["period"]["from"]), ("month", "<=", found["period"]["to"])]
        mine = [("run_id", "=", found["run"]["id"]), ("customer_id", "!=", False), *period]
        for line in found["chain"]:
            if line["key"] in ("list", "gross", "discount", "realisation"):
                continue  # parts of the revenue, told apart within the same facts
            facts = self.env["crm.profit.fact"].with_user(self.analyst).search([*mine, ("kind", "in", line["kinds"])])
            self.assertAlmostEqual(sum(facts.mapped("amount")), line["now"], msg=line["key"])

    def test_what_explains_the_change(self):
        moved = {part["key"]: part for part in self.figures(NOW, THAN)["moved"]}
        # -200 and -150 and -100 make up -450 of a change of -50: too little for shares of it; against it +400.
        named = [(row["name"], row["against"]) for row in moved["customer"]["rows"]]
        self.assertEqual(named, [("Beta", False), ("Gamma", False), ("Delta", False), ("Alfa", True)])
        self.assertIn("Against it: Alfa", moved["customer"]["words"])

    def test_words_round_as_the_figures_beside_them(self):
        """Which round halves away from zero: 262.50 reads 263 there, and to the even number it would be 262."""
        self.document(self.alfa, 312.5, day="2025-05-05")
        self.run_now()
        [said] = [words for words in self.figures(NOW, THAN)["words"] if "The profit" in words]
        self.assertIn("263", said)
        self.assertIn("more than", said)

    def test_periods_by_name(self):
        found = self.figures("all")
        self.assertEqual((found["period"]["from"], found["than"]), ("2024-02-01", False))
        self.assertEqual(found["profit"], 1550.0)
        self.assertFalse(found["before"])
        self.assertFalse(found["moved"])
        found = self.figures("last_12")
        self.assertEqual(found["than"]["name"], "year_before")
        with self.assertRaisesRegex(UserError, "period: 'yesterday'"):
            self.figures("yesterday")
        with self.assertRaisesRegex(UserError, "the last month .* comes before"):
            self.figures(["2025-06", "2025-01"])
        with self.assertRaisesRegex(UserError, "than: a month as in 2026-01 is wanted, not '2025-13'"):
            self.figures(NOW, ["2025-13", "2025-14"])
        for wrong in (5, [1, 2], ["2025-01"], {}, True):
            with self.assertRaises(UserError):
                self.figures(wrong)

    def test_nothing_to_compare_with(self):
        found = self.figures(NOW, ["2020-01", "2020-06"])
        self.assertIn("Nothing is posted in Jan 2020 – Jun 2020", found["notes"][-1])
        self.assertFalse(found["moved"])

    def test_customers_of_two_periods(self):
        rows = {row.customer_id.name: row for row in self.changes().search([])}
        told = {name: (row.profit, row.profit_before, row.profit_change) for name, row in rows.items()}
        self.assertEqual(
            told,
            {
                "Alfa": (600.0, 200.0, 400.0),
                "Beta": (300.0, 500.0, -200.0),
                "Gamma": (-150.0, 0.0, -150.0),
                "Delta": (0.0, 100.0, -100.0),
            },
        )
        self.assertEqual(sum(row.profit for row in rows.values()), self.figures(NOW, THAN)["profit"])
        # Of three who bought, the limit of the largest fifth is the largest one.
        self.assertEqual(self.changes().search([("big", "=", True)]).customer_id, self.alfa)
        self.assertEqual(self.changes().search_count([("big", "=", False)]), 3)
        self.assertTrue(rows["Alfa"].big)
        self.assertEqual(rows["Alfa"].margin_rate, 100.0)
        self.assertFalse(rows["Delta"].margin_rate)
        self.assertEqual(self.changes(than=False).search([]).customer_id, self.alfa + self.beta + self.gamma)

    def test_the_overview_opens_the_same_rows(self):
        best = self.figures(NOW, THAN)["best"][0]
        row = self.changes().browse(best["row"])
        self.assertEqual((row.customer_id.id, row.profit), (best["id"], best["now"]))
        lines = {line["key"]: line for line in row.chain["lines"]}
        self.assertEqual((lines["profit"]["now"], lines["profit"]["before"]), (600.0, 200.0))
        facts = self.env["crm.profit.fact"].search(row.chain["facts"])
        self.assertEqual(sum(facts.mapped("amount")), 600.0)
        why = row.action_open_evidence()
        self.assertEqual(self.env[why["res_model"]].browse(why["res_id"]).customer_id, self.alfa)

    def test_chains_of_companies(self):
        self.beta.parent_id = self.alfa
        self.gamma.parent_id = self.beta
        self.env.flush_all()
        self.env.invalidate_all()
        groups = self.changes()._read_group([], ["head_id"], ["profit:sum"], order="profit:sum desc")
        self.assertEqual(groups, [(self.alfa, 750.0), (self.delta, 0.0)])

    def test_drill_down_adds_up(self):
        for row in self.changes().search([("profit", "!=", 0)]):
            action = row.action_open_facts()
            facts = self.env[action["res_model"]].search(action["domain"])
            self.assertAlmostEqual(sum(facts.mapped("amount")), row.profit)
            for fact in facts.filtered(lambda fact: not fact.origin):
                opened = fact.action_open_items()
                items = self.env[opened["res_model"]].search(opened["domain"])
                self.assertAlmostEqual(-sum(items.mapped("balance")), fact.amount)

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

    def test_panel_tells_the_year_and_the_one_before(self):
        # The last month of the last twelve whole ones, and of the twelve before.
        now, before = (self.env["crm.profit.period"]._of_context()[at].last for at in (0, 1))
        self.document(self.gamma, 70.0, day=now.isoformat())
        self.document(self.gamma, 30.0, day=before.isoformat())
        self.run_now()
        page = self.env["res.partner"].with_user(self.seller).customer360(self.gamma.id)
        [panel] = [one for one in page["panels"] if one["key"] == "profit"]
        self.assertEqual(panel["items"][0]["value"], 70.0)
        opened = self.env[panel["items"][0]["res_model"]].with_user(self.seller).browse(panel["items"][0]["res_id"])
        self.assertEqual(opened.customer_id, self.gamma)
        self.assertEqual(opened.chain["lines"][-1]["now"], 70.0)
        self.assertFalse(opened.chain["facts"], "a seller reads no facts")

    def test_reconciliation_page(self):
        rows = self.env["crm.profit.reconciliation"].with_user(self.analyst).search([])
        self.assertAlmostEqual(sum(rows.mapped("ledger")), 1500.0)
        self.assertAlmostEqual(sum(rows.mapped("customers")), 1550.0)
        self.assertAlmostEqual(sum(rows.mapped("unassigned")), -50.0)
        self.assertFalse(any(rows.mapped("difference")))
        # What is posted afterwards is a difference, seen at once.
        self.document(self.alfa, 5.0)
        self.env.invalidate_all()
        self.env.flush_all()
        rows = self.env["crm.profit.reconciliation"].search([])
        self.assertAlmostEqual(sum(rows.mapped("difference")), 5.0)
