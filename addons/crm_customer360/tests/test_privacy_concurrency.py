"""Two at once, and a job killed half-way."""

import io
import json
import threading
import zipfile
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.tests import new_test_user

from .test_concurrency import ConcurrencyCase

REQUEST = "odoo.addons.crm_customer360.models.privacy.crm_personal_data_request"


class TestAnswersAtOnce(ConcurrencyCase):
    """Answers about a person on connections of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.transaction() as env:
            user = new_test_user(
                env, "t_privacy_officer", "base.group_user,crm_customer360.group_data_protection_officer"
            )
            cls.officer = user.id
        cls.request_ids = []
        cls.addClassCleanup(cls.remove_answers)

    @classmethod
    def remove_answers(cls):
        with cls.transaction() as env:
            env["crm.personal.data.request"].browse(cls.request_ids).exists().unlink()
            for table in ("crm_data_export", "crm_customer_removal", "crm_personal_data_request"):
                env.cr.execute(f"DELETE FROM {table} WHERE user_id = %s", [cls.officer])
            env["res.users"].browse(cls.officer).unlink()

    def ask(self):
        with self.transaction() as env:
            self.message(env)
            request = env["crm.personal.data.request"].with_user(self.officer).create({"partner_id": self.alfa})
            self.request_ids.append(request.id)
            return request.id

    def as_officer(self, env, request_id):
        return env["crm.personal.data.request"].with_user(self.officer).browse(request_id)

    def test_two_officers_press_at_once(self):
        request_id = self.ask()
        with self.transaction() as env:
            before = env["crm.data.export"].search_count([("user_id", "=", self.officer)])
        with self.two_transactions() as (one, other):
            self.as_officer(one, request_id).action_export()
            one.cr.commit()
            self.assert_conflict(lambda: self.as_officer(other, request_id).action_export())
            other.cr.rollback()
            # Odoo tries again and finds the answer made.
            self.as_officer(other, request_id).action_export()
            other.cr.commit()
        with self.transaction() as env:
            files = env["ir.attachment"].search(
                [
                    ("res_model", "=", "crm.personal.data.request"),
                    ("res_field", "=", "file"),
                    ("res_id", "=", request_id),
                ]
            )
            self.assertEqual(len(files), 1)
            self.assertEqual(env["crm.data.export"].search_count([("user_id", "=", self.officer)]), before + 1)

    def test_job_killed_half_way_goes_on(self):
        request_id = self.ask()
        with patch(f"{REQUEST}.AT_ONCE", 0), self.transaction() as env:
            self.as_officer(env, request_id).action_export()
        with patch(f"{REQUEST}.CHUNK", 1):
            with self.transaction() as env:
                env["crm.personal.data.request"].browse(request_id)._step()
            with self.registry.cursor() as cr:
                # The process ends before it commits.
                api.Environment(cr, SUPERUSER_ID, {})["crm.personal.data.request"].browse(request_id)._step()
                cr.rollback()
            with self.transaction() as env:
                request = env["crm.personal.data.request"].browse(request_id)
                self.assertEqual(request.done_count, 1)
                while request._step():
                    pass
        with self.transaction() as env:
            request = env["crm.personal.data.request"].browse(request_id)
            self.assertEqual((request.state, request.done_count), ("done", request.row_count))
            answer = json.loads(zipfile.ZipFile(io.BytesIO(self.content(env, request_id))).read("data.json"))
            for section in answer["sections"]:
                self.assertEqual(len({row["id"] for row in section["rows"]}), section["count"])

    def content(self, env, request_id):
        return (
            env["ir.attachment"]
            .search(
                [
                    ("res_model", "=", "crm.personal.data.request"),
                    ("res_field", "=", "file"),
                    ("res_id", "=", request_id),
                ]
            )
            .raw
        )

    def test_one_customer_deleted_and_noted_once(self):
        """Two write the same removal down: it stands there once."""
        with self.transaction() as env:
            number = env["res.partner"].create({"name": "Passing"}).id
        done = []

        def note():
            with self.transaction() as env:
                partner = env["res.partner"].with_user(self.officer).browse(number)
                env["crm.customer.removal"].with_user(self.officer)._note(partner, "merged", into=self.alfa)
                done.append(True)

        threads = [threading.Thread(target=note) for _thread in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with self.transaction() as env:
            self.assertEqual(env["crm.customer.removal"].search_count([("partner_number", "=", number)]), 1)
            env["res.partner"].browse(number).unlink()
        self.assertTrue(done)
