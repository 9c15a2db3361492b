"""The ledger of consents: where somebody stands follows from its rows, and the rows stay."""

import datetime as dt
import xmlrpc.client

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from odoo.addons.crm_customer360.core.inside import INSIDE

from .common import NOW, FrozenTime, TouchpointCase

CHANNELS = ("any", "email", "sms", "phone", "post", "messenger")
STATES = ("given", "refused", "withdrawn", "expired")
BASES = ("consent", "legitimate_interest", "soft_opt_in", "contract", "legal_obligation")
ROW = st.tuples(
    st.sampled_from(CHANNELS[:3]),
    st.sampled_from(STATES),
    st.integers(0, 5),  # hours before now: few, so that rows meet in the same second
    st.sampled_from([None, -1, 0, 1]),  # valid until, in days from today
    st.sampled_from(["company", "other", "everywhere"]),
)


def replayed(rows, channel, basis, bought=False):
    """Who may be approached, told by walking through the rows one after the other."""
    if basis in ("contract", "legal_obligation"):
        return True
    levels = {}
    ordered = sorted(enumerate(rows), key=lambda pair: (-pair[1][2], pair[0]))
    for _number, (level, state, hours, until, where) in ordered:
        if where == "other" or level not in ("any", channel):
            continue
        valid = state == "given" and (until is None or until >= 0)
        word = "yes" if valid else "no" if state in ("refused", "withdrawn") else None
        levels[level] = (word, -hours)
    general = levels.get("any", (None, 0))
    own = levels.get(channel, (None, 0)) if channel != "any" else (None, 0)
    if own[0] == "no":
        return False
    if own[0] == "yes":
        return not (general[0] == "no" and general[1] >= own[1])
    if general[0]:
        return general[0] == "yes"
    return {"consent": False, "legitimate_interest": True, "soft_opt_in": bought}[basis]


