"""All areas on one customer: merged and un-merged by a steward, imported and taken back by an importer."""

from odoo.tests import new_test_user

from ..core.privacy.handler import DELETE
from .intake_case import IntakeCase

MAIL, PHONE = "zivile@duplikate.example.org", "+37061234567"
#: What a source says of every customer.
ALWAYS = ("name", "is_company", "country")
#: Tables of ours that name a customer and hold more than what follows from the customer.
DOCUMENTS = {
    "crm_caller_verification": "somebody was asked who they are",
    "crm_consent": "evidence",
    "crm_contact_log": "somebody wrote down what was said",
    "crm_cost_entry": "somebody wrote down what was done",
    "crm_customer_removal": "another customer was merged into this one",
    "crm_mail_unfiled": "a letter",
    "crm_merge": "another customer was merged into this one",
    "crm_merge_contact": "it took part in a merge",
    "crm_merge_value": "a merge changed it",
    "crm_personal_data_request": "the person asked",
    "crm_silence_alert": "somebody was told that the customer fell silent",
    "crm_offboarding_candidate": "somebody was asked to decide about the customer",
    "crm_offboarding_case": "a parting",
    "crm_offboarding_hold": "somebody forbade to end it or to erase anything",
    "crm_offboarding_sealed": "what a parting took away",
    "crm_segment_push_item": "a segment put the customer somewhere, and has to take it from there first",
}


