"""What the checks find, how it is scored, and what happens when it is mended or accepted."""

import math
import random
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user

from ..core.quality.catalogue import CHECKS
from ..core.quality.check import COMPLETENESS, Check, Facts, Problem
from ..models.quality import crm_quality_pending, crm_quality_run
from .common import FrozenTime, moment
from .quality_case import GOOD, QualityCase


class TestQuality(FrozenTime, QualityCase):
    def test_everything_right(self):
        self.check()
        self.assertEqual(self.findings(), {})
        self.assertEqual(self.figures(), (100, 100, 100, 0))
        self.assertEqual(self.gama.quality_level, "good")

    def test_scores_by_hand(self):
        self.gama.zip = "LV-1010"
        self.check()
        self.assertEqual(set(self.findings()), {"zip_country"})
        self.assertEqual(self.figures(), (98, 100, 97, 1))  # 59/60, 17/17, 42/43
        self.gama.write({"zip": "LT-01103", "email": False})
        self.check()
        self.assertEqual(set(self.findings()), {"email_missing"})
        self.assertEqual(self.figures(), (94, 82, 100, 1))  # without the checks of e-mail: 49/52, 14/17, 35/35

    def test_a_finding_says_field_value_and_reason(self):
        self.gama.phone = "+371 29 123 456"
        self.check()
        finding = self.finding("phone_country")
        self.assertEqual((finding.field_label, finding.value), ("Phone", "+371 29 123 456"))
        self.assertEqual(finding.text, "“+371 29 123 456” is a number of Latvia, the address is in Lithuania.")
        self.assertEqual(finding.since, moment("2026-03-02 10:15:00"))

    def test_nothing_of_the_person_is_stored(self):
        self.gama.write({"phone": "3.7061E+10", "email": "test@test", "name": "Asdfgh +37061234567"})
        self.check()
        self.env.cr.execute("SELECT f::text FROM crm_quality_finding f WHERE partner_id = %s", [self.gama.id])
        stored = " ".join(row[0] for row in self.env.cr.fetchall())
        self.assertTrue(stored)
        for value in ("3.7061", "test@", "Asdf", "612345"):
            self.assertNotIn(value, stored)

    def test_twice_changes_nothing(self):
        self.gama.write({"zip": "LV-1010", "street": "-"})
        self.check()
        rows = self.stored()
        self.check()
        self.assertEqual(self.stored(), rows)

    def stored(self):
        self.env.cr.execute(
            "SELECT id, check_id, state, since, reason, xmin::text FROM crm_quality_finding WHERE partner_id = %s",
            [self.gama.id],
        )
        found = sorted(self.env.cr.fetchall())
        self.env.cr.execute("SELECT id, score, xmin::text FROM crm_quality_score WHERE partner_id = %s", [self.gama.id])
        return found, self.env.cr.fetchall()

    def test_mended_and_back_again(self):
        self.gama.zip = "LV-1010"
        self.check()
        first = self.finding("zip_country")
        self.gama.zip = "LT-01103"
        self.check()
        self.assertEqual(self.findings(), {})
        self.assertEqual(first.state, "mended")
        self.assertEqual(self.figures(), (100, 100, 100, 0))
        self.gama.zip = "LV-1010"
        self.check()
        self.assertEqual(self.finding("zip_country"), first)

    def test_accepted_until_the_value_changes(self):
        self.gama.write({"zip": "LV-1010", "street": "-"})
        self.check()
        finding = self.finding("zip_country")
        accepted = finding.with_user(self.steward).accept([finding.id], "  A depot just across\nthe border ")
        self.assertEqual(accepted, [finding.id])
        self.assertEqual(finding.note, "A depot just across the border")
        self.assertEqual((finding.accepted_by_id, finding.accepted_on), (self.steward, moment("2026-03-02 10:15:00")))
        self.assertEqual(self.figures()[3], 1)  # the street
        self.gama.street = "Gedimino pr. 12"
        self.check()
        self.assertEqual(self.figures(), (100, 100, 100, 0))
        self.assertEqual(finding.state, "accepted")
        self.gama.zip = "LV-1011"
        self.check()
        self.assertEqual((finding.state, finding.note, finding.accepted_by_id.id), ("open", False, False))
        self.assertEqual(self.figures(), (98, 100, 97, 1))

    def test_accepted_and_opened_again(self):
        self.gama.zip = "LV-1010"
        self.check()
        finding = self.finding("zip_country").with_user(self.steward)
        finding.accept(finding.ids, "Right")
        finding.accept(finding.ids, "Right, and again")
        self.assertEqual((finding.state, finding.note), ("accepted", "Right, and again"))
        finding.action_reopen()
        self.assertEqual((finding.state, finding.note), ("open", False))

    def test_what_is_mended_by_now_is_not_accepted(self):
        self.gama.zip = "LV-1010"
        self.check()
        finding = self.finding("zip_country")
        self.gama.zip = "LT-01103"
        self.assertEqual(finding.with_user(self.steward).accept(finding.ids, "Right"), [])
        self.assertEqual(finding.state, "mended")

    def test_mend_in_place(self):
        self.gama.zip = "LV-1010"
        self.check()
        finding = self.finding("zip_country")
        self.assertFalse(
            finding.with_user(self.steward).mendable
        )  # the country is to be mended: it is chosen, not typed
        self.gama.street = "-"
        self.check()
        finding = self.finding("street_nothing").with_user(self.steward)
        self.assertTrue(finding.mendable)
        finding.write({"value": " Gedimino pr. 12 "})
        self.assertEqual(self.gama.street, "Gedimino pr. 12")
        self.assertEqual(finding.state, "mended")

    def test_wizard_accepts_many(self):
        [other] = self._partners({**GOOD, "country_id": self.lt.id, "name": "Delta, UAB", "phone": False})
        self.gama.phone = False
        self.check(self.gama, other)
        found = self.finding("phone_missing") + self.finding("phone_missing", other)
        action = found.with_user(self.steward).action_accept()
        wizard = self.env["crm.quality.accept"].with_user(self.steward).with_context(**action["context"])
        wizard = wizard.create({"note": "They only write"})
        self.assertEqual(wizard.finding_count, 2)
        wizard.action_accept()
        self.assertEqual(found.mapped("state"), ["accepted", "accepted"])
        self.assertEqual(self.figures(other), (100, 100, 100, 0))

    def test_same_number_at_many(self):
        others = self._partners(*({"name": f"Shop {i}, UAB", "phone": GOOD["phone"]} for i in range(3)))
        self._partners({"name": "Ona", "parent_id": self.gama.id, "phone": GOOD["phone"]})
        self.check(self.gama, *others)
        finding = self.finding("phone_shared")
        self.assertEqual(finding.text, "“+370 612 34567” stands at 3 other customers too.")
        others[0].phone = False
        self.check()
        self.assertNotIn("phone_shared", self.findings())

    def test_owner_of_the_vat_number(self):
        self.gama.vat_owner_name = "UAB „Vilniaus duona“"
        self.check()
        self.assertIn("Vilniaus duona", self.finding("vat_owner").text)
        self.gama.vat_owner_name = "GAMA UAB"
        self.check()
        self.assertEqual(self.findings(), {})

    def test_who_is_not_checked(self):
        employee = new_test_user(self.env, "t_employee").partner_id
        archived, plain = self._partners({"name": "test", "active": False}, {"name": "test"})
        own = self.other_company.partner_id
        self.check(employee, archived, plain, own)
        self.assertEqual([bool(self.findings(partner)) for partner in (employee, archived, plain, own)], [0, 0, 1, 0])
        self.assertFalse(employee.quality_level)
        plain.active = False
        self.check(plain)
        self.assertFalse(self.findings(plain))
        self.assertFalse(plain.quality_level)

    def test_contact_of_a_company(self):
        [ona, place] = self._partners(
            {"name": "ONA PETRAITĖ", "parent_id": self.gama.id, "email": "info@gama.lt"},
            {"parent_id": self.gama.id, "type": "delivery", "name": "Sandėlis"},
        )
        place.write({"street": "Savanorių 1", "city": False, "zip": False, "country_id": self.lt.id})
        self.check(ona, place)
        self.assertEqual(set(self.findings(ona)), {"name_case", "email_role", "phone_missing"})
        self.assertEqual(set(self.findings(place)), {"city_missing", "zip_missing"})

    def test_a_check_of_another_addon(self):
        partner = self.registry["res.partner"]
        declared = partner._quality_checks
        own = Check(
            code="t_ref",
            kind=COMPLETENESS,
            weight=40,
            fields=("ref", "name"),
            mend="ref",
            applies=lambda facts: facts.role == "company",
            find=lambda facts: None if facts.value("ref") else Problem("t_no_ref"),
            label="Number missing",
            reasons={"t_no_ref": "%(name)s has no number."},
        )
        with patch.object(partner, "_quality_checks", lambda records: [*declared(records), own]):
            self.check()
            finding = self.finding("t_ref")
            self.assertEqual((finding.check_id.name, finding.text), ("Number missing", "Gama, UAB has no number."))
            self.assertEqual(self.figures()[0], 60)  # 60 of 100
            self.gama.ref = "K-1"
            self.check()
            self.assertEqual(self.figures()[0], 100)
        self.check()
        self.assertFalse(finding.exists())

    def test_words_for_everything(self):
        """Each check has a name, each reason a sentence that holds with the fields the check reads."""
        checks = self.env["res.partner"]._quality_checks()
        self.assertEqual([check.code for check in checks if not check.label], [])
        self.assertEqual(
            self.env["crm.quality.check"].search([("code", "in", [check.code for check in checks])]).mapped("code"),
            [check.code for check in checks],
        )

    def test_merge_forgets_the_sources(self):
        [double] = self._partners({**GOOD, "country_id": self.lt.id, "zip": "LV-1010"})
        self.gama.street = "-"
        self.check(self.gama, double)
        self.flush()
        self.env["crm.quality.pending"].search([]).unlink()
        self.env["base.partner.merge.automatic.wizard"]._merge([self.gama.id, double.id], self.gama)
        self.assertEqual(set(self.findings()), {"street_nothing"})
        self.flush()
        self.assertTrue(self.env["crm.quality.pending"].search([("partner_id", "=", self.gama.id)]))

    def test_old_mended_ones_are_forgotten(self):
        self.gama.zip = "LV-1010"
        self.check()
        self.gama.zip = "LT-01103"
        self.check()
        finding = self.findings(state="mended")["zip_country"]
        finding.sudo().since = moment("2025-03-02 10:00:00")
        self.env["crm.quality.finding"]._gc_mended()
        self.assertFalse(finding.exists())


