from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .profit_case import ProfitCase


@tagged("post_install", "-at_install")
class TestScoreRun(ProfitCase):
    """A run is seen whole or not at all."""

    def test_previous_run_is_seen_until_the_next_is_whole(self):
        self.document(self.alfa, 100.0, day="2023-03-10")
        first = self.run_now()
        self.document(self.alfa, 11.0, day="2025-03-10")
        runs = self.env["crm.score.run"]
        second = runs.browse(runs.refresh())
        second._try_piece()
        self.env.invalidate_all()
        self.assertEqual(second.state, "running")
        self.assertTrue(0 < second.progress < 100)
        self.assertAlmostEqual(self.profit(self.alfa), 100.0)
        self.assertTrue(first.current)
        # The job dies here; the next one goes on where it was.
        runs._cron_work()
        self.env.invalidate_all()
        self.assertEqual(second.state, "done")
        self.assertTrue(second.current)
        self.assertFalse(first.exists().current)
        self.assertAlmostEqual(self.profit(self.alfa), 111.0)

    def test_what_is_counted_is_joined_by_hashing_or_index(self):
        """A merge is planned by what is known of the greatest id, which after postings on a new account is wrong."""
        self.document(self.alfa, 100.0)
        plans = []
        execute = type(self.cr).execute

        def explained(cursor, query, params=None, **options):
            text = str(getattr(query, "code", query))
            if "INSERT INTO crm_profit_fact" in text:
                # Few rows are joined by loops; among many it is hashing or merging.
                execute(cursor, "SET LOCAL enable_nestloop = off")
                execute(cursor, f"EXPLAIN {text}", getattr(query, "params", params))
                plans.append("\n".join(line for (line,) in cursor.fetchall()))
                execute(cursor, "SET LOCAL enable_nestloop = on")
            return execute(cursor, query, params, **options)

        with patch.object(type(self.cr), "execute", explained):
            self.run_now()
        self.assertIn("Hash Join", "".join(plans))
        for plan in plans:
            self.assertNotRegex(plan, r"Merge .*Join")

    def test_stop_and_resume(self):
        self.document(self.alfa, 100.0, day="2023-03-10")
        runs = self.env["crm.score.run"]
        run = runs.browse(runs.refresh())
        run._try_piece()
        run.action_stop()
        runs._cron_work()
        self.assertEqual(run.state, "stopped")
        self.assertIsNone(self.profit(self.alfa))
        run.action_resume()
        runs._cron_work()
        self.env.invalidate_all()
        self.assertEqual(run.state, "done")
        self.assertAlmostEqual(self.profit(self.alfa), 100.0)
        self.assertEqual(run.difference, 0.0)

    def test_a_run_that_fails_is_told_and_not_seen(self):
        self.document(self.alfa, 100.0)
        run = self.run_now()
        runs = self.env["crm.score.run"]
        broken = runs.browse(runs.refresh(as_of="2025-12-31"))
        with patch.object(type(runs), "_count", side_effect=UserError("The disk is full")):
            runs._cron_work()
        self.assertEqual(broken.state, "failed")
        self.assertIn("disk is full", broken.error)
        self.assertTrue(run.current)
        self.assertAlmostEqual(self.profit(self.alfa), 100.0)

    def test_broken_runs_do_not_pile_up(self):
        """The last three of a company stay, with what they wrote; the one that is shown, and others' stay anyway."""
        self.document(self.alfa, 100.0)
        shown = self.run_now()
        runs = self.env["crm.score.run"]
        days = [f"2025-12-{day}" for day in range(10, 16)]
        broken = runs.create([{"company_id": self.company.id, "as_of": day, "state": "failed"} for day in days])
        broken[-1].state = "stopped"
        other = runs.create({"company_id": self._company("Elsewhere").id, "as_of": days[0], "state": "failed"})
        fact = {"company_id": self.company.id, "month": "2025-12-01", "kind": "revenue", "amount": 1.0}
        self.env["crm.profit.fact"].create([{**fact, "run_id": run.id} for run in broken])
        runs._gc_broken()
        self.assertEqual(broken.exists(), broken[3:])
        self.assertEqual(self.env["crm.profit.fact"].search([("run_id", "in", broken.ids)]).run_id, broken[3:])
        self.assertTrue(shown.exists().current)
        self.assertTrue(other.exists())
        self.assertEqual(runs._shown(self.company | other.company_id), shown)

    def test_asked_twice_is_one_run(self):
        self.document(self.alfa, 100.0)
        runs = self.env["crm.score.run"]
        self.assertEqual(runs.refresh(), runs.refresh())

    def test_old_runs_go_and_the_current_one_stays(self):
        self.document(self.alfa, 100.0)
        for day in ("2025-10-01", "2025-10-02", "2025-10-03", "2025-10-04"):
            last = self.run_now(as_of=day)
        runs = self.env["crm.score.run"].search([("company_id", "=", self.company.id)])
        self.assertEqual(len(runs), 2)
        with self.assertRaisesRegex(UserError, "pages show"):
            last.unlink()
        facts = self.env["crm.profit.fact"].search([("company_id", "=", self.company.id)])
        self.assertEqual(facts.run_id, runs)

    def test_arguments(self):
        runs = self.env["crm.score.run"]
        for arguments in (("1",), (True,), (self.env.ref("base.main_company").id,), (0,), ([],)):
            with self.assertRaisesRegex(UserError, "company_id"):
                runs.refresh(*arguments)
        for day in ("yesterday", "2025-02-30", 20250101, "2999-01-01", ["2025-01-01"]):
            with self.assertRaisesRegex(UserError, "as_of"):
                runs.refresh(False, day)

    def test_nightly(self):
        self.document(self.alfa, 100.0)
        self.env["crm.score.run"]._cron_nightly()
        self.env["crm.score.run"]._cron_nightly()
        runs = self.env["crm.score.run"].search([("company_id", "=", self.company.id)])
        self.assertEqual(runs.mapped("state"), ["done"])

    def test_rights(self):
        self.document(self.alfa, 100.0)
        self.run_now()
        runs = self.env["crm.score.run"]
        self.assertTrue(runs.with_user(self.analyst).refresh())
        for login in (self.seller, self._user("t_agent", "crm_customer360.group_agent")):
            with self.assertRaises(AccessError):
                runs.with_user(login).refresh()
        with self.assertRaises(AccessError):
            runs.with_user(self.analyst).search([]).action_stop()
