"""The job: pieces, stop and go on, two at once, killed half-way."""

import hashlib
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import psycopg2

from odoo.tests import get_db_name
from odoo.tools import config, mute_logger

from .test_concurrency import ConcurrencyCase

RUN = "odoo.addons.crm_customer360.models.duplicate.crm_duplicate_run"

#: Looks for duplicates in pieces; says when two pieces of comparing are committed, and stands still within the third.
SEARCH = """
import sys, time
from odoo.tools import config
config.parse_config(sys.argv[3:])
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.addons.crm_customer360.models.duplicate import crm_duplicate_run
crm_duplicate_run.COMPARE_PIECE = int(sys.argv[1])
registry = Registry(sys.argv[2])
engine = registry["crm.duplicate.engine"]
compare, done = engine._compare_piece, []

def compare_piece(model, limit):
    counts = compare(model, limit)
    model.env.cr.flush()
    done.append(counts)
    if len(done) == 3:
        print("within a piece", flush=True)
        time.sleep(120)
    return counts

engine._compare_piece = compare_piece
with registry.cursor() as cr:
    api.Environment(cr, SUPERUSER_ID, {})["crm.duplicate.run"]._cron_search()
"""


def unlike_word(*seed):
    """Sixteen letters that look like those of no other seed."""
    digest = hashlib.sha256(repr(seed).encode()).hexdigest()
    return digest[:16].translate(str.maketrans("0123456789", "ghijklmnop"))