class TestQualityStates(QualityCase):
    """After any row of changes the findings are what the rules say of the values as they are."""

    VALUES = {
        "zip": ["LT-01103", "LV-1010", "0110", False],
        "street": ["Gedimino pr. 12", "-", False],
        "phone": ["+370 612 34567", "+370 612", "3.7061E+10", "123456789", False],
        "email": ["ona@gama.lt", "test@test.lt", "ona.gama.lt", "jonas@gmial.com", False],
        "name": ["Gama, UAB", "Gama", "asdfgh"],
    }
    READ = {
        "zip_country": ("zip",),
        "zip_invalid": ("zip",),
        "street_nothing": ("street",),
        "phone_invalid": ("phone",),
        "email_invalid": ("email",),
        "form_missing": ("name",),
    }

    def test_random_changes(self):
        for seed in range(4):
            with self.subTest(seed=seed):
                self.play(random.Random(seed))

    def play(self, dice):
        self.gama.write(GOOD)
        self.check()
        accepted = {}
        for _turn in range(25):
            name = dice.choice(sorted(self.VALUES))
            self.gama[name] = dice.choice(self.VALUES[name])
            self.check()
            accepted = {code: kept for code, kept in accepted.items() if kept == self.kept(code)}
            self.assert_states(accepted)
            open_ = sorted(set(self.findings()) & set(self.READ))
            if open_ and dice.random() < 0.3:
                code = dice.choice(open_)
                self.finding(code).with_user(self.steward).accept(self.finding(code).ids, "Right")
                accepted[code] = self.kept(code)
                self.assert_states(accepted)

    def kept(self, code):
        return [self.gama[name] for name in self.READ[code]]

    def assert_states(self, accepted):
        """The second way to the same: the facts from the ORM, the rules asked one by one."""
        names = ("name", "email", "phone", "vat", "company_registry", "street", "zip", "city")
        facts = Facts(country="LT", region="LT", **{name: self.gama[name] or "" for name in names})
        failing = {check.code for check in CHECKS if check.judge(facts)}
        self.assertEqual(set(self.findings()), failing - set(accepted))
        self.assertEqual(set(self.findings(state="accepted")), failing & set(accepted))
        applying = [check for check in CHECKS if check.applies(facts)]
        whole = sum(check.weight for check in applying)
        lost = sum(check.weight for check in applying if check.code in failing - set(accepted))
        self.assertEqual(self.gama.quality_score, math.floor(100 * (1 - lost / whole) + 1e-9))
        self.assertEqual(self.gama.quality_failing, len(failing - set(accepted)))


