"""Merging contacts and undoing it: everything of theirs moves, and comes back as it was."""

from odoo import Command
from odoo.exceptions import UserError

from .common import SaleCase, installed, moment


class MergeCase(SaleCase):
    """Two companies to merge, and a steward."""

    @classmethod
    def _make_users(cls):
        made = super()._make_users()
        cls.steward = cls._user("t_steward", "crm_customer360.group_data_steward", "base.group_partner_manager")
        return made

    @classmethod
    def _make_customers(cls):
        made = super()._make_customers()
        cls.gama, cls.gama2 = cls._partners(
            {"name": "Gama", "is_company": True, "email": "office@gama.example.com", "city": "Kaunas"},
            {"name": "Gama UAB", "is_company": True, "phone": "+37061234567", "vat": "LT100001738313"},
        )
        cls.gita = cls._partners({"name": "Gita", "parent_id": cls.gama2.id, "email": "gita@gama.example.com"})
        return made

    def merge(self, survivor, *sources, values=False):
        partners = self.env["res.partner"].with_user(self.steward)
        merge = partners.merge_customers(survivor.id, [source.id for source in sources], values)
        return self.env["crm.merge"].browse(merge)

    def unmerge(self, merge):
        return self.env["crm.merge"].with_user(self.steward).unmerge(merge.id)

    def picture(self, *partners):
        """All that names one of the contacts, and their own rows, as the database has it."""
        ids = [partner.id for partner in partners]
        self.env.cr.flush()
        engine = self.env["crm.merge.engine"].sudo()
        found = {}
        for place in engine._places():
            parameters = {"target": "res.partner", "old_values": place.old_values(ids), "everybody": []}
            # The history is compared with a rebuild; that they were merged stays on record.
            if place.table.startswith("crm_touchpoint") or place.table == "crm_customer_removal":
                continue
            self.env.cr.execute(
                f"SELECT to_jsonb(t) - ARRAY['write_date', 'write_uid'] FROM \"{place.table}\" t"
                f" WHERE {place.condition} AND {place.content} = ANY(%(old_values)s)",
                parameters,
            )
            rows = sorted(str(sorted(row.items())) for (row,) in self.env.cr.fetchall())
            if rows:
                found[place.table, place.column] = rows
        self.env.cr.execute(
            "SELECT to_jsonb(p) - ARRAY['write_date', 'write_uid'] FROM res_partner p"
            " WHERE id = ANY(%(ids)s) OR commercial_partner_id = ANY(%(ids)s) ORDER BY id",
            {"ids": ids},
        )
        found["res_partner"] = [str(sorted(row.items())) for (row,) in self.env.cr.fetchall()]
        return found

    def assert_same(self, before, after):
        for place in {*before, *after}:
            self.assertEqual(before.get(place), after.get(place), place)


