"""From a file to customers: matching, differences, sources of different priority, decisions, taking back."""

import base64
import random
from contextlib import closing

from odoo.exceptions import UserError
from odoo.tests import Form

from .intake_case import IntakeCase

ALFA = {
    "Nr": "1",
    "Name": "UAB Alfa",
    "Code": "302345678",
    "Mail": "Office@alfa.example.com",
    "Phone": "8 612 34567",
    "City": "Kaunas",
}
BETA = {"Nr": "2", "Name": "Beta Ltd", "Mail": "office@beta.example.com", "City": "Vilnius"}


class TestIntakeRun(IntakeCase):
    """What a run writes."""

    def test_new_customers_have_what_the_file_says(self):
        batch = self.imported(ALFA, {**BETA, "Company": "taip", "Tags": "Fair 2026; Retail"})
        self.assertEqual(self.results(batch), [(2, "create"), (3, "create")])
        alfa, beta = self.of(batch, 2), self.of(batch, 3)
        self.assertEqual(alfa.name, "UAB Alfa")
        self.assertTrue(alfa.is_company, "it has a company code")
        self.assertEqual(alfa.phone, "+370 612 34567")
        self.assertEqual(alfa.phone_sanitized, "+37061234567")
        self.assertEqual(alfa.email_normalized, "office@alfa.example.com")
        self.assertEqual(alfa.country_id.code, "LT")
        self.assertFalse(alfa.company_id, "new customers are shared")
        self.assertTrue(beta.is_company)
        self.assertEqual(sorted(beta.category_id.mapped("name")), ["Fair 2026", "Retail"])
        self.assertEqual((batch.create_count, batch.row_count, batch.left_count), (2, 2, 0))
        self.assertFalse(alfa.message_ids, "no message says what an import did")

    def test_the_preview_writes_nothing_and_says_the_same(self):
        before = self.partner.search_count([])
        batch = self.batch(
            ALFA, BETA, {"Nr": "3", "Name": "Ana", "Belongs": "1"}, {"Nr": "4", "Mail": "x@y.example.com"}
        )
        batch.action_preview()
        self.assertEqual(self.partner.search_count([]), before)
        self.assertFalse(self.env["crm.external.id"].search([("source_id", "=", self.source.id)]))
        self.assertFalse(self.env["res.partner.category"].search([("name", "=", "Fair 2026")]))
        previewed = self.results(batch)
        self.assertEqual(previewed, [(2, "create"), (3, "create"), (4, "create"), (5, "rejected")])
        batch.action_run()
        self.assertEqual(self.results(batch), previewed)
        self.assertEqual(self.partner.search_count([]), before + 3)
        self.assertEqual(self.of(batch, 4).parent_id, self.of(batch, 2))

    def test_a_contact_before_its_company_in_the_file(self):
        batch = self.imported({"Nr": "9", "Name": "Ana", "Belongs": "302345678"}, ALFA)
        self.assertEqual(self.of(batch, 2).parent_id, self.of(batch, 3))
        again = self.imported({"Nr": "9", "Name": "Ana", "Belongs": "302345678"}, ALFA)
        self.assertEqual(self.results(again), [(2, "unchanged"), (3, "unchanged")])

    def test_a_contact_whose_company_never_comes_is_rejected(self):
        batch = self.imported({"Nr": "9", "Name": "Ana", "Belongs": "77"}, ALFA)
        self.assertEqual(self.results(batch), [(2, "rejected"), (3, "create")])
        row = self.row(batch, 2)
        self.assertEqual((row.problem_column, row.problem_value, row.problem_reason), ("Belongs", "77", "no_parent"))

    def test_the_same_file_twice_changes_nothing(self):
        rows = [ALFA, BETA, {"Name": "Nameless Number"}, {"Name": "Nameless Number"}]
        first = self.imported(*rows)
        self.assertEqual(self.results(first), [(2, "create"), (3, "create"), (4, "create"), (5, "unchanged")])
        # What a customer was written by is as good a proof as any that nothing was written.
        partners = first.row_ids.partner_id
        self.env.cr.execute("UPDATE res_partner SET write_date = '2000-01-01' WHERE id = ANY(%s)", [partners.ids])
        again = self.imported(*rows)
        self.assertEqual({result for _number, result in self.results(again)}, {"unchanged"})
        self.env.cr.execute(
            "SELECT count(*) FROM res_partner WHERE id = ANY(%s) AND write_date > '2000-01-02'", [partners.ids]
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))
        self.assertEqual(again.row_ids.partner_id, partners)

    def test_running_twice_and_repeated_numbers(self):
        batch = self.batch(ALFA, {**BETA, "Nr": "1"})
        batch.action_run()
        self.assertEqual(self.results(batch), [(2, "create"), (3, "rejected")])
        self.assertEqual(self.row(batch, 3).problem_detail, "2")
        with self.assertRaises(UserError):
            batch.action_run()

    def test_two_rows_of_one_customer_in_one_file(self):
        batch = self.imported(
            {"Name": "Ana Petraitė", "Mail": "ana@alfa.example.com"},
            {"Name": "Ana Petraite", "Mail": "ANA@alfa.example.com", "Phone": "+37061234567", "City": "Kaunas"},
            {"Name": "Ben Jonaitis", "Mail": "ana@alfa.example.com"},
        )
        self.assertEqual(self.results(batch), [(2, "create"), (3, "update"), (4, "ambiguous")])
        ana = self.of(batch, 2)
        self.assertEqual(self.of(batch, 3), ana)
        self.assertEqual((ana.name, ana.city), ("Ana Petraitė", "Kaunas"), "the first row counts for the name")
        self.assertEqual(self.row(batch, 4).candidate_ids, ana)

    def test_a_bad_row_costs_the_others_nothing(self):
        rows = [{"Nr": str(n), "Name": f"Customer {n}"} for n in range(1, 12)]
        rows[5]["Mail"] = "no address"
        batch = self.imported(*rows)
        self.assertEqual(batch.create_count, 10)
        self.assertEqual([result for _n, result in self.results(batch)].index("rejected"), 5)
        row = self.row(batch, 7)
        self.assertEqual(
            (row.problem_column, row.problem_value, row.problem_reason), ("Mail", "no address", "not_email")
        )
        self.assertIn("no address", row.explanation)

    def test_what_the_orm_refuses_is_a_bad_row_too(self):
        """Values that only the ORM knows to be wrong are found one by one among many."""
        model = type(self.env["res.partner"])
        create, words = model.create, "Not this one"

        def refuse_unlucky(partners, vals_list):
            if any(vals["name"] == "Unlucky" for vals in vals_list):
                raise UserError(words)
            return create(partners, vals_list)

        self.patch(model, "create", refuse_unlucky)
        rows = [{"Nr": str(n), "Name": f"Customer {n}"} for n in range(1, 9)]
        rows[2]["Name"] = rows[6]["Name"] = "Unlucky"
        batch = self.imported(*rows)
        self.assertEqual(batch.create_count, 6)
        self.assertEqual([number for number, result in self.results(batch) if result == "rejected"], [4, 8])
        self.assertEqual(self.row(batch, 4).problem_detail, words)

    def test_found_by_each_key(self):
        make = self.env["res.partner"].create
        known = make(
            [
                {"name": "UAB One", "is_company": True, "vat": "LT100001234567"},
                {"name": "UAB Two", "is_company": True, "company_registry": "302345679"},
                {"name": "Three", "email": "Three <three@x.example.com>"},
                {"name": "Four", "phone": "+370 612 00004", "country_id": self.env.ref("base.lt").id},
                {"name": "Živilė Fünf", "city": "Šilutė"},
            ]
        )
        batch = self.imported(
            {"Nr": "a", "Name": "One, UAB", "VAT": "lt 100 001 234567"},
            {"Nr": "b", "Name": "Two", "Code": "302345679"},
            {"Nr": "c", "Name": "three", "Mail": "THREE@x.example.com"},
            {"Nr": "d", "Name": "Four", "Phone": "861200004"},
            {"Nr": "e", "Name": "ZIVILE FUNF", "City": "silute"},
        )
        self.assertEqual([self.of(batch, number).id for number in range(2, 7)], known.ids)
        self.assertFalse(batch.create_count)

    def test_several_customers_wait_for_a_decision(self):
        known = self.env["res.partner"].create([{"name": "Twin", "city": "Kaunas"}, {"name": "Twin", "city": "Kaunas"}])
        batch = self.imported({"Nr": "1", "Name": "Twin", "City": "Kaunas", "Mail": "twin@x.example.com"})
        row = self.row(batch, 2)
        self.assertEqual((row.result, row.candidate_ids), ("ambiguous", known))
        self.assertEqual(known.mapped("email"), [False, False])
        with self.assertRaises(UserError):
            row.action_use()
        row.chosen_id = known[1]
        row.action_use()
        self.assertEqual((row.result, row.partner_id), ("update", known[1]))
        self.assertEqual(known.mapped("email"), [False, "twin@x.example.com"])
        again = self.imported({"Nr": "1", "Name": "Twin", "City": "Kaunas", "Mail": "twin@x.example.com"})
        self.assertEqual(self.results(again), [(2, "unchanged")], "the decision is remembered")

    def test_decisions_for_a_new_customer_and_for_none(self):
        known = self.env["res.partner"].create([{"name": "Twin"}, {"name": "Twin"}])
        batch = self.imported({"Nr": "1", "Name": "Twin"}, {"Nr": "2", "Name": "Twin"})
        self.assertEqual(self.results(batch), [(2, "ambiguous"), (3, "ambiguous")])
        self.row(batch, 2).action_create_new()
        self.row(batch, 3).action_skip()
        self.assertEqual(self.results(batch), [(2, "create"), (3, "skipped")])
        self.assertNotIn(self.of(batch, 2), known)

    def test_two_numbers_of_a_source_are_two_customers(self):
        self.imported(ALFA)
        batch = self.imported(
            {"Nr": "7", "Name": "UAB Alfa", "Mail": ALFA["Mail"]}, {"Nr": "8", "Name": "X", "Code": ALFA["Code"]}
        )
        self.assertEqual(self.results(batch), [(2, "create"), (3, "ambiguous")])
        self.assertEqual(self.row(batch, 3).reason, "other_number")

    def test_the_size_of_the_pieces_changes_nothing(self):
        """Row by row or all at once: the same customers with the same values come of it."""
        for seed in range(15):
            rows = self._random_rows(random.Random(seed))
            outcomes = [self._imported_in(rows, size) for size in (1, 3, 100)]
            self.assertEqual(outcomes[0], outcomes[1], f"seed {seed}: {rows}")
            self.assertEqual(outcomes[0], outcomes[2], f"seed {seed}: {rows}")

    def _random_rows(self, dice):
        pools = {
            "Nr": ["", "", "", *map(str, range(100, 140))],
            "Name": ["Ana Petraitė", "Ana P.", "Ben Petraitė", "UAB Alfa"],
            "Mail": ["", "a@x.example.com", "b@x.example.com"],
            "Phone": ["", "+37061200001", "+37061200002"],
            "City": ["", "Kaunas", "Vilnius"],
            "Code": ["", "", "", "302345678"],
        }
        return [{column: dice.choice(pool) for column, pool in pools.items()} for _row in range(12)]

    def _imported_in(self, rows, size):
        with closing(self.env.cr.savepoint()):
            last = self.partner.search([], order="id desc", limit=1).id
            batch = self.batch(*rows)
            batch._begin("run")
            while batch.work:
                batch._do_piece(size)
            partners = self.partner.search([("id", ">", last)], order="id")
            values = partners.mapped(lambda one: (one.name, one.email, one.phone, one.city, one.company_registry))
            return self.results(batch), sorted(map(str, values))


