import random
from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_analytics.core import backtest, purchase, purchase_sql, spend

from .value_case import ValueCase


@tagged("post_install", "-at_install")
class TestValueScores(ValueCase):
    """What a run finds out about each customer."""

    def test_summary_by_hand(self):
        """Three purchases within ten weeks, seen six weeks later."""
        self.document(self.alfa, 100.0, day="2025-01-06")
        self.document(self.alfa, 60.0, day="2025-02-03")
        self.document(self.alfa, 80.0, day="2025-03-17")
        self.run_now(as_of="2025-04-28")
        score = self.score(self.alfa)
        self.assertEqual((score.purchases, score.repeats), (3, 2))
        self.assertEqual((score.recency, score.age), (10.0, 16.0))
        self.assertEqual((score.first_purchase, score.last_purchase), (date(2025, 1, 6), date(2025, 3, 17)))
        self.assertEqual((score.revenue, score.spend, score.repeat_spend), (240.0, 80.0, 70.0))
        # Intervals of 28 and 42 days.
        self.assertEqual(score.usual_days, 35.0)
        self.assertFalse(score.regularity)
        self.assertEqual((score.trend, score.confidence, score.place), ("new", "medium", 100.0))

    def test_too_little_is_said(self):
        """No model for one customer: no value, and the reader is told so."""
        self.document(self.alfa, 100.0, day="2025-01-06")
        run = self.run_now(as_of="2025-04-28")
        score = self.score(self.alfa)
        self.assertFalse(run.purchase_model)
        self.assertFalse(score.value or score.p_alive or score.expected)
        self.assertIn("Not enough data", run.verdict)
        self.assertIn("not enough data", score.reasons)
        [panel] = [one for one in self.env["res.partner"].customer360(self.alfa.id)["panels"] if one["key"] == "value"]
        self.assertEqual(panel["items"][0]["value"], "Not enough data")

    def test_sql_says_what_the_formulas_say(self):
        """Every score of a shop, to nine digits, with either model, computed a second way."""
        self.shop()
        self.company.write({"value_weeks": 39, "value_years": 4, "value_discount": 12.0, "value_margin": 40.0})
        for kind in (purchase.BG, purchase.MBG):
            self.company.purchase_model = kind
            run = self.run_now(as_of="2025-11-01")
            self.assertEqual(run.state, "done", run.error)
            self.assertEqual(run.purchase_model, kind)
            model = purchase.Purchase(
                kind, **{name: self.figures(run, kind)[name] for name in ("r", "alpha", "a", "b")}
            )
            amounts = spend.Spend(**{name: self.figures(run, "spend")[name] for name in ("p", "q", "v")})
            scores = self.scores.search([("run_id", "=", run.id)])
            self.assertEqual(len(scores), 150)
            for score in scores:
                self.assert_score(score, model, amounts)

    def assert_score(self, score, model, amounts):
        summary = (score.repeats, score.recency, score.age)
        self.assertAlmostEqual(score.p_alive, float(purchase.p_alive(model, *summary)), 9)
        self.assertAlmostEqual(score.expected, float(purchase.expected(model, *summary, 39)), 9)
        mean = float(spend.mean_spend(amounts, score.repeats, score.repeat_spend))
        self.assertAlmostEqual(score.expected_spend, mean, 1)
        years = [float(purchase.expected(model, *summary, purchase_sql.YEAR * year)) for year in range(5)]
        value = sum((years[year + 1] - years[year]) * 1.12 ** -(year + 0.5) for year in range(4)) * mean * 0.4
        self.assertAlmostEqual(score.value, value, 1)
        away = purchase.scatter(model, *summary, purchase_sql.YEAR * 4) / years[4]
        self.assertAlmostEqual(score.value_high, value * (1 + away), 0)
        self.assertAlmostEqual(score.value_low, value * max(0, 1 - away), 0)

    def test_random_customers(self):
        """The statement itself, over customers of every kind: heavy buyers, newcomers, long silent ones."""
        chance = random.Random(1)
        self.env.cr.execute(
            "CREATE TEMPORARY TABLE tried (customer_id int, repeats bigint, recency float8, age float8, spend float8,"
            " repeat_spend float8) ON COMMIT DROP"
        )
        rows = []
        for number in range(400):
            age = chance.choice([0, 1, 2, 7, 30, 365, 1500, chance.randint(0, 3000)]) / 7
            repeats = min(chance.choice([0, 0, 1, 2, 5, 20, 150, 700]), int(7 * age))
            recency = chance.randint(repeats, max(repeats, round(7 * age))) / 7 if repeats else 0.0
            rows.append((number, repeats, min(recency, age), age, chance.random() * 90, chance.choice([None, 30.0])))
        self.env.cr.executemany("INSERT INTO tried VALUES (%s, %s, %s, %s, %s, %s)", rows)
        amounts = spend.Spend(6.25, 3.74, 15.44)
        for model in (
            purchase.Purchase(purchase.BG, 0.243, 4.414, 0.793, 2.426),
            purchase.Purchase(purchase.MBG, 0.525, 6.183, 0.891, 1.614),
            purchase.Purchase(purchase.MBG, 3.0, 9.0, 0.05, 6.0),
        ):
            values = purchase_sql.parameters(model, amounts, {(row[1], row[3]) for row in rows}, 39, 3, 0.1, 1.0)
            self.env.cr.execute(purchase_sql.value("tried", 3, has_spend=True), values)
            for number, alive, expected, mean, *_money in self.env.cr.fetchall():
                _number, repeats, recency, age, _spend, own = rows[number]
                self.assertAlmostEqual(alive, float(purchase.p_alive(model, repeats, recency, age)), 9)
                want = float(purchase.expected(model, repeats, recency, age, 39))
                self.assertAlmostEqual(expected / max(1, want), want / max(1, want), 9, rows[number])
                self.assertAlmostEqual(mean, float(spend.mean_spend(amounts, repeats if own else 0, own or 0)), 9)

    def test_rfm(self):
        """Ten customers; who is equal shares the lower fifth."""
        people = self.people(10)
        # Last purchases on ten days; once, but the last two twice; all spend the same but the first.
        rows = [(person, date(2025, 1, 1 + number), 10) for number, person in enumerate(people)]
        rows += [(people[number], date(2024, 6, 1), 10) for number in (8, 9)]
        rows.append((people[0], date(2025, 1, 1), 90))
        self.bought(rows)
        self.run_now(as_of="2025-02-01")
        scores = {number: self.score(person) for number, person in enumerate(people)}
        self.assertEqual([scores[number].rfm_recency for number in range(10)], [1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
        self.assertEqual([scores[number].rfm_frequency for number in range(10)], [1] * 8 + [5, 5])
        self.assertEqual([scores[number].rfm_revenue for number in range(10)], [5] + [1] * 7 + [4, 4])
        self.assertEqual(scores[9].rfm, 5 + 5 + 4)
        # Too few for a model: their revenue puts them in order.
        self.assertEqual(scores[0].place, 100.0)

    def test_trend_and_rhythm(self):
        start = date(2023, 1, 1)
        steady = [(self.alfa, start + timedelta(weeks=4 * number), 100) for number in range(38)]
        falling = [(self.beta, date(2023, 12, day), 100) for day in (1, 5, 9)]
        falling += [(self.beta, date(2024, 12, 1), 100)]
        self.bought([*steady, *falling])
        self.run_now(as_of="2025-11-28")
        score = self.score(self.alfa)
        self.assertEqual((score.usual_days, score.trend), (28.0, "steady"))
        self.assertGreater(score.regularity, 100)
        self.assertIn("every 28 days", score.reasons)
        score = self.score(self.beta)
        # Of the last 365 days: the purchase of December 2024; before them: three of December 2023.
        self.assertEqual((score.recent_revenue, score.previous_revenue, score.trend), (100.0, 300.0, "down"))
        self.assertIn("down by 67 %", score.reasons)

    def test_margin_from_posted_costs(self):
        """Revenue of 150 customers, and cost of goods of a quarter of it, as a run's facts have them."""
        self.shop()
        run = self.env["crm.score.run"].create({"company_id": self.company.id, "as_of": "2025-11-01"})
        facts = [("revenue", 1000.0), ("cogs", -250.0)]
        self.env["crm.profit.fact"].create(
            [
                {
                    "run_id": run.id,
                    "company_id": self.company.id,
                    "customer_id": self.alfa.id,
                    "month": "2025-01-01",
                    "kind": kind,
                    "amount": amount,
                }
                for kind, amount in facts
            ]
        )
        self.env.flush_all()
        self.assertAlmostEqual(self.scores._margin(run), 0.75)
        self.company.value_margin = 30
        self.assertAlmostEqual(self.scores._margin(run), 0.3)

    def test_what_the_models_take_for_granted(self):
        """Said with the verdict; while few purchases are known, the panel says between what the value lies."""
        people = self.shop()
        run = self.run_now(as_of="2025-11-01")
        # Every third of 150 came back; what they spend goes by their number, not by how often they come.
        self.assertIn("67 % of the customers bought once so far.", run.verdict)
        self.assertIn("takes for granted holds", run.verdict)
        note = self.env["crm.score.figure"].search([("run_id", "=", run.id), ("name", "=", "dependence")])
        self.assertLess(abs(note.value), 0.3)
        note.value = -0.41
        self.env.invalidate_all()
        self.assertIn("Be careful with money", run.verdict)
        self.assertIn("-0.41", run.verdict)
        for person, shown in ((people[1], True), (people[0], False)):
            score = self.score(person)
            self.assertEqual(score.confidence == "high", not shown)
            labels = [item["label"] for item in score._panel_items()]
            self.assertEqual("Most between" in labels, shown)

    def test_where_the_model_does_no_better(self):
        """Whatever found the best customers earlier puts them in order, and the run says which and by how much."""
        self.shop()
        for best, column, words in (
            ("model", "value", "Customers are ranked by lifetime value"),
            ("rfm", "rfm", "The model does no better than a simple rule, so customers are ranked by: RFM."),
            ("revenue", "revenue", "does no better than a simple rule, so customers are ranked by: Revenue so far."),
        ):
            captured = [
                backtest.Result(name, 0.6 + 0.05 * (name == best), None)
                for name in (backtest.MODEL, backtest.RFM, backtest.REVENUE)
            ]
            with patch.object(backtest, "pooled", return_value=captured):
                run = self.run_now(as_of="2025-11-01")
            self.assertEqual(run.ranking, best)
            self.assertIn(words, run.verdict)
            self.assertIn("65.0 %", run.verdict)
            scores = self.scores.search([("run_id", "=", run.id)], order="place, id")
            self.assertEqual(scores.mapped(column), sorted(scores.mapped(column)))
            self.assertEqual((len(scores), scores[-1].place), (150, 100.0))

    def test_scores_never_change(self):
        self.document(self.alfa, 100.0, day="2025-01-06")
        self.run_now(as_of="2025-04-28")
        before = self.score(self.alfa)
        kept = before.read(["purchases", "revenue", "place"])
        with self.assertRaisesRegex(UserError, "not changed"):
            before.purchases = 7
        self.document(self.alfa, 50.0, day="2025-04-01")
        self.run_now(as_of="2025-05-28")
        self.assertEqual(before.read(["purchases", "revenue", "place"]), kept)
        self.assertEqual(self.score(self.alfa).purchases, 2)

    def test_the_last_run_of_a_month_stays(self):
        self.document(self.alfa, 100.0, day="2025-01-06")
        for day in ("2025-01-30", "2025-01-31", "2025-02-01", "2025-02-27", "2025-02-28", "2025-03-01", "2025-03-02"):
            self.run_now(as_of=day)
        runs = self.env["crm.score.run"].search([("company_id", "=", self.company.id)], order="as_of")
        self.assertEqual([str(run.as_of) for run in runs], ["2025-01-31", "2025-02-28", "2025-03-01", "2025-03-02"])
        self.assertEqual(self.scores.search([("customer_id", "=", self.alfa.id)]).run_id, runs)
        facts = self.env["crm.profit.fact"].search([("company_id", "=", self.company.id)])
        self.assertEqual(facts.run_id, runs[2:])

    def test_whoever_objects_is_not_scored(self):
        self.document(self.alfa, 100.0, day="2025-01-06")
        self.document(self.beta, 100.0, day="2025-01-06")
        self.run_now(as_of="2025-04-28")
        self.assertTrue(self.score(self.beta))
        row = {"partner_id": self.beta.id, "purpose": "profiling", "state": "refused", "source": "phone"}
        self.env["crm.consent"].record([row])
        self.run_now(as_of="2025-04-29")
        self.assertTrue(self.score(self.alfa))
        self.assertFalse(self.score(self.beta))
        self.assertFalse(self.scores.search([("customer_id", "=", self.beta.id)]))

    def test_merged_customers(self):
        """Two scores of one run become one; the next run adds their purchases up."""
        self.document(self.alfa, 100.0, day="2025-01-06")
        self.document(self.beta, 50.0, day="2025-02-06")
        run = self.run_now(as_of="2025-04-28")
        self.env["res.partner"].merge_customers(self.alfa.id, [self.beta.id])
        self.env.invalidate_all()
        self.assertEqual(self.scores.search([("run_id", "=", run.id)]).customer_id, self.alfa)
        self.run_now(as_of="2025-04-29")
        self.assertEqual(self.score(self.alfa).purchases, 2)
