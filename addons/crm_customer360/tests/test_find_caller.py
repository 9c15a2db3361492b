"""Find the caller: every kind of query, rights, hostile text; expected rows are written down by hand."""

import xmlrpc.client
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from .common import SaleCase


class FindCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.country_id = cls.env.ref("base.lt")
        cls.other_company = cls.env["res.company"].create(
            {"name": "Find Second", "country_id": cls.env.ref("base.lv").id}
        )
        cls.agent = new_test_user(cls.env, "find_agent", "crm_customer360.group_agent")
        cls.plain = new_test_user(cls.env, "find_plain", "base.group_user")
        cls.portal = new_test_user(cls.env, "find_portal", "base.group_portal")
        cls.public = cls.env.ref("base.public_user")
        cls.firm = cls.env["res.partner"].create(
            {
                "name": "UAB „Šiaurūnų lentpjūvė“",
                "is_company": True,
                "vat": "LT100001738313",
                "company_registry": "904567891",
                "email": "info@siaurunai.example.lt",
                "phone": "+370 37 212345",
                "city": "Kaunas",
                "ref": "KLIENTAS-7",
                "user_id": cls.agent.id,
            }
        )
        cls.zivile = cls.env["res.partner"].create(
            {
                "name": "Živilė Kazbaraitė",
                "parent_id": cls.firm.id,
                "phone": "8 698 76543",
                "email": "Zivile.K@siaurunai.example.lt",
            }
        )
        cls.girts = cls.env["res.partner"].create({"name": "Ģirts Kalniņšonis", "phone": "+371 26 123 499"})

    def find(self, query, user=None, **arguments):
        return self.env["res.partner"].with_user(user or self.agent).find_caller(query, **arguments)

    def found(self, query, user=None):
        """``[(id, kind)]`` among the contacts of these tests, whoever else is in the database."""
        own = (self.firm | self.zivile | self.girts).ids
        rows = self.find(query, user, limit=50)
        return [(row["partner_id"], row["match"]) for row in rows if row["partner_id"] in own]