class TestIntakePriority(IntakeCase):
    """Who may overwrite whom."""

    def city(self, source, city, number="1"):
        """Import one value; returns the result and why it was not taken."""
        batch = self.imported({**ALFA, "Nr": number, "City": city}, source=source)
        (row,) = batch.row_ids
        return row.result, [change["why"] for change in row.changes or [] if not change["taken"]]

    def test_a_lower_source_never_overwrites_a_higher_one(self):
        self.assertEqual(self.city(self.source, "Kaunas"), ("create", []))
        self.assertEqual(self.city(self.shop, "Vilnius"), ("unchanged", ["higher_source"]))
        self.assertEqual(self.city(self.source, "Jonava"), ("update", []))

    def test_a_higher_source_overwrites_a_lower_one(self):
        self.assertEqual(self.city(self.shop, "Vilnius"), ("create", []))
        self.assertEqual(self.city(self.source, "Kaunas"), ("update", []))
        origin = self.env["crm.field.origin"].search([("source_id", "=", self.source.id), ("field", "=", "city")])
        self.assertEqual((origin.value, origin.by_hand), ("Kaunas", False))

    def test_what_was_changed_by_hand_counts_most(self):
        self.city(self.source, "Kaunas")
        partner = self.partner.search([("company_registry", "=", ALFA["Code"])])
        partner.city = "Palanga"
        self.assertEqual(self.city(self.source, "Vilnius"), ("unchanged", ["by_hand"]))
        self.assertEqual(partner.city, "Palanga")
        origin = self.env["crm.field.origin"].search([("partner_id", "=", partner.id), ("field", "=", "city")])
        self.assertTrue(origin.by_hand)
        self.source.overwrite_by_hand = True
        self.assertEqual(self.city(self.source, "Vilnius"), ("update", []))
        self.assertEqual(partner.city, "Vilnius")

    def test_empty_never_overwrites_and_some_columns_only_fill(self):
        self.city(self.source, "Kaunas")
        partner = self.partner.search([("company_registry", "=", ALFA["Code"])])
        self.assertEqual(self.city(self.source, ""), ("unchanged", []))
        self.source.mapping_ids.filtered(lambda line: line.field == "city").only_empty = True
        self.assertEqual(self.city(self.source, "Vilnius"), ("unchanged", ["only_empty"]))
        self.assertEqual(partner.city, "Kaunas")

    def test_a_merge_keeps_numbers_and_one_origin_a_field(self):
        first = self.imported(ALFA)
        second = self.imported({"Nr": "7", "Name": "UAB Gama", "VAT": "LT100001234567"}, source=self.shop)
        alfa, gama = self.of(first, 2), self.of(second, 2)
        self.env["base.partner.merge.automatic.wizard"]._merge([gama.id, alfa.id], alfa)
        self.assertFalse(gama.exists())
        numbers = self.env["crm.external.id"].search([("partner_id", "=", alfa.id)])
        self.assertEqual(sorted(numbers.mapped("external_id")), ["1", "7"])
        origins = self.env["crm.field.origin"].search([("partner_id", "=", alfa.id)])
        sources = {origin.field: origin.source_id for origin in origins}
        self.assertEqual((sources["name"], sources["vat"]), (self.source, self.shop))
        again = self.imported({"Nr": "7", "Name": "UAB Gama"}, source=self.shop)
        self.assertEqual(self.of(again, 2), alfa)
        self.assertEqual(self.results(again), [(2, "unchanged")])


