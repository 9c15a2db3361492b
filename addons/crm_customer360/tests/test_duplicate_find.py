"""The warning while a new customer is typed."""

import xmlrpc.client

from odoo.exceptions import AccessError, UserError

from .duplicate_case import DuplicateCase


class TestFindDuplicates(DuplicateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = cls.person("Živilė Duplikatė", email="zivile.duplikate@example.org", phone="+37061234321")

    def find(self, values, limit=5, user=None):
        found = self.env["res.partner"].with_user(user or self.agent).find_duplicates(values, limit)
        xmlrpc.client.dumps((found,))
        return found

    def ids(self, values, **options):
        return [row["id"] for row in self.find(values, **options)]

    def test_before_and_after_the_first_search(self):
        typed = {"name": "Zivile Duplikate", "email": "Zivile.Duplikate@example.org"}
        for _turn in range(2):
            [row] = self.find(typed)
            self.assertEqual((row["id"], row["reasons"]), (self.known.id, ["same e-mail", "same name"]))
            self.assertAlmostEqual(row["score"], 2**8.2 / (1 + 2**8.2), places=3)
            self.look()

    def test_by_each_way(self):
        self.look()
        for values in (
            {"name": "duplikatė ŽIVILĖ"},
            {"name": "Živilė Duplikate", "phone": "8 612 34321", "country_id": self.env.ref("base.lt").id},
            {"name": "Živilė Duplikaitė", "phone": "+370 612 34321"},
            {"name": "Živilė Kitokia", "email": "zivile.duplikate@example.org"},
            # The form for a company, where she is entered as a person.
            {"name": "Živilė Duplikatė", "is_company": True},
        ):
            with self.subTest(values):
                self.assertEqual(self.ids(values), self.known.ids)

    def test_company_by_number(self):
        firm = self.firm("UAB Dublinė", company_registry="309999111", email="info@dubline.example.org")
        self.look()
        typed = {
            "name": "Visai kita",
            "is_company": True,
            "company_registry": "309 999 111",
            "email": "b@dubline.example.org",
        }
        self.assertEqual(self.ids(typed), firm.ids)

    def test_namesakes_relatives_and_oneself_are_not_named(self):
        self.look()
        self.assertEqual(self.ids({"name": "Jonas Duplikatas", "phone": "+37061234321"}), [])
        self.assertEqual(self.ids({"name": "Živilė Duplikatė", "id": self.known.id}), [])
        self.assertEqual(self.ids({}), [])
        self.assertEqual(self.ids({"name": False, "email": "nonsense", "phone": "??"}), [])
        # A contact of the company it belongs to.
        firm = self.firm("Dublinė", email="a@dubline.example.org")
        self.assertEqual(self.ids({"name": "Dublinė", "parent_id": firm.id, "email": "a@dubline.example.org"}), [])

    def test_best_first_and_limit(self):
        weaker = self.person("Živilė Duplikatė")
        self.look()
        typed = {"name": "Živilė Duplikatė", "email": "zivile.duplikate@example.org"}
        self.assertEqual(self.ids(typed), [self.known.id, weaker.id])
        self.assertEqual(self.ids(typed, limit=1), self.known.ids)

    def test_whom_the_caller_may_not_read(self):
        self.known.company_id = self.other_company
        self.look()
        typed = {"name": "Živilė Duplikatė", "email": "zivile.duplikate@example.org"}
        self.agent.company_ids = self.company
        self.assertEqual(self.ids(typed), [])
        self.agent.company_ids = self.company | self.other_company
        found = self.env["res.partner"].with_user(self.agent)
        found = found.with_context(allowed_company_ids=(self.company | self.other_company).ids)
        self.assertEqual([row["id"] for row in found.find_duplicates(typed)], self.known.ids)

    def test_employees_only(self):
        with self.assertRaises(AccessError):
            self.find({"name": "Živilė Duplikatė"}, user=self.portal)

    def test_wrong_arguments(self):
        for values, limit in (
            ("name", 5),
            ({"name": 7}, 5),
            ({"name": "x" * 501}, 5),
            ({"name": "a\x00b"}, 5),
            ({"parent_id": "1"}, 5),
            ({"parent_id": True}, 5),
            ({"unknown": "x"}, 5),
            ({"name": "x"}, 0),
            ({"name": "x"}, 21),
            ({"name": "x"}, "5"),
        ):
            with self.subTest(values=str(values)[:30], limit=limit), self.assertRaises(UserError):
                self.find(values, limit)

    def test_wildcards_and_quotes_mean_themselves(self):
        for name in ("%", "_____", "'; DROP TABLE res_partner; --", "%(name)s", "\\"):
            self.assertEqual(self.ids({"name": name, "city": name}), [])

    def test_on_the_forms(self):
        for view in ("base.view_partner_form", "base.view_partner_simple_form"):
            arch = self.env["res.partner"].with_user(self.agent).get_view(self.env.ref(view).id, "form")["arch"]
            self.assertIn("crm_duplicate_warning", arch)
