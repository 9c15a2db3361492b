"""Deciding about pairs: what is remembered, what comes back, who may, and what is refused."""

import xmlrpc.client

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date

from .duplicate_case import DuplicateCase


class TestDuplicateDecide(DuplicateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one, cls.other = cls.twins()

    def setUp(self):
        super().setUp()
        self.look()
        self.duplicate = self.pair(self.one, self.other)
        self.duplicates = self.env["crm.duplicate"].with_user(self.steward)

    def test_set_apart_is_remembered(self):
        self.assertEqual(self.duplicates.keep_apart(self.duplicate.ids, "family", "mother and daughter"), 1)
        self.assertEqual(self.duplicates.keep_apart(self.duplicate.ids, "other"), 0, "the first decision stands")
        self.assertEqual(
            (self.duplicate.state, self.duplicate.reason, self.duplicate.note, self.duplicate.decided_by_id),
            ("apart", "family", "mother and daughter", self.steward),
        )
        self.look(everybody=True)
        self.assertEqual(self.duplicate.state, "apart")
        self.other.street = "Kita g. 4"
        self.look()
        self.assertEqual(self.duplicate.state, "apart", "a little more or less changes nothing")

    def test_comes_back_when_the_evidence_is_much_stronger(self):
        self.duplicates.keep_apart(self.duplicate.ids, "people")
        # The same telephone, 5.5 bits, is not enough; with the address it is 8.5.
        for partner in (self.one, self.other):
            partner.phone = "+37061230001"
        self.look()
        self.assertEqual(self.duplicate.state, "apart")
        for partner in (self.one, self.other):
            partner.write({"street": "Sodų g. 7", "city": "Kaunas"})
        self.look()
        self.assertEqual((self.duplicate.state, self.duplicate.returned), ("new", True))
        data = self.duplicates.compare(self.duplicate.id)
        self.assertTrue(data["returned"])
        self.assertEqual(
            (data["decision"]["by"], data["decision"]["reason"]), (self.steward.name, "Two different people")
        )

    def test_later_and_again(self):
        until = self.duplicates.put_off(self.duplicate.ids, 5)
        self.assertEqual(until, Date.to_string(Date.add(Date.context_today(self.duplicates), days=5)))
        self.assertEqual(self.duplicates.put_off(self.duplicate.ids, 5), until)
        self.assertNotIn(self.duplicate, self.duplicates.search(self.duplicates._open_domain()))
        self.duplicate.later_until = Date.context_today(self.duplicates)
        self.assertIn(self.duplicate, self.duplicates.search(self.duplicates._open_domain()))

    def test_decide_again(self):
        self.duplicates.keep_apart(self.duplicate.ids, "people")
        self.duplicate.with_user(self.steward).action_reopen()
        self.assertEqual((self.duplicate.state, self.duplicate.decided_by_id.id), ("new", False))

    def test_wizard_asks_for_the_reason(self):
        action = self.duplicate.with_user(self.steward).action_apart()
        wizard = self.env[action["res_model"]].with_user(self.steward).with_context(**action["context"]).create({})
        wizard.write({"reason": "branch", "note": "shop 2"})
        wizard.action_apply()
        self.assertEqual((self.duplicate.state, self.duplicate.reason), ("apart", "branch"))

    def test_merge_action_names_the_customers(self):
        action = self.duplicates.merge_action([self.other.id, self.one.id])
        self.assertEqual(action["context"]["active_ids"], sorted((self.one | self.other).ids))
        self.assertEqual(action["context"]["active_model"], "res.partner")
        self.assertIn(action["res_model"], self.env)
        with self.assertRaises(UserError):
            self.duplicates.merge_action([self.one.id])

    def test_next_pair(self):
        third, fourth = (
            self.firm("UAB Kita pora", email="k@pora.example.org"),
            self.firm("Kita pora", email="k@pora.example.org"),
        )
        self.look()
        second = self.pair(third, fourth)
        ids = self.duplicates.search(self.duplicates._open_domain()).ids
        self.assertEqual(set(ids), {self.duplicate.id, second.id})
        self.assertEqual(self.duplicates.next_open(), ids[0])
        self.assertEqual(self.duplicates.next_open(ids[0]), ids[1])
        self.duplicates.keep_apart([ids[0]], "people")
        self.assertFalse(self.duplicates.next_open(ids[1]))

    def test_side_by_side(self):
        third = self.person("Živilė Duplikatė", email="zivile.duplikate@example.org", city="Kaunas")
        self.look()
        data = self.duplicates.compare(self.duplicate.id)
        xmlrpc.client.dumps((data,))
        self.assertEqual([one["id"] for one in data["customers"]], [self.one.id, self.other.id, third.id])
        fields = {row["field"]: [(cell["value"], cell["verdict"]) for cell in row["cells"]] for row in data["fields"]}
        self.assertEqual([cell["text"] for cell in data["fields"][0]["cells"]], ["", "same name", "same name"])
        self.assertEqual(
            fields["name"], [("Živilė Duplikatė", ""), ("Duplikate Zivile", "same"), ("Živilė Duplikatė", "same")]
        )
        self.assertEqual(fields["address"], [("", ""), ("", ""), ("Kaunas", "missing")])
        self.assertEqual(len(data["pairs"]), 3)
        self.assertEqual(data["more"], 0)

    def test_wrong_arguments_change_nothing(self):
        calls = [
            lambda: self.duplicates.keep_apart("1", "people"),
            lambda: self.duplicates.keep_apart([True], "people"),
            lambda: self.duplicates.keep_apart(self.duplicate.ids, "nonsense"),
            lambda: self.duplicates.keep_apart(self.duplicate.ids, "people", 7),
            lambda: self.duplicates.keep_apart(self.duplicate.ids, "people", "x" * 501),
            lambda: self.duplicates.put_off(self.duplicate.ids, 0),
            lambda: self.duplicates.put_off(self.duplicate.ids, True),
            lambda: self.duplicates.merge_action("both"),
            lambda: self.duplicates.compare("1"),
            lambda: self.duplicates.next_open("1"),
        ]
        for call in calls:
            with self.assertRaises(UserError):
                call()
        self.assertEqual((self.duplicate.state, self.duplicate.later_until), ("new", False))

    def test_merged_pairs_are_not_decided(self):
        self.duplicate.state = "merged"
        with self.assertRaises(UserError):
            self.duplicates.keep_apart(self.duplicate.ids, "people")


class TestDuplicateRights(DuplicateCase):
    def setUp(self):
        super().setUp()
        self.one, self.other = self.twins()
        self.look()
        self.duplicate = self.pair(self.one, self.other)

    def test_only_stewards(self):
        for user in (self.agent, self.manager, self.salesperson, self.portal):
            duplicates = self.env["crm.duplicate"].with_user(user)
            calls = [
                lambda found=duplicates: found.search_count([]),
                lambda found=duplicates: found.browse(self.duplicate.id).read(["reasons"]),
                lambda found=duplicates: found.keep_apart(self.duplicate.ids, "people"),
                lambda found=duplicates: found.put_off(self.duplicate.ids),
                lambda found=duplicates: found.merge_action((self.one | self.other).ids),
                lambda found=duplicates: found.compare(self.duplicate.id),
                lambda found=duplicates: found.next_open(),
                lambda found=duplicates: found.browse(self.duplicate.id).action_reopen(),
                lambda found=duplicates: found.browse(self.duplicate.id).action_apart(),
                lambda user=user: self.env["crm.duplicate.run"].with_user(user).start(),
                lambda user=user: self.env["crm.duplicate.run"].with_user(user).action_stop(),
            ]
            for call in calls:
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()
        self.assertEqual(self.duplicate.state, "new")

    def test_nobody_writes_past_the_methods(self):
        duplicate = self.duplicate.with_user(self.steward)
        for call in (lambda: duplicate.write({"state": "apart"}), duplicate.unlink, duplicate.copy):
            with self.assertRaises(AccessError):
                call()

    def test_pairs_of_another_company_are_not_there(self):
        self.other.company_id = self.other_company
        self.look()
        duplicate = self.pair(self.one, self.other)
        self.assertTrue(duplicate)
        mine = self.env["crm.duplicate"].with_user(self.small_steward)
        self.assertEqual(mine.search_count([("id", "=", duplicate.id)]), 0)
        self.assertEqual(mine._read_group([("id", "=", duplicate.id)], [], ["__count"]), [(0,)])
        for call in (
            lambda: mine.browse(duplicate.id).read(["reasons"]),
            lambda: mine.compare(duplicate.id),
            lambda: mine.keep_apart(duplicate.ids, "people"),
            lambda: mine.merge_action((self.one | self.other).ids),
        ):
            with self.assertRaises(AccessError):
                call()
        both = self.env["crm.duplicate"].with_user(self.steward)
        both = both.with_context(allowed_company_ids=(self.company | self.other_company).ids)
        self.assertEqual(both.search_count([("id", "=", duplicate.id)]), 1)
        self.assertEqual(len(both.compare(duplicate.id)["customers"]), 2)

    def test_customers_of_two_companies_are_no_pair(self):
        self.one.company_id, self.other.company_id = self.company, self.other_company
        self.look()
        self.assertFalse(self.pair(self.one, self.other))

    def test_any_rule_for_customers_counts(self):
        """Not only Odoo's own rule: whatever keeps a customer from the reader keeps the pair from them."""
        self.env["ir.rule"].create(
            {
                "name": "Not this one",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": [("id", "!=", self.other.id)],
                "groups": [Command.link(self.env.ref("crm_customer360.group_data_steward").id)],
            }
        )
        mine = self.env["crm.duplicate"].with_user(self.steward)
        self.assertEqual(mine.search_count([("id", "=", self.duplicate.id)]), 0)
        with self.assertRaises(AccessError):
            mine.compare(self.duplicate.id)

    def test_group_names_only_whom_the_reader_may_see(self):
        third = self.person("Živilė Duplikatė", email="zivile.duplikate@example.org", company_id=self.other_company.id)
        self.look()
        data = self.env["crm.duplicate"].with_user(self.small_steward).compare(self.duplicate.id)
        self.assertNotIn(third.id, [one["id"] for one in data["customers"]])
        self.assertEqual((len(data["pairs"]), data["more"]), (1, 0))

    def test_counts_over_all_companies_are_for_administrators(self):
        run = self.env["crm.duplicate.run"].create({"found": 3, "state": "done"}).with_user(self.steward)
        self.assertEqual(run.state, "done")
        with self.assertRaises(AccessError):
            run.read(["found"])

    def test_panel_on_the_page(self):
        def panel(user):
            partner = self.env["res.partner"].with_user(user).browse(self.one.id)
            found = [one for one in partner._customer360_panels() if one["key"] == "duplicates"]
            return found and found[0]["items"]

        [item] = panel(self.agent)
        self.assertEqual((item["res_model"], item["res_id"]), ("res.partner", self.other.id))
        [item] = panel(self.steward)
        self.assertEqual((item["res_model"], item["res_id"]), ("crm.duplicate", self.duplicate.id))
        self.other.company_id = self.other_company
        self.agent.company_ids = self.company
        self.assertEqual(panel(self.agent), [])