class TestQualityQueue(QualityCase):
    """Contacts are checked soon after a change, and all of them in passes."""

    def setUp(self):
        super().setUp()
        self.flush()
        self.env["crm.quality.pending"].search([]).unlink()
        self.env["crm.quality.run"].search([]).unlink()
        # In a test nothing is committed; the rest of the job is as it is.
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda cron, processed=0, *, remaining=None: 60)

    def pending(self):
        self.flush()
        return self.env["crm.quality.pending"].search([]).mapped("partner_id")

    def test_what_changes_is_noted(self):
        self.gama.write({"phone": "1", "email": "x"})
        self.gama.write({"phone": "2"})
        self.assertEqual(self.pending(), [self.gama.id])
        self.gama.write({"comment": "Nothing of it"})
        self.assertEqual(self.pending(), [self.gama.id])
        [new] = self._partners({"name": "New"})
        self.assertEqual(self.pending(), [self.gama.id, new.id])

    def test_queue_is_worked_off(self):
        self.env["crm.quality.run"].create({"finished": "2999-01-01 00:00:00"})
        self.gama.zip = "LV-1010"
        self.flush()
        self.env["crm.quality.run"]._cron_check()
        self.assertIn("zip_country", self.findings())
        self.assertEqual(self.pending(), [])

    def test_pass_over_everybody(self):
        self.gama.zip = "LV-1010"
        self.flush()
        self.env["crm.quality.pending"].search([]).unlink()
        lowest = self.gama.id - 5
        self.env["crm.quality.run"]._start()
        self.env["crm.quality.run"].search([]).position = lowest
        with patch.object(crm_quality_run, "CHUNK", 2):
            self.env["crm.quality.run"]._cron_check()
        run = self.env["crm.quality.run"].search([])
        self.assertTrue(run.finished)
        self.assertEqual(run.progress, 100)
        self.assertEqual(
            run.seen, self.env["res.partner"].with_context(active_test=False).search_count([("id", ">", lowest)])
        )
        self.assertIn("zip_country", self.findings())
        self.assertGreater(run.open_count, 0)
        self.env["crm.quality.run"]._cron_check()
        self.assertEqual(len(self.env["crm.quality.run"].search([])), 1, "not due again")

    def test_a_stopped_pass_goes_on_where_it_was(self):
        self.env["crm.quality.run"]._start()
        run = self.env["crm.quality.run"].search([])
        with patch.object(crm_quality_run, "CHUNK", 3):
            self.env["crm.quality.run"]._next_piece()
            first = run.position
            self.env["crm.quality.run"]._next_piece()
        self.env.cr.execute("SELECT id FROM res_partner ORDER BY id OFFSET 2 LIMIT 4")
        ids = [row[0] for row in self.env.cr.fetchall()]
        self.assertEqual((first, run.position, run.seen), (ids[0], ids[3], 6))

    def test_beginning_twice_makes_one_pass(self):
        self.env["crm.quality.run"]._start()
        self.env["crm.quality.run"]._start()
        self.assertEqual(len(self.env["crm.quality.run"].search([])), 1)

    def test_many_changes_at_once(self):
        self.env["crm.quality.run"].create({"finished": "2999-01-01 00:00:00"})
        partners = self._partners(*({"name": f"Shop {i}, UAB", "zip": "-"} for i in range(5)))
        self.flush()
        with patch.object(crm_quality_pending, "CHUNK", 2):
            self.env["crm.quality.run"]._cron_check()
        self.assertTrue(all(self.findings(partner) for partner in partners))

    def test_queue_survives_a_deleted_contact(self):
        [gone] = self._partners({"name": "Gone"})
        self.flush()
        gone.unlink()
        self.env["crm.quality.pending"]._work_off()
        self.assertEqual(self.env["crm.quality.pending"]._left(), 0)


