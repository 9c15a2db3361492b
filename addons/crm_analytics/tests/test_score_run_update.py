import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.crm_score_run_update import DECIDING
from .profit_case import ProfitCase

LINKS = ("customer_id", "month", "account_id", "kind", "reason", "origin", "cost_source", "channel_id", "categ_id")
WAY = ("user_id", "team_id", "medium_id", "source_id", "campaign_id")
SUMS = ("amount", "discount", "realisation", "listed", "uncosted", "quantity", "items")
PRODUCT = ("month", "product_id", "categ_id", "channel_id")
PRODUCT_SUMS = ("revenue", "discount", "returns", "cogs", "margin", "uncosted", "quantity")
#: Tables whose times of change are moved back, so that what comes next is all that changed.
DATED = (
    "account.move",
    "account.move.line",
    "res.partner",
    "sale.order.line",
    "stock.move",
    "crm.cost.rate",
    *DECIDING,
)


class UpdateCase(ProfitCase):
    """A run that is shown, changes after it, and what a whole run would say."""

    def settle(self):
        """Everything so far was before the run."""
        self.env.flush_all()
        models = {*DATED, *(source.model for source in self.env["crm.cost.driver"]._possible_sources())}
        for name in models:
            if name in self.env and self.env[name]._log_access:
                table = SQL.identifier(self.env[name]._table)
                self.env.cr.execute(
                    SQL("UPDATE %s SET write_date = now() AT TIME ZONE 'UTC' - interval '9 days'", table)
                )
        self.env.cr.execute("DELETE FROM crm_score_touched")
        self.env.invalidate_all()

    def shown(self):
        return self.env["crm.score.run"].search([("company_id", "=", self.company.id), ("current", "=", True)])

    def rows(self, run):
        """Facts, sums by product and counts of a run, as sorted lists without ids."""
        found = []
        for table, keys, sums in (
            ("crm_profit_fact", (*LINKS, *WAY), SUMS),
            ("crm_profit_product", PRODUCT, PRODUCT_SUMS),
            ("crm_cost_count", ("customer_id", "month", "driver"), ("quantity",)),
        ):
            columns = [*(f"{key}::text" for key in keys), *(f"round(coalesce({one}, 0)::numeric, 4)" for one in sums)]
            self.env.cr.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE run_id = %s", [run.id])
            found += sorted(([table, *row] for row in self.env.cr.fetchall()), key=str)
        return found

    def assert_like_a_whole_run(self, label=""):
        """What is shown, made up to date, is row by row what a whole run counts."""
        self.env.flush_all()
        run = self.shown()
        run._try_update()
        self.env.invalidate_all()
        waiting = self.env["crm.score.run"].search([("company_id", "=", self.company.id), ("state", "=", "waiting")])
        self.assertFalse(waiting, f"{label}: {run.update_note}")
        self.assertEqual(run.difference, 0.0, label)
        updated = self.rows(run)
        whole = self.env["crm.score.run"].create({"company_id": self.company.id, "as_of": run.as_of})
        while whole.state in ("waiting", "running"):
            whole._piece()
        self.env.flush_all()
        wanted = self.rows(whole)
        missing, besides = [row for row in wanted if row not in updated], [row for row in updated if row not in wanted]
        self.assertFalse(missing or besides, f"{label}\nmissing {missing}\nbesides {besides}")
        self.assertEqual(len(updated), len(wanted), label)
        return run