@tagged("post_install", "-at_install")
class TestFindCaller(FindCase):
    def test_phone_in_every_format(self):
        numbers = ("8 698 76543", "869876543", "+370 698 76543", "+37069876543", "0037069876543", "37069876543")
        for number in (*numbers, "(8-698) 76543", "8-698-76543", "69876543", "tel:+37069876543"):
            with self.subTest(number=number):
                rows = self.find(number)
                self.assertEqual([row["partner_id"] for row in rows], [self.zivile.id])
                self.assertEqual((rows[0]["match"], rows[0]["score"]), ("phone", 1.0))

    def test_row_says_who_it_is(self):
        self.assertEqual(
            self.find("869876543"),
            [
                {
                    "partner_id": self.zivile.id,
                    "name": "Živilė Kazbaraitė",
                    "is_company": False,
                    "company": "UAB „Šiaurūnų lentpjūvė“",
                    "city": "Kaunas",
                    "phone": "8 698 76543",
                    "email": "Zivile.K@siaurunai.example.lt",
                    "owner": self.agent.name,
                    "active": True,
                    "match": "phone",
                    "matched": "8 698 76543",
                    "score": 1.0,
                }
            ],
        )

    def test_end_and_beginning_of_a_number(self):
        self.assertEqual(self.found("876543"), [(self.zivile.id, "phone")])
        self.assertEqual(self.found("+3712612349"), [(self.girts.id, "phone")])
        self.assertEqual(self.found("6543"), [])

    def test_number_that_cannot_be_dialled_is_found_by_its_digits(self):
        self.zivile.phone = "int. 98 76 54 32 10 98 76"
        self.assertFalse(self.zivile.phone_sanitized)
        self.assertEqual(self.found("3210 9876"), [(self.zivile.id, "phone")])

    def test_email_its_beginning_and_its_domain(self):
        for query in ("zivile.k@siaurunai.example.lt", "mailto:ZIVILE.K@SIAURUNAI.EXAMPLE.LT"):
            self.assertEqual(self.found(query), [(self.zivile.id, "email")])
        self.assertEqual(self.found("zivile.k@siau"), [(self.zivile.id, "email")])
        both = {(self.firm.id, "domain"), (self.zivile.id, "domain")}
        self.assertEqual(set(self.found("@siaurunai.example.lt")), both)
        self.assertEqual(set(self.found("unknown@siaurunai.example.lt")), both)

    def test_vat_with_and_without_country(self):
        for query in ("LT100001738313", "lt 1000 0173 8313", "100001738313", "1000-0173-8313"):
            with self.subTest(query=query):
                # Odoo copies the number to the contacts; the company is who is meant.
                self.assertEqual(self.found(query), [(self.firm.id, "vat")])
        self.assertEqual(self.found("LV100001738313"), [])

    def test_company_code_and_customer_number(self):
        self.assertEqual(self.found("904567891"), [(self.firm.id, "company_code")])
        self.assertEqual(self.found("904 567 891"), [(self.firm.id, "company_code")])
        self.assertEqual(self.found("klientas-7"), [(self.firm.id, "ref")])

    def test_names_without_accents_and_in_any_order(self):
        for query in ("Živilė Kazbaraitė", "zivile kazbaraite", "KAZBARAITE ŽIVILĖ", "kazbar"):
            with self.subTest(query=query):
                self.assertEqual(self.found(query), [(self.zivile.id, "name")])
        self.assertEqual(self.found("girts kalninsonis"), [(self.girts.id, "name")])
        self.assertEqual(self.found("siaurunu lentpjuve"), [(self.firm.id, "name")])

    def test_names_with_typing_mistakes(self):
        for query, partner in (
            ("kazbariate", self.zivile),
            ("zivlie kazbaraite", self.zivile),
            ("gitrs kalnisonis", self.girts),
            ("siaurunu lentpjve", self.firm),
        ):
            with self.subTest(query=query):
                self.assertEqual(self.found(query), [(partner.id, "name")])
        self.assertEqual(self.found("kazbwxyzte"), [])

    def test_names_without_the_extension(self):
        with patch.object(self.env.registry, "has_trigram", False):
            self.test_names_without_accents_and_in_any_order()
            self.test_names_with_typing_mistakes()

    def test_best_first_and_archived_last(self):
        archived, second = self.env["res.partner"].create(
            [
                {"name": "Živilė Kazbaraitė", "active": False},
                {"name": "Živilė Kazbaraitė-Ozoliņa"},
            ]
        )
        rows = self.find("zivile kazbaraite")
        self.assertEqual([row["partner_id"] for row in rows], [self.zivile.id, second.id, archived.id])
        self.assertEqual([row["active"] for row in rows], [True, True, False])
        self.assertEqual(len(self.find("zivile kazbaraite", limit=1)), 1)

    def test_nothing_is_found_for_nothing(self):
        for query in ("", "  ", "a", "+370 600 00001", "nobody@nowhere.example.org", "qwxzqwxz"):
            with self.subTest(query=query):
                self.assertEqual(self.find(query), [])

    def test_wildcards_and_code_mean_themselves(self):
        odd = self.env["res.partner"].create({"name": "100%_Švara <b>'; DROP TABLE res_partner; --"})
        for query in (
            "%%%",
            "___",
            "%",
            "_%_",
            "K%",
            "\\\\",
            "' OR 1=1 --",
            "<script>",
            "%@%",
            "@%",
            "8%98",
            "{}",
            "%s",
        ):
            with self.subTest(query=query):
                self.assertEqual([row for row in self.find(query) if row["partner_id"] == self.zivile.id], [])
        rows = self.find("100%_svara <b>'; DROP TABLE res_partner; --")
        self.assertEqual([row["partner_id"] for row in rows], [odd.id])
        self.assertEqual(rows[0]["name"], "100%_Švara <b>'; DROP TABLE res_partner; --")

    def test_arguments_of_the_wrong_kind(self):
        for query in (None, False, 5, 86, ["a"], {}, "x" * 201, "x" * 10**6, "a\x00b", "a\ud800"):
            with self.subTest(query=str(query)[:20]), self.assertRaisesRegex(UserError, "^query: "):
                self.find(query)
        for limit in (0, -1, "5", None, True, 1.5):
            with self.subTest(limit=limit), self.assertRaisesRegex(UserError, "^limit: "):
                self.find("jonas", limit=limit)
        self.assertLessEqual(len(self.find("a", limit=10**9)), 50)

    def test_result_travels_over_xmlrpc(self):
        bare = self.env["res.partner"].create(
            {"name": False, "type": "delivery", "parent_id": self.firm.id, "ref": "D-1"}
        )
        rows = self.find("D-1") + self.find("869876543")
        self.assertEqual(rows[0]["partner_id"], bare.id)
        self.assertEqual(xmlrpc.client.loads(xmlrpc.client.dumps((rows,)))[0][0], rows)


