"""Who may see what is wrong about a customer, accept it, and weigh the checks."""

import xmlrpc.client

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .quality_case import GOOD, QualityCase


class TestQualityRights(QualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls._user("t_plain")
        cls.abroad = cls._user("t_abroad", "crm_customer360.group_data_steward", "base.group_partner_manager")
        cls.abroad.write({"company_id": cls.other_company.id, "company_ids": [Command.set(cls.other_company.ids)]})
        cls.public = cls.env.ref("base.public_user")
        cls.gama.zip = "LV-1010"

    def setUp(self):
        super().setUp()
        self.check()

    def test_every_employee_asks(self):
        for user in (self.plain, self.agent, self.manager, self.steward):
            with self.subTest(user=user.login):
                answer = self.gama.with_user(user).quality(self.gama.id)
                self.assertEqual((answer["score"], answer["validity"], answer["level"]), (98, 97, "good"))
                [finding] = answer["findings"]
                self.assertEqual(
                    (finding["check"], finding["kind"], finding["field"], finding["value"], finding["weight"]),
                    ("zip_country", "contradiction", "country_id", "Lithuania", 1),
                )
                self.assertEqual(
                    self.gama.with_user(user).check_quality([self.gama.id]), [{"partner_id": self.gama.id, "score": 98}]
                )
        xmlrpc.client.dumps((answer,), allow_none=False)

    def test_nobody_else_asks(self):
        for user in (self.portal, self.public):
            partner = self.gama.with_user(user)
            for call in (lambda p=partner: p.quality(self.gama.id), lambda p=partner: p.check_quality([self.gama.id])):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()
            for model in ("finding", "score", "check", "run", "setting", "pending"):
                with self.subTest(user=user.login, model=model), self.assertRaises(AccessError):
                    self.env[f"crm.quality.{model}"].with_user(user).search([])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                partner.fetch(["quality_score"])

    def test_unchecked(self):
        [new] = self._partners({"name": "New"})
        answer = new.with_user(self.plain).quality(new.id)
        self.assertEqual(
            answer, {"score": False, "completeness": False, "validity": False, "level": False, "findings": []}
        )
        employee = self.agent.partner_id
        self.assertEqual(employee.check_quality(employee.ids), [{"partner_id": employee.id, "score": False}])

    def test_only_stewards_accept(self):
        finding = self.finding("zip_country")
        for user in (self.plain, self.agent, self.manager, self.portal):
            own = finding.with_user(user)
            for call in (
                lambda f=own: f.accept(f.ids, "Right"),
                lambda f=own: f.reopen(f.ids),
                lambda f=own: f.write({"value": "x"}),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()
        self.assertEqual(finding.state, "open")

    def test_nobody_writes_a_finding(self):
        finding = self.finding("zip_country").with_user(self.steward)
        for vals in (
            {"state": "accepted"},
            {"note": "x"},
            {"partner_id": self.alfa.id},
            {"value": "x", "state": "mended"},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                finding.write(vals)
        with self.assertRaises(AccessError):
            finding.unlink()
        with self.assertRaises(AccessError):
            finding.create({"partner_id": self.gama.id, "check_id": finding.check_id.id})
        with self.assertRaises(AccessError):
            finding.fetch(["digest"])

    def test_mending_needs_the_right_on_the_contact(self):
        self.gama.street = "-"
        self.check()
        finding = self.finding("street_nothing")
        manager = self.env.ref("base.group_partner_manager")
        self.steward.group_ids = [Command.unlink(manager.id)]
        self.env.ref("crm_customer360.group_data_steward").implied_ids = [Command.unlink(manager.id)]
        self.assertFalse(self.steward.has_group("base.group_partner_manager"))
        own = finding.with_user(self.steward)
        self.assertFalse(own.mendable)
        with self.assertRaises(AccessError):
            own.write({"value": "Gedimino pr. 12"})

    def test_other_company(self):
        self.gama.company_id = self.company
        self.check()
        finding = self.finding("zip_country")
        abroad = finding.with_user(self.abroad)
        self.assertFalse(abroad.search([("partner_id", "=", self.gama.id)]))
        self.assertFalse(
            self.env["crm.quality.score"].with_user(self.abroad).search([("partner_id", "=", self.gama.id)])
        )
        for call in (
            lambda: abroad.accept(finding.ids, "Right"),
            lambda: self.gama.with_user(self.abroad).quality(self.gama.id),
            lambda: self.gama.with_user(self.abroad).check_quality(self.gama.ids),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_value_of_a_contact_the_reader_may_not_read(self):
        """A rule of another addon that closes a contact closes the value and the sentence too."""
        finding = self.finding("zip_country")
        self.env["ir.rule"].create(
            {
                "name": "Closed",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.gama.id})]",
                "groups": [Command.link(self.env.ref("crm_customer360.group_agent").id)],
            }
        )
        own = finding.with_user(self.agent)
        own.invalidate_recordset()
        self.assertEqual((own.value, own.text, own.mendable), (False, False, False))

    def test_settings_are_the_stewards(self):
        check = self.env["crm.quality.check"].search([("code", "=", "zip_country")])
        for user in (self.plain, self.agent, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                check.with_user(user).enabled = False
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                check.with_user(user).action_check_all()
        own = check.with_user(self.steward)
        with self.assertRaises(AccessError):
            own.write({"code": "x"})
        for weight in (0, -1, 101):
            with self.subTest(weight=weight), self.assertRaisesRegex(UserError, "Weight of"):
                own.weight = weight
        self.assertEqual(own.action_check_all()["tag"], "display_notification")

    def test_each_company_weighs_for_itself(self):
        check = self.env["crm.quality.check"].search([("code", "=", "zip_country")])
        check.with_user(self.steward).with_company(self.other_company).enabled = False
        self.check()
        here, there = self.gama.with_company(self.company), self.gama.with_company(self.other_company)
        self.assertEqual((here.quality_score, here.quality_failing), (98, 1))
        self.assertEqual((there.quality_score, there.quality_failing), (100, 0))
        check.with_user(self.steward).with_company(self.other_company).write({"enabled": True, "weight": 41})
        self.check()
        self.env.invalidate_all()
        self.assertEqual(here.quality_score, 98)
        self.assertEqual(there.quality_score, 59)  # 59 of 100
        self.assertEqual(check.with_company(self.company).weight, 1)
        [theirs] = self._partners(
            {**GOOD, "country_id": self.lt.id, "zip": "LV-1010", "company_id": self.other_company.id}
        )
        self.check(theirs)
        self.assertEqual(self.env["crm.quality.score"].search([("partner_id", "=", theirs.id)]).mapped("score"), [59])

    def test_switched_off_everywhere(self):
        self.env["crm.quality.setting"].create(
            {"check_id": self.finding("zip_country").check_id.id, "enabled": False, "weight": 1}
        )
        self.check()
        self.assertEqual(self.findings(), {})
        self.assertEqual(self.figures(), (100, 100, 100, 0))

    def test_counts_open_the_records_behind_them(self):
        check = self.finding("zip_country").check_id.with_user(self.steward)
        for action, count in (
            (check.action_open(), check.open_count),
            (check.action_open_accepted(), check.accepted_count),
        ):
            self.assertEqual(
                self.env["crm.quality.finding"].with_user(self.steward).search_count(action["domain"]), count
            )
        self.assertGreaterEqual(check.open_count, 1)


class TestQualityPage(QualityCase):
    """What the person with the customer on the telephone sees."""

    def page(self):
        return self.gama.with_user(self.agent).customer360(self.gama.id)

    def panel(self, page):
        return next((panel for panel in page["panels"] if panel["key"] == "quality"), None)

    def test_nothing_before_the_first_check(self):
        self.assertIsNone(self.panel(self.page()))

    def test_all_is_well(self):
        self.check()
        panel = self.panel(self.page())
        self.assertEqual(
            [(item["label"], item["value"], item["action"]) for item in panel["items"]],
            [("Score", "100 of 100", False)],
        )
        self.assertEqual(panel["note"], "Complete 100 %, valid 100 %")

    def test_what_is_wrong_and_what_to_ask(self):
        self.gama.write({"phone": "+370 612", "zip": "LV-1010"})
        self.check()
        page = self.page()
        panel = self.panel(page)
        self.assertEqual([item["label"] for item in panel["items"]], ["Score", "Phone", "Country"])
        self.assertEqual(panel["items"][1]["value"], "“+370 612” is too short.")
        self.assertEqual((panel["items"][1]["res_model"], panel["items"][1]["res_id"]), ("res.partner", self.gama.id))
        opened = panel["items"][0]["action"]
        self.assertEqual(self.env[opened["res_model"]].search_count(opened["domain"]), 2)
        advice = [advice for advice in page["say_next"] if advice["kind"] == "contact_data"]
        self.assertEqual(
            [(found["severity"], found["text"]) for found in advice],
            [("info", "“+370 612” is too short. Ask for the right one.")],
        )
        xmlrpc.client.dumps((page,), allow_none=False)

    def test_what_was_accepted_is_not_asked(self):
        self.gama.phone = "+370 612"
        self.check()
        finding = self.finding("phone_invalid")
        finding.with_user(self.steward).accept(finding.ids, "A number of the house")
        page = self.page()
        self.assertEqual([item["label"] for item in self.panel(page)["items"]], ["Score"])
        self.assertFalse([advice for advice in page["say_next"] if advice["kind"] == "contact_data"])

    def test_button_opens_the_findings(self):
        self.gama.zip = "LV-1010"
        self.check()
        action = self.gama.with_user(self.agent).action_open_quality()
        found = self.env[action["res_model"]].with_user(self.agent).search(action["domain"])
        self.assertEqual(found.check_id.code, "zip_country")
