"""The ledger of consents on the screen, and how often somebody may be approached."""

import datetime as dt

from .common import NOW
from .consent_case import ConsentCase


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
