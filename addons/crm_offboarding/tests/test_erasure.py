import re

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .offboarding_case import OffboardingCase


@tagged("post_install", "-at_install")
class TestErasureAsked(OffboardingCase):
    """Erasure asked for on the way: what is not needed stops, the rest is explained within a month."""

    def ask(self, state="hearing"):
        case = self.to(state)
        with freeze_time("2026-01-31 09:00:00"):
            case.action_ask_erasure("By letter, with a copy of the passport")
        return case

    def deadlines(self, case):
        kind = self.env.ref("crm_offboarding.mail_activity_type_answer_erasure")
        return case.activity_ids.filtered(lambda one: one.activity_type_id == kind)

    def test_within_a_month_and_in_every_state(self):
        case = self.ask()
        self.assertEqual(str(case.erasure_due_on), "2026-02-28")
        for step in ("alternatives", "approval", "notice"):
            getattr(self, f"_to_{step}")(case)
            # Going on takes the other deadlines away, not that of the law.
            self.assertEqual([str(one.date_deadline) for one in self.deadlines(case)], ["2026-02-28"], step)
        with self.assertRaisesRegex(UserError, "already"):
            case.action_ask_erasure("Again")

    def test_marketing_stops(self):
        marketing = self.env["crm.consent.purpose"].search([("is_marketing", "=", True)])
        self.assertTrue(marketing)
        for purpose in marketing:
            given = {"purpose": purpose.code, "state": "given", "source": "form", "date": "2026-01-01 09:00:00"}
            partners = self.alfa | self.ana | self.beta
            self.env["crm.consent"].record([{**given, "partner_id": partner.id} for partner in partners])
        case = self.to("hearing")
        case.action_ask_erasure("By letter")
        for purpose in marketing:
            channel = "email" if purpose.by_channel else "any"
            allowed = self.env["crm.consent"].allowed([self.alfa.id, self.ana.id, self.beta.id], purpose.code, channel)
            self.assertEqual(allowed, [self.beta.id], purpose.code)
        self.assertEqual(case.step_ids[-1].snapshot["consents"], 2 * len(marketing))

    def test_mailing_lists(self):
        # Parting needs no mailings. The suite's test database has them: there a skip is a failure.
        if "mailing.subscription" not in self.env:
            self.skipTest("not installed: mass_mailing")
        contacts = self.env["mailing.contact"].create(
            [{"name": one.name, "email": one.email} for one in (self.ana, self.beta)]
        )
        news = self.env["mailing.list"].create({"name": "News", "contact_ids": contacts.ids})
        self.ask()
        opted = {one.contact_id: one.opt_out for one in news.subscription_ids}
        self.assertEqual(opted, {contacts[0]: True, contacts[1]: False})

    def test_the_history_is_for_those_who_handle_it(self):
        timeline = self.env["crm.touchpoint.timeline"]
        case = self.to("hearing")
        timeline.with_user(self.seller).timeline(self.alfa.id)
        case.action_ask_erasure("By letter")
        for user in (self.seller, self.bookkeeper):
            with self.assertRaisesRegex(AccessError, f"{case.name}.*{re.escape(self.one.name)}"):
                timeline.with_user(user).timeline(self.ana.id)
        timeline.with_user(self.worker).timeline(self.alfa.id)
        timeline.with_user(self.officer).timeline(self.alfa.id)
        # Kept after all: it is a customer like any other.
        self._to_alternatives(case)
        case.action_retain("They stay")
        timeline.with_user(self.seller).timeline(self.alfa.id)

    def test_the_answer_tells_what_is_kept_why_and_until_when(self):
        self.invoice(invoice_date="2025-03-05", date="2025-03-05").action_post()
        case = self.ask()
        self.env["crm.processing.activity"].search([("key", "=", "accounting")]).write(
            {"retention_months": 120, "retention_from": "year_end"}
        )
        with freeze_time("2026-02-20 09:00:00"):
            case.action_answer_erasure("letter")
        letter = case.letter_ids.sorted("id")[-1]
        self.assertEqual((letter.kind, letter.means), ("erasure", "letter"))
        # Ten years from the end of 2025, by the record of processing.
        for words in (
            "01/31/2026",
            "Journal Entry",
            "12/31/2035",
            "Parting with customers",
            "data-protection authority",
        ):
            self.assertIn(words, letter.body)
        self.assertEqual(str(case.erasure_answered_on), "2026-02-20")
        self.assertFalse(self.deadlines(case))
        self.assertEqual(self.acts(case)[-2:], ["letter", "answer_erasure"])
        with self.assertRaisesRegex(UserError, "No request for erasure waits"):
            case.action_answer_erasure("letter")
        self._to_alternatives(case)
        self.assertFalse(self.deadlines(case))

    def test_who_may_and_when(self):
        case = self.to("alternatives")
        for user in (self.seller, self.officer):
            with self.assertRaises(AccessError):
                self.as_user(case, user).action_ask_erasure("x")
            with self.assertRaises(AccessError):
                self.as_user(case, user).action_answer_erasure()
        for note in ("", "  ", None, 7):
            with self.assertRaisesRegex(UserError, "in words"):
                case.action_ask_erasure(note)
        with self.assertRaisesRegex(UserError, "means"):
            case.action_answer_erasure("pigeon")
        with self.assertRaisesRegex(UserError, "changes only by the steps"):
            case.write({"erasure_answered_on": "2026-01-01"})
        case.action_retain("They stay")
        with self.assertRaisesRegex(UserError, "data-protection officer"):
            case.action_ask_erasure("By letter")
