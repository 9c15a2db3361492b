from odoo.sql_db import db_connect
from odoo.tests import get_db_name, tagged

from .test_score_run_update import UpdateCase

TABLES = ("crm_profit_fact", "crm_cost_count", "crm_profit_running")


@tagged("post_install", "-at_install")
class TestProfitIds(UpdateCase):
    """Ids are taken many at a time; those of what is written later are later all the same."""

    def take(self, cr):
        """The next id of each table in one session."""
        found = {}
        for table in TABLES:
            cr.execute("SELECT nextval(%s)", [f"{table}_id_seq"])
            [found[table]] = cr.fetchone()
        return found

    def first(self, run, since):
        """The first ids of a run's rows that are not those there were."""
        found = {}
        for table in TABLES:
            self.env.cr.execute(f"SELECT min(id) FROM {table} WHERE run_id = %s AND id <> ALL(%s)", [run.id, since])
            [found[table]] = self.env.cr.fetchone()
        return found

    def assert_later(self, ids, than):
        for table in TABLES:
            self.assertGreater(ids[table], than[table], table)

    def test_later_than_those_of_another_session(self):
        self.document(self.alfa, 100.0)
        with db_connect(get_db_name()).cursor() as other:
            self.take(self.env.cr)
            theirs = self.take(other)
            mine = self.take(self.env.cr)
            self.assertLess(mine["crm_profit_fact"], theirs["crm_profit_fact"], "taken before the other's")
            run = self.run_now()
            self.assert_later(self.first(run, []), theirs)

            self.settle()
            before = self.ids(run)
            self.take(self.env.cr)
            other.execute("DISCARD SEQUENCES")
            theirs = self.take(other)
            self.document(self.alfa, 50.0)
            self.shown()._update_now()
            self.env.flush_all()
            self.assert_later(self.first(run, before), theirs)

    def ids(self, run):
        found = []
        for table in TABLES:
            self.env.cr.execute(f"SELECT id FROM {table} WHERE run_id = %s", [run.id])
            found += [id_ for (id_,) in self.env.cr.fetchall()]
        return found

    def test_they_begin_anew(self):
        """A run of a million rows each night would use up all numbers of an id in a few years."""
        for table in TABLES:
            self.env.cr.execute(
                "SELECT cycle, max_value FROM pg_sequences WHERE sequencename = %s", [f"{table}_id_seq"]
            )
            self.assertEqual(self.env.cr.fetchone(), (True, 2**31 - 1), table)
