"""Last contact and numbers of contacts: the same for every reader, so made of what everybody may see."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import Form

from .common import FrozenTime, TouchpointCase, moment
from .test_repair import flush_instead

SUMMARY = "odoo.addons.crm_customer360.models.crm_touchpoint_summary"


class TestSummary(FrozenTime, TouchpointCase):
    """Alfa wrote in January and was written to in February; Dora was never in contact. Now is 2 March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.message(cls.ana, "2026-01-10 08:00:00", author=cls.ana)
        cls.message(cls.ben, "2026-01-20 09:00:00", author=cls.ben, partners=cls.ana)
        cls.message(cls.alfa, "2026-02-05 10:00:00", partners=cls.ana + cls.ben)
        cls.message(cls.beta, "2024-06-01 07:00:00", author=cls.cora)
        cls.env.cr.flush()

    @classmethod
    def message(cls, partner, moment_, author=None, partners=None, model="res.partner", record=None):
        """An e-mail on a contact, from ``author`` or from us to ``partners``."""
        return cls.env["mail.message"].create(
            {
                "model": model,
                "res_id": (record or partner).id,
                "message_type": "email" if author else "comment",
                "subtype_id": cls.env.ref("mail.mt_comment").id,
                "author_id": (author or cls.env.user.partner_id).id,
                "partner_ids": (partners or cls.env["res.partner"]).ids,
                "subject": "Offer",
                "date": moment_,
            }
        )

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(type(self.env["ir.cron"]), "_commit_progress", flush_instead))

    def run_job(self):
        self.flush()
        self.env["crm.touchpoint.summary"]._cron_refresh()

    def rows(self, partner, *columns):
        found = self.env["crm.touchpoint.summary"].search([("commercial_partner_id", "=", partner.id)])
        return sorted(tuple(row[name] for name in columns) for row in found if row.channel != "note")

    def names(self, domain, user=None, **options):
        found = (
            self.env["res.partner"]
            .with_user(user or self.agent)
            .search([("id", "in", (self.alfa + self.beta + self.dora + self.ana).ids), *domain], **options)
        )
        return found.mapped("name")

    def test_counts_each_event_once(self):
        self.run_job()
        self.assertEqual(
            self.rows(self.alfa, "channel", "month", "incoming", "outgoing", "last_in", "last_out"),
            [
                ("email", date(2026, 1, 1), 2, 0, moment("2026-01-20 09:00:00"), False),
                ("email", date(2026, 2, 1), 0, 1, False, moment("2026-02-05 10:00:00")),
            ],
        )

    def test_partner_figures(self):
        self.run_job()
        alfa, beta, dora, ana = (self.alfa + self.beta + self.dora + self.ana).with_user(self.agent)
        self.assertEqual(alfa.last_contact_in, moment("2026-01-20 09:00:00"))
        self.assertEqual(alfa.last_contact_out, moment("2026-02-05 10:00:00"))
        self.assertEqual((alfa.last_contact, alfa.contact_count), (moment("2026-02-05 10:00:00"), 3))
        # A contact shows the figures of its company, which is the customer.
        self.assertEqual(ana.last_contact, alfa.last_contact)
        self.assertEqual((beta.last_contact, beta.contact_count), (moment("2024-06-01 07:00:00"), 0))
        self.assertEqual((dora.last_contact, dora.contact_count), (False, 0))

    def test_search_sort_and_group(self):
        self.run_job()
        self.assertEqual(self.names([("last_contact", ">=", "2026-01-01")]), ["Alfa", "Ana"])
        self.assertEqual(self.names([("last_contact", "<", "2025-12-01")]), ["Beta"])
        self.assertEqual(self.names([("last_contact", "=", False)]), ["Dora"])
        self.assertEqual(self.names([("last_contact_in", "!=", False), ("contact_count", "<", 3)]), ["Beta"])
        self.assertEqual(self.names([("contact_count", "=", 3)]), ["Alfa", "Ana"])
        self.assertEqual(self.names([], order="last_contact desc nulls last, name"), ["Alfa", "Ana", "Beta", "Dora"])
        self.assertEqual(
            self.names([("touchpoint_summary_ids", "any", [("channel", "=", "email"), ("incoming", ">=", 2)])]),
            ["Alfa"],
        )
        groups = (
            self.env["res.partner"]
            .with_user(self.agent)
            ._read_group([("id", "in", (self.alfa + self.beta + self.dora).ids)], ["last_contact:year"], ["__count"])
        )
        self.assertEqual([(year and year.year, count) for year, count in groups], [(2024, 1), (2026, 1), (False, 1)])
        description = self.env["res.partner"].with_user(self.agent).fields_get(["last_contact"])["last_contact"]
        self.assertTrue(description["searchable"] and description["sortable"] and description["groupable"])

    def test_new_touchpoints_count_with_the_next_run(self):
        self.run_job()
        self.message(self.dora, "2026-03-01 06:00:00", author=self.dora)
        self.assertFalse(self.dora.last_contact)
        self.run_job()
        self.env.invalidate_all()
        self.assertEqual(self.dora.last_contact_in, moment("2026-03-01 06:00:00"))

    def test_what_lies_ahead_counts_when_it_is_over(self):
        self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2026-03-03 09:00:00",
                "stop": "2026-03-03 10:00:00",
                "partner_ids": self.dora.ids,
            }
        )
        self.run_job()
        self.assertFalse(self.dora.last_contact)
        with (
            patch.object(type(self.env.cr), "now", lambda cr: moment("2026-03-04 09:00:00")),
            patch(f"{SUMMARY}.Datetime.now", lambda: moment("2026-03-04 09:00:00")),
        ):
            self.run_job()
        self.env.invalidate_all()
        self.assertEqual(self.dora.last_contact_out, moment("2026-03-03 09:00:00"))

    def test_private_and_restricted_are_not_counted(self):
        self.env["calendar.event"].create(
            {
                "name": "Secret",
                "privacy": "private",
                "start": "2026-03-01 09:00:00",
                "stop": "2026-03-01 10:00:00",
                "partner_ids": self.dora.ids,
            }
        )
        if "crm.lead" in self.env:
            lead = self.env["crm.lead"].create({"name": "Deal", "partner_id": self.dora.id, "type": "opportunity"})
            self.message(self.dora, "2026-03-01 10:00:00", author=self.dora, model="crm.lead", record=lead)
        self.run_job()
        self.assertEqual(self.rows(self.dora, "channel"), [])
        self.assertFalse(self.dora.last_contact)

    def test_administrator_opens_and_closes_a_source(self):
        source = self.env["crm.touchpoint.source"].search([("name", "=", "mail.message")])
        self.run_job()
        source.counts = "none"
        self.run_job()
        self.assertEqual(self.rows(self.alfa, "channel"), [])
        source.counts = "all"
        self.run_job()
        self.assertEqual(len(self.rows(self.alfa, "channel")), 2)

    def test_stopped_pass_goes_on(self):
        done = []
        model = type(self.env["crm.touchpoint.summary"])
        piece = model._pass_piece

        def stopped(cron, processed=0, *, remaining=None):
            return 0.0

        def noted(records):
            size = piece(records)
            done.append(size)
            return size

        self.env["crm.touchpoint.summary"]._start_pass()
        with patch(f"{SUMMARY}.CHUNK", 3), patch.object(model, "_pass_piece", noted):
            with patch.object(type(self.env["ir.cron"]), "_commit_progress", stopped):
                self.run_job()
                self.assertEqual(done, [])
            self.run_job()
        customers = self.env["res.partner"].with_context(active_test=False).search([])
        expected = len(customers.filtered(lambda partner: partner == partner.commercial_partner_id))
        self.assertEqual(sum(done), expected)
        self.assertTrue(all(size == 3 for size in done[:-1]))
        self.assertEqual(self.env["crm.touchpoint.summary"]._customers_left(), 0)

    def test_other_company_is_not_counted(self):
        lead_company = self.env["res.partner"].create({"name": "Gama", "company_id": self.other_company.id})
        self.message(lead_company, "2026-02-01 10:00:00", author=lead_company)
        self.run_job()
        both = (self.company + self.other_company).ids
        summary = self.env["crm.touchpoint.summary"].with_user(self.agent)
        domain = [("commercial_partner_id", "=", lead_company.id), ("channel", "=", "email")]
        self.assertEqual(len(summary.with_context(allowed_company_ids=both).search(domain)), 1)
        self.assertEqual(len(summary.with_context(allowed_company_ids=self.company.ids).search(domain)), 0)
        partner = lead_company.with_user(self.agent).with_context(allowed_company_ids=both)
        self.assertEqual(partner.last_contact, moment("2026-02-01 10:00:00"))

    def test_nobody_writes_it_and_the_portal_reads_nothing(self):
        self.run_job()
        row = self.env["crm.touchpoint.summary"].search([("commercial_partner_id", "=", self.alfa.id)], limit=1)
        for user in (self.agent, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                row.with_user(user).write({"incoming": 7})
        with self.assertRaises(AccessError):
            row.with_user(self.portal).read(["incoming"])
        with self.assertRaises(AccessError):
            self.cora.with_user(self.portal).read(["last_contact"])
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.portal).search([("last_contact", "!=", False)])

    def test_deleted_customer_goes_with_its_figures(self):
        self.message(self.dora, "2026-03-01 06:00:00", author=self.dora)
        self.run_job()
        found = self.env["crm.touchpoint.summary"].search([("commercial_partner_id", "=", self.dora.id)])
        self.assertTrue(found)
        self.dora.unlink()
        self.run_job()
        self.assertFalse(found.exists())

    def test_form_still_opens(self):
        self.run_job()
        with Form(self.env["res.partner"].with_user(self.manager)) as form:
            form.name = "New"
