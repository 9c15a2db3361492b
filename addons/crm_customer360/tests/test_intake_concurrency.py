"""Two imports at once, and one killed half-way. What these tests write is committed, and removed at the end."""

import base64
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service import model as service
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config

from ..models.intake import crm_import_load
from .common import CONTEXT

ROWS = 40
#: Imports a batch piece by piece as the job does, slowly enough to be killed on the way.
KILLED = """
import sys, time
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config
config.parse_config(sys.argv[3:])
with Registry(sys.argv[1]).cursor() as cr:
    env = api.Environment(cr, SUPERUSER_ID, {})
    batch = env["crm.import.batch"].browse(int(sys.argv[2]))
    while batch.work:
        batch._do_piece(5)
        if batch.create_count >= 15:
            # In the midst of a piece: written, and not committed.
            print("ready", flush=True)
            time.sleep(600)
        cr.commit()
"""


@tagged("post_install", "-at_install")
class TestIntakeConcurrency(BaseCase):
    """Real connections of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        # Odoo's runner holds the lock of the registries while tests run; other threads would wait for it for ever.
        self.patch(Registry, "_lock", DummyRLock())
        self.tag = uuid.uuid4().hex[:8]
        with self.transaction() as env:
            mapping = [Command.create({"column": name, "field": name}) for name in ("name", "email", "external_id")]
            values = {"name": self.tag, "mapping_ids": mapping}
            sources = env["crm.import.source"].create([{**values, "code": f"{self.tag}{n}"} for n in range(2)])
            self.codes = sources.mapped("code")
        self.addCleanup(self.remove)

    @classmethod
    @contextlib.contextmanager
    def transaction(cls):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, CONTEXT)

    def remove(self):
        with self.transaction() as env:
            sources = env["crm.import.source"].search([("code", "in", self.codes)])
            partners = env["crm.external.id"].search([("source_id", "in", sources.ids)]).partner_id
            sources.batch_ids.write({"state": "undone"})
            sources.batch_ids.unlink()
            sources.unlink()
            partners.unlink()

    def rows(self, numbered=False):
        rows = [{"name": f"Customer {self.tag} {n}", "email": f"{n}@{self.tag}.example.com"} for n in range(ROWS)]
        return [{**row, "external_id": str(n)} for n, row in enumerate(rows)] if numbered else rows

    def submit(self, code):
        with self.transaction() as env:
            return env["crm.import.batch"].submit(code, self.rows())

    def count(self):
        with self.transaction() as env:
            return env["res.partner"].search_count([("email", "like", f"@{self.tag}.example.com")])

    def test_two_imports_of_the_same_customers_make_each_once(self):
        batches = [self.submit(code) for code in self.codes]
        begin, errors, tries = threading.Barrier(2), [], []

        def work(batch):
            try:
                begin.wait(timeout=30)
                while True:
                    with self.transaction() as env:
                        told = service.retrying(lambda env=env: self.piece(env, batch, tries), env)
                    if told["state"] == "done":
                        return
            except (psycopg2.Error, UserError, KeyError, threading.BrokenBarrierError) as error:
                errors.append(error)

        threads = [threading.Thread(target=work, args=(batch,)) for batch in batches]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        self.assertEqual(errors, [])
        self.assertEqual(self.count(), ROWS)
        with self.transaction() as env:
            made = env["crm.import.batch"].browse(batches)
            self.assertEqual(sum(made.mapped("create_count")), ROWS)
            self.assertEqual(sum(made.mapped("unchanged_count")), ROWS)

    def piece(self, env, batch, tries):
        tries.append(batch)
        return env["crm.import.batch"].run(batch, limit=8)

    def test_killed_and_gone_on_with(self):
        batch = self.submit(self.codes[0])
        with self.transaction() as env:
            env["crm.import.batch"].browse(batch)._begin("run")
        arguments = ["-d", get_db_name(), "--no-http"]
        if config["config"]:
            arguments = ["-c", config["config"], *arguments]
        if config["addons_path"]:
            arguments += ["--addons-path", ",".join(config["addons_path"])]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, get_db_name(), str(batch), *arguments],
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        try:
            begin = time.monotonic()
            while process.stdout.readline().strip() != "ready":
                self.assertLess(time.monotonic() - begin, 120)
                self.assertIsNone(process.poll(), "it ended before it could be killed")
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stdout.close()
        self.assertEqual(self.count(), 10, "the piece that was not committed is gone")
        with self.transaction() as env:
            self.assertEqual(env["crm.import.batch"].browse(batch).left_count, ROWS - 10)
        with self.transaction() as env:
            told = env["crm.import.batch"].run(batch)
        self.assertEqual((told["state"], told["create"], told["left"]), ("done", ROWS, 0))
        self.assertEqual(self.count(), ROWS)

    def test_the_job_works_it_off(self):
        batch = self.submit(self.codes[0])
        with self.transaction() as env:
            env["crm.import.batch"].run(batch, limit=0)
        with self.transaction() as env:
            env["crm.import.batch"]._cron_work()
        with self.transaction() as env:
            self.assertEqual(env["crm.import.batch"].browse(batch).state, "done")
        self.assertEqual(self.count(), ROWS)

    def test_a_long_file_is_read_by_the_job_and_gone_on_with(self):
        lines = ["name,email,external_id", *(",".join(row.values()) for row in self.rows(numbered=True))]
        content = base64.b64encode("\n".join(lines).encode())
        with self.transaction() as env:
            source = env["crm.import.source"].search([("code", "=", self.codes[0])])
            batch = env["crm.import.batch"].create({"source_id": source.id, "file": content, "filename": "x.csv"})
            batch._begin("load")
        with self.transaction() as env, patch.object(crm_import_load, "PIECE", 15):
            work = env["crm.import.batch"].browse(batch.id)
            self.assertFalse(work._load(lambda count: False), "the time is up after a piece")
            self.assertEqual(work.loaded, 15)
        with self.transaction() as env:
            env["crm.import.batch"]._cron_work()
        with self.transaction() as env:
            work = env["crm.import.batch"].browse(batch.id)
            self.assertEqual((work.work, work.loaded, work.error), (False, ROWS, False))
            self.assertEqual(work.row_ids.sorted("number").mapped("number"), list(range(2, ROWS + 2)))
            work._begin("run")
        with self.transaction() as env:
            env["crm.import.batch"]._cron_work()
        self.assertEqual(self.count(), ROWS)
