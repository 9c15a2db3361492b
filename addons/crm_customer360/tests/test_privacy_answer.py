"""What an officer is told of a person: all of it, nothing of others, and the same in every form."""

import csv
import io
import json
import zipfile
from unittest.mock import patch

from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.tools import SQL

from .common import SaleCase, moment
from .privacy_case import PrivacyCase

REQUEST = "odoo.addons.crm_customer360.models.privacy.crm_personal_data_request"


class AnswerCase(PrivacyCase):
    """Ana of Alfa wrote, was written to, was called and is in a meeting with Cora of Beta."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ana.phone = "+370 612 34567"
        cls.note = cls.alfa.message_post(
            body=Markup("<p>Internal word about Alfa</p>"), author_id=cls.agent.partner_id.id
        )
        cls.letter = cls.alfa.message_post(
            body=Markup("<p>Where are my goods?</p>"),
            message_type="email",
            author_id=cls.ana.id,
            email_from="Ana <ana@alfa.example.com>",
            subtype_xmlid="mail.mt_comment",
        )
        cls.foreign = cls.alfa.message_post(
            body=Markup("<p>Cora's secret price</p>"),
            message_type="email",
            author_id=cls.cora.id,
            email_from="cora@beta.example.com",
            subtype_xmlid="mail.mt_comment",
        )
        cls.env["crm.touchpoint"].with_user(cls.agent).log(
            [{"partner_id": cls.ana.id, "channel": "call", "name": "Asked for the price"}]
        )
        cls.meeting = cls.env["calendar.event"].create(
            {
                "name": "Fair",
                "start": moment("2026-03-01 09:00:00"),
                "stop": moment("2026-03-01 10:00:00"),
                "partner_ids": [(6, 0, [cls.ana.id, cls.cora.id, cls.agent.partner_id.id])],
            }
        )
        cls.file = cls.env["ir.attachment"].create(
            {"name": "../offer.txt", "raw": b"An offer", "res_model": "res.partner", "res_id": cls.ana.id}
        )
        cls.env.flush_all()


class TestAnswer(AnswerCase):
    """The answer over RPC."""

    def test_rows_counted_by_a_second_method(self):
        told = {model: section["count"] for model, section in self.ask(self.alfa).items()}
        ids = (self.alfa + self.ana + self.ben).ids
        sql = {
            "res.partner": "SELECT count(*) FROM res_partner WHERE commercial_partner_id = %(alfa)s",
            "crm.contact.log": "SELECT count(*) FROM crm_contact_log WHERE partner_id = ANY(%(ids)s)",
            "crm.touchpoint": "SELECT count(*) FROM crm_touchpoint WHERE partner_id = ANY(%(ids)s)",
            "calendar.attendee": "SELECT count(*) FROM calendar_attendee WHERE partner_id = ANY(%(ids)s)",
            "mail.followers": "SELECT count(*) FROM mail_followers WHERE partner_id = ANY(%(ids)s)",
            "mail.notification": "SELECT count(*) FROM mail_notification WHERE res_partner_id = ANY(%(ids)s)",
            "calendar.event": "SELECT count(DISTINCT calendar_event_id) FROM calendar_event_res_partner_rel"
            " WHERE res_partner_id = ANY(%(ids)s)",
        }
        for model, query in sql.items():
            self.env.cr.execute(query, {"ids": ids, "alfa": self.alfa.id})
            expected = self.env.cr.fetchone()[0]
            with self.subTest(model=model):
                self.assertEqual(told.get(model, 0), expected)
        self.assertEqual(told["res.partner"], 3)
        self.assertEqual(told["crm.contact.log"], 1)

    def test_messages_about_the_person_are_all_there(self):
        rows = self.rows(self.alfa, "mail.message")
        self.env.cr.execute(
            "SELECT m.id FROM mail_message m WHERE m.author_id = ANY(%(ids)s)"
            " OR m.model = 'res.partner' AND m.res_id = ANY(%(ids)s)"
            " OR m.model = 'calendar.event' AND m.res_id = %(event)s"
            " OR EXISTS (SELECT FROM mail_notification n WHERE n.mail_message_id = m.id"
            " AND n.res_partner_id = ANY(%(ids)s))"
            " OR m.model = 'crm.contact.log' AND m.res_id IN"
            " (SELECT id FROM crm_contact_log WHERE partner_id = ANY(%(ids)s))",
            {"ids": (self.alfa + self.ana + self.ben).ids, "event": self.meeting.id},
        )
        self.assertEqual(sorted(rows), sorted(id_ for (id_,) in self.env.cr.fetchall()))

    def test_bodies_are_text_and_those_of_another_customer_are_masked(self):
        rows = self.rows(self.alfa, "mail.message")
        self.assertEqual(rows[self.letter.id]["body"].strip(), "Where are my goods?")
        self.assertEqual(rows[self.letter.id]["author_id"], {"id": self.ana.id, "name": "Alfa, Ana"})
        self.assertEqual(rows[self.note.id]["body"].strip(), "Internal word about Alfa")
        self.assertEqual(rows[self.note.id]["author_id"]["name"], self.agent.partner_id.display_name)
        self.assertEqual(rows[self.foreign.id]["body"], "[written by another person]")
        self.assertEqual(rows[self.foreign.id]["author_id"], {"id": False, "name": "another person"})
        self.assertEqual(rows[self.foreign.id]["email_from"], "…")

    def test_nothing_of_another_customer_is_told(self):
        self.meeting.message_post(body="Shall we meet?", author_id=self.cora.id, email_from="cora@beta.example.com")
        text = json.dumps(self.env["res.partner"].with_user(self.officer).personal_data(self.alfa.id))
        self.assertIn("ana@alfa.example.com", text)
        for secret in ("Cora", "cora@beta", "secret price", "Shall we meet", "Beta"):
            with self.subTest(secret=secret):
                self.assertNotIn(secret, text)

    def test_meeting_names_colleagues_and_the_person_only(self):
        names = [one["name"] for one in self.rows(self.ana, "calendar.event")[self.meeting.id]["partner_ids"]]
        self.assertCountEqual(names, ["Alfa, Ana", "another person", self.agent.partner_id.display_name])

    def test_a_person_is_not_told_of_the_company(self):
        told = self.ask(self.ana)
        self.assertEqual([row["id"] for row in told["res.partner"]["rows"]], [self.ana.id])
        self.assertNotIn(self.note.id, [row["id"] for row in told["mail.message"]["rows"]])
        self.assertIn(self.letter.id, [row["id"] for row in told["mail.message"]["rows"]])

    def test_company_without_its_contacts(self):
        told = self.ask(self.alfa, contacts=False)
        self.assertEqual([row["id"] for row in told["res.partner"]["rows"]], [self.alfa.id])
        self.assertNotIn("crm.contact.log", told)

    def test_archived_contacts_are_told_too(self):
        self.ben.active = False
        self.assertIn(self.ben.id, self.rows(self.alfa, "res.partner"))

    def test_known_by_the_address_only(self):
        blocked = self.env["mail.blacklist"].create({"email": "ana@alfa.example.com"})
        near = self.env["mail.blacklist"].create({"email": "joana@alfa.example.com"})
        number = self.env["phone.blacklist"].create({"number": "+37061234567"})
        told = self.ask(self.ana)
        self.assertEqual([row["id"] for row in told["mail.blacklist"]["rows"]], [blocked.id])
        self.assertEqual([row["id"] for row in told["phone.blacklist"]["rows"]], [number.id])
        self.assertNotIn(near.id, [row["id"] for row in told["mail.blacklist"]["rows"]])

    def test_an_address_in_somebody_elses_message_does_not_make_it_mine(self):
        theirs = self.beta.message_post(body="Hi", author_id=self.cora.id, email_from="ana@alfa.example.com")
        self.assertNotIn(theirs.id, self.rows(self.ana, "mail.message"))

    def test_secrets_are_not_told(self):
        portal = self.rows(self.cora, "res.users")
        self.assertEqual(list(portal), [self.portal.id])
        words = {name for row in portal.values() for name in row}
        self.assertFalse([name for name in words if "password" in name or "token" in name or "totp" in name])

    def test_each_section_says_why_and_until_when(self):
        section = self.ask(self.ana)["crm.contact.log"]
        self.assertEqual(section["activity"], "Communication with customers")
        self.assertTrue(section["purpose"])
        self.assertIn("Art. 6(1)(f)", section["basis"])
        self.assertTrue(section["retention"].startswith("36 months"))

    def test_summary_has_the_same_numbers(self):
        lines = self.env["res.partner"].with_user(self.officer).personal_data_summary(self.alfa.id)
        told = self.ask(self.alfa)
        for line in lines:
            # To ask is put on record and counts itself from the second time on.
            if line["model"] not in ("crm.data.export", "crm.customer.access"):
                with self.subTest(model=line["model"]):
                    self.assertEqual(line["count"], told[line["model"]]["count"])
        log = next(line for line in lines if line["model"] == "crm.contact.log")
        day = self.env["crm.contact.log"].search([("partner_id", "=", self.ana.id)]).date.date()
        self.assertEqual((log["action"], log["until"]), ("delete", day.replace(year=day.year + 3).isoformat()))

    def test_wrong_arguments(self):
        partners = self.env["res.partner"].with_user(self.officer)
        for wrong in (0, -1, True, "1", None, 2**31, [self.ana.id], 2**31 - 1):
            for call in (partners.personal_data, partners.personal_data_summary):
                with self.subTest(wrong=wrong), self.assertRaises(UserError):
                    call(wrong)

    def test_too_much_for_one_answer(self):
        limit = "odoo.addons.crm_customer360.models.privacy.res_partner_privacy.AT_ONCE"
        with patch(limit, 2), self.assertRaises(UserError):
            self.ask(self.alfa)


class TestPackage(AnswerCase):
    """The package, made at once or by the job in pieces."""

    def request(self, partner=None, **values):
        asked = {"partner_id": (partner or self.alfa).id, **values}
        return self.env["crm.personal.data.request"].with_user(self.officer).create(asked)

    def open(self, request):
        request.invalidate_recordset()
        content = (
            self.env["ir.attachment"]
            .with_user(self.officer)
            .search([("res_model", "=", request._name), ("res_field", "=", "file"), ("res_id", "=", request.id)])
        )
        self.assertEqual(len(content), 1)
        return zipfile.ZipFile(io.BytesIO(content.raw))

    def test_package_says_what_the_answer_says(self):
        told = self.ask(self.alfa)
        request = self.request()
        request.action_export()
        self.assertEqual((request.state, request.progress), ("done", 100.0))
        package = self.open(request)
        answer = json.loads(package.read("data.json"))
        self.assertEqual((answer["schema"], answer["version"]), ("crm_customer360.personal_data", 1))
        self.assertEqual(answer["about"], {"id": self.alfa.id, "name": "Alfa"})
        own = {"crm.personal.data.request"}
        packed = {section["model"]: section for section in answer["sections"]}
        self.assertEqual(set(packed) - own, set(told))
        for model in told:
            with self.subTest(model=model):
                self.assertEqual(packed[model]["rows"], told[model]["rows"])
                self.assertEqual(packed[model]["count"], len(packed[model]["rows"]))

    def test_tables_have_a_line_a_row(self):
        request = self.request()
        request.action_export()
        package = self.open(request)
        for section in json.loads(package.read("data.json"))["sections"]:
            lines = list(csv.reader(io.StringIO(package.read(f"tables/{section['model']}.csv").decode("utf-8-sig"))))
            with self.subTest(model=section["model"]):
                self.assertEqual([line[0] for line in lines[1:]], [str(row["id"]) for row in section["rows"]])
                self.assertEqual({len(line) for line in lines}, {len(lines[0])})

    def test_files_are_in_it_under_harmless_names(self):
        request = self.request(self.ana)
        request.action_export()
        package = self.open(request)
        self.assertEqual(package.read(f"files/{self.file.id}_offer.txt"), b"An offer")
        self.assertIn("What we hold about", package.read("summary.html").decode())

    def test_big_history_goes_on_in_pieces_where_it_was_stopped(self):
        request = self.request()
        with patch(f"{REQUEST}.AT_ONCE", 0):
            request.action_export()
        self.assertEqual(request.state, "queued")
        before = self.env["crm.personal.data.part"].search_count([])
        with patch(f"{REQUEST}.CHUNK", 1):
            for _piece in range(3):
                self.assertTrue(request.sudo()._step())
        self.assertEqual(self.env["crm.personal.data.part"].search_count([]) - before, 3)
        self.assertTrue(0 < request.progress < 100)
        with patch(f"{REQUEST}.CHUNK", 2):
            self.run_job()
        self.assertEqual(request.state, "done")
        answer = json.loads(self.open(request).read("data.json"))
        for section in answer["sections"]:
            ids = [row["id"] for row in section["rows"]]
            with self.subTest(model=section["model"]):
                self.assertEqual(ids, sorted(set(ids)))
                self.assertEqual(len(ids), section["count"])
        self.assertFalse(self.env["crm.personal.data.part"].search([("request_id", "=", request.id)]))

    def run_job(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 60.0):
            self.env["crm.personal.data.request"]._cron_answer()

    def test_fault_in_one_answer_does_not_hold_up_the_others(self):
        one, other = self.request(self.ana), self.request(self.ben)
        with patch(f"{REQUEST}.AT_ONCE", 0):
            (one + other).action_export()
        real = type(one)._step

        def faulty(request):
            if request.id == one.id:
                raise ValueError("planted")
            return real(request)

        with patch.object(type(one), "_step", faulty), self.assertLogs(REQUEST, "ERROR"):
            self.run_job()
        self.assertEqual((one.state, one.error, other.state), ("failed", "ValueError", "done"))
        one.action_restart()
        self.run_job()
        self.assertEqual(one.state, "done")

    def test_asked_twice_it_is_made_once(self):
        request = self.request()
        request.action_export()
        first = self.open(request)
        request.action_export()
        self.assertEqual(self.open(request).namelist(), first.namelist())

    def test_answer_cannot_be_written_by_hand(self):
        request = self.request()
        for values in ({"state": "done"}, {"sections": []}, {"plan": {"res.partner": [1]}}, {"row_count": 1}):
            with self.subTest(values=values), self.assertRaises(UserError):
                request.write(values)
            with self.subTest(values=values), self.assertRaises(UserError):
                self.request(**values)
        request.action_export()
        with self.assertRaises(UserError):
            request.partner_id = self.beta
        request.note = "Identity card seen"

    def test_file_goes_after_a_month(self):
        request = self.request(self.ana)
        request.action_export()
        self.env.cr.execute(
            "UPDATE crm_personal_data_request SET date = date - interval '31 days' WHERE id = %s", [request.id]
        )
        request.invalidate_recordset()
        self.env["crm.personal.data.request"]._gc_files()
        self.assertEqual((request.state, request.file, request.file_name), ("done", False, False))

    def test_what_we_hold_is_readable(self):
        request = self.request(self.ana)
        request.action_summary()
        self.assertEqual(request.state, "draft")
        self.assertIn("Contact Log", request.summary)
        page = (
            self.env["ir.actions.report"]
            .with_user(self.officer)
            ._render_qweb_html("crm_customer360.crm_personal_data_request_report", request.ids)[0]
        )
        self.assertIn("Contact Log", page.decode())


class TestObligations(PrivacyCase, SaleCase):
    """What stands against parting with a customer, and what the law keeps."""

    def test_unpaid_invoice_open_order_and_planned_activity(self):
        order = self.order(self.ana, price=70.0)
        order.action_confirm()
        invoice = self.invoice(self.alfa, price=120.0, invoice_date="2026-01-31")
        invoice.action_post()
        paid = self.invoice(self.alfa, price=30.0, invoice_date="2026-01-31")
        paid.action_post()
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=paid.ids).create(
            {}
        )._create_payments()
        activity = self.alfa.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        lines = self.data.obligations(self.alfa + self.ana)
        found = {(line["res_model"], line["res_id"]): line for line in lines}
        unpaid = found["account.move", invoice.id]
        self.assertEqual((unpaid["reason"], unpaid["amount"]), ("unpaid", 120.0))
        self.assertEqual(unpaid["currency"], invoice.currency_id.name)
        self.assertEqual(found["mail.activity", activity.id]["words"], "planned")
        self.assertIn(("sale.order", order.id), found)
        self.assertEqual(paid.payment_state in ("paid", "in_payment"), True)
        if paid.payment_state == "paid":
            self.assertNotIn(("account.move", paid.id), found)
        self.assertEqual(self.data.obligations(self.beta), [])

    def test_law_keeps_invoices_ten_years_from_the_end_of_the_year(self):
        invoice = self.invoice(self.alfa, invoice_date="2024-02-29", date="2024-02-29")
        invoice.action_post()
        self.env.flush_all()
        year = invoice.date.year + 10
        kept = {line["model"]: line for line in self.data.retain(self.alfa)}
        self.assertEqual(kept["account.move"]["ids"], invoice.ids)
        self.assertEqual(kept["account.move"]["until"].isoformat(), f"{year}-12-31")
        self.assertIn("Lithuania: ten years", kept["account.move"]["law"])
        self.assertNotIn("crm.contact.log", kept)
        after = kept["account.move"]["until"].replace(year=year + 1, month=1, day=1)
        self.assertNotIn("account.move", {line["model"] for line in self.data.retain(self.alfa, after)})

    def test_officer_changes_the_period(self):
        invoice = self.invoice(self.alfa, invoice_date="2024-02-29", date="2024-02-29")
        invoice.action_post()
        activity = self.env["crm.processing.activity"].with_user(self.officer).search([("key", "=", "accounting")])
        activity.write({"retention_months": 60, "retention_from": "date", "retention_law": "Latvia: five years"})
        kept = {line["model"]: line for line in self.data.retain(self.alfa, moment("2026-01-01 00:00:00").date())}
        expected = invoice.date.replace(
            year=invoice.date.year + 5, day=28 if invoice.date.day == 29 else invoice.date.day
        )
        self.assertEqual(kept["account.move"]["until"], expected)
        self.assertEqual(kept["account.move"]["law"], "Latvia: five years")


class TestTwoCompanies(PrivacyCase, SaleCase):
    """An officer is told of the companies they work in."""

    def test_rows_of_a_company_one_does_not_work_in(self):
        here = self.order(self.alfa)
        self.env["product.pricelist"].search([]).write({"company_id": False})
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE sale_order SET company_id = %s WHERE id = %s", self.other_company.id, self.order(self.alfa).id)
        )
        self.env.invalidate_all()
        both = self.rows(self.alfa, "sale.order", user=self.officer)
        self.officer.company_ids = self.company
        one = self.rows(self.alfa, "sale.order", user=self.officer)
        self.assertIn(here.id, one)
        self.assertTrue(set(one) <= set(both))
        self.assertFalse(
            set(one) & set(self.env["sale.order"].search([("company_id", "=", self.other_company.id)]).ids)
        )
