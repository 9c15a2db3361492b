from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .value_case import ValueCase


@tagged("post_install", "-at_install")
class TestScoreTotal(ValueCase):
    """One score for several companies, worked out by hand; a crown of the other company is half of one of ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._company("Elsewhere")
        cls.third = cls._company("Not Ours")
        cls.env.user.company_ids += cls.other | cls.third
        crown = cls.env["res.currency"].create({"name": "XCR", "symbol": "k", "rounding": 0.01})
        cls.other.currency_id = crown
        cls.env["res.currency.rate"].create(
            [{"currency_id": crown.id, "name": "2020-01-01", "rate": 2.0, "company_id": cls.company.id}]
        )
        cls.gamma = cls.env["res.partner"].create({"name": "Gamma", "is_company": True, "user_id": cls.seller.id})
        cls.both = new_test_user(
            cls.env,
            "t_of_both",
            "crm_analytics.group_analyst",
            company_id=cls.company.id,
            company_ids=[Command.set((cls.company | cls.other).ids)],
        )
        cls.runs = {
            company: cls.env["crm.score.run"].create(
                {"company_id": company.id, "as_of": day, "state": "done", "current": True, **values}
            )
            for company, day, values in (
                (cls.company, "2025-12-31", {"purchase_model": "mbg", "ranking": "model"}),
                (cls.other, "2025-12-30", {"purchase_model": "mbg", "ranking": "model"}),
                (cls.third, "2025-12-31", {"purchase_model": "mbg", "ranking": "model"}),
            )
        }
        cls.plant(cls.company, cls.alfa, purchases=3, revenue=300.0, p_alive=0.9, value=200.0, value_low=120.0)
        cls.plant(cls.other, cls.alfa, purchases=2, revenue=100.0, p_alive=0.4, value=60.0, value_low=20.0)
        cls.plant(cls.third, cls.alfa, purchases=9, revenue=9000.0, p_alive=1.0, value=9000.0, value_low=9000.0)
        cls.plant(cls.company, cls.beta, purchases=1, revenue=500.0, p_alive=0.5, value=210.0, value_low=10.0)
        cls.plant(cls.other, cls.gamma, purchases=5, revenue=900.0, p_alive=0.7, value=80.0, value_low=70.0)
        # Alfa small in both, together ahead of Beta; Gamma only in the other company.
        cls.stand(cls.company, [(cls.beta, "top", 1, 500.0), (cls.alfa, "big", 2, 450.0)])
        cls.stand(cls.other, [(cls.gamma, "top", 1, 900.0), (cls.alfa, "big", 2, 300.0)])
        cls.stand(cls.third, [(cls.alfa, "top", 1, 9000.0)])

    @classmethod
    def plant(cls, company, customer, **values):
        days = {"first_purchase": "2025-01-01", "last_purchase": "2025-06-01"}
        cls.scores.create(
            {"run_id": cls.runs[company].id, "company_id": company.id, "customer_id": customer.id, **days, **values}
        )

    @classmethod
    def stand(cls, company, places):
        cls.env.flush_all()
        month = Date.to_date("2025-11-01")
        [(snapshot,)] = cls.env.execute_query(
            SQL(
                "INSERT INTO crm_pyramid_snapshot (company_id, month, measure) VALUES (%s, %s, 'net') RETURNING id",
                company.id,
                month,
            )
        )
        for customer, layer, rank, amount in places:
            cls.env.cr.execute(
                "INSERT INTO crm_pyramid_position (snapshot_id, company_id, month, customer_id, layer, rank, amount)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [snapshot, company.id, month, customer.id, layer, rank, amount],
            )

    def totals(self, user, *companies):
        ids = [company.id for company in companies]
        return self.env["crm.customer.score.total"].with_user(user).with_context(allowed_company_ids=ids)

    def total(self, user, customer, *companies):
        return self.totals(user, *companies).search([("customer_id", "=", customer.id)])

    def test_money_of_two_companies(self):
        total = self.total(self.both, self.alfa, self.company, self.other)
        self.assertEqual((total.companies, total.purchases, total.currency_id), (2, 5, self.company.currency_id))
        # 300 and 100 crowns, which are 50; the same of the value and of what it is at least.
        self.assertAlmostEqual(total.revenue, 350.0)
        self.assertAlmostEqual(total.value, 230.0)
        self.assertAlmostEqual(total.value_low, 130.0)
        self.assertAlmostEqual(total.p_alive, 0.9)
        self.assertEqual((str(total.as_of), total.confidence), ("2025-12-30", "high"))
        self.assertEqual(len(total.reasons.splitlines()), 2)
        self.assertIn(f"{self.company.name}: ", total.reasons)
        scores = (
            self.scores.with_user(self.both)
            .with_context(**total.env.context)
            .search(total.action_open_scores()["domain"])
        )
        self.assertEqual(scores.company_id, self.company | self.other)

    def test_in_the_currency_of_the_company_at_hand(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.company.currency_id.id, "name": "2020-01-01", "rate": 0.5,
                "company_id": self.other.id,
            }
        )  # fmt: skip
        total = self.total(self.both, self.alfa, self.other, self.company)
        self.assertEqual(total.currency_id, self.other.currency_id)
        self.assertAlmostEqual(total.value, 460.0)

    def test_places_and_layers_are_decided_anew(self):
        """Alfa: 450 + 150 = 600, Beta 500, Gamma 450; of three 1 top, 1 big, 1 medium. Values: 230, 210, 40."""
        totals = self.totals(self.both, self.company, self.other)
        found = {one.customer_id: (one.rank, one.layer) for one in totals.search([])}
        expected = {self.alfa: (1, "top"), self.beta: (2, "big"), self.gamma: (3, "medium")}
        self.assertEqual({one: found.get(one) for one in expected}, expected)
        self.assertEqual(totals.search([]).customer_id.ids, (self.alfa + self.beta + self.gamma).ids)
        # In one company alone it is that company's.
        alone = {one.customer_id: (one.rank, one.layer) for one in self.totals(self.both, self.company).search([])}
        self.assertEqual(alone, {self.beta: (1, "top"), self.alfa: (2, "big")})

    def test_a_company_without_a_model(self):
        """The value of the other one stays, and it is said; customers are put in order by revenue."""
        self.runs[self.other].write({"purchase_model": False, "ranking": "revenue"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_customer_score SET value = NULL, value_low = NULL, p_alive = NULL WHERE company_id = %s",
            [self.other.id],
        )
        self.env.invalidate_all()
        totals = self.totals(self.both, self.company, self.other)
        alfa = totals.search([("customer_id", "=", self.alfa.id)])
        self.assertAlmostEqual(alfa.value, 200.0)
        self.assertIn(f"{self.other.name}: not enough data", alfa.reasons)
        # Beta 500, Gamma 450, Alfa 350.
        self.assertEqual(totals.search([]).customer_id.ids, (self.beta + self.gamma + self.alfa).ids)

    def test_rights(self):
        """Only companies one has; sellers only their own customers; nobody else."""
        mine = self.total(self.analyst, self.alfa, self.company)
        self.assertAlmostEqual(mine.value, 200.0)
        for companies in ((self.company, self.other), (self.other,), (self.third,)):
            with self.assertRaises(AccessError):
                self.total(self.analyst, self.alfa, *companies)
        with self.assertRaises(AccessError):
            self.total(self.both, self.alfa, self.company, self.other, self.third)
        self.seller.company_ids += self.other
        sold = self.totals(self.seller, self.company, self.other).search([])
        self.assertEqual(sold.customer_id, self.gamma)
        self.assertAlmostEqual(sold.value, 40.0)
        # The pyramid, which may be one of profit, is not the sellers'; not by searching, grouping or a list either.
        self.assertFalse(self.env["crm.pyramid.position"].with_user(self.seller).has_access("read"))
        for field in ("layer", "rank", "amount"):
            with self.assertRaises(AccessError):
                sold.read([field])
            with self.assertRaises(AccessError):
                sold.search([(field, "!=", False)])
        with self.assertRaises(AccessError):
            sold._read_group([], [], ["amount:sum"])
        views = sold.get_views([(False, "list"), (False, "search"), (False, "pivot"), (False, "kanban")])["views"]
        for view in views.values():
            self.assertNotRegex(view["arch"], r'name="(layer|rank|amount|group_layer)"')
        self.seller.group_ids += self.env.ref("crm_customer360.group_agent")
        sold.invalidate_recordset()
        self.assertEqual((sold.rank, sold.layer), (3, "medium"))
        portal = new_test_user(self.env, "t_portal_total", "base.group_portal")
        for user in (portal, self._user("t_total_agent", "crm_customer360.group_agent")):
            with self.assertRaises(AccessError):
                self.totals(user, self.company).search([])
        with self.assertRaises(AccessError):
            mine.write({"revenue": 1.0})

    def test_sums_of_a_list(self):
        rows = self.totals(self.both, self.company, self.other)._read_group([], ["layer"], ["amount:sum", "value:sum"])
        self.assertEqual(
            {layer: (round(amount, 2), round(value, 2)) for layer, amount, value in rows},
            {"top": (600.0, 230.0), "big": (500.0, 210.0), "medium": (450.0, 40.0)},
        )

    def test_panel_of_the_360_page(self):
        def items(*companies):
            ids = [company.id for company in companies]
            partners = self.env["res.partner"].with_user(self.both).with_context(allowed_company_ids=ids)
            [panel] = [one for one in partners.customer360(self.alfa.id)["panels"] if one["key"] == "value"]
            return {item["label"]: item["value"] for item in panel["items"]}

        # 200 and half of 60; at least 120 and half of 20.
        text = items(self.company, self.other)["All companies"]
        self.assertRegex(text, r"230.*at least.*130")
        self.assertNotIn("All companies", items(self.company))
