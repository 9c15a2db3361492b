"""What cannot be merged, and who may merge."""

import xmlrpc.client

from odoo.exceptions import AccessError, UserError

from .common import needs
from .test_merge import MergeCase


class TestMergeRefused(MergeCase):
    """Refused with the reason and the record; nothing is changed."""

    def assert_refused(self, words, survivor, *sources, values=False):
        before = self.picture(self.gama, self.gama2)
        with self.assertRaisesRegex(UserError, words):
            self.merge(survivor, *sources, values=values)
        self.assert_same(before, self.picture(self.gama, self.gama2))
        self.assertFalse(self.env["crm.merge"].search([("survivor_id", "=", survivor.id)]))

    def test_arguments(self):
        call = self.env["res.partner"].with_user(self.steward).merge_customers
        for arguments, words in (
            (("x", [self.gama.id]), "survivor_id: “x”"),
            ((True, [self.gama.id]), "survivor_id: “True”"),
            ((self.gama.id, self.gama2.id), "source_ids: “"),
            ((self.gama.id, [False]), "source_ids: “False”"),
            ((self.gama.id, []), "at least one"),
            ((self.gama.id, [self.gama.id]), "into itself"),
            ((self.gama.id, [2**31 - 1]), "no contact with the number 2147483647"),
            ((self.gama.id, list(range(10**6, 10**6 + 201))), "At most 200"),
            ((self.gama.id, [self.gama2.id], ["x"]), "values: “"),
            ((self.gama.id, [self.gama2.id], {"nonsense": 1}), "nonsense is no field"),
            ((self.gama.id, [self.gama2.id], {"active": False}), "active is no field"),
            ((self.gama.id, [self.gama2.id], {"phone": 5}), "phone: “5”"),
            ((self.gama.id, [self.gama2.id], {"country_id": 10**8}), "country_id: “100000000”"),
            ((self.gama.id, [self.gama2.id], {"_from": {"phone": self.ana.id}}), "from a contact that is merged"),
            ((self.gama.id, [self.gama2.id], {"_confirmed": ["all"]}), "_confirmed: “"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                call(*arguments)

    def test_contact_of_the_other(self):
        self.assert_refused("Gita .* is a contact of Gama UAB", self.gama2, self.gita)
        self.assert_refused("Gita .* is a contact of Gama UAB", self.gita, self.gama2)
        # Both in the list of sources is no better.
        self.assert_refused("Gita .* is a contact of Gama UAB", self.gama, self.gama2, self.gita)

    def test_other_company(self):
        self.gama.company_id = self.company
        self.gama2.company_id = self.other_company
        self.gita.company_id = self.other_company
        self.assert_refused("Gama UAB .* belongs to Second Company", self.gama, self.gama2)

    def test_own_company_and_users(self):
        self.assert_refused("contact of our own company", self.gama, self.company.partner_id)
        self.assert_refused("user t_agent", self.gama, self.agent.partner_id)
        self.env["res.users"].with_context(no_reset_password=True).create(
            {"login": "p2", "partner_id": self.gama2.id, "group_ids": [(6, 0, [self.env.ref("base.group_portal").id])]}
        )
        self.assert_refused("More than one of the contacts has a user", self.cora, self.gama2)

    def test_portal_user_goes_along(self):
        user = self.portal
        merge = self.merge(self.gita, self.cora)
        self.assertEqual(user.partner_id, self.gita)
        self.unmerge(merge)
        self.assertEqual(user.partner_id, self.cora)

    def test_twice(self):
        first = self.merge(self.gama, self.gama2)
        with self.assertRaisesRegex(UserError, "Gama UAB .* was merged into Gama"):
            self.merge(self.gama, self.gama2)
        self.unmerge(first)
        with self.assertRaisesRegex(UserError, "undone already"):
            self.unmerge(first)

    def test_different_vat_numbers(self):
        self.gama.with_context(no_vat_validation=True).vat = "LT119511515"
        self.assert_refused("different VAT numbers", self.gama, self.gama2)
        merge = self.merge(self.gama, self.gama2, values={"_confirmed": ["vat"]})
        self.assertEqual(self.gama.vat, "LT119511515")
        self.unmerge(merge)
        self.assertEqual(self.gama2.vat, "LT100001738313")

    def test_sealed_entries(self):
        invoice = self.invoice(self.gama2, invoice_date="2026-01-05")
        invoice.action_post()
        self.env.cr.flush()
        self.env.cr.execute("UPDATE account_move SET inalterable_hash = 'x' WHERE id = %s", [invoice.id])
        self.env.invalidate_all()
        self.assert_refused(f"sealed journal entries .{invoice.name}", self.gama, self.gama2)
        proposed = self.env["res.partner"].with_user(self.steward).propose_survivor([self.gama.id, self.gama2.id])
        self.assertEqual(proposed, self.gama2.id)
        self.merge(self.gama2, self.gama)
        self.assertEqual(invoice.partner_id, self.gama2)

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------

    def test_only_stewards(self):
        merge = self.merge(self.gama, self.gama2)
        for user in (self.agent, self.manager, self.portal):
            partners, merges = self.env["res.partner"].with_user(user), self.env["crm.merge"].with_user(user)
            for call in (
                lambda partners=partners: partners.merge_customers(self.alfa.id, [self.beta.id]),
                lambda partners=partners: partners.merge_preview(self.alfa.id, [self.beta.id]),
                lambda partners=partners: partners.propose_survivor([self.alfa.id, self.beta.id]),
                lambda merges=merges: merges.unmerge(merge.id),
                lambda merges=merges: merges.unmerge_preview(merge.id),
                lambda merges=merges: merges.search([]),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()

    def test_merge_of_another_company(self):
        (self.gama | self.gama2 | self.gita).company_id = self.other_company
        merge = self.merge(self.gama, self.gama2)
        self.assertEqual(merge.company_id, self.other_company)
        self.steward.write({"company_ids": [(6, 0, self.company.ids)]})
        merges = self.env["crm.merge"].with_user(self.steward)
        self.assertFalse(merges.search([("id", "=", merge.id)]))
        for model in ("crm.merge.contact", "crm.merge.value", "crm.merge.move"):
            self.assertFalse(self.env[model].with_user(self.steward).search([("merge_id", "=", merge.id)]), model)
        rows = self.env["crm.merge.row"].with_user(self.steward)
        self.assertFalse(rows.search([("move_id.merge_id", "=", merge.id)]))
        with self.assertRaises(AccessError):
            merges.unmerge(merge.id)

    def test_answers_travel(self):
        preview = self.env["res.partner"].with_user(self.steward).merge_preview(self.gama.id, self.gama2.ids)
        xmlrpc.client.dumps((preview,), allow_none=False)
        merge = self.merge(self.gama, self.gama2)
        back = self.env["crm.merge"].with_user(self.steward).unmerge_preview(merge.id)
        xmlrpc.client.dumps((back,), allow_none=False)
        xmlrpc.client.dumps((self.unmerge(merge),), allow_none=False)


@needs("loyalty", "sale", "account")
class TestMergeCards(MergeCase):
    """Points: one card of a program stays in use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.env["loyalty.program"].create(
            {"name": "Points", "program_type": "loyalty", "applies_on": "both", "trigger": "auto"}
        )

    def card(self, partner, points):
        return self.env["loyalty.card"].create(
            {"partner_id": partner.id, "program_id": self.program.id, "points": points}
        )

    def test_points(self):
        own, other, third = self.card(self.gama, 10), self.card(self.gama2, 32), self.card(self.dora, 5)
        merge = self.merge(self.gama, self.gama2, self.dora)
        self.assertEqual((own.points, other.points, other.active, third.points), (47, 0, False, 0))
        own.points += 3
        report = self.unmerge(merge)
        self.assertEqual((own.points, other.points, other.active), (13, 32, True))
        self.assertEqual((third.points, third.partner_id), (5, self.dora))
        self.assertEqual(report["points"], [])

    def test_points_spent_meanwhile(self):
        own, other = self.card(self.gama, 10), self.card(self.gama2, 32)
        merge = self.merge(self.gama, self.gama2)
        own.points = 12
        report = self.unmerge(merge)
        self.assertEqual((own.points, other.points), (0, 12))
        self.assertEqual(report["points"], [{"card_id": other.id, "points": 20.0}])

    def test_only_the_other_has_one(self):
        card = self.card(self.gama2, 7)
        merge = self.merge(self.gama, self.gama2)
        self.assertEqual((card.partner_id, card.points, card.active), (self.gama, 7, True))
        self.unmerge(merge)
        self.assertEqual((card.partner_id, card.points), (self.gama2, 7))