@tagged("post_install", "-at_install")
class TestFindCallerRights(FindCase):
    def test_employees_only(self):
        for user in (self.agent, self.plain):
            self.assertEqual(self.found("869876543", user), [(self.zivile.id, "phone")])
        for user in (self.portal, self.public):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.find("869876543", user)

    def test_contacts_of_a_company_one_does_not_work_for(self):
        rule = self.env.ref("base.res_partner_rule")
        rule.active = True
        self.zivile.company_id = False
        self.firm.company_id = self.other_company
        (self.firm | self.zivile).company_id = self.other_company
        for query in (
            "869876543",
            "zivile kazbaraite",
            "LT100001738313",
            "klientas-7",
            "@siaurunai.example.lt",
            "876543",
        ):
            with self.subTest(query=query):
                self.assertEqual(self.found(query), [])
        self.agent.company_ids = [Command.link(self.other_company.id)]
        found = self.env["res.partner"].with_user(self.agent).with_company(self.other_company).find_caller("869876543")
        self.assertEqual([row["partner_id"] for row in found], [self.zivile.id])


@tagged("post_install", "-at_install")
class TestFindCallerDocuments(SaleCase):
    def find(self, query, user):
        rows = self.env["res.partner"].with_user(user).find_caller(query)
        return [(row["partner_id"], row["match"], row["matched"]) for row in rows]

    def test_order_for_those_who_may_read_it(self):
        order = self.order(self.ana, client_order_ref="PO-993311", user_id=self.salesperson.id)
        order.name = "ORD-88776"
        expected = (self.ana.id, "order", "ORD-88776")
        self.assertEqual(self.find("ord-88776", self.salesperson), [expected])
        self.assertEqual(self.find("88776", self.salesperson), [expected])
        self.assertEqual(self.find("po-993311", self.salesperson), [(self.ana.id, "order", "PO-993311")])
        # Somebody else's order; and an agent who sells nothing.
        for user in (self.colleague, self.agent):
            with self.subTest(user=user.login):
                self.assertEqual(self.find("ord-88776", user), [])
        self.assertEqual(self.find("ord-88776", self.manager), [expected])

    def test_invoice_for_those_who_may_read_it(self):
        invoice = self.invoice(self.ben)
        invoice.action_post()
        invoice.payment_reference = "RF-5544332211"
        self.assertEqual(self.find(invoice.name, self.accountant), [(self.ben.id, "invoice", invoice.name)])
        self.assertEqual(self.find("rf-5544332211", self.accountant), [(self.ben.id, "invoice", "RF-5544332211")])
        self.assertEqual(self.find(invoice.name, self.agent), [])
        bill = self.invoice(self.ben, move_type="in_invoice", invoice_date="2026-03-01", ref="B1")
        bill.action_post()
        self.assertEqual(self.find(bill.name, self.accountant), [])

    def test_document_of_another_company(self):
        order = self.order(self.ana, user_id=self.salesperson.id)
        order.name = "ORD-77665"
        self.salesperson.write(
            {"company_id": self.other_company.id, "company_ids": [Command.set(self.other_company.ids)]}
        )
        self.assertEqual(self.find("ORD-77665", self.salesperson), [])
