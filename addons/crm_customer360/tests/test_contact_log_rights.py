"""Who may write contacts down, and who reads what was written."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .test_contact_log import ContactLogCase


class TestContactLogRights(ContactLogCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls._user("t_plain")
        cls.other_agent = cls._user("t_other_agent", "crm_customer360.group_agent")
        cls.abroad = cls._user("t_abroad", "crm_customer360.group_agent")
        cls.abroad.write({"company_id": cls.other_company.id, "company_ids": [Command.set(cls.other_company.ids)]})
        cls.public = cls.env.ref("base.public_user")

    def titles(self, user, **arguments):
        self.flush()
        self.env.invalidate_all()
        return [row["title"] for row in self.timeline(user, **arguments)["rows"] if row["source"] == "crm.contact.log"]

    def timeline(self, user, **arguments):
        return self.env["crm.touchpoint"].with_user(user).timeline(self.alfa.id, **arguments)

    def test_who_writes_down(self):
        row = {"partner_id": self.ana.id, "channel": "call"}
        for user in (self.agent, self.manager):
            with self.subTest(user=user.login):
                self.assertEqual(len(self.log(row, user=user)), 1)
        for user in (self.plain, self.salesperson, self.accountant, self.portal, self.public):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.log(row, user=user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["crm.contact.log"].with_user(user).create(row)

    def test_who_reads(self):
        entry = self.logged(name="Asked for racks", body="and shelves")
        for user in (self.agent, self.other_agent, self.manager, self.plain, self.salesperson, self.accountant):
            with self.subTest(user=user.login):
                self.assertEqual(self.titles(user), ["Asked for racks"])
                self.assertEqual(entry.with_user(user).name, "Asked for racks")
        for user in (self.portal, self.public):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.timeline(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["crm.contact.log"].with_user(user).search([])

    def test_who_changes(self):
        entry = self.logged(name="Asked for racks")
        for user in (self.other_agent, self.plain, self.salesperson, self.portal):
            own = entry.with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                own.write({"name": "x"})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                own.unlink()
        entry.with_user(self.agent).write({"name": "By who wrote it", "user_id": self.other_agent.id})
        entry.with_user(self.other_agent).write({"name": "By who had it"})
        entry.with_user(self.manager).write({"name": "By the manager"})
        entry.with_user(self.manager).unlink()

    def test_private(self):
        """For who wrote it, who had it, and managers: in rows, counts, search and the table of touchpoints."""
        entry = self.logged(name="Is ill", sensitivity="private", user_id=self.colleague.id)
        for user in (self.agent, self.colleague, self.manager):
            with self.subTest(user=user.login):
                self.assertEqual(self.titles(user), ["Is ill"])
        for user in (self.other_agent, self.plain, self.salesperson):
            with self.subTest(user=user.login):
                self.assertEqual(self.titles(user), [])
                self.assertEqual(self.titles(user, filters={"query": "ill"}), [])
                touchpoint = self.env["crm.touchpoint"].with_user(user)
                self.assertNotIn("call", touchpoint.facets(self.alfa.id))
                self.assertEqual(self.env["crm.contact.log"].with_user(user).search_count([("name", "=", "Is ill")]), 0)
                with self.assertRaises(AccessError):
                    entry.with_user(user).read(["name"])
        counted = self.env["crm.touchpoint"].with_user(self.manager)
        self.assertEqual(counted.search_count([("channel", "=", "call"), ("partner_id", "=", self.ana.id)]), 0)

    def test_two_companies(self):
        ours = self.logged(name="Ours")
        theirs = self.logged(name="Theirs", user=self.abroad)
        self.assertEqual(theirs.company_id, self.other_company)
        self.assertEqual(self.titles(self.abroad), ["Theirs"])
        self.assertEqual(sorted(self.titles(self.agent)), ["Ours", "Theirs"])
        with self.assertRaises(AccessError):
            ours.with_user(self.abroad).read(["name"])
        with self.assertRaises(AccessError):
            ours.with_user(self.abroad).unlink()
        self.assert_refused(
            f"Row 1, company_id: “{self.company.id}” – it is none of the companies you work in.",
            {"partner_id": self.ana.id, "channel": "call", "company_id": self.company.id},
            user=self.abroad,
        )

    def test_company_that_is_switched_off(self):
        """A user of both companies who works in one of them now."""
        logs = self.env["crm.touchpoint"].with_user(self.agent).with_context(allowed_company_ids=self.other_company.ids)
        (made,) = logs.log({"partner_id": self.ana.id, "channel": "call", "name": "Theirs"})
        self.assertEqual(self.env["crm.contact.log"].browse(made).company_id, self.other_company)
        with self.assertRaises(UserError):
            logs.log({"partner_id": self.ana.id, "channel": "call", "company_id": self.company.id})

    def test_reference_of_another_company_is_free(self):
        row = {"partner_id": self.ana.id, "channel": "call", "external_ref": "cdr-1"}
        ours = self.log(row)
        theirs = self.log(row, user=self.abroad)
        self.assertNotEqual(ours, theirs)

    def test_customer_of_another_company(self):
        self.dora.write({"company_id": self.other_company.id, "ref": "D-1"})
        row = {"channel": "call", "company_id": self.company.id}
        self.assert_refused(
            [
                f"Row 1, partner_id: “{self.dora.id}” – the customer belongs to another company.",
                "Row 2, ref: “D-1” – no customer is found.",
            ],
            {**row, "partner_id": self.dora.id},
            {**row, "ref": "D-1"},
        )
        # To who works in the first company only, the customer does not exist at all.
        at_home = self._user("t_at_home", "crm_customer360.group_agent")
        at_home.company_ids = self.company
        self.assert_refused(
            f"Row 1, partner_id: “{self.dora.id}” – no customer is found.",
            {"partner_id": self.dora.id, "channel": "call"},
            user=at_home,
        )

    def test_user_of_another_company(self):
        self.assert_refused(
            [
                f"Row 1, user_id: “{self.abroad.id}” – there is no such employee in the company.",
                f"Row 2, user_id: “{self.portal.id}” – there is no such employee in the company.",
            ],
            {"partner_id": self.ana.id, "channel": "call", "user_id": self.abroad.id},
            {"partner_id": self.ana.id, "channel": "call", "user_id": self.portal.id},
        )
        self.assertFalse(self.logged(user_id=False).user_id)

    def test_seller_searches(self):
        self.logged(name="Asked for racks", nature="need", need_value=100, need_date="2026-06-01")
        self.logged(name="Said thanks")
        logs = self.env["crm.contact.log"].with_user(self.salesperson)
        found = logs.search([("nature", "=", "need"), ("partner_id", "child_of", self.alfa.id)])
        self.assertEqual(found.mapped("name"), ["Asked for racks"])
        self.assertEqual(found.need_value, 100)