class TestIntakeUndo(IntakeCase):
    """Taking an import back."""

    def undo(self, batch):
        batch.action_undo()
        self.work_off()
        self.assertEqual(batch.state, "undone", batch.error)

    def test_new_customers_go_and_changed_fields_go_back(self):
        known = self.env["res.partner"].create(
            {"name": "UAB Alfa", "is_company": True, "company_registry": ALFA["Code"]}
        )
        before = self.partner.search([])
        batch = self.imported(ALFA, BETA, {"Nr": "3", "Name": "Ana", "Belongs": "1"})
        self.assertEqual(known.city, "Kaunas")
        self.undo(batch)
        self.assertEqual(batch.row_ids.mapped("undo_note"), [False] * 3)
        self.assertEqual(self.partner.search([]), before)
        self.assertEqual((known.city, known.email, known.phone), (False, False, False))
        self.assertFalse(self.env["crm.field.origin"].search([("partner_id", "=", known.id)]))
        self.assertFalse(self.env["crm.external.id"].search([("source_id", "=", self.source.id)]))
        self.assertEqual(set(batch.row_ids.mapped("undo_result")), {"undone"})

    def test_what_somebody_changed_since_is_left_and_listed(self):
        self.imported(ALFA)
        batch = self.imported({**ALFA, "City": "Vilnius", "Name": "UAB Alfa Plus"})
        partner = self.of(batch, 2)
        partner.city = "Palanga"
        self.undo(batch)
        self.assertEqual((partner.city, partner.name), ("Palanga", "UAB Alfa"))
        row = batch.row_ids
        self.assertEqual(row.undo_result, "partly")
        self.assertIn("Kaunas", row.undo_note)
        self.assertNotIn("UAB Alfa Plus", row.undo_note)

    def test_the_origin_goes_back_to_the_other_source(self):
        self.imported(ALFA, source=self.shop)
        batch = self.imported({**ALFA, "City": "Vilnius"})
        partner = self.of(batch, 2)
        self.undo(batch)
        origins = self.env["crm.field.origin"].search([("partner_id", "=", partner.id)])
        self.assertEqual(origins.source_id, self.shop)
        self.assertFalse(any(origins.mapped("by_hand")))
        again = self.imported({**ALFA, "City": "Jonava"}, source=self.shop)
        self.assertEqual(self.results(again), [(2, "update")])

    def test_customers_with_documents_are_archived(self):
        batch = self.imported(ALFA, BETA, {"Nr": "3", "Name": "Cora"}, {"Nr": "4", "Name": "Dora"})
        alfa, beta, cora, dora = (self.of(batch, number) for number in range(2, 6))
        self.env["crm.contact.log"].create({"partner_id": alfa.id, "name": "Called"})
        beta.message_post(body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment")
        self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2026-01-01 10:00:00",
                "stop": "2026-01-01 11:00:00",
                "partner_ids": [(4, cora.id)],
            }
        )
        self.undo(batch)
        self.assertEqual(batch.row_ids.sorted("number").mapped("undo_result"), ["archived"] * 3 + ["undone"])
        self.assertFalse(any((alfa | beta | cora).mapped("active")))
        self.assertFalse(dora.exists())

    def test_a_customer_that_another_import_knows_is_kept(self):
        batch = self.imported(ALFA)
        self.imported(ALFA, source=self.shop)
        partner = self.of(batch, 2)
        self.undo(batch)
        self.assertTrue(partner.active)
        self.assertEqual(batch.row_ids.undo_result, "kept")

    def test_an_imported_batch_is_not_deleted(self):
        batch = self.imported(ALFA)
        with self.assertRaises(UserError):
            batch.unlink()
        self.undo(batch)
        batch.unlink()


