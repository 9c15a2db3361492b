"""Merging contacts and undoing it: everything of theirs moves, and comes back as it was."""

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .common import SaleCase, installed, moment


class MergeCase(SaleCase):
    """Two companies to merge, and a steward."""

    @classmethod
    def _make_users(cls):
        super()._make_users()
        cls.steward = cls._user("t_steward", "crm_customer360.group_data_steward", "base.group_partner_manager")

    @classmethod
    def _make_customers(cls):
        super()._make_customers()
        cls.gama, cls.gama2 = cls._partners(
            {"name": "Gama", "is_company": True, "email": "office@gama.example.com", "city": "Kaunas"},
            {"name": "Gama UAB", "is_company": True, "phone": "+37061234567", "vat": "LT100001738313"},
        )
        cls.gita = cls._partners({"name": "Gita", "parent_id": cls.gama2.id, "email": "gita@gama.example.com"})

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
            if place.table.startswith("crm_touchpoint"):
                continue
            self.env.cr.execute(
                f'SELECT to_jsonb(t) - ARRAY[\'write_date\', \'write_uid\'] FROM "{place.table}" t'
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
