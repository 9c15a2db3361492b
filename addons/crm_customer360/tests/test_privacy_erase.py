"""Erasing what this suite holds about somebody, and nothing else."""

import json

from odoo.exceptions import UserError

from .common import snapshot
from .privacy_case import PrivacyCase


class TestErase(PrivacyCase):
    """Ana's data goes, everybody else's stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for partner in (cls.ana, cls.cora):
            cls.env["crm.touchpoint"].with_user(cls.agent).log(
                [{"partner_id": partner.id, "channel": "call", "name": "Asked"}]
            )
            cls.env["crm.touchpoint"].with_user(cls.agent).timeline(partner.id)
            cls.env["crm.caller.verification"].with_user(cls.agent).decline(partner.id, "Would not say")
            cls.env["crm.mail.unfiled"].create(
                {
                    "name": "Question",
                    "email_from": partner.email,
                    "date": "2026-01-05 10:00:00",
                    "company_id": cls.company.id,
                    "message_id": f"<{partner.id}@example.com>",
                    "reason": "several",
                }
            )
            partner.message_post(body="A note of the ERP")
        cls.env.cr.flush()

    def counts(self, partner):
        """Rows of our own tables about a contact, counted in SQL."""
        self.env.flush_all()
        tables = ("crm_contact_log", "crm_touchpoint", "crm_customer_access", "crm_caller_verification")
        counts = {}
        for table in tables:
            self.env.cr.execute(f"SELECT count(*) FROM {table} WHERE partner_id = %s", [partner.id])
            counts[table] = self.env.cr.fetchone()[0]
        self.env.cr.execute("SELECT count(*) FROM crm_mail_unfiled WHERE email_from = %s", [partner.email])
        counts["crm_mail_unfiled"] = self.env.cr.fetchone()[0]
        return counts

    def test_dry_run_changes_nothing(self):
        before = self.counts(self.ana), snapshot(self.env)
        lines = self.data.erase(self.ana)
        self.assertEqual((self.counts(self.ana), snapshot(self.env)), before)
        self.assertFalse(any(line["done"] for line in lines))
        self.assertFalse(self.env["crm.personal.data.erasure"].search([]))

    def test_own_data_goes_and_that_of_others_stays(self):
        before = self.counts(self.cora)
        self.assertTrue(all(self.counts(self.ana).values()))
        others = [row for row in snapshot(self.env) if row["partner_id"] != self.ana.id]
        checks = self.env["crm.caller.verification"].search_count([])
        lines = {line["model"]: line for line in self.data.erase(self.ana, dry_run=False)}
        self.assertEqual(set(self.counts(self.ana).values()), {0})
        self.assertEqual(self.counts(self.cora), before)
        self.assertEqual([row for row in snapshot(self.env) if row["partner_id"] != self.ana.id], others)
        # That somebody was checked stays, of whom does not.
        self.assertEqual(self.env["crm.caller.verification"].search_count([]), checks)
        self.assertTrue(lines["crm.contact.log"]["done"])
        self.assertEqual((lines["mail.message"]["done"], lines["mail.message"]["reason"]), (False, "later"))
        self.assertTrue(self.ana.message_ids)

    def test_it_is_on_record_without_the_name(self):
        self.data.with_user(self.officer).sudo().erase(self.ana, dry_run=False)
        record = self.env["crm.personal.data.erasure"].with_user(self.officer).search([])
        self.assertEqual((len(record), record.user_id, record.contact_numbers), (1, self.officer, self.ana.ids))
        done = {line["model"]: line["count"] for line in record.lines if line["done"]}
        self.assertEqual(done["crm.contact.log"], 1)
        self.assertEqual(record.count, sum(done.values()))
        text = json.dumps(record.read(["lines", "contact_numbers", "summary"]), default=str)
        for secret in ("Ana", "ana@alfa", "Asked"):
            self.assertNotIn(secret, text)

    def test_twice_is_once(self):
        self.data.erase(self.ana, dry_run=False)
        again = self.data.erase(self.ana, dry_run=False)
        self.assertFalse(any(line["done"] for line in again))
        self.assertEqual(self.env["crm.personal.data.erasure"].search_count([]), 1)

    def test_fault_half_way_leaves_everything(self):
        before = self.counts(self.ana)
        registry = type(self.env["crm.personal.data.erasure"])

        def faulty(records, partners, lines):
            raise ValueError("planted")

        self.patch(registry, "_note", faulty)
        with self.assertRaises(ValueError), self.cr.savepoint():
            self.data.erase(self.ana, dry_run=False)
        self.env.invalidate_all()
        self.assertEqual(self.counts(self.ana), before)

    def test_nobody_named(self):
        with self.assertRaises(UserError):
            self.data.erase(self.env["res.partner"])

    def test_answered_question_is_kept_as_evidence(self):
        request = self.env["crm.personal.data.request"].with_user(self.officer).create({"partner_id": self.ana.id})
        lines = {line["model"]: line for line in self.data.erase(self.ana, dry_run=False)}
        self.assertEqual(lines["crm.personal.data.request"]["reason"], "evidence")
        self.assertTrue(request.exists())