class TestIntakeBatch(IntakeCase):
    """The screen's steps, broken files, reports."""

    def test_columns_are_proposed_and_the_form_works(self):
        source = self.env["crm.import.source"].create({"name": "Fair", "code": "t_fair"})
        content = "Pavadinimas;El. paštas;Spalva\nUAB Gama;gama@x.example.com;žalia\n".encode("cp1257")
        batch = self.env["crm.import.batch"].with_user(self.steward).create({"source_id": source.id})
        with Form(batch) as form:
            form.file = base64.b64encode(content)
        batch.action_read()
        lines = source.mapping_ids
        self.assertEqual(lines.mapped("column"), ["Pavadinimas", "El. paštas", "Spalva"])
        self.assertEqual(lines.mapped("field"), ["name", "email", False])
        self.assertEqual(lines.mapped("sample"), ["UAB Gama", "gama@x.example.com", "žalia"])
        batch.action_preview()
        self.assertEqual(batch.state, "preview")
        shown = batch.row_ids.differences
        self.assertEqual([one["new"] for one in shown], ["UAB Gama", "gama@x.example.com"])
        batch.action_run()
        self.assertEqual(self.of(batch, 2).email, "gama@x.example.com")

    def test_a_refused_file_leaves_nothing_and_says_why(self):
        for content, words in (
            (b"", "empty"),
            (b"Name;City\n", "no row"),
            (b"Name,City\nA,B\n", "no such column"),
            (b"Nr," + b",".join(name.encode() for name in ("Name", "City")) + b"\n1,A\xff\xc5\xbd\xff,B\n", ""),
        ):
            batch = (
                self.env["crm.import.batch"]
                .with_user(self.steward)
                .create({"source_id": self.source.id, "file": base64.b64encode(content or b" "), "filename": "x.csv"})
            )
            batch.action_read()
            self.assertFalse(batch.row_ids)
            self.assertEqual((batch.state, batch.work), ("draft", False))
            self.assertIn(words, batch.error)

    def test_the_report_of_rejected_rows(self):
        batch = self.imported({"Nr": "1", "Name": "=HYPERLINK(1)", "Mail": "bad"}, ALFA | {"Nr": "2"})
        action = batch.action_report_csv()
        attachment = self.env["ir.attachment"].browse(int(action["url"].split("/")[3].split("?")[0]))
        lines = attachment.raw.decode("utf-8-sig").splitlines()
        self.assertEqual(len(lines), 2)
        self.assertTrue(lines[1].startswith("2,Mail,bad,"))
        self.assertIn("'=HYPERLINK(1)", lines[1])
        self.assertIn(".xlsx", self.env["ir.attachment"].browse(
            int(batch.action_report_xlsx()["url"].split("/")[3].split("?")[0])).name)  # fmt: skip
        # What a formula might be stays the customer's name.
        self.assertEqual(self.row(batch, 2).name, "=HYPERLINK(1)")

    def test_stop_and_go_on(self):
        rows = [{"Nr": str(n), "Name": f"Customer {n}"} for n in range(1, 8)]
        batch = self.batch(*rows)
        batch._begin("run")
        batch._do_piece(3)
        batch.action_stop()
        self.assertEqual((batch.state, batch.left_count), ("stopped", 4))
        self.assertFalse(self.env["crm.import.batch"]._due())
        batch.action_resume()
        self.work_off()
        self.assertEqual((batch.state, batch.create_count), ("done", 7))

    def test_a_failing_batch_is_stopped_with_the_reason(self):
        batch = self.batch(ALFA)
        batch._begin("run")
        self.patch(type(batch), "_start_anew", lambda batch: None)

        words = "No way"

        def fail(batch, limit):
            raise UserError(words)

        self.patch(type(batch), "_do_piece", fail)
        self.env["crm.import.batch"].browse(batch.id)._piece_of_job(self.env["ir.cron"], last=False)
        self.assertEqual((batch.state, batch.error), ("stopped", "No way"))

    def test_old_rows_are_forgotten(self):
        batch = self.imported(ALFA)
        partner = self.of(batch, 2)
        batch.finished = "2020-01-01 00:00:00"
        batch.sudo()._gc_rows()
        self.assertFalse(batch.row_ids)
        self.assertFalse(batch.file)
        self.assertTrue(partner.exists())