class TestQualityInput(QualityCase):
    def test_wrong_arguments_change_nothing(self):
        self.gama.zip = "LV-1010"
        self.check()
        finding = self.finding("zip_country").with_user(self.steward)
        for ids in ("1", [True], [0], [-1], ["1"], [None], 5, list(range(1, 10_002))):
            with self.subTest(ids=str(ids)[:20]), self.assertRaisesRegex(UserError, "finding_ids"):
                finding.accept(ids, "Right")
        for note in ("", "  ", False, None, 5, "x" * 501):
            with self.subTest(note=str(note)[:20]), self.assertRaisesRegex(UserError, "note"):
                finding.accept(finding.ids, note)
        partner = self.gama.with_user(self.agent)
        for ids in ("1", 5, [True], [2**31], ["x"], list(range(1, 1_002))):
            with self.subTest(ids=str(ids)[:20]), self.assertRaisesRegex(UserError, "partner_ids"):
                partner.check_quality(ids)
        for id_ in ("1", True, False, None, -1, [1]):
            with self.subTest(id=id_), self.assertRaisesRegex(UserError, "partner_id"):
                partner.quality(id_)
        with self.assertRaisesRegex(UserError, "no contact"):
            partner.quality(2**31 - 1)
        self.assertEqual(finding.state, "open")

    def test_group_and_sort_customers(self):
        bad = self._partners({"name": "test", "is_company": True}, {"name": "asdfgh", "is_company": True})
        self.check(self.gama, *bad)
        domain = [("id", "in", [self.gama.id, *(partner.id for partner in bad)])]
        partner = self.env["res.partner"].with_user(self.agent)
        self.assertEqual(partner.search([*domain, ("quality_score", "=", 100)]), self.gama)
        self.assertEqual(partner.search(domain, order="quality_score desc", limit=1), self.gama)
        groups = dict(partner._read_group(domain, ["quality_level"], ["__count"]))
        self.assertEqual(groups, {"good": 1, "poor": 2})
        self.assertEqual(
            partner.search([*domain, ("quality_completeness", "<", 100)], order="id").ids, [found.id for found in bad]
        )
        [(average,)] = partner._read_group(domain, [], ["quality_score:avg"])
        self.assertAlmostEqual(average, sum(found.quality_score for found in (self.gama, *bad)) / 3)

    def test_findings_are_grouped_by_what_the_customer_is_today(self):
        self.gama.write({"zip": "LV-1010", "user_id": self.salesperson.id})
        self.check()
        finding = self.env["crm.quality.finding"].with_user(self.agent)
        domain = [("partner_id", "=", self.gama.id)]
        self.assertEqual(
            finding._read_group(domain, ["user_id", "kind", "country_id", "is_company"], ["__count"]),
            [(self.salesperson, "contradiction", self.lt, True, 1)],
        )
        self.assertEqual(finding.search([*domain, ("user_id", "=", self.salesperson.id)]).check_id.code, "zip_country")

    def test_export(self):
        self.gama.zip = "LV-1010"
        self.check()
        rows = (
            self.finding("zip_country")
            .with_user(self.steward)
            .export_data(["partner_id/name", "check_id", "value", "text"])
        )
        self.assertEqual(rows["datas"][0][:3], ["Gama, UAB", "Post code of another country", "Lithuania"])

    def test_check_again_from_the_list(self):
        self.gama.zip = "LV-1010"
        self.check()
        finding = self.finding("zip_country")
        self.gama.zip = "LT-01103"
        finding.with_user(self.agent).action_check_again()
        self.assertEqual(finding.state, "mended")