class ConsentCase(FrozenTime, TouchpointCase):
    """Purposes and a short way to write rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.env["crm.consent"]
        cls.marketing = cls.env.ref("crm_customer360.crm_consent_purpose_marketing")
        cls.marketing.default_basis = "legitimate_interest"
        cls.officer = new_test_user(
            cls.env, "t_officer", "base.group_user,crm_customer360.group_data_protection_officer"
        )
        cls.employee = new_test_user(cls.env, "t_employee", "base.group_user")

    def say(self, partner, state, channel="any", purpose="marketing", **values):
        """One row, as an agent."""
        row = {"partner_id": partner.id, "purpose": purpose, "channel": channel, "state": state, "source": "phone"}
        [id_] = self.ledger.with_user(values.pop("user", self.agent)).record([{**row, **values}])
        return self.ledger.browse(id_)

    def may(self, partner, channel="email", purpose="marketing", **context):
        ledger = self.ledger.with_user(self.employee).with_context(**context)
        return ledger.allowed(partner.ids, purpose, channel) == partner.ids


class TestConsentRules(ConsentCase):
    def test_silence_is_judged_by_the_legal_basis(self):
        expected = {"consent": False, "legitimate_interest": True, "contract": True, "legal_obligation": True}
        for basis, answer in expected.items():
            self.marketing.default_basis = basis
            self.assertEqual(self.may(self.ana), answer, basis)

    def test_soft_opt_in_is_for_who_bought(self):
        self.marketing.default_basis = "soft_opt_in"
        self.assertFalse(self.may(self.ana))
        self.touchpoint(self.ben, channel="order", event="quotation", nature="transaction")
        self.assertFalse(self.may(self.ana), "a quotation is no purchase")
        self.touchpoint(self.ben, channel="order", event="order", nature="transaction")
        self.assertTrue(self.may(self.ana), "a colleague at the same customer bought")
        self.assertFalse(self.may(self.dora))
        self.say(self.ana, "refused")
        self.assertFalse(self.may(self.ana))

    def touchpoint(self, partner, **values):
        return self.env["crm.touchpoint"].create(
            {
                "partner_id": partner.id,
                "commercial_partner_id": partner.commercial_partner_id.id,
                "date": NOW - dt.timedelta(days=1),
                "direction": "in",
                "sensitivity": "normal",
                "source": "test",
                "key_id": self.env["crm.touchpoint"].search_count([]) + 1,
                "rank": 0,
                "res_model": "res.partner",
                "res_id": partner.id,
                **values,
            }
        )

    def test_binding_purposes_stand_whatever_is_said(self):
        self.say(self.ana, "refused", purpose="service")
        self.assertTrue(self.may(self.ana, purpose="service"))

    def test_a_company_address_is_not_its_contacts(self):
        self.say(self.alfa, "refused")
        self.assertFalse(self.may(self.alfa))
        self.assertTrue(self.may(self.ana))
        self.assertTrue(self.may(self.ben))

    def test_objection_to_all_channels_closes_one_agreed_to_before(self):
        self.say(self.ana, "given", "email", date="2026-03-01 09:00:00")
        self.say(self.ana, "refused", "any", date="2026-03-01 10:00:00")
        self.assertFalse(self.may(self.ana, "email"))
        self.say(self.ana, "given", "email", date="2026-03-01 11:00:00")
        self.assertTrue(self.may(self.ana, "email"))
        self.assertFalse(self.may(self.ana, "sms"))

    def test_objection_to_one_channel_outlives_a_general_yes(self):
        self.say(self.ana, "refused", "sms", date="2026-03-01 09:00:00")
        self.say(self.ana, "given", "any", date="2026-03-01 10:00:00")
        self.assertTrue(self.may(self.ana, "email"))
        self.assertFalse(self.may(self.ana, "sms"))

    def test_on_one_day_without_a_time_the_objection_holds(self):
        self.say(self.ana, "refused", date="2026-03-01")
        self.say(self.ana, "given", date="2026-03-01")
        self.assertFalse(self.may(self.ana))

    def test_a_consent_runs_out(self):
        self.marketing.default_basis = "consent"
        self.say(self.ana, "given", valid_until="2026-03-02")
        self.assertTrue(self.may(self.ana))
        self.say(self.ben, "given", date="2026-02-01", valid_until="2026-03-01")
        self.assertFalse(self.may(self.ben))

    def test_an_old_import_does_not_undo_an_objection(self):
        self.say(self.ana, "refused")
        with self.assertRaisesRegex(UserError, "Row 1, date"):
            self.say(self.ana, "given", source="import")
        self.say(self.ana, "given", source="import", date="2024-05-01")
        self.assertFalse(self.may(self.ana))

    def test_state_machine_equals_a_replay(self):
        """Random ledgers, every channel and basis, compared with a model that walks through the rows."""
        companies = {"company": self.company.id, "other": self.other_company.id, "everywhere": False}

        @seed(20260302)
        @settings(
            max_examples=150,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(st.lists(ROW, max_size=9), st.sampled_from(BASES))
        def check(rows, basis):
            savepoint = self.env.cr.savepoint()
            try:
                self.marketing.default_basis = basis
                self.ledger.with_context(consent_in_step=INSIDE).create(
                    [
                        {
                            "partner_id": self.dora.id,
                            "purpose_id": self.marketing.id,
                            "channel": channel,
                            "state": state,
                            "source": "form",
                            "date": NOW - dt.timedelta(hours=hours),
                            "valid_until": until is not None and NOW.date() + dt.timedelta(days=until),
                            "company_id": companies[where],
                        }
                        for channel, state, hours, until, where in rows
                    ]
                )
                out = self.env.execute_query(self.ledger._objectors_sql("marketing", "email"))
                self.assertEqual((self.dora.id,) not in out, replayed(rows, "email", basis))
                standings = self.ledger._person_standings(self.dora, self.marketing)
                for channel in CHANNELS:
                    expected = replayed(rows, channel, basis)
                    self.assertEqual(self.may(self.dora, channel), expected, channel)
                    self.assertEqual(standings[self.marketing.id, channel][1], expected, channel)
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all()

        check()

    def test_order_and_readable_only(self):
        self.say(self.ben, "refused")
        ids = [self.dora.id, self.ben.id, self.ana.id, self.dora.id]
        self.assertEqual(self.ledger.allowed(ids, "marketing", "email"), [self.dora.id, self.ana.id])
        self.dora.company_id = self.other_company
        stranger = self.employee
        self.assertEqual(self.ledger.with_user(stranger).allowed(ids, "marketing", "email"), [self.ana.id])

    def test_two_companies(self):
        self.say(self.ana, "refused", company_id=self.other_company.id)
        both = [self.company.id, self.other_company.id]
        ledger = self.ledger.with_user(self.agent).with_context(allowed_company_ids=both)
        self.assertEqual(ledger.allowed(self.ana.ids, "marketing", "email"), self.ana.ids)
        ledger = ledger.with_company(self.other_company)
        self.assertEqual(ledger.allowed(self.ana.ids, "marketing", "email"), [])
        rows = self.ledger.with_user(self.agent).with_context(allowed_company_ids=self.company.ids)
        self.assertFalse(rows.search([("partner_id", "=", self.ana.id)]))
        self.marketing.with_company(self.other_company).company_basis = "consent"
        self.assertTrue(self.may(self.ben))
        self.assertEqual(ledger.allowed(self.ben.ids, "marketing", "email"), [])


class TestConsentRecord(ConsentCase):
    def test_rows_stay(self):
        row = self.say(self.ana, "given")
        for user in (self.agent, self.manager, self.officer, self.env.user):
            mine = row.with_user(user)
            with self.assertRaises(UserError):
                mine.write({"state": "refused"})
            with self.assertRaises(UserError):
                mine.unlink()
        with self.assertRaises(UserError):
            row.sudo().write({"state": "refused"})
        with self.assertRaises(UserError):
            row.sudo().unlink()
        self.assertEqual(row.state, "given")

    def test_sent_again_it_is_one_row(self):
        first = self.say(self.ana, "given", external_ref="web-1", date="2026-03-01 10:00:00")
        again = self.say(self.ana, "given", external_ref="web-1", date="2026-03-01 10:00:00")
        self.assertEqual(first, again)
        with self.assertRaisesRegex(UserError, "web-1"):
            self.say(self.ana, "refused", external_ref="web-1", date="2026-03-01 10:00:00")
        row = {"partner_id": self.ana.id, "purpose": "survey", "state": "given", "source": "form", "external_ref": "w2"}
        one, two = self.ledger.record([row, dict(row)])
        self.assertEqual(one, two)

    def test_all_or_nothing_and_every_fault_is_named(self):
        good = {"partner_id": self.ana.id, "purpose": "marketing", "state": "given", "source": "form"}
        bad = [
            {**good, "partner_id": 2**31 - 1},
            {**good, "purpose": "pigeon"},
            {**good, "channel": "pigeon"},
            {**good, "state": True},
            {**good, "date": "2027-01-01"},
            {**good, "colour": "red"},
            {**good, "purpose": "tone", "channel": "email"},
            {**good, "evidence_model": "res.partner"},
            {**good, "evidence_model": "no.model", "evidence_id": 3},
            "text",
        ]
        before = self.ledger.search_count([])
        with self.assertRaises(UserError) as caught:
            self.ledger.with_user(self.agent).record([good, *bad])
        for number, field in enumerate(
            ["partner_id", "purpose", "channel", "state", "date", "colour", "channel", "evidence_id", "evidence_id"], 2
        ):
            self.assertIn(f"Row {number}, {field}", str(caught.exception))
        self.assertIn("Row 11", str(caught.exception))
        self.assertEqual(self.ledger.search_count([]), before)
        for wrong in (7, "text", None, [good] * 1001):
            with self.assertRaises(UserError):
                self.ledger.record(wrong)

    def test_wrong_arguments(self):
        ledger = self.ledger.with_user(self.employee)
        for args in (
            ("x", "marketing", "email"),
            ([True], "marketing", "email"),
            ([0], "marketing", "email"),
            ([2**40], "marketing", "email"),
            ([self.ana.id], "pigeon", "email"),
            ([self.ana.id], False, "email"),
            ([self.ana.id], "marketing", "pigeon"),
            ([self.ana.id], "marketing", False),
        ):
            with self.assertRaises(UserError):
                ledger.allowed(*args)
        for args in ((7,), ([self.ana.id], "pigeon"), ([self.ana.id], "email", "pigeon")):
            with self.assertRaises(UserError):
                ledger.within_limit(*args)

    def test_answers_travel_over_rpc(self):
        self.say(self.ana, "refused", "sms")
        answers = [
            self.ledger.allowed([self.ana.id], "marketing", "email"),
            self.ledger.within_limit([self.ana.id], "email"),
            self.env["res.partner"].consent_summary(self.ana.id),
            self.env["res.partner"].consent_link(self.ana.id),
            self.env["res.partner"].with_user(self.agent).customer360(self.ana.id),
        ]
        for answer in answers:
            xmlrpc.client.dumps((answer,), methodresponse=True)

    def test_evidence_is_a_record_the_caller_may_read(self):
        row = self.say(
            self.ana, "given", evidence="Ticked at the fair", evidence_model="res.partner", evidence_id=self.ana.id
        )
        self.assertEqual(row.evidence_id, self.ana.id)
        self.assertEqual(row.action_open_evidence()["res_model"], "res.partner")
        hidden = self.env["ir.config_parameter"].create({"key": "t_consent", "value": "1"})
        with self.assertRaisesRegex(UserError, "evidence_id"):
            self.say(self.ana, "given", evidence_model="ir.config_parameter", evidence_id=hidden.id)

    def test_a_merge_takes_along_what_was_said(self):
        self.say(self.ben, "refused")
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.ana + self.ben).ids, self.ana)
        self.assertFalse(self.may(self.ana))

    def test_a_row_outlives_the_contact(self):
        row = self.say(self.dora, "refused")
        self.dora.unlink()
        row.invalidate_recordset()
        self.assertEqual((row.partner_id.ids, row.state), ([], "refused"))
        self.assertEqual(self.ledger.with_user(self.officer).search([("id", "=", row.id)]), row)
        self.assertFalse(self.env["crm.consent.state"].search([("consent_id", "=", row.id)]))

    def test_what_comes_with_the_row(self):
        row = self.say(self.ana, "refused", "email")
        self.assertEqual(
            (row.legal_basis, row.user_id, row.company_id, row.date),
            ("legitimate_interest", self.agent, self.company, NOW),
        )


class TestConsentRights(ConsentCase):
    def test_who_may_what(self):
        row = {"partner_id": self.ana.id, "purpose": "marketing", "state": "given", "source": "form"}
        for user in (self.agent, self.manager, self.officer):
            self.assertTrue(self.ledger.with_user(user).record(row))
            self.assertTrue(self.ledger.with_user(user).search([("partner_id", "=", self.ana.id)]))
            self.assertTrue(self.env["crm.consent.state"].with_user(user).search([("partner_id", "=", self.ana.id)]))
        for user in (self.employee, self.portal):
            with self.assertRaises(AccessError):
                self.ledger.with_user(user).record(row)
            with self.assertRaises(AccessError):
                self.ledger.with_user(user).search([])
            with self.assertRaises(AccessError):
                self.env["res.partner"].with_user(user).consent_link(self.ana.id)
        self.assertEqual(
            self.ledger.with_user(self.employee).allowed([self.ana.id], "marketing", "email"), [self.ana.id]
        )
        for method, args in (
            ("allowed", ([self.ana.id], "marketing", "email")),
            ("within_limit", ([self.ana.id], "email")),
        ):
            with self.assertRaises(AccessError):
                getattr(self.ledger.with_user(self.portal), method)(*args)
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.portal).consent_summary(self.cora.id)

    def test_a_contact_of_another_company(self):
        self.dora.company_id = self.other_company
        with self.assertRaisesRegex(UserError, "partner_id"):
            self.say(self.dora, "given")
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.employee).consent_summary(self.dora.id)
        # Company A's row of company B's contact cannot be made past the method either.
        with self.assertRaises(UserError):
            self.ledger.create({"partner_id": self.dora.id, "state": "given", "company_id": self.company.id})

    def test_the_officer_has_no_other_right(self):
        self.assertFalse(self.env["crm.contact.log"].with_user(self.officer).has_access("create"))
        self.assertFalse(self.officer.has_group("crm_customer360.group_agent"))

    def test_purposes_are_the_manager_s(self):
        with self.assertRaises(AccessError):
            self.marketing.with_user(self.agent).write({"default_basis": "contract"})
        self.marketing.with_user(self.manager).write({"sequence": 5})
        self.marketing.with_user(self.officer).write({"sequence": 6})


class TestConsentScreens(ConsentCase):
    def test_where_people_stand(self):
        self.say(self.ana, "given", "email", date="2026-03-01 09:00:00")
        self.say(self.ana, "refused", "email", date="2026-03-01 10:00:00")
        self.say(self.ben, "given", date="2026-02-01", valid_until="2026-02-20")
        self.say(self.dora, "given", date="2026-02-01")
        rows = self.env["crm.consent.state"].search([("partner_id", "in", (self.ana + self.ben + self.dora).ids)])
        found = {(row.partner_id, row.channel, row.standing) for row in rows}
        self.assertEqual(
            found, {(self.ana, "email", "objected"), (self.ben, "any", "expired"), (self.dora, "any", "given")}
        )

    def test_counts_of_a_purpose_open_the_people(self):
        purpose = self.env["crm.consent.purpose"].create({"name": "Fairs", "code": "fairs"})
        self.say(self.ana, "given", "email", purpose="fairs")
        self.say(self.ana, "given", "sms", purpose="fairs")
        self.say(self.ben, "refused", purpose="fairs")
        purpose = purpose.with_user(self.manager)
        self.assertEqual((purpose.given_count, purpose.objected_count), (1, 1))
        action = purpose.action_open_objected()
        self.assertEqual(self.env["crm.consent.state"].search(action["domain"]).partner_id, self.ben)

    def test_summary_in_words(self):
        self.say(self.ana, "refused", "sms")
        summary = self.env["res.partner"].with_user(self.agent).consent_summary(self.ana.id)
        [marketing] = [one for one in summary["purposes"] if one["code"] == "marketing"]
        self.assertTrue(summary["can_record"])
        self.assertEqual((marketing["tone"], marketing["allowed"]), ("muted", True))
        [sms] = marketing["channels"]
        self.assertEqual((sms["channel"], sms["tone"], sms["text"]), ("sms", "danger", "Objected"))

    def test_panel_of_the_360_page(self):
        page = self.env["res.partner"].with_user(self.agent).customer360(self.dora.id)
        self.assertNotIn("consent", [panel["key"] for panel in page["panels"]])
        self.say(self.dora, "refused")
        page = self.env["res.partner"].with_user(self.agent).customer360(self.dora.id)
        [panel] = [panel for panel in page["panels"] if panel["key"] == "consent"]
        [item] = panel["items"]
        self.assertEqual((item["label"], item["value"], item["tone"]), (self.marketing.name, "Objected", "danger"))
        self.assertEqual(self.ledger.search(item["action"]["domain"]).partner_id, self.dora)

    def test_message_with_the_link(self):
        self.ana.lang = False
        dialog = self.ana.with_user(self.agent).action_send_consent_link()
        self.assertIn("/consent/", dialog["context"]["default_body"])
        self.assertEqual(dialog["context"]["default_partner_ids"], self.ana.ids)


class TestConsentLimit(ConsentCase):
    def log(self, partner, days, **values):
        row = {"partner_id": partner.id, "channel": "call", "direction": "out", "nature": "marketing"}
        date = str(NOW - dt.timedelta(days=days))
        self.env["crm.touchpoint"].log([{**row, "date": date, **values}])
        self.flush()

    def within(self, partner, purpose="marketing"):
        return self.ledger.with_user(self.employee).within_limit(partner.ids, "email", purpose) == partner.ids

    def test_all_channels_count_together(self):
        self.company.write({"consent_limit_count": 2, "consent_limit_days": 30})
        self.log(self.ana, 10)
        self.assertTrue(self.within(self.ana))
        self.log(self.ana, 5, channel="letter")
        self.assertFalse(self.within(self.ana))
        self.assertTrue(self.within(self.ben), "a colleague is another person")

    def test_what_does_not_count(self):
        self.company.write({"consent_limit_count": 1, "consent_limit_days": 30})
        self.log(self.ana, 31)
        self.log(self.ana, 1, direction="in")
        self.log(self.ana, 1, nature="information")
        self.assertTrue(self.within(self.ana))
        self.log(self.ana, 29, channel="campaign", nature="information")
        self.assertFalse(self.within(self.ana))

    def test_zero_is_no_limit_and_a_purpose_may_have_its_own(self):
        self.log(self.ana, 3)
        self.assertTrue(self.within(self.ana))
        self.marketing.write({"limit_policy": "own", "limit_count": 1, "limit_days": 7})
        self.assertFalse(self.within(self.ana))
        self.marketing.limit_days = 2
        self.assertTrue(self.within(self.ana))
        self.company.write({"consent_limit_count": 1, "consent_limit_days": 30})
        self.marketing.limit_policy = "none"
        self.assertTrue(self.within(self.ana))
        self.assertTrue(self.within(self.ana, "survey"), "no marketing")


class TestConsentBlacklists(ConsentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A database with one company: what is said there counts everywhere.
        cls.ana.phone = "+370 612 34567"
        cls.ana.flush_recordset()

    def listed(self, email):
        return bool(self.env["mail.blacklist"].search([("email", "=", email)]))

    def rows(self, partner):
        return self.ledger.search([("partner_id", "=", partner.id)], order="id").mapped(
            lambda row: (row.channel, row.state, row.source)
        )

    def test_blacklisted_by_an_employee_and_taken_off_again(self):
        blacklist = self.env["mail.blacklist"].with_user(self.env.ref("base.user_admin"))
        blacklist._add("ana@alfa.example.com")
        self.assertEqual(self.rows(self.ana), [("email", "refused", "blacklist")])
        self.assertFalse(self.may(self.ana, "email"))
        self.assertTrue(self.may(self.ana, "sms"))
        blacklist._add("ana@alfa.example.com")
        self.assertEqual(len(self.rows(self.ana)), 1, "nothing is doubled")
        blacklist._remove("ana@alfa.example.com")
        self.assertEqual(self.rows(self.ana)[1:], [("email", "expired", "blacklist")])
        self.assertTrue(self.may(self.ana, "email"))

    def test_nobody_leaves_the_ledger_out(self):
        """Over RPC anybody can say what the ledger says to itself."""
        blacklist = self.env["mail.blacklist"].with_user(self.env.ref("base.user_admin"))
        blacklist.with_context(consent_in_step=True)._add("ana@alfa.example.com")
        self.assertEqual(self.rows(self.ana), [("email", "refused", "blacklist")])

    def test_the_person_s_own_link(self):
        visitor = self.env["mail.blacklist"].with_user(self.env.ref("base.public_user")).sudo()
        visitor._add("ana@alfa.example.com")
        visitor._remove("ana@alfa.example.com")
        self.assertEqual(self.rows(self.ana), [("email", "refused", "unsubscribe"), ("email", "given", "unsubscribe")])

    def test_an_objection_goes_to_the_blacklists(self):
        self.say_everywhere(self.ana, "refused")
        self.assertTrue(self.listed("ana@alfa.example.com"))
        self.assertTrue(self.env["phone.blacklist"].search([("number", "=", "+37061234567")]))
        self.assertEqual(len(self.rows(self.ana)), 1, "the blacklists tell nothing back")
        self.say_everywhere(self.ana, "given")
        self.assertFalse(self.listed("ana@alfa.example.com"))
        self.say_everywhere(self.ana, "refused", "email")
        self.assertTrue(self.listed("ana@alfa.example.com"))
        self.assertFalse(self.env["phone.blacklist"].search([("number", "=", "+37061234567")]))

    def say_everywhere(self, partner, state, channel="any"):
        values = {"partner_id": partner.id, "purpose_id": self.marketing.id, "state": state, "channel": channel}
        return self.ledger.create({**values, "company_id": False})

    def test_a_shared_address_stays_listed_while_one_objects(self):
        self.ben.email = self.ana.email
        self.say_everywhere(self.ana, "refused")
        self.say_everywhere(self.ben, "given")
        self.assertTrue(self.listed("ana@alfa.example.com"))
        self.say_everywhere(self.ana, "expired")
        self.assertFalse(self.listed("ana@alfa.example.com"))

    def test_one_of_several_companies_does_not_stop_the_others(self):
        self.say(self.ana, "refused")
        self.assertFalse(self.may(self.ana))
        self.assertFalse(self.listed("ana@alfa.example.com"))

    def test_other_purposes_leave_the_blacklist_alone(self):
        self.ledger.create(
            {
                "partner_id": self.ana.id,
                "purpose_id": self.env.ref("crm_customer360.crm_consent_purpose_survey").id,
                "state": "refused",
                "company_id": False,
            }
        )
        self.assertFalse(self.listed("ana@alfa.example.com"))

    def test_take_over_is_safe_to_repeat(self):
        self.env["mail.blacklist"].with_context(consent_in_step=INSIDE).create({"email": "dora@example.com"})
        self.assertFalse(self.rows(self.dora))
        self.ledger._take_over_blacklists()
        self.ledger._take_over_blacklists()
        self.assertEqual(len(self.rows(self.dora)), 1)
        self.assertFalse(self.may(self.dora))