@tagged("post_install", "-at_install")
class TestScoreRunUpdate(UpdateCase):
    """What changed during the day is counted anew, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls.document(cls.ana, 100.0, day="2023-03-10")
        cls.document(cls.beta, 40.0, day="2024-06-10")
        cls.entry(30.0, day="2024-06-11")
        cls.env["crm.cost.rate"].create(
            {"company_id": cls.company.id, "driver": "invoice", "rate": 3.335, "date_from": "2023-01-01"}
        )

    def setUp(self):
        super().setUp()
        self.run_now()
        self.settle()

    def test_nothing_changed(self):
        run = self.shown()
        before = self.env["crm.profit.fact"].search([("run_id", "=", run.id)]).ids
        run._try_update()
        self.assertEqual(self.env["crm.profit.fact"].search([("run_id", "=", run.id)]).ids, before)
        self.assertTrue(run.updated_at)

    def test_a_new_invoice(self):
        domain = [("run_id", "=", self.shown().id), ("month", "=", "2023-03-01"), ("account_id", "!=", False)]
        kept = self.env["crm.profit.fact"].search(domain)
        self.document(self.beta, 11.0, day="2025-03-10")
        self.assert_like_a_whole_run()
        self.assertAlmostEqual(self.profit(self.beta), 51.0 - 6.68)
        self.assertTrue(kept)
        self.assertEqual(kept.exists(), kept, "the month of another customer was left alone")

    def test_taken_back_and_deleted(self):
        self.old.button_draft()
        self.old.name = False
        self.old.with_context(force_delete=True).unlink()
        self.assert_like_a_whole_run()
        self.assertIsNone(self.profit(self.alfa))

    def test_moved_to_another_month_and_customer(self):
        self.old.button_draft()
        self.old.write({"partner_id": self.beta.id, "invoice_date": "2024-07-07", "date": "2024-07-07"})
        self.old.name = False
        self.old.action_post()
        self.assert_like_a_whole_run()
        self.assertIsNone(self.profit(self.alfa))

    def test_a_document_in_one_month_and_its_salesperson_in_another(self):
        # Of the older invoice no journal item is written, so its month is not counted whole.
        self.document(self.ana, 11.0, day="2025-03-10")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET invoice_user_id = %s, write_date = now() AT TIME ZONE 'UTC' WHERE id = %s",
            [self.env.ref("base.user_admin").id, self.old.id],
        )
        self.env.invalidate_all()
        run = self.assert_like_a_whole_run()
        [fact] = self.env["crm.profit.fact"].search(
            [("run_id", "=", run.id), ("month", "=", "2023-03-01"), ("account_id", "!=", False)]
        )
        self.assertEqual(fact.user_id, self.env.ref("base.user_admin"))

    def test_another_parent(self):
        self.ana.parent_id = self.beta
        self.assert_like_a_whole_run()
        self.assertIsNone(self.profit(self.alfa))

    def test_a_merge_and_back(self):
        [merge] = self.merge(self.beta, self.alfa)
        self.assert_like_a_whole_run("merged")
        self.assertIsNone(self.profit(self.alfa))
        self.settle()
        result = merge.unmerge(merge.id)
        self.assertNotIn("crm.profit.fact", [kept["model"] for kept in result["kept"]])
        self.assert_like_a_whole_run("parted")
        self.assertAlmostEqual(self.profit(self.alfa), 100.0 - 3.34)

    def merge(self, survivor, source):
        merges = self.env["crm.merge"]
        last = merges.search([], limit=1, order="id desc").id or 0
        self.env["res.partner"].merge_customers(survivor.id, [source.id])
        return merges.search([("id", ">", last)])

    def test_a_rate(self):
        self.env["crm.cost.rate"].search([("company_id", "=", self.company.id)]).rate = 7.77
        self.assert_like_a_whole_run()
        self.env["crm.cost.rate"].search([("company_id", "=", self.company.id)]).unlink()
        self.assert_like_a_whole_run("without a rate")
        self.assertAlmostEqual(self.profit(self.beta), 40.0)

    def test_a_step_of_an_account_asks_for_a_whole_run(self):
        self.env["crm.profit.account"].create(
            {"company_id": self.company.id, "account_id": self.account("income").id, "step": "other"}
        )
        run = self.shown()
        before = self.rows(run)
        run._try_update()
        self.env.invalidate_all()
        waiting = self.env["crm.score.run"].search([("company_id", "=", self.company.id), ("state", "=", "waiting")])
        self.assertEqual(waiting.as_of, Date.context_today(run))
        self.assertEqual(self.rows(run), before)
        self.assertIn("settings", run.update_note)

    def test_another_category_asks_for_a_whole_run(self):
        self.product.categ_id = self.env["product.category"].create({"name": "Other"})
        self.env.flush_all()
        self.shown()._try_update()
        self.assertIn("categories", self.shown().update_note)

    def test_what_does_not_reconcile_asks_for_a_whole_run(self):
        """Something spoilt an item behind Odoo's back: its credit is not its balance, and that is not hidden."""
        move = self.document(self.beta, 11.0, day="2025-03-10")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET credit = credit + 5 WHERE move_id = %s AND display_type = 'product'",
            [move.id],
        )
        self.env.invalidate_all()
        run = self.shown()
        before = self.rows(run)
        run._try_update()
        self.env.invalidate_all()
        self.assertEqual(self.rows(run), before, "nothing is half-done")
        self.assertTrue(
            self.env["crm.score.run"].search([("state", "=", "waiting"), ("company_id", "=", self.company.id)])
        )

    def test_links_of_deleted_records(self):
        team = self.env["crm.team"].create({"name": "Gone", "company_id": self.company.id})
        self.document(self.beta, 11.0, day="2025-03-10").team_id = team
        self.assert_like_a_whole_run()
        fact = self.env["crm.profit.fact"].search([("team_id", "=", team.id)], limit=1)
        self.assertTrue(fact)
        self.env["account.move"].search([("team_id", "=", team.id)]).team_id = False
        team.unlink()
        self.assertFalse(fact.team_id)
        [read] = fact.web_read({"team_id": {"fields": {"display_name": {}}}})
        self.assertFalse(read["team_id"])
        nobody = self.env["res.partner"].create({"name": "Nobody"})
        self.env.cr.execute(
            "UPDATE crm_cost_count SET customer_id = %s WHERE customer_id = %s", [nobody.id, self.beta.id]
        )
        nobody.unlink()
        self.env.cr.execute("SELECT count(*) FROM crm_cost_count WHERE customer_id = %s", [nobody.id])
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_a_run_that_goes_takes_its_rows(self):
        first = self.shown()
        second = self.run_now(as_of="2025-01-01")
        second_id = second.id
        self.run_now(as_of="2025-01-02")
        self.run_now(as_of="2025-01-03")
        # The last run of a month stays for its scores.
        self.assertTrue(first.exists())
        self.assertFalse(second.exists())
        for table in ("crm_profit_fact", "crm_profit_product", "crm_cost_count"):
            self.env.cr.execute(f"SELECT count(*) FROM {table} WHERE run_id = %s", [first.id])
            self.assertEqual(self.env.cr.fetchone(), (0,), table)
            self.env.cr.execute(f"SELECT count(*) FROM {table} WHERE run_id = %s", [second_id])
            self.assertEqual(self.env.cr.fetchone(), (0,), table)

    def test_called(self):
        runs = self.env["crm.score.run"].with_user(self.analyst)
        self.assertEqual(runs.catch_up(), self.shown().id)
        self.document(self.beta, 11.0, day="2025-03-10")
        self.env["crm.score.run"]._cron_work()
        self.env.invalidate_all()
        self.assertAlmostEqual(self.profit(self.beta), 51.0 - 6.68)