class TestMerge(MergeCase):
    """One merge after another."""

    def furnish(self, partner):
        """Something of everything that can hang on a contact."""
        contact = partner.child_ids[:1] or partner
        self.order(partner, price=100).action_confirm()
        invoice = self.invoice(partner, price=70, invoice_date="2026-01-05")
        invoice.action_post()
        self.payment(partner, amount=20).action_post()
        partner.message_post(body="Hello", partner_ids=contact.ids, message_type="comment")
        self.alfa.message_post(body="By them", author_id=partner.id, message_type="email")
        partner.message_subscribe([self.ana.id])
        self.alfa.message_subscribe([partner.id])
        partner.activity_schedule("mail.mail_activity_data_call", summary="Call", user_id=self.env.uid)
        self.env["ir.attachment"].create(
            {"name": "a.txt", "raw": b"a", "res_model": "res.partner", "res_id": partner.id}
        )
        self.env["crm.contact.log"].create({"partner_id": partner.id, "name": "Called"})
        self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": moment("2026-02-02 09:00:00"),
                "stop": moment("2026-02-02 10:00:00"),
                "partner_ids": [Command.set((partner | self.dora).ids)],
            }
        )
        self.env["res.partner.bank"].create({"acc_number": f"LT12 {partner.id}", "partner_id": partner.id})
        partner.category_id = self.env["res.partner.category"].create([{"name": "One"}, {"name": f"Own {partner.id}"}])
        self.env["ir.model.data"].create(
            {"module": "__merge__", "name": f"p{partner.id}", "model": "res.partner", "res_id": partner.id}
        )

    def test_everything_moves_and_comes_back(self):
        self.furnish(self.gama)
        self.furnish(self.gama2)
        # What both have: tag, follower of the same record, participant of the same meeting, recipient.
        tag = self.env["res.partner.category"].create({"name": "Both"})
        (self.gama | self.gama2).category_id = [Command.link(tag.id)]
        self.beta.message_subscribe((self.gama | self.gama2).ids)
        self.beta.message_post(body="To both", partner_ids=(self.gama | self.gama2).ids)
        self.assert_exact()
        before = self.picture(self.gama, self.gama2)
        merge = self.merge(self.gama, self.gama2)
        self.assertEqual(self.gama2.merged_into_id, self.gama)
        self.assertFalse(self.gama2.active)
        self.assertEqual(self.gita.parent_id, self.gama)
        self.assertEqual(self.gama.vat, "LT100001738313")
        self.assertEqual(self.gama.city, "Kaunas")
        self.assertEqual(self.gama.phone, "+37061234567")
        after = self.picture(self.gama2)
        self.assertEqual(set(after) - {"res_partner"}, set(), "nothing names the merged contact any more")
        self.assert_exact()
        self.assertEqual(self.gama.customer_rank, 2)
        report = self.unmerge(merge)
        self.assertEqual(report["kept"], [])
        self.assertEqual(report["values"], [])
        self.assertEqual(report["partner_ids"], self.gama2.ids)
        self.assert_same(before, self.picture(self.gama, self.gama2))
        self.assert_exact()

    def test_no_mail_and_no_words_in_the_chatter(self):
        self.gama.user_id = self.salesperson
        self.flush()
        messages = self.env["mail.message"].search_count([])
        mails = self.env["mail.mail"].search_count([])
        merge = self.merge(self.gama2, self.gama)
        self.assertEqual(self.gama2.user_id, self.salesperson)
        self.unmerge(merge)
        self.assertEqual(self.env["mail.message"].search_count([]), messages)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_chosen_values(self):
        values = {"city": "Vilnius", "_from": {"name": self.gama2.id}}
        merge = self.merge(self.gama, self.gama2, values=values)
        self.assertEqual((self.gama.name, self.gama.city), ("Gama UAB", "Vilnius"))
        self.assertEqual(self.gita.city or "Vilnius", "Vilnius")
        self.unmerge(merge)
        self.assertEqual((self.gama.name, self.gama.city, self.gama.phone), ("Gama", "Kaunas", False))

    def test_values_changed_since_stay(self):
        merge = self.merge(self.gama, self.gama2)
        self.gama.phone = "+37060000000"
        report = self.unmerge(merge)
        self.assertEqual(self.gama.phone, "+37060000000")
        self.assertFalse(self.gama.vat)
        self.assertEqual([value["field"] for value in report["values"]], ["phone"])
        self.assertEqual(merge.value_ids.filtered("kept").mapped("field_name"), ["phone"])

    def test_rows_changed_since_stay_and_new_ones_too(self):
        kept = self.order(self.gama2)
        moved_on = self.order(self.gama2)
        gone = self.env["crm.contact.log"].create({"partner_id": self.gama2.id, "name": "Called"})
        merge = self.merge(self.gama, self.gama2)
        moved_on.partner_id = self.beta
        gone.unlink()
        new = self.order(self.gama)
        preview = self.env["crm.merge"].with_user(self.steward).unmerge_preview(merge.id)
        counts = {move["label"]: (move["back"], move["moved"]) for move in preview["moves"]}
        self.assertEqual(counts["Sales Order: Customer"], (1, 2))
        report = self.unmerge(merge)
        self.assertEqual(kept.partner_id, self.gama2)
        self.assertEqual(moved_on.partner_id, self.beta)
        self.assertEqual(new.partner_id, self.gama)
        named = {row["label"]: row for row in report["kept"]}
        self.assertEqual(
            named["Sales Order: Customer"]["records"], [{"id": moved_on.id, "name": moved_on.display_name}]
        )
        self.assertEqual(named["Contact Log: Contact"]["records"], [{"id": gone.id, "name": "gone"}])
        self.assertEqual(merge.state, "unmerged")
        self.assert_exact()

    def test_chain_is_undone_backwards(self):
        order = self.order(self.gama2)
        first = self.merge(self.gama, self.gama2)
        second = self.merge(self.beta, self.gama)
        self.assertEqual(order.partner_id, self.beta)
        self.assertEqual(self.gama2.merged_into_id, self.gama)
        self.assertEqual(self.gama2._merged_finally(), self.beta)
        with self.assertRaisesRegex(UserError, f"merged again afterwards .*{second.id}"):
            self.unmerge(first)
        self.unmerge(second)
        self.assertEqual(order.partner_id, self.gama)
        self.unmerge(first)
        self.assertEqual(order.partner_id, self.gama2)
        self.assert_exact()

    def test_bank_account_both_have(self):
        accounts = self.env["res.partner.bank"].create(
            [{"acc_number": "LT12 1000", "partner_id": partner.id} for partner in (self.gama, self.gama2)]
        )
        payment = self.payment(self.gama2, payment_type="outbound", partner_bank_id=accounts[1].id)
        merge = self.merge(self.gama, self.gama2)
        self.assertEqual(accounts.exists(), accounts[0])
        self.assertEqual(payment.partner_bank_id, accounts[0])
        self.unmerge(merge)
        self.assertEqual(accounts.exists(), accounts)
        self.assertEqual(accounts[1].partner_id, self.gama2)
        self.assertEqual(payment.partner_bank_id, accounts[1])

    def test_contact_of_another_company(self):
        """The documents count for the survivor's company, and for the old one again afterwards."""
        invoice = self.invoice(self.cora, invoice_date="2026-01-05")
        invoice.action_post()
        lines = invoice.line_ids
        merge = self.merge(self.ana, self.dora, self.ben)
        self.unmerge(merge)
        self.portal.unlink()
        merge = self.merge(self.ana, self.cora)
        self.assertEqual(invoice.commercial_partner_id, self.alfa)
        self.assertEqual(lines.partner_id, self.alfa)
        self.assert_exact()
        self.unmerge(merge)
        self.assertEqual((invoice.partner_id, invoice.commercial_partner_id), (self.cora, self.beta))
        self.assertEqual(lines.partner_id, self.beta)
        self.assert_exact()

    def test_visitor_of_the_website(self):
        if not installed(self.env, "website"):
            self.skipTest("not installed: website")
        visitors = self.env["website.visitor"].create(
            [{"access_token": str(partner.id)} for partner in (self.gama, self.gama2)]
        )
        track = self.env["website.track"].create({"visitor_id": visitors[1].id, "url": "/shop"})
        merge = self.merge(self.gama, self.gama2)
        self.assertEqual(visitors.exists(), visitors[0])
        self.assertEqual(track.visitor_id, visitors[0])
        self.unmerge(merge)
        self.assertEqual(visitors.mapped("access_token"), [str(self.gama.id), str(self.gama2.id)])
        self.assertEqual(visitors.partner_id, self.gama | self.gama2)
        self.assertEqual(track.visitor_id, visitors[1])

    def test_picture(self):
        pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
        self.gama2.image_1920 = pixel
        merge = self.merge(self.gama, self.gama2)
        self.assertTrue(self.gama.image_1920)
        self.unmerge(merge)
        self.assertFalse(self.gama.image_1920)
        self.assertTrue(self.gama2.image_1920)

    def test_values_by_company(self):
        here, there = self.gama.with_company(self.company), self.gama2.with_company(self.other_company)
        here.credit_limit, there.credit_limit = 100, 250
        self.gama2.with_company(self.company).credit_limit = 999
        merge = self.merge(self.gama, self.gama2)
        self.env.invalidate_all()
        self.assertEqual(here.credit_limit, 100)
        self.assertEqual(self.gama.with_company(self.other_company).credit_limit, 250)
        self.unmerge(merge)
        self.env.invalidate_all()
        self.assertEqual(self.gama.with_company(self.other_company).credit_limit, 0)

    def test_merged_contacts_are_left_out(self):
        merge = self.merge(self.gama, self.gama2)
        find = self.env["res.partner"].with_user(self.steward).find_caller
        self.assertNotIn(self.gama2.id, [row["partner_id"] for row in find("Gama")])
        page = self.env["res.partner"].with_user(self.steward).customer360(self.gama2.id)
        self.assertEqual(page["partner"]["merged_into"], {"id": self.gama.id, "name": "Gama"})
        self.unmerge(merge)
        self.assertIn(self.gama2.id, [row["partner_id"] for row in find("Gama")])

    def test_addons_may_react(self):
        calls = []
        for name in ("_merge_before", "_merge_after", "_unmerge_before", "_unmerge_after"):
            self.patch(
                type(self.env["crm.merge"]),
                name,
                lambda merge, name=name: calls.append((name, merge._sources(), self.gama2.active)),
            )
        self.unmerge(self.merge(self.gama, self.gama2))
        self.assertEqual(
            calls,
            [
                ("_merge_before", self.gama2, True),
                ("_merge_after", self.gama2, False),
                ("_unmerge_before", self.gama2, False),
                ("_unmerge_after", self.gama2, True),
            ],
        )

    def test_odoo_s_own_button(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.env.ref("base.user_admin"))
        made = wizard.create(
            {"partner_ids": [Command.set((self.gama | self.gama2).ids)], "dst_partner_id": self.gama.id}
        )
        arch = wizard.get_view(view_type="form")["arch"]
        self.assertIn('name="action_merge_kept"', arch)
        self.assertNotIn('name="action_merge"', arch)
        made.action_merge_kept()
        self.assertEqual(self.gama2.merged_into_id, self.gama)

    def test_odoo_s_own_method_stays_odoo_s(self):
        """Programs call it, and Odoo's own tests: the merged contact is deleted."""
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.env.ref("base.user_admin"))
        made = wizard.create(
            {"partner_ids": [Command.set((self.gama | self.gama2).ids)], "dst_partner_id": self.gama.id}
        )
        made.action_merge()
        self.assertFalse(self.gama2.exists())

    def test_odoo_s_own_method_leaves_nothing_behind(self):
        """Documents and messages move, whatever its caller says in the context."""
        order, note = self.order(self.gama2), self.gama2.message_post(body="A note")
        self.flush()
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.env.ref("base.user_admin"))
        made = wizard.with_context(crm_merge=True).create(
            {"partner_ids": [Command.set((self.gama | self.gama2).ids)], "dst_partner_id": self.gama.id}
        )
        made.action_merge()
        self.env.invalidate_all()
        self.assertEqual((order.exists().partner_id, note.exists().res_id), (self.gama, self.gama.id))

    def test_wizard(self):
        self.order(self.gama2)
        wizard = self.env["crm.merge.wizard"].with_user(self.steward).with_context(
            active_model="res.partner", active_ids=(self.gama | self.gama2).ids
        ).create({})  # fmt: skip
        self.assertEqual(wizard.survivor_id, self.gama2, "most documents")
        names = {row["name"]: row for row in wizard.preview["fields"]}
        self.assertEqual(names["city"]["pick"], self.gama.id)
        self.assertNotIn("user_id", names)
        wizard.choices = {**wizard.choices, "name": self.gama.id}
        wizard.action_merge()
        self.assertEqual((self.gama2.name, self.gama.merged_into_id), ("Gama", self.gama2))

    def test_what_comes_in_later_for_a_merged_contact(self):
        merge = self.merge(self.gama, self.gama2)
        order = self.order(self.gama2)
        self.flush()
        with self.enter_registry_test_mode():
            self.env.ref("crm_customer360.ir_cron_merge_late").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(order.partner_id, self.gama)
        self.assert_exact()
        self.assertFalse(self.env["crm.merge"]._with_latecomers())
        self.unmerge(merge)
        self.assertEqual(order.partner_id, self.gama2)
        self.assert_exact()

    def test_rows_a_rule_of_the_table_refuses_stay_and_are_told(self):
        entry = self.env["crm.contact.log"].create({"partner_id": self.gama2.id, "name": "Called"})
        self.flush()
        self.env.cr.execute(f"ALTER TABLE crm_contact_log ADD CHECK (partner_id <> {int(self.gama)})")
        merge = self.merge(self.gama, self.gama2)
        self.assertEqual(entry.partner_id, self.gama2)
        left = merge.move_ids.filtered("left_reason")
        self.assertEqual((left.table_name, left.left, merge.left), ("crm_contact_log", 1, 1))
        self.unmerge(merge)
        self.assertEqual(entry.partner_id, self.gama2)
