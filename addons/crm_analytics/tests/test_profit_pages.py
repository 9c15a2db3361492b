import random

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .profit_case import ProfitCase

#: The periods of these tests: the first half of 2025 beside that of 2024.
NOW, THAN = ("2025-01", "2025-06"), ("2024-01", "2024-06")


class PagesCase(ProfitCase):
    """Two half-years: Alfa grows, Beta shrinks, Gamma begins and loses money, Delta goes.

    ======  =============  ===========================  =======
    who     first of 2024  first of 2025                change
    ======  =============  ===========================  =======
    Alfa    200            600                          +400
    Beta    500            300                          -200
    Gamma                  100 - 250 by hand = -150     -150
    Delta   100                                         -100
    nobody  -10            -40                          -30
    ======  =============  ===========================  =======
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gamma, cls.delta = cls.env["res.partner"].create(
            [{"name": "Gamma", "is_company": True, "user_id": cls.seller.id}, {"name": "Delta", "is_company": True}]
        )
        for partner, price, day in (
            (cls.alfa, 200.0, "2024-02-01"),
            (cls.beta, 500.0, "2024-03-01"),
            (cls.delta, 100.0, "2024-03-02"),
            (cls.alfa, 600.0, "2025-03-10"),
            (cls.beta, 300.0, "2025-03-11"),
            (cls.gamma, 100.0, "2025-04-11"),
        ):
            cls.document(partner, price, day=day)
        cls.entry(250.0, cls.gamma, day="2025-04-20")
        cls.entry(40.0, day="2025-05-20")
        cls.entry(10.0, day="2024-05-20")

    def setUp(self):
        super().setUp()
        self.run_now()

    def figures(self, *args, user=None):
        return self.env["crm.profit.overview"].with_user(user or self.analyst).figures(*args)

    def changes(self, user=None, than=THAN):
        context = {"profit_now": NOW, "profit_than": than}
        return self.env["crm.profit.change"].with_user(user or self.analyst).with_context(**context)


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


@tagged("post_install", "-at_install")
class TestProfitPagesRights(PagesCase):
    """To whom the pages say it."""

    def test_sellers_see_their_own(self):
        rows = self.env["crm.profit.customer"].with_user(self.seller).search([])
        self.assertEqual(rows.customer_id, self.gamma)
        self.assertLessEqual(
            {"gross", "net", "margin", "manual", "contribution", "profit"}, {line["key"] for line in rows._chain()}
        )
        mine = self.changes(self.seller).search([])
        self.assertEqual(mine.customer_id, self.gamma)
        self.assertEqual(mine.chain["lines"][-1]["now"], -150.0)
        foreign = self.changes().search([("customer_id", "=", self.alfa.id)])
        with self.assertRaises(AccessError):
            foreign.with_user(self.seller).read(["profit", "chain"])
        for model in (
            "crm.profit.fact",
            "crm.profit.running",
            "crm.profit.slice",
            "crm.profit.product",
            "crm.profit.reconciliation",
            "crm.score.run",
        ):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.seller).search([])
        with self.assertRaises(AccessError):
            self.figures(user=self.seller)

    def test_record_rules_count(self):
        """A narrower rule, of whatever addon, narrows the curve and the list too."""
        for model in ("crm.profit.running", "crm.profit.change"):
            self.env["ir.rule"].create(
                {
                    "name": "Not Alfa",
                    "model_id": self.env["ir.model"]._get_id(model),
                    "domain_force": f"[('customer_id', '!=', {self.alfa.id})]",
                }
            )
        found = self.figures(NOW, THAN)
        self.assertEqual(found["customers"], 2)
        self.assertEqual([row["name"] for row in found["best"]], ["Beta"])
        self.assertNotIn(self.alfa, self.changes().search([]).customer_id)

    def test_outsiders(self):
        portal = new_test_user(self.env, "t_portal_profit", "base.group_portal")
        for call in (
            lambda: self.figures(user=portal),
            lambda: self.changes(portal).search([]),
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
        for model in (
            "crm.profit.customer",
            "crm.profit.change",
            "crm.profit.fact",
            "crm.profit.running",
            "crm.profit.slice",
            "crm.profit.reconciliation",
            "crm.score.run",
        ):
            self.assertFalse(env[model].search([]), model)
        found = env["crm.profit.overview"].figures()
        self.assertEqual((found["customers"], found["run"], found["chain"]), (0, False, []))

    def test_two_companies(self):
        """An analyst of both sees the figures of the one they work in, and customers of those they chose."""
        other = self._company("Second")
        self.env.user.company_ids += other
        both = self.env(context={"allowed_company_ids": [other.id, self.company.id]})
        both["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.alfa.id,
                "invoice_date": "2025-02-02",
                "date": "2025-02-02",
                "company_id": other.id,
                "invoice_line_ids": [(0, 0, {"name": "Advice", "price_unit": 77.0, "tax_ids": [(5, 0, 0)]})],
            }
        ).action_post()
        both["crm.score.run"].refresh(other.id)
        both["crm.score.run"]._cron_work()
        self.env.invalidate_all()
        self.analyst.company_ids += other
        second = self.env(user=self.analyst, context={"allowed_company_ids": other.ids})
        self.assertEqual(second["crm.profit.overview"].figures(NOW, THAN)["profit"], 77.0)
        self.assertEqual(self.figures(NOW, THAN)["profit"], 750.0)
        chosen = self.changes().with_context(allowed_company_ids=[self.company.id, other.id])
        rows = chosen.search([("customer_id", "=", self.alfa.id)])
        self.assertEqual(sorted(rows.mapped("profit")), [77.0, 600.0])


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
