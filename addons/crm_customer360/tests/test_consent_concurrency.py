"""Two connections write the same consent at once, and one is cut off half-way."""

import functools
import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.service import model as service
from odoo.tools import SQL, mute_logger

from odoo.addons.crm_customer360.core.inside import INSIDE

from .common import CONTEXT
from .test_concurrency import ConcurrencyCase

WRITERS = 12


class TestConsentConcurrency(ConcurrencyCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        with self.transaction() as env:
            env["res.partner"].browse(self.ana).email = "ana.at.once@example.com"

    def forget(self):
        """The ledger keeps its rows; a test's go by SQL."""
        with self.transaction() as env:
            env["mail.blacklist"].with_context(active_test=False, consent_in_step=INSIDE).search(
                [("email", "=", "ana.at.once@example.com")]
            ).unlink()
            env.execute_query(
                SQL("DELETE FROM crm_consent WHERE partner_id = ANY(%s) RETURNING id", list(self.partner_ids))
            )

    def count(self, where="TRUE"):
        with self.transaction() as env:
            query = SQL("SELECT count(*) FROM crm_consent WHERE partner_id = %s AND %s", self.ana, SQL(where))
            return env.execute_query(query)[0][0]

    def at_once(self, method, *args):
        """What the method gives in each of the threads, tried again after a conflict as a request is."""
        barrier = threading.Barrier(WRITERS)

        def run(_number):
            barrier.wait(timeout=60)
            with mute_logger("odoo.sql_db", "odoo.service.model"), self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, CONTEXT)
                return service.retrying(functools.partial(method, env, *args), env)

        with patch.object(service.random, "uniform", lambda low, high: 0.05), ThreadPoolExecutor(WRITERS) as pool:
            return list(pool.map(run, range(WRITERS)))

    def test_one_reference_is_one_row(self):
        row = {"partner_id": self.ana, "purpose": "survey", "state": "given", "source": "form", "external_ref": "x1"}
        ids = self.at_once(lambda env: env["crm.consent"].record([row]))
        self.assertEqual(len({id_ for [id_] in ids}), 1)
        self.assertEqual(self.count(), 1)

    def test_the_same_objection_blacklists_once(self):
        def object_(env):
            values = {"partner_id": self.ana, "state": "refused", "company_id": False}
            purpose = env.ref("crm_customer360.crm_consent_purpose_marketing")
            return env["crm.consent"].create({**values, "purpose_id": purpose.id}).id

        self.assertEqual(len(set(self.at_once(object_))), WRITERS)
        with self.transaction() as env:
            self.assertEqual(env["mail.blacklist"].search_count([("email", "=", "ana.at.once@example.com")]), 1)

    def test_the_page_sent_twice_at_once_is_one_change(self):
        def save(env):
            return env["crm.consent"]._save_page(env["res.partner"].browse(self.ana), set(), nothing=True)

        self.at_once(save)
        self.assertEqual(self.count("channel = 'any' AND source = 'preference_page'"), self.purposes())

    def purposes(self):
        with self.transaction() as env:
            purposes = env["crm.consent.purpose"].search([])
            return len(purposes.filtered(lambda one: one.legal_basis not in ("contract", "legal_obligation")))

    def test_cut_off_half_way_nothing_is_written(self):
        row = {"partner_id": self.ana, "purpose": "marketing", "state": "refused", "source": "form"}
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, CONTEXT)
            env["crm.consent"].record([row, {**row, "purpose": "survey"}])
            env.flush_all()
            cr.rollback()
        self.assertEqual(self.count(), 0)