@tagged("post_install", "-at_install")
class TestScoreRunRandom(UpdateCase):
    """Whatever happens to documents, customers and rates, the update equals a whole run."""

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(min_value=0, max_value=2**32))
    def test_random_days(self, seed):
        chance = random.Random(seed)
        with self.env.cr.savepoint():
            self.moves, self.orders = self.env["account.move"], self.env["sale.order"]
            for _number in range(chance.randint(2, 5)):
                self._sell(chance)
            self.run_now()
            for day in range(2):
                self.settle()
                done = [chance.choice(self.operations())(chance) for _number in range(chance.randint(1, 4))]
                self.assert_like_a_whole_run(f"seed {seed}, day {day}: {done}")

    def operations(self):
        return [
            self._sell,
            self._sell,
            self._take_back,
            self._refund,
            self._delete,
            self._another_day,
            self._book,
            self._order,
            self._cancel_order,
            self._another_parent,
            self._another_rate,
            self._done_by_hand,
        ]

    def _day(self, chance):
        return f"202{chance.randint(3, 5)}-{chance.randint(1, 10):02}-{chance.randint(1, 28):02}"

    def _sell(self, chance):
        kind = chance.choice(["out_invoice", "out_invoice", "out_refund", "in_invoice"])
        partner = chance.choice([self.alfa, self.ana, self.beta, self.supplier])
        self.moves += self.document(
            partner, chance.choice([0.33, 19.99, 100.0]), kind, self._day(chance), discount=chance.choice([0, 12.5])
        )
        return f"{kind} of {partner.name}"

    def _posted(self, chance):
        found = self.moves.exists().filtered(lambda move: move.state == "posted" and not move.reversal_move_ids)
        found = found.filtered(lambda move: not move.reversed_entry_id)
        return found and chance.choice(found)

    def _take_back(self, chance):
        if move := self._posted(chance):
            move.button_draft()
            if chance.random() < 0.5:
                move.button_cancel()
        return "taken back"

    def _refund(self, chance):
        move = self._posted(chance)
        if move and move.move_type == "out_invoice":
            move._reverse_moves([{"date": move.date, "invoice_date": move.date}], cancel=True)
        return "refunded"

    def _delete(self, chance):
        if move := self._posted(chance):
            move.button_draft()
            self.moves -= move
            move.name = False
            move.with_context(force_delete=True).unlink()
        return "deleted"

    def _another_day(self, chance):
        if move := self._posted(chance):
            day = self._day(chance)
            move.button_draft()
            move.name = False
            move.write({"invoice_date": day, "date": day, "partner_id": chance.choice([self.alfa, self.beta]).id})
            move.action_post()
        return "another day and customer"

    def _book(self, chance):
        self.entry(
            chance.choice([1.0, 7.77]), chance.choice([None, self.alfa, self.ana, self.supplier]), self._day(chance)
        )
        return "booked by hand"

    def _order(self, chance):
        partner = chance.choice([self.alfa, self.ana, self.beta])
        line = Command.create({"product_id": self.product.id, "price_unit": 10.0})
        order = self.env["sale.order"].create({"partner_id": partner.id, "order_line": [line]})
        order.action_confirm()
        order.date_order = f"{self._day(chance)} 10:00:00"
        self.orders += order
        return f"order of {partner.name}"

    def _cancel_order(self, chance):
        if self.orders:
            order = chance.choice(self.orders)
            order._action_cancel()
            if chance.random() < 0.5:
                self.orders -= order
                order.unlink()
        return "order cancelled"

    def _another_parent(self, chance):
        self.ana.parent_id = chance.choice([self.alfa, self.beta, self.env["res.partner"]])
        return "another parent"

    def _another_rate(self, chance):
        rates = self.env["crm.cost.rate"].search([("company_id", "=", self.company.id)])
        if rates:
            rates[0].rate = chance.choice([0.0, 1.115, 7.35])
        else:
            self.env["crm.cost.rate"].create(
                {
                    "company_id": self.company.id,
                    "driver": chance.choice(["invoice", "order"]),
                    "rate": 3.335,
                    "date_from": "2023-01-01",
                }
            )
        return "another rate"

    def _done_by_hand(self, chance):
        driver = self.env["crm.cost.driver"].search([("company_id", "=", self.company.id)], limit=1)
        driver = driver or self.env["crm.cost.driver"].create({"name": "Rush", "company_id": self.company.id})
        values = {"driver_id": driver.id, "customer_id": self.ana.id, "date": self._day(chance), "quantity": 2}
        self.env["crm.cost.entry"].create(values)
        return "done by hand"
