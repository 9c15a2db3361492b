from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .value_case import ValueCase


@tagged("post_install", "-at_install")
class TestValuePages(ValueCase):
    """What the pages say, and to whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gamma = cls.env["res.partner"].create({"name": "Gamma", "is_company": True, "user_id": cls.seller.id})
        cls.bought(
            [
                (cls.alfa, "2024-01-10", 100),
                (cls.alfa, "2024-03-20", 50),
                (cls.alfa, "2025-02-01", 60),
                (cls.beta, "2024-01-31", 40),
                (cls.gamma, "2024-02-15", 70),
                (cls.gamma, "2025-03-01", 80),
            ]
        )

    def setUp(self):
        super().setUp()
        self.run = self.run_now(as_of="2025-03-31")

    def page(self, user=None):
        return self.env["crm.value.page"].with_user(user or self.analyst)

    def test_cohorts(self):
        """Two came in January 2024, one of them bought again in March; one in February."""
        found = self.page().cohorts()
        self.assertEqual([row["cohort"] for row in found["rows"]], ["2024-02-01", "2024-01-01"])
        january = found["rows"][1]
        self.assertEqual(january["size"], 2)
        self.assertEqual([cell["customers"] for cell in january["cells"]], [2, 0, 1, *[0] * 10])
        self.assertEqual([cell["amount"] for cell in january["cells"][:3]], [140.0, 0.0, 50.0])
        self.assertEqual(january["cells"][2]["share"], 0.5)
        # Of two customers: Wilson's range of one in two.
        self.assertAlmostEqual(january["cells"][2]["low"], 0.0945, 4)
        self.assertAlmostEqual(january["cells"][2]["high"], 0.9055, 4)
        self.assertFalse(january["cells"][0]["high"] or found["acquisition"])
        self.assertEqual(found["rows"][0]["size"], 1)
        self.assertIn("0.0 % of 3", found["words"][0])
        self.env["res.lang"]._activate_lang("lt_LT")
        self.assertIn("0,0 %", self.page().with_context(lang="lt_LT").cohorts()["words"][0])
        quarters = self.page(self.manager).cohorts("quarter")
        [first] = quarters["rows"]
        # All in the first quarter of 2024; a year later two of the three.
        self.assertEqual([cell["customers"] for cell in first["cells"]], [3, 0, 0, 0, 2])
        self.assertEqual([cell["amount"] for cell in first["cells"]], [260.0, 0.0, 0.0, 0.0, 140.0])

    def test_cohorts_keep_everybody(self):
        """Everybody is in one cohort, and all the money is in the cells."""
        rows = self.env["crm.retention.cohort"].search([("run_id", "=", self.run.id), ("grain", "=", "month")])
        self.assertEqual(sum(rows.filtered(lambda row: row.later == 0).mapped("size")), 3)
        self.assertEqual(sum(rows.mapped("amount")), 400.0)

    def test_what_if(self):
        """All three bought in the year to 31 March 2024, two of them in the one after: 140 by two."""
        self.company.write({"value_margin": 50, "acquisition_cost": 900, "value_discount": 10})
        self.run_now(as_of="2025-04-01")
        found = self.page().what_if()
        self.assertAlmostEqual(found["own"]["kept"], 200 / 3, 4)
        self.assertEqual(found["own"]["of"], 3)
        self.assertAlmostEqual(found["margin"], 140 / 2 * 0.5)
        self.assertAlmostEqual(found["value"], 35 * (2 / 3) / (1.1 - 2 / 3))
        self.assertLess(found["low"], found["value"])
        self.assertFalse(found["acquisition"])
        tried = self.page(self.manager).what_if(100, 80, 10, 5)
        self.assertAlmostEqual(tried["multiple"], 0.8 / 0.3)
        self.assertAlmostEqual(tried["value"], 266.67, 2)
        self.assertAlmostEqual(tried["better"], 323.08, 2)
        self.assertAlmostEqual(tried["gain"], 21.15, 2)
        self.assertFalse(tried["low"])

    def test_cost_of_winning_a_customer(self):
        self.bought([(person, "2025-03-15", 10) for person in self.people(3)])
        self.company.acquisition_cost = 900
        self.run_now(as_of="2025-04-01")
        self.assertAlmostEqual(self.page().what_if()["acquisition"], 300.0)
        self.assertAlmostEqual(self.page().cohorts()["acquisition"], 300.0)

    def test_arguments(self):
        for grain in ("year", 1, [], None):
            with self.assertRaisesRegex(UserError, "grain"):
                self.page().cohorts(grain)
        for name, value in (("margin", -1), ("kept", 99.5), ("discount", "10"), ("raised", True), ("kept", [80])):
            with self.assertRaisesRegex(UserError, name):
                self.page().what_if(**{name: value})

    def test_who_reads_scores(self):
        for user in (self.analyst, self.manager):
            found = self.scores.with_user(user).search([("current", "=", True)])
            self.assertEqual(found.customer_id, self.alfa + self.beta + self.gamma)
            self.assertTrue(found[0].reasons)
        mine = self.scores.with_user(self.seller).search([("current", "=", True)])
        self.assertEqual(mine.customer_id, self.gamma)
        self.assertEqual(mine.read(["purchases", "reasons", "as_of"])[0]["purchases"], 2)
        for user in (
            new_test_user(self.env, "t_value_portal", "base.group_portal"),
            self._user("t_value_agent", "crm_customer360.group_agent"),
        ):
            for call in (
                self.scores.with_user(user).search,
                self.env["crm.retention.cohort"].with_user(user).search,
                self.env["crm.score.figure"].with_user(user).search,
            ):
                with self.assertRaises(AccessError):
                    call([])
            with self.assertRaises(AccessError):
                self.page(user).what_if()
            with self.assertRaises(AccessError):
                self.page(user).cohorts()
        with self.assertRaises(AccessError):
            self.page(self.seller).cohorts()

    def test_another_company(self):
        other = self._company("Elsewhere")
        self.env.user.company_ids += other
        self.bought([(self.alfa, "2025-01-01", 7)], other)
        runs = self.env["crm.score.run"].with_context(allowed_company_ids=other.ids)
        runs.browse(runs.refresh(other.id, "2025-03-31"))
        runs._cron_work()
        stranger = new_test_user(
            self.env,
            "t_value_stranger",
            "crm_analytics.group_analyst",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        [score] = env["crm.customer.score"].search([])
        self.assertEqual((score.customer_id, score.revenue, score.company_id), (self.alfa, 7.0, other))
        self.assertEqual(env["crm.value.page"].cohorts()["rows"][0]["size"], 1)
        self.assertEqual(env["res.partner"].browse(self.alfa.id).value_place, 100.0)

    def test_customers_by_their_score(self):
        """Fields of the customer that segments and lists search, sort and group by."""
        partners = self.env["res.partner"].with_user(self.analyst).with_company(self.company)
        ours = [("id", "in", (self.alfa + self.beta + self.gamma).ids)]
        self.assertEqual(partners.browse(self.alfa.id).value_last_purchase.isoformat(), "2025-02-01")
        self.assertEqual(partners.search([*ours, ("value_last_purchase", "<", "2024-12-31")]), self.beta)
        self.assertEqual(partners.search(ours, order="value_place desc")[:1], self.alfa)
        grouped = dict(partners._read_group(ours, ["value_trend"], ["__count"]))
        self.assertEqual(sum(grouped.values()), 3)
        # A contact has the score of their company.
        self.assertEqual(partners.browse(self.ana.id).value_place, 100.0)
        seller = self.env["res.partner"].with_user(self.seller)
        with self.assertRaises(AccessError):
            seller.search([("value_place", ">", 50)])

    def test_panel_of_the_360_page(self):
        def panel(user, partner):
            page = self.env["res.partner"].with_user(user).customer360(partner.id)
            return [one for one in page["panels"] if one["key"] == "value"]

        [mine] = panel(self.seller, self.gamma)
        self.assertTrue(any("Bought 2 times" in str(item["value"]) for item in mine["items"]))
        self.assertFalse(panel(self.seller, self.alfa))
        self.assertTrue(panel(self.analyst, self.alfa))
        self.assertFalse(panel(self._user("t_value_agent", "crm_customer360.group_agent"), self.gamma))

    def test_history_opens(self):
        self.run_now(as_of="2025-04-30")
        self.run_now(as_of="2025-05-31")
        action = self.score(self.alfa).action_open_history()
        self.assertEqual(len(self.scores.search(action["domain"])), 3)
