"""Who may do what with segments, and that none is a way round the rights of its author or its readers."""

import xmlrpc.client

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .segment_case import SegmentCase


@tagged("post_install", "-at_install")
class TestSegmentRights(SegmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls._user("t_plain", "base.group_user")
        cls.boss = cls._user("t_boss", "crm_customer360.group_manager")
        cls.abroad = cls._user("t_abroad", "crm_customer360.group_manager")
        cls.abroad.write({"company_id": cls.other_company.id, "company_ids": [Command.set(cls.other_company.ids)]})
        cls.home = cls._user("t_home", "crm_customer360.group_agent")
        cls.home.company_ids = cls.company
        cls.public = cls.env.ref("base.public_user")

    def setUp(self):
        super().setUp()
        self.vip = self.tag(self.alfa, self.beta, self.dora)
        self.members = self.segment(self.line("tag", target_id=self.vip.id), user=self.boss)

    def as_(self, user):
        self.env.invalidate_all()
        return self.env["crm.segment"].with_user(user)

    def test_calls_of_a_manager_and_an_agent(self):
        done = self.as_(self.boss).refresh(self.members.id)
        self.assertEqual(done, {"entered": 3, "left": 0, "members": 3, "skipped": False})
        page = self.as_(self.agent).members(self.members.id, 2)
        self.assertEqual(len(page["rows"]), 2)
        rest = self.as_(self.agent).members(self.members.id, 2, page["cursor"])
        self.assertFalse(rest["cursor"])
        rows = page["rows"] + rest["rows"]
        self.assertEqual(sorted(row["name"] for row in rows), ["Alfa", "Beta", "Dora"])
        self.assertEqual({row["reason"] for row in rows}, {"Tag “VIP”: yes"})
        self.assertEqual({row["entered_at"] for row in rows}, {"2026-03-02 10:15:00"})
        counted = self.as_(self.boss).count({"lines": [{"kind": "tag", "target": self.vip.id}]})
        self.assertEqual(counted, 3)
        for result in (done, page, rest, counted):
            self.assertTrue(xmlrpc.client.dumps((result,), allow_none=False))

    def test_an_agent_reads_and_does_nothing_else(self):
        self.members._refresh()
        segment = self.members.with_user(self.agent)
        self.assertEqual(segment.member_count, 3)
        self.assertEqual(segment.live_count, 0, "how many match at the moment is for managers")
        self.assertIn("VIP", segment.words)
        for call in (
            lambda: self.as_(self.agent).refresh(self.members.id),
            lambda: self.as_(self.agent).count({}),
            segment.action_refresh,
            lambda: segment.write({"name": "Mine"}),
            lambda: segment.line_ids.write({"comparison": "none"}),
            segment.unlink,
            lambda: self.as_(self.agent).create({"name": "Mine"}),
            lambda: (
                self.env["crm.segment.member"]
                .with_user(self.boss)
                .create({"segment_id": self.members.id, "partner_id": self.ana.id, "company_id": self.company.id})
            ),
            lambda: self.env["crm.segment.member"].with_user(self.boss).search([], limit=1).unlink(),
            lambda: self.env["crm.segment.push.item"].with_user(self.agent).search([]),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_others_see_nothing(self):
        self.members._refresh()
        for user in (self.plain, self.salesperson, self.portal, self.public):
            with self.subTest(user=user.login):
                for call in (
                    lambda user=user: self.as_(user).members(self.members.id),
                    lambda user=user: self.as_(user).refresh(self.members.id),
                    lambda user=user: self.as_(user).count({}),
                    lambda user=user: self.as_(user).search([]),
                    lambda user=user: self.env["crm.segment.member"].with_user(user).search([]),
                    lambda user=user: self.env["res.partner"].with_user(user).search([("segment_ids", "!=", False)]),
                ):
                    with self.assertRaises(AccessError):
                        call()

    def test_two_companies(self):
        self.members._refresh()
        for call in (
            lambda: self.as_(self.abroad).members(self.members.id),
            lambda: self.as_(self.abroad).refresh(self.members.id),
            lambda: self.as_(self.abroad).count({}, self.company.id),
            lambda: self.as_(self.abroad).create({"name": "x", "company_id": self.company.id}),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertFalse(self.as_(self.abroad).search([("id", "=", self.members.id)]))
        theirs = self.as_(self.abroad).create({"name": "Theirs", "domain": f"[('id', 'in', {self.own.ids})]"})
        self.assertEqual(theirs.company_id, self.other_company)
        # Customers of one company are none of the other's.
        self.beta.company_id = self.company
        self.assertEqual(self.refreshed(theirs.sudo()), ["Alfa", "Dora"])

    def test_members_the_reader_may_not_read(self):
        self.members.company_id = self.company
        self.members._refresh()
        # Given away since; it is still a member until the next refresh.
        self.dora.company_id = self.other_company
        rows = self.as_(self.home).members(self.members.id)["rows"]
        self.assertEqual(sorted(row["name"] for row in rows), ["Alfa", "Beta"])
        found = self.env["crm.segment.member"].with_user(self.home).search([("segment_id", "=", self.members.id)])
        self.assertEqual(sorted(found.mapped("partner_id.name")), ["Alfa", "Beta"])
        self.assertEqual(self.refreshed(self.members), ["Alfa", "Beta"])

    def test_author_may_only_ask_what_they_may_read(self):
        for domain in (
            "[('user_ids.totp_secret', '!=', False)]",
            "['|', ('name', '=', 'x'), ('credit', '>', 100)]",
            "[('child_ids.credit', '>', 100)]",
            "[('invoice_ids.amount_total', '>', 100)]",
            "[('invoice_ids', 'any', [('amount_total', '>', 100)])]",
            "['!', ('child_ids', 'any', [('invoice_ids', 'any', [('amount_total', '>', 100)])])]",
        ):
            with self.subTest(domain):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self.as_(self.boss).create({"name": "x", "domain": domain})
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self.members.with_user(self.boss).domain = domain
                with self.assertRaises(AccessError):
                    self.as_(self.boss).count({"domain": domain})
        self.assertEqual(self.members.domain, "[]")
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.env["crm.segment.line"].with_user(self.boss).create(
                {"segment_id": self.members.id, "kind": "account.move"}
            )
        with self.assertRaises(AccessError):
            self.as_(self.boss).count({"lines": [{"kind": "account.move"}]})
        # Who may read it may ask for it.
        accountant = self._user("t_both", "crm_customer360.group_manager", "account.group_account_invoice")
        self.assertIsInstance(self.as_(accountant).count({"lines": [{"kind": "account.move"}]}), int)

    def test_the_form_says_so(self):
        form = self.as_(self.boss).new({"name": "x", "domain": "[('credit', '>', 100)]"})
        self.assertEqual(form.live_count, 0)
        self.assertIn("credit", form.live_problem)

    def test_another_segment_counts_only_if_the_author_may_read_it(self):
        theirs = self.segment(self.line("contact"), company_id=self.other_company.id)
        here = self._user("t_here", "crm_customer360.group_manager")
        here.company_ids = self.company
        with self.assertRaises(AccessError):
            self.as_(here).count({"lines": [{"kind": "segment", "target": theirs.id}]})

    def test_arguments_of_the_wrong_kind(self):
        segments = self.as_(self.boss)
        for call in (
            lambda: segments.members("1"),
            lambda: segments.members(True),
            lambda: segments.members(2**40),
            lambda: segments.members(self.members.id, 0),
            lambda: segments.members(self.members.id, 5_000),
            lambda: segments.members(self.members.id, 5, "x"),
            lambda: segments.refresh(None),
            lambda: segments.refresh(2**31 - 1),
            lambda: segments.count([]),
            lambda: segments.count({"lines": [{"kind": "nothing"}]}),
            lambda: segments.count({"lines": [{"kind": "contact", "number": "3"}]}),
            lambda: segments.count({"lines": [{"kind": "contact", "filters": {"name": "x"}}]}),
            lambda: segments.count({}, "x"),
        ):
            with self.assertRaises(UserError) as caught:
                call()
            self.assertNotIsInstance(caught.exception, AccessError)

    def test_author_is_on_record(self):
        self.assertEqual(self.members.author_id, self.boss)
        self.members.with_user(self.manager).combine = "any"
        self.assertEqual(self.members.author_id, self.manager)

    def test_a_push_needs_the_right_to_do_it_by_hand(self):
        values = {"segment_id": self.members.id, "kind": "tag", "target_id": self.vip.id}
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.env["crm.segment.push"].with_user(self.boss).create(values)
        allowed = self._user("t_allowed", "crm_customer360.group_manager", "base.group_partner_manager")
        self.assertTrue(self.env["crm.segment.push"].with_user(allowed).create(values))
