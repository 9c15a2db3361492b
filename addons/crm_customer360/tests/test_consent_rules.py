"""The ledger of consents: where somebody stands follows from its rows."""

import datetime as dt

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError

from odoo.addons.crm_customer360.core.inside import INSIDE

from .common import NOW
from .consent_case import ConsentCase

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