class TestDuplicateRun(ConcurrencyCase):
    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            env["crm.duplicate.run"].search([("state", "!=", "done")]).state = "done"
            self.first_run = env["crm.duplicate.run"].search([], limit=1).id or 0
            env["crm.duplicate.run"]._cron_search()
            self.last_run = env["crm.duplicate.run"].search([], limit=1).id
            vals_list = [
                {"name": f"{word[:8]} {word[8:16]}", "email": f"{word}@example.org"}
                for number in range(20)
                for word in [unlike_word(self.alfa, number)] * 2
            ]
            self.partners = env["res.partner"].create(vals_list).ids
            self.partner_ids += self.partners
        self.addCleanup(self.forget)

    def forget(self):
        with self.transaction() as env:
            env["crm.duplicate.run"].search([("id", ">", self.first_run)]).unlink()

    def pairs(self):
        """``[(partner, other)]`` of the planted customers."""
        with self.transaction() as env:
            found = env["crm.duplicate"].search([("partner_id", "in", self.partners)])
            return sorted((pair.partner_id.id, pair.other_id.id) for pair in found)

    @property
    def expected(self):
        return [tuple(self.partners[number : number + 2]) for number in range(0, len(self.partners), 2)]

    def run_(self, env):
        return env["crm.duplicate.run"].search([("id", ">", self.last_run)], limit=1)

    def search_pieces(self, size):
        with patch(f"{RUN}.COMPARE_PIECE", size), patch(f"{RUN}.KEYS_PIECE", size), self.transaction() as env:
            env["crm.duplicate.run"]._cron_search()

    def searched(self):
        """Whether the job came to its end; not, if another was in its way from the start: the next minute it would."""
        try:
            with self.transaction() as env:
                env["crm.duplicate.run"]._cron_search()
        except psycopg2.OperationalError:
            return False
        return True

    def test_in_pieces_and_again(self):
        self.search_pieces(7)
        self.assertEqual(self.pairs(), self.expected)
        with self.transaction() as env:
            run = self.run_(env)
            self.assertEqual((run.state, run.progress, run.customers, run.found), ("done", 100, 40, 20))
            self.assertGreater(run.seconds, 0)
            self.assertTrue(run.finished_on)
        self.search_pieces(7)
        self.assertEqual(self.pairs(), self.expected)
        with self.transaction() as env:
            self.assertEqual(self.run_(env).customers, 0, "nothing has changed since")

    def test_stop_and_go_on(self):
        with self.transaction() as env:
            run = env["crm.duplicate.run"].browse(env["crm.duplicate.run"].start())
            self.assertEqual(env["crm.duplicate.run"].start(), run.id, "one at a time")
        engine = self.registry["crm.duplicate.engine"]
        compare, turns = engine._compare_piece, []

        def stop_after_two(model, limit):
            turns.append(compare(model, limit))
            if len(turns) == 2:
                model.env["crm.duplicate.run"].browse(run.id).action_stop()
            return turns[-1]

        with patch.object(engine, "_compare_piece", stop_after_two):
            self.search_pieces(10)
        with self.transaction() as env:
            run = self.run_(env)
            self.assertEqual((run.state, run.customers), ("stopped", 20))
            run.action_resume()
            self.assertEqual(run.state, "waiting")
        self.search_pieces(10)
        with self.transaction() as env:
            run = self.run_(env)
            self.assertEqual((run.state, run.customers, run.found), ("done", 40, 20))
        self.assertEqual(self.pairs(), self.expected)

    def test_everybody(self):
        self.search_pieces(1000)
        with self.transaction() as env:
            env["crm.duplicate.run"].start(everybody=True)
            env.cr.execute("SELECT count(*) FROM crm_duplicate_state")
            everybody = env.cr.fetchone()[0]
        self.search_pieces(1000)
        with self.transaction() as env:
            self.assertEqual(self.run_(env).customers, everybody)
        self.assertEqual(self.pairs(), self.expected)

    def test_two_jobs_at_once(self):
        """Both take pieces in turn; no pair is lost, none is there twice, and there is one run."""
        with self.transaction() as env:
            env["crm.duplicate.run"].start()
        barrier = threading.Barrier(2)

        def search(_number):
            barrier.wait(timeout=60)
            with mute_logger("odoo.sql_db"):
                while not self.searched():
                    pass

        with (
            patch(f"{RUN}.COMPARE_PIECE", 4),
            patch(f"{RUN}.KEYS_PIECE", 4),
            ThreadPoolExecutor(2) as pool,
        ):
            list(pool.map(search, range(2)))
        self.assertEqual(self.pairs(), self.expected)
        with self.transaction() as env:
            env.cr.execute("SELECT count(*) FROM crm_duplicate_state WHERE waiting")
            self.assertEqual(env.cr.fetchone()[0], 0)

    def test_killed_half_way(self):
        names = ("db_host", "db_port", "db_user", "data_dir")
        options = [f"--{'data-dir' if name == 'data_dir' else name}={config[name]}" for name in names if config[name]]
        options.append(f"--addons-path={','.join(config['addons_path'])}")
        environ = {**os.environ, **({"PGPASSWORD": config["db_password"]} if config["db_password"] else {})}
        command = [sys.executable, "-c", SEARCH, "8", get_db_name(), *options]
        with subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            line = process.stdout.readline()
            process.kill()
            _rest, errors = process.communicate()
        self.assertEqual(line, "within a piece\n", errors[-2000:])
        with self.transaction() as env:
            env.cr.execute("SELECT count(*) FROM crm_duplicate_state WHERE waiting")
            self.assertEqual(env.cr.fetchone()[0], 24, "two pieces of eight are committed, the third is not")
            self.assertEqual(self.run_(env).state, "running")
        self.assertEqual(self.pairs(), self.expected[:8])
        self.search_pieces(8)
        self.assertEqual(self.pairs(), self.expected)
        with self.transaction() as env:
            self.assertEqual((self.run_(env).state, self.run_(env).customers), ("done", 40))

    def test_two_stewards_decide_at_once(self):
        self.search_pieces(1000)
        with self.transaction() as env:
            pair = env["crm.duplicate"].search([("partner_id", "=", self.partners[0])]).id
        with self.two_transactions() as (one, other):
            one["crm.duplicate"].keep_apart([pair], "people", "the first")
            one.cr.flush()
            one.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.OperationalError):
                other["crm.duplicate"].keep_apart([pair], "family", "the second")
                other.cr.flush()
            other.cr.rollback()
        with self.transaction() as env:
            self.assertEqual(env["crm.duplicate"].browse(pair).note, "the first")
