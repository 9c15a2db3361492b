import datetime as dt
import random

from odoo.tests import tagged
from odoo.tools import SQL

from ..core import silence, silence_sql, silence_trial
from .silence_case import SilenceCase

#: Days seen from a fixed one, so that a run of the test is the same tomorrow.
AS_OF = dt.date(2026, 3, 2)
CUSTOMERS = 1500


@tagged("post_install", "-at_install")
class TestSilenceSql(SilenceCase):
    """The statements over all customers say what the pure rules say of each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule.write({"prior_median": 40.0, "prior_spread": 0.05})
        cls.days = cls._invented()

    @classmethod
    def _invented(cls):
        """``{customer: {day: amount}}`` of regular, seasonal, irregular, rare and long gone buyers."""
        chance = random.Random(11)
        found = {}
        for customer in range(1, CUSTOMERS + 1):
            pace = chance.choice([3, 7, 14, 28, 45, 90, 200])
            spread = chance.choice([0.05, 0.3, 1.0])
            day = AS_OF - dt.timedelta(days=chance.choice([60, 300, 700, 1090, 1500]))
            until = AS_OF - dt.timedelta(days=chance.choice([-60, 0, 0, 20, 70, 200, 500]))
            season = chance.random() < 0.2
            days = {}
            while day <= until:
                if not season or 4 <= day.month <= 9:
                    days[day] = round(chance.uniform(1, 500), 2)
                day += dt.timedelta(days=max(1, round(chance.gauss(pace, spread * pace))))
            if days:
                found[customer] = days
        return found

    def setUp(self):
        super().setUp()
        rows = [(customer, day, amount) for customer, days in self.days.items() for day, amount in days.items()]
        self.env.cr.execute("DROP TABLE IF EXISTS pg_temp.crm_score_purchase")
        self.env.cr.execute(
            "CREATE TEMPORARY TABLE crm_score_purchase"
            " (customer_id integer, day date, amount double precision, number integer) ON COMMIT DROP"
        )
        self.env.cr.execute_values("INSERT INTO crm_score_purchase (customer_id, day, amount) VALUES %s", rows)
        self.env.flush_all()
        self.settings = silence.Rule()
        self.prior = silence.Prior(40.0, 0.05)

    def rows(self, statement, **params):
        self.env.cr.execute(SQL(statement, company=self.company.id, as_of=AS_OF, timezone="UTC", **params))
        return self.env.cr.dictfetchall()

    def test_verdicts(self):
        rows = self.rows(f"WITH {silence_sql.verdicts()} SELECT v.*, {silence_sql.SILENT} AS silent FROM verdict v")
        found = {row["customer_id"]: row for row in rows}
        expected = {
            customer: verdict
            for customer, days in self.days.items()
            if (verdict := silence.judge(list(days), AS_OF, self.settings, self.prior))
        }
        self.assertEqual(set(found), set(expected))
        for customer, verdict in expected.items():
            row = found[customer]
            self.assertEqual(
                (row["basis"], row["last"], row["elapsed"], row["gaps"], row["days_limit"]),
                (verdict.basis, verdict.last, verdict.elapsed, verdict.gaps, verdict.limit),
                customer,
            )
            self.assertEqual(
                (row["seasonal"], row["gone"], row["silent"]),
                (verdict.seasonal, verdict.gone, verdict.silent),
                customer,
            )
            self.assertAlmostEqual(row["shape"], verdict.shape, 6)
            self.assertAlmostEqual(row["median"], verdict.median, 6)
        # The random customers are of every kind, or the comparison says little.
        self.assertEqual({verdict.basis for verdict in expected.values()}, {"rhythm", "fixed", "thin", "none"})
        for name in ("silent", "seasonal", "gone"):
            self.assertGreater(sum(getattr(verdict, name) for verdict in expected.values()), 10, name)

    def test_decline(self):
        names = ", ".join(silence_sql.COLUMNS)
        found = self.rows(
            f"WITH {silence_sql.verdicts()}, found ({names}) AS ({silence_sql.FIND_DECLINE}) SELECT * FROM found"
        )
        expected = {}
        for customer, days in self.days.items():
            verdict = silence.judge(list(days), AS_OF, self.settings, self.prior)
            if verdict is None or (verdict.basis != "none" and verdict.elapsed > verdict.limit):
                continue
            fall = silence.decline(list(days.items()), AS_OF)
            if fall.is_one(self.settings.certainty):
                expected[customer] = (fall.now, fall.before, round(fall.at_stake, 2))
        told = {row["customer_id"]: (row["number_now"], row["number_before"], round(row["amount"], 2)) for row in found}
        self.assertEqual(told, expected)
        self.assertGreater(len(expected), 3)

    def test_dropped(self):
        """Every third purchase day is one of the category too, until a day of the past."""
        chance = random.Random(5)
        category = {
            customer: [
                day for number, day in enumerate(sorted(days)) if number % 3 == 0 and day < AS_OF - dt.timedelta(back)
            ]
            for customer, days in self.days.items()
            for back in [chance.choice([0, 60, 150])]
        }
        self.env.cr.execute(
            "CREATE TEMPORARY TABLE t_part (customer_id integer, part integer, day date, amount float8)"
        )
        rows = [(customer, 7, day, 1.0) for customer, days in category.items() for day in days]
        self.env.cr.execute_values("INSERT INTO t_part VALUES %s", rows)
        names, stream = ", ".join(silence_sql.COLUMNS), "SELECT * FROM t_part"
        found = self.rows(
            f"WITH {silence_sql.verdicts(stream)}, found ({names}) AS ({silence_sql.FIND_DROPPED}) SELECT * FROM found"
        )
        expected = {
            customer: (verdict.last, verdict.limit)
            for customer, days in category.items()
            if (verdict := silence.dropped(days, list(self.days[customer]), AS_OF, self.settings, self.prior))
        }
        self.assertEqual({row["customer_id"]: (row["since"], row["limit_days"]) for row in found}, expected)
        self.assertGreater(len(expected), 5)

    def test_back_test(self):
        """Counts of a second way: each customer judged by the pure rule at the day, and looked at afterwards."""
        day = AS_OF - dt.timedelta(days=90)
        self.env.cr.execute(
            SQL(silence_trial.BACK_TEST, company=self.company.id, as_of=day, timezone="UTC", horizon=90)
        )
        found = {row[1]: row[2:] for row in self.env.cr.fetchall()}
        expected = {}
        for days in self.days.values():
            verdict = silence.judge(list(days), day, self.settings, self.prior)
            if verdict is None or verdict.basis == "none" or verdict.gone:
                continue
            away = not any(day < one <= AS_OF for one in days)
            late = verdict.elapsed > self.settings.fixed_days
            row = expected.setdefault(verdict.basis, [0] * 6)
            for place, true in enumerate((True, away, verdict.silent, verdict.silent and away, late, late and away)):
                row[place] += true
        self.assertEqual(found, {basis: tuple(row) for basis, row in expected.items()})

    def tried(self, statement, day):
        self.env.cr.execute(SQL(statement, company=self.company.id, as_of=day, timezone="UTC", horizon=90))
        return {row[1]: row[2:] for row in self.env.cr.fetchall()}

    def count(self, rows):
        """Counts of ``(basis, came true, named, named by the plain rule)`` as the statements give them."""
        expected = {}
        for basis, true, ours, plain in rows:
            row = expected.setdefault(basis, [0] * 6)
            for place, one in enumerate((True, true, ours, ours and true, plain, plain and true)):
                row[place] += one
        return {basis: tuple(row) for basis, row in expected.items()}

    def test_decline_tried(self):
        named = 0
        for back in (0, 90, 180):
            rows = self.declining(AS_OF - dt.timedelta(days=back))
            self.assertEqual(self.tried(silence_trial.DECLINE, AS_OF - dt.timedelta(days=back)), self.count(rows), back)
            named += sum(ours for _basis, _true, ours, _less in rows)
        self.assertGreater(named, 5)

    def declining(self, day):
        """Who could be named on a day, a second way: ``[(basis, came true, named, named by the plain rule)]``."""
        rows = []
        for days in self.days.values():
            verdict = silence.judge(list(days), day, self.settings, self.prior)
            fall = silence.decline(list(days.items()), day)
            before = day - dt.timedelta(days=364)
            later, later_before = (
                sum(amount for one, amount in days.items() if start < one <= start + dt.timedelta(days=90))
                for start in (day, before)
            )
            judged = verdict and verdict.basis != "none" and verdict.elapsed <= verdict.limit
            if judged and fall.before >= 6 and fall.now and later_before:
                less = fall.money_now < 0.7 * fall.money_before
                named = fall.is_one(self.settings.certainty)
                rows.append((verdict.basis, later < 0.7 * later_before, named, less))
        return rows

    def test_dropped_tried(self):
        """Every third purchase day is one of the category too, until a day of the past."""
        chance, day = random.Random(5), AS_OF - dt.timedelta(days=90)
        category = {
            customer: [
                one for number, one in enumerate(sorted(days)) if number % 3 == 0 and one < AS_OF - dt.timedelta(back)
            ]
            for customer, days in self.days.items()
            for back in [chance.choice([0, 150, 230])]
        }
        self.env.cr.execute(
            "CREATE TEMPORARY TABLE t_part (customer_id integer, part integer, day date, amount float8)"
        )
        found = [(customer, 7, one, 1.0) for customer, days in category.items() for one in days]
        self.env.cr.execute_values("INSERT INTO t_part VALUES %s", found)
        rows, end = [], day + dt.timedelta(days=90)
        for customer, days in category.items():
            verdict = silence.judge(days, day, self.settings, self.prior)
            if not verdict or verdict.basis != "rhythm" or verdict.gone:
                continue
            others = [one for one in self.days[customer] if verdict.last < one <= day]
            if len(others) >= 3:
                again = any(day < one <= end for one in days)
                true = not again and any(day < one <= end for one in self.days[customer])
                rows.append((verdict.basis, true, verdict.silent, verdict.elapsed > 90))
        self.assertEqual(self.tried(silence_trial.dropped("SELECT * FROM t_part"), day), self.count(rows))
        self.assertGreater(sum(named for _basis, _true, named, _plain in rows), 5)

    def test_what_is_usual(self):
        self.rows_written = self.env.cr.execute(
            SQL(silence_sql.PRIORS, company=self.company.id, as_of=AS_OF, timezone="UTC")
        )
        self.rule.invalidate_recordset()
        start = AS_OF - dt.timedelta(days=silence.LOOK_BACK)
        gaps = [silence.gaps_of(sorted(day for day in days if start < day <= AS_OF)) for days in self.days.values()]
        squares = [square for some in gaps for square in silence.squares(some)]
        self.assertAlmostEqual(self.rule.prior_spread, sum(squares) / len(squares), 5)
        self.assertEqual(self.rule.prior_customers, sum(bool(some) for some in gaps))


@tagged("post_install", "-at_install")
class TestSilenceKinds(SilenceCase):
    """Each kind of alert from documents of the ERP."""

    def test_decline(self):
        # Every fortnight until half a year ago, then every 60 days: 13 purchases in that half year before, 4 now.
        before = [self.today - dt.timedelta(days=364 + 14 * number) for number in range(13)]
        now = [self.today - dt.timedelta(days=10 + 50 * number) for number in range(4)]
        self.orders_on(self.beta, [*before, *now])
        self.search_now()
        alert = self.alerts(self.beta, kind="decline")
        self.assertEqual((alert.number_now, alert.number_before), (4, 13))
        # Twice 900 a year, but in the half year between nothing was bought: 1,300 is all that year brought.
        self.assertAlmostEqual(alert.amount, 1300.0)
        self.assertEqual(alert.reason, "Bought 4 times in half a year; in the same half a year before, 13 times.")
        self.search_now()
        self.assertEqual(len(self.alerts(self.beta)), 1)

    def test_dropped_category(self):
        paper = self.env["product.category"].create({"name": "Paper"})
        sheets = self.env["product.product"].create({"name": "Sheets", "type": "service", "categ_id": paper.id})
        last = self.orders(self.beta, 28, 8, ago=120, price=50.0, product=sheets)
        self.orders(self.beta, 14, 25, ago=5)
        self.search_now()
        alert = self.alerts(self.beta)
        self.assertEqual((alert.kind, alert.categ_id, alert.since), ("dropped", paper, last))
        self.assertAlmostEqual(alert.amount, 400.0)
        self.assertEqual(alert.reason, "Paper: every 28 days, now 120. Other goods 9 times since.")
        # They buy it again.
        self.orders_on(self.beta, [self.today], product=sheets)
        self.search_now()
        self.assertEqual(self.alerts(self.beta).state, "returned")

    def test_talks_no_more(self):
        self.touch(self.beta, [100 + 14 * number for number in range(10)])
        self.search_now()
        alert = self.alerts(self.beta)
        self.assertEqual((alert.kind, alert.basis, alert.amount), ("quiet", "rhythm", 0.0))
        self.assertEqual(alert.reason, "We talked every 14 days, now 100, and they bought nothing since.")

    def test_invoices_count(self):
        for number in range(8):
            self.document(self.beta, 70.0, day=self.today - dt.timedelta(days=80 + 30 * number))
        self.search_now()
        self.assertEqual(self.alerts(self.beta).reason, "Orders every 30 days, now 80.")
        self.assertAlmostEqual(self.alerts(self.beta).amount, 560.0)

    def test_too_little_data(self):
        self.orders(self.beta, 40, 2, ago=300)
        self.search_now()
        self.assertFalse(self.alerts(self.beta))
        self.rule.thin = True
        self.search_now()
        self.assertEqual(self.alerts(self.beta).basis, "thin")
        self.assertIn("Not enough data: bought on 2 days", self.alerts(self.beta).reason)

    def test_score_has_the_rhythm(self):
        self.orders(self.beta, 28, 12, ago=61)
        run = self.run_now()
        self.assertEqual((run.state, run.error, run.score_count, run.current), ("done", False, 1, True))
        score = self.env["crm.customer.score"].search(
            [("customer_id", "=", self.beta.id), ("run_id.current", "=", True), ("company_id", "=", self.company.id)]
        )
        self.assertEqual((score.rhythm_basis, score.rhythm_gaps, score.rhythm_days), ("rhythm", 11, 28.0))
        self.assertTrue(28 < score.rhythm_limit < 61)
        page = self.env["res.partner"].with_user(self.manager).customer360(self.beta.id)
        [panel] = [one for one in page["panels"] if one["key"] == "rhythm"]
        self.assertEqual([item["value"] for item in panel["items"]], ["every 28 days", 61])

    def test_stopped_half_way(self):
        self.orders(self.beta, 28, 12, ago=61)
        runs = self.env["crm.silence.run"]
        run = runs.browse(runs.refresh())
        run._try_step()
        run._try_step()
        self.assertEqual((run.state, run.step), ("running", 2))
        self.assertTrue(0 < run.progress < 100)
        # The job dies here; the next one goes on.
        runs._cron_work()
        self.assertEqual((run.state, run.found, run.told), ("done", 1, 0))
        self.assertEqual(len(self.alerts(self.beta)), 1)

    def test_a_step_that_fails_is_told(self):
        runs = self.env["crm.silence.run"]
        run = runs.browse(runs.refresh())
        self.patch(type(runs), "_step_prior", self._broken)
        runs._cron_work()
        self.assertEqual((run.state, run.error), ("failed", "The disk is full"))

    def _broken(self, *_args):
        raise ValueError("The disk is full")

    def _tried_yesterday(self):
        """A row of an earlier search."""
        yesterday = self.today - dt.timedelta(days=1)
        made = {"company_id": self.company.id, "as_of": yesterday, "state": "done", "step": 10}
        run = self.env["crm.silence.run"].create(made)
        row = {"run_id": run.id, "company_id": self.company.id, "rule_id": self.rule.id, "day": yesterday}
        return self.env["crm.silence.backtest"].create({**row, "basis": "rhythm"})

    def test_trust_on_the_past(self):
        """Ten who left and were noticed: all right; the page says so, and what the fixed days would have named."""
        partners = self.env["res.partner"].create(
            [{"name": f"Left {number}", "is_company": True} for number in range(10)]
        )
        for partner in partners:
            self.orders(partner, 14, 10, ago=140)
        before = self._tried_yesterday()
        run = self.search_now()
        self.assertEqual(set(run.backtest_ids.mapped("latest")), {True})
        mine = [("company_id", "=", self.company.id)]
        analysts = self.env["crm.silence.backtest"].with_user(self.analyst)
        self.assertEqual(analysts.search([*mine, ("latest", "=", True)]).run_id.sudo(), run)
        self.assertEqual(analysts.search([*mine, ("latest", "=", False)]).sudo(), before)
        self.assertFalse(before.latest)
        rows = run.backtest_ids.filtered(lambda row: (row.kind, row.basis) == ("silent", "rhythm"))
        # Seen from 90 days ago they were silent for 50 days and stayed away; before, nobody was silent.
        self.assertEqual((sum(rows.mapped("named")), sum(rows.mapped("named_right"))), (10, 10))
        self.assertEqual(sum(rows.mapped("fixed_named")), 0)
        self.assertEqual(self.alerts(partners[0]).trust, "Right 10 of 10 times, tried on the past.")

    def test_trust_of_the_other_kinds(self):
        """Ten who talked no more and did not come back: right; by answers as soon as there are ten."""
        partners = self.env["res.partner"].create(
            [{"name": f"Quiet {number}", "is_company": True, "user_id": self.seller.id} for number in range(10)]
        )
        for partner in partners:
            self.touch(partner, [160 + 14 * number for number in range(9)])
        # An eleventh paused as long 90 days ago, and called again.
        self.touch(self.beta, [50, *(160 + 14 * number for number in range(9))])
        run = self.search_now()
        rows = run.backtest_ids.filtered(lambda row: row.kind == "quiet")
        counts = [sum(rows.mapped(name)) for name in ("customers", "named", "named_right", "fixed_named")]
        # Seen from 90 days ago all had been quiet for 70 days; from 180 days ago nobody was.
        self.assertEqual(counts[1:], [11, 10, 0])
        alerts = self.env["crm.silence.alert"].search([("customer_id", "in", partners.ids)])
        self.assertEqual(set(alerts.mapped("kind")), {"quiet"})
        self.assertEqual(alerts[0].trust, "Right 9 of 10 times, tried on the past.")
        alerts[:4].action_wrong("Talked with our driver")
        alerts[4:].action_won_back("Called")
        self.env.invalidate_all()
        self.assertEqual(alerts[0].trust, "Right 6 of 10 times, by what was answered.")
        # What was answered of one kind says nothing of another.
        trust = self.env["crm.silence.backtest"]._trust(self.company, alerts[0].rule_id, "rhythm", "decline")
        self.assertEqual(trust, "Not enough data to say how often it is right.")