class AreasCase(IntakeCase):
    """A steward, an officer and segments by tag."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(
            cls.env, "t_officer", "base.group_user,crm_customer360.group_data_protection_officer"
        )
        cls.env.ref("crm_customer360.crm_consent_purpose_marketing").default_basis = "legitimate_interest"
        cls.vip, cls.rare = cls.env["res.partner.category"].create([{"name": "VIP"}, {"name": "Rare"}])
        cls.vips, cls.rares = (cls.make_segment(tag) for tag in (cls.vip, cls.rare))

    @classmethod
    def make_segment(cls, tag):
        line = {"kind": "tag", "comparison": "some", "target_id": tag.id}
        return cls.env["crm.segment"].create({"name": tag.name, "line_ids": [(0, 0, line)]})

    def as_steward(self, model):
        return self.env[model].with_user(self.steward)

    def say(self, partner, state, channel, date):
        row = {"partner_id": partner.id, "purpose": "marketing", "state": state, "channel": channel}
        return self.as_steward("crm.consent").record([{**row, "source": "phone", "date": date}])

    def work(self):
        """What the jobs do."""
        self.env.cr.flush()
        while self.env["crm.quality.pending"]._work_off():
            pass
        (self.vips | self.rares).action_refresh()
        self.look()

    def look(self):
        engine = self.env["crm.duplicate.engine"]
        engine._forget_gone()
        while engine._make_keys(50_000):
            pass
        engine._mark_common()
        while engine._compare_piece(50_000)["customers"]:
            pass
        engine._number_groups()

    def pairs(self, *partners):
        """``{(name, name): state}`` of pairs among these contacts."""
        names = {partner.id: name for name, partner in zip("abcdef", partners, strict=False)}
        ids = list(names)
        found = self.env["crm.duplicate"].search([("partner_id", "in", ids), ("other_id", "in", ids)])
        return {names[pair.partner_id.id] + names[pair.other_id.id]: pair.state for pair in found}

    def stays(self, partner):
        """Memberships of a contact: ``[(id, segment, entered, left)]``."""
        found = self.env["crm.segment.member"].search([("partner_id", "=", partner.id)], order="id")
        return [(row.id, row.segment_id.name, row.entered_at, row.left_at) for row in found]

    def origins(self, partner):
        found = self.env["crm.field.origin"].search([("partner_id", "=", partner.id)])
        return {origin.field: origin.source_id.code for origin in found}

    def numbers(self, partner):
        found = self.env["crm.external.id"].search([("partner_id", "=", partner.id)])
        return sorted((number.source_id.code, number.external_id) for number in found)

    def accepted(self, partner):
        found = self.env["crm.quality.finding"].search([("partner_id", "=", partner.id), ("state", "=", "accepted")])
        return [(finding.check_id.code, finding.note, finding.accepted_by_id) for finding in found]

    def failing(self, partner):
        return {finding["check"] for finding in self.env["res.partner"].quality(partner.id)["findings"]}

    def consents(self, partner):
        found = self.env["crm.consent"].search([("partner_id", "=", partner.id)], order="date")
        return [(row.channel, row.state) for row in found]

    def may(self, partner):
        """Channels in which the contact may get marketing."""
        ledger = self.as_steward("crm.consent")
        return [way for way in ("email", "sms") if ledger.allowed(partner.ids, "marketing", way)]


class TestMergeOfEverything(AreasCase):
    """A merge and its un-merge, seen by every area."""

    def setUp(self):
        super().setUp()
        first = self.imported({"Nr": "1", "Name": "Živilė Duplikatė", "City": "Kaunas"})
        second = self.imported({"Nr": "7", "Name": "Duplikate Zivile", "Phone": PHONE}, source=self.shop)
        self.one, self.two = self.of(first, 2), self.of(second, 2)
        self.assertNotEqual(self.one, self.two)
        self.one.phone = PHONE
        self.two.email = MAIL
        # Known by the address of the second alone, and set apart from it; by both, and still to be decided.
        self.three, self.four = self.partner.create(
            [{"name": "Z. Duplikate", "email": MAIL}, {"name": "Zivile Duplikate", "email": MAIL, "phone": PHONE}]
        )
        self.one.category_id = self.vip
        self.two.category_id = self.vip | self.rare
        self.say(self.one, "refused", "any", "2026-01-05 10:00:00")
        self.say(self.two, "given", "email", "2026-01-05 12:00:00")
        self.request = self.env["crm.personal.data.request"].with_user(self.officer).create({"partner_id": self.two.id})
        self.work()
        self.decide()

    def decide(self):
        for partner in (self.one, self.two):
            [finding] = [
                finding
                for finding in self.as_steward("res.partner").quality(partner.id)["findings"]
                if finding["check"] == "street_missing"
            ]
            self.as_steward("crm.quality.finding").accept([finding["id"]], f"Never at home {partner.id}")
        low, high = sorted((self.two.id, self.three.id))
        pair = self.env["crm.duplicate"].search([("partner_id", "=", low), ("other_id", "=", high)])
        self.as_steward("crm.duplicate").keep_apart(pair.ids, "family")

    def everybody(self):
        return self.one, self.two, self.three, self.four

    def picture(self):
        """What each area says of the two."""
        return {
            name: [tell(partner) for partner in (self.one, self.two)]
            for name, tell in {
                "stays": self.stays,
                "origins": self.origins,
                "numbers": self.numbers,
                "accepted": self.accepted,
                "failing": self.failing,
                "consents": self.consents,
                "may": self.may,
            }.items()
        }

    def check_before(self):
        """By hand, what the two have while they are two."""
        one, two = self.one, self.two
        self.assertEqual(self.numbers(one), [("t_erp", "1")])
        self.assertEqual(self.numbers(two), [("t_shop", "7")])
        self.assertEqual(self.origins(one), dict.fromkeys((*ALWAYS, "city"), "t_erp"))
        self.assertEqual(self.origins(two), dict.fromkeys((*ALWAYS, "phone"), "t_shop"))
        self.assertEqual([name for _id, name, _in, left in self.stays(one) if not left], ["VIP"])
        self.assertEqual(sorted(name for _id, name, _in, left in self.stays(two) if not left), ["Rare", "VIP"])
        self.assertEqual((self.consents(one), self.may(one)), ([("any", "refused")], []))
        self.assertEqual((self.consents(two), self.may(two)), ([("email", "given")], ["email", "sms"]))
        self.assertEqual(self.accepted(one), [("street_missing", f"Never at home {one.id}", self.steward)])
        self.assertEqual(self.accepted(two), [("street_missing", f"Never at home {two.id}", self.steward)])
        self.assertIn("email_missing", self.failing(one))
        self.assertIn("city_missing", self.failing(two))
        self.assertEqual(self.request.partner_id, two)
        pairs = self.pairs(*self.everybody())
        self.assertEqual({pairs["ab"], pairs["bd"], pairs["ad"]}, {"new"})
        self.assertEqual(pairs["bc"], "apart")
        self.assertNotIn("ac", pairs)

    def merge(self):
        return self.as_steward("res.partner").merge_customers(self.one.id, self.two.ids)

    def check_merged(self):
        """By hand, what the one has afterwards."""
        one, two = self.one, self.two
        self.assertEqual((two.active, two.merged_into_id, one.email, one.city), (False, one, MAIL, "Kaunas"))
        self.assertEqual(self.numbers(one), [("t_erp", "1"), ("t_shop", "7")])
        self.assertEqual(self.origins(one), {**dict.fromkeys((*ALWAYS, "city"), "t_erp"), "phone": "t_shop"})
        self.assertEqual(sorted(name for _id, name, _in, left in self.stays(one) if not left), ["Rare", "VIP"])
        self.assertEqual(self.consents(one), [("any", "refused"), ("email", "given")])
        # Who closed every channel and asked for e-mail afterwards gets e-mail.
        self.assertEqual(self.may(one), ["email"])
        self.assertFalse({"email_missing", "city_missing"} & self.failing(one))
        self.assertEqual(self.request.partner_id, one)
        for tell in (self.numbers, self.origins, self.stays, self.consents, self.accepted):
            self.assertFalse(tell(two))
        pairs = self.pairs(*self.everybody())
        self.assertEqual((pairs["ab"], pairs["ac"], pairs["ad"]), ("merged", "apart", "new"))
        self.assertNotIn("bd", pairs)
        self.assertEqual(self.removal().into_partner_id, one)

    def removal(self):
        return self.env["crm.customer.removal"].search([("partner_number", "=", self.two.id), ("kind", "=", "merged")])

    def unmerge(self, merge):
        report = self.as_steward("crm.merge").unmerge(merge)
        self.assertEqual((report["kept"], report["values"]), ([], []))
        self.assertEqual(len(self.removal()), 1)

    def test_back_after_the_jobs_have_run(self):
        self.check_before()
        before = self.picture()
        merge = self.merge()
        self.work()
        self.check_merged()
        self.unmerge(merge)
        self.work()
        self.check_before()
        self.assertEqual(self.picture(), before)

    def test_back_before_any_job_has_run(self):
        before = self.picture()
        self.unmerge(self.merge())
        self.work()
        self.check_before()
        self.assertEqual(self.picture(), before)

    def test_a_decision_made_anew_stays(self):
        merge = self.merge()
        self.work()
        low, high = sorted((self.one.id, self.three.id))
        pair = self.env["crm.duplicate"].search([("partner_id", "=", low), ("other_id", "=", high)])
        pair.with_user(self.steward).action_reopen()
        self.as_steward("crm.duplicate").keep_apart(pair.ids, "people")
        self.env.cr.execute("UPDATE crm_duplicate SET decided_on = '2030-01-01' WHERE id = %s", [pair.id])
        self.unmerge(merge)
        self.assertEqual((pair.exists().state, pair.reason), ("apart", "people"))

    def test_a_pair_merged_against_a_decision_is_apart_again(self):
        low, high = sorted((self.one.id, self.two.id))
        pair = self.env["crm.duplicate"].search([("partner_id", "=", low), ("other_id", "=", high)])
        self.as_steward("crm.duplicate").keep_apart(pair.ids, "family", "Mother and daughter")
        merge = self.merge()
        self.assertEqual(pair.state, "merged")
        self.unmerge(merge)
        self.work()
        self.assertEqual((pair.state, pair.note), ("apart", "Mother and daughter"))

    def test_an_accepted_value_that_changed_since_is_open(self):
        merge = self.merge()
        self.unmerge(merge)
        self.two.street = "-"
        self.work()
        self.assertEqual(self.accepted(self.two), [])

    def test_deleting_who_came_back_is_on_record(self):
        self.unmerge(self.merge())
        number = self.two.id
        self.two.unlink()
        found = self.env["crm.customer.removal"].search([("partner_number", "=", number)])
        self.assertEqual(sorted(found.mapped("kind")), ["deleted", "merged"])

    def test_what_was_put_there_by_hand_stays_after_the_segment(self):
        """The segment put the tag on one of them, somebody put it on the other."""
        label = self.env["res.partner.category"].create({"name": "Invited"})
        self.two.category_id = [(4, label.id)]
        self.env["crm.segment.push"].create({"segment_id": self.vips.id, "kind": "tag", "target_id": label.id})
        self.vips.action_refresh()
        self.assertEqual((self.pushed(self.one), self.pushed(self.two)), ([True], [False]))
        merge = self.merge()
        self.assertEqual((self.pushed(self.one), self.pushed(self.two)), ([False], []))
        self.unmerge(merge)
        self.assertEqual((self.pushed(self.one), self.pushed(self.two)), ([True], [False]))

    def pushed(self, partner):
        """Whether what a segment's push did for a contact is the push's own."""
        domain = [("partner_id", "=", partner.id), ("taken_at", "=", False)]
        return self.env["crm.segment.push.item"].search(domain).mapped("own")

    def test_the_officer_is_told_of_both(self):
        self.merge()
        answer = self.env["res.partner"].with_user(self.officer).personal_data(self.one.id)
        told = {section["model"]: section["count"] for section in answer["sections"]}
        self.assertEqual((told["crm.consent"], told["crm.external.id"], told["crm.field.origin"]), (2, 2, 5))
        gone = self.env["res.partner"].with_user(self.officer).personal_data(self.two.id)
        told = {section["model"]: section for section in gone["sections"]}
        self.assertNotIn("crm.consent", told)
        self.assertTrue(told["crm.merge.row"]["count"])
        self.assertNotIn("removed", told["crm.merge.row"]["rows"][0])

    def test_an_erasure_takes_the_record_of_the_merge_along(self):
        """Else the name of the merged contact would stay in it."""
        merge = self.env["crm.merge"].browse(self.merge())
        lines = {line["model"]: line for line in self.env["crm.personal.data"].sudo().erase(self.two, dry_run=False)}
        self.assertEqual((lines["crm.merge"]["action"], lines["crm.merge"]["done"]), (DELETE, True))
        self.assertFalse(merge.exists())
        self.env.cr.execute("SELECT count(*) FROM crm_merge_row WHERE old_id = %s", [self.two.id])
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_stewards_may_export_their_lists(self):
        self.assertTrue(self.steward.has_group("base.group_allow_export"))


class TestUndoneImport(AreasCase):
    """Taking an import back when the jobs have looked at its customers."""

    def test_what_follows_from_the_customer_goes_and_evidence_stays(self):
        batch = self.imported(
            {"Nr": "1", "Name": "Živilė Duplikatė", "City": "Kaunas"}, {"Nr": "2", "Name": "Rasa Kita", "Phone": PHONE}
        )
        gone, kept = self.of(batch, 2), self.of(batch, 3)
        gone.write({"email": MAIL, "category_id": [(4, self.vip.id)]})
        self.partner.create({"name": "Duplikate Zivile", "email": MAIL})
        self.say(kept, "refused", "any", "2026-01-05 10:00:00")
        self.work()
        tables = ("crm_quality_finding", "crm_quality_score", "crm_duplicate_state", "crm_segment_member")
        for table in tables:
            self.assertTrue(self.count(table, gone.id), table)
        self.assertTrue(self.env["crm.duplicate"].search_count([("partner_id", "=", gone.id)]))
        batch.action_undo()
        self.work_off()
        self.assertEqual(batch.state, "undone", batch.error)
        self.assertFalse(gone.exists())
        self.assertEqual(self.row(batch, 2).undo_result, "undone")
        for table in tables:
            self.assertFalse(self.count(table, gone.id), table)
        self.assertEqual((kept.active, self.row(batch, 3).undo_result), (False, "archived"))
        self.assertIn("Consent", self.row(batch, 3).undo_note)
        self.assertEqual(self.consents(kept), [("any", "refused")])

    def count(self, table, id_):
        self.env.cr.execute(f"SELECT count(*) FROM {table} WHERE partner_id = %s", [id_])
        return self.env.cr.fetchone()[0]

    def test_each_table_of_ours_is_decided_about(self):
        """Whether an import that is taken back removes the customer or archives it."""
        keys = self.env["base.partner.merge.automatic.wizard"]._get_fk_on("res_partner")
        linked = {table for table, _column in keys} | {"crm_duplicate", "crm_duplicate_state"}
        models = [model for model in self.env.values() if not model._abstract and not model._transient]
        suite = ("crm_customer360", "crm_analytics", "crm_loyalty", "crm_offboarding")
        ours = {model._table for model in models if model._original_module.startswith(suite)}
        derived = self.env["crm.import.undo"]._derived_tables()
        self.assertEqual(ours & linked - derived - set(DOCUMENTS), set())
        self.assertEqual(derived & set(DOCUMENTS), set())
