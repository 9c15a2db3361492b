from datetime import datetime

from odoo.fields import Domain
from odoo.tests import tagged

from ..core import update
from .profit_case import ProfitCase


@tagged("post_install", "-at_install")
class TestScoreRunLookup(ProfitCase):
    """What changed is looked up: nobody who moves a meeting waits until all contacts were read."""

    def plan(self, statement, values, *ways):
        """How the database would do it if there were many rows, without these ways of reading either."""
        for name in ("seqscan", "hashjoin", "mergejoin", *ways):
            self.env.cr.execute(f"SET LOCAL enable_{name} = off")
        self.env.cr.execute(f"EXPLAIN {statement}", values)
        return "\n".join(line for (line,) in self.env.cr.fetchall())

    def test_what_a_meeting_counted_for(self):
        event = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2025-03-01 10:00:00",
                "stop": "2025-03-01 11:00:00",
                "partner_ids": [(6, 0, self.alfa.ids)],
            }
        )
        self.env.cr.flush()
        rows = Domain("source", "=", "calendar.event") & Domain("key_id", "=", event.id)
        self.assertEqual(len(self.env["crm.touchpoint"].search(rows)), 1)
        # As many more meetings as tell the planner that there are many.
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'crm_touchpoint' AND column_name NOT IN ('id', 'key_id')"
        )
        columns = ", ".join(name for (name,) in self.env.cr.fetchall())
        self.env.cr.execute(
            f"INSERT INTO crm_touchpoint (key_id, {columns})"
            f" SELECT -n, {columns} FROM crm_touchpoint, generate_series(1, 5000) n"
            " WHERE source = 'calendar.event' AND key_id = %s",
            [event.id],
        )
        self.env.cr.execute("ANALYZE crm_touchpoint")
        [statement] = self.env["crm.score.touched"]._watched()["calendar.event"][1]
        self.assertRegex(self.plan(statement, {"ids": [event.id]}), r"Index Cond: .*source.*key_id = e\.id")

    def test_what_every_watched_record_counted_for(self):
        for name, (_columns, statements) in self.env["crm.score.touched"]._watched().items():
            for statement in statements:
                self.assertNotIn("Seq Scan", self.plan(statement, {"ids": [1]}), name)

    def test_contacts_since_a_run(self):
        drivers = self.env["crm.cost.driver"]
        counted = [(source, False) for source in drivers._possible_sources() if source.model == "crm.touchpoint"]
        sources = self.env["crm.profit.fact"]._sources(self.company)
        values = {"company": self.company.id, "since": datetime(2025, 3, 1), "as_of": "2025-03-01", "run": 0}
        # Indexes that begin with the customer hold the day too: read whole, they are good enough for a few rows.
        self.env.cr.execute(
            "SELECT string_agg(quote_ident(indexname), ', ') FROM pg_indexes"
            " WHERE tablename = 'crm_touchpoint' AND indexdef ~ '\\mdate\\M' AND indexdef !~ 'USING brin'"
        )
        self.env.cr.execute(f"DROP INDEX {self.env.cr.fetchone()[0]}")
        plan = self.plan(update.customers(sources, counted), values, "indexscan", "indexonlyscan")
        self.assertRegex(plan, r"Bitmap Index Scan on crm_touchpoint_score_date_idx.*\n +Index Cond: \(date >= ")
