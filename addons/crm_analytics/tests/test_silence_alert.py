import datetime as dt

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date, Datetime
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .silence_case import SilenceCase


@tagged("post_install", "-at_install")
class TestSilenceAlert(SilenceCase):
    """One alert for one silence, one activity for one person, and an answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.last = cls.orders(cls.alfa, 28, 12, ago=61)

    def test_the_owner_is_told_once(self):
        run = self.search_now()
        alert = self.alerts(self.alfa)
        self.assertEqual((alert.kind, alert.basis, alert.state, alert.since), ("silent", "rhythm", "told", self.last))
        self.assertEqual(alert.reason, "Orders every 28 days, now 61.")
        # Twelve orders of 100 within 364 days before the last one, which counts: 0, 28, … 308.
        self.assertAlmostEqual(alert.amount, 1200.0)
        self.assertEqual(alert.user_id, self.seller)
        self.assertEqual(alert.activity_ids.user_id, self.seller)
        self.assertIn("every 28 days", alert.activity_ids.summary)
        self.assertEqual((run.found, run.told), (1, 1))
        again = self.search_now()
        self.assertEqual(again, run)
        self.assertEqual((again.found, again.told), (0, 0))
        self.assertEqual(len(self.alerts(self.alfa).activity_ids), 1)

    def test_no_second_alert_for_the_same_silence(self):
        self.beta.user_id = self.seller
        self.orders(self.beta, 28, 10, ago=150)
        self.search_now()
        self.alerts(self.beta).with_user(self.seller).action_wrong("Closed for rebuilding")
        self.search_now()
        self.assertEqual(self.alerts(self.beta).mapped("state"), ["wrong"])
        # They come back and fall silent anew.
        self.orders(self.beta, 28, 3, ago=66)
        self.search_now()
        self.assertEqual(sorted(self.alerts(self.beta).mapped("state")), ["told", "wrong"])

    def test_buying_again_closes_it(self):
        self.search_now()
        self.orders_on(self.alfa, [self.today])
        run = self.search_now()
        alert = self.alerts(self.alfa)
        self.assertEqual((alert.state, bool(alert.activity_ids), run.closed), ("returned", False, 1))

    def test_snooze(self):
        self.search_now()
        alert = self.alerts(self.alfa).with_user(self.seller)
        until = Date.to_string(self.today + dt.timedelta(days=10))
        alert.action_snooze(until, "On holiday")
        self.assertEqual((alert.state, alert.answer), ("snoozed", "On holiday"))
        self.assertFalse(alert.sudo().activity_ids)
        self.search_now()
        self.assertEqual(alert.state, "snoozed")
        alert.sudo()._set({"snooze_until": self.today})
        self.search_now()
        self.assertEqual(alert.state, "told")
        self.assertEqual(len(alert.sudo().activity_ids), 1)

    def test_answers(self):
        self.search_now()
        alert = self.alerts(self.alfa).with_user(self.seller)
        reason = self.env["crm.lost.reason"].create({"name": "Price"})
        alert.action_lost("Gamma Ltd", reason.id, "Ten percent cheaper")
        self.assertEqual((alert.state, alert.lost_to, alert.lost_reason_id), ("lost", "Gamma Ltd", reason))
        self.assertFalse(alert.sudo().activity_ids)
        # The same answer again changes nothing; another one is refused.
        alert.action_lost("Gamma Ltd", reason.id, "Ten percent cheaper")
        with self.assertRaisesRegex(UserError, "is closed"):
            alert.action_won_back("Call")
        with self.assertRaisesRegex(UserError, "is closed"):
            alert.action_snooze(Date.to_string(self.today + dt.timedelta(days=3)), "Later")
        self.assertEqual(alert.state, "lost")

    def test_arguments(self):
        self.search_now()
        alert = self.alerts(self.alfa)
        for until in (False, "soon", "2026-02-30", Date.to_string(self.today), "2999-01-01", 7, [1]):
            with self.assertRaisesRegex(UserError, "until"):
                alert.action_snooze(until, "Why")
        tomorrow = Date.to_string(self.today + dt.timedelta(days=1))
        for reason in ("", " ", 5, "x" * 251, ["a"]):
            with self.assertRaisesRegex(UserError, "reason"):
                alert.action_snooze(tomorrow, reason)
            with self.assertRaisesRegex(UserError, "reason"):
                alert.action_wrong(reason)
        for id_ in (10**9, "1", -1, True):
            with self.assertRaisesRegex(UserError, "lost_reason_id"):
                alert.action_lost("", id_, "Why")
        with self.assertRaisesRegex(UserError, "note"):
            alert.action_lost("Gamma Ltd", False, "")
        self.assertEqual(alert.state, "told")

    def test_the_state_is_not_written(self):
        self.search_now()
        alert = self.alerts(self.alfa)
        for values in ({"state": "lost"}, {"user_id": self.seller.id}, {"amount": 0}, {"answer": "x"}):
            with self.assertRaisesRegex(UserError, "buttons"):
                alert.with_user(self.manager).write(values)
        with self.assertRaises(AccessError):
            alert.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            self.env["crm.silence.alert"].with_user(self.manager).create({"customer_id": self.alfa.id})

    def test_wizard(self):
        self.search_now()
        alert = self.alerts(self.alfa)
        action = alert.with_context(answer_what="lost").action_answer()
        answers = self.env["crm.silence.answer"].with_user(self.seller).with_context(**action["context"])
        wizard = answers.create({"lost_to": "Gamma Ltd", "words": "Price"})
        self.assertEqual((wizard.what, wizard.alert_ids), ("lost", alert))
        wizard.action_apply()
        self.assertEqual((alert.state, alert.lost_to, alert.answer), ("lost", "Gamma Ltd", "Price"))

    def test_stand_in(self):
        self.alfa.stand_in_user_id = self.other_seller
        self.seller.active = False
        self.search_now()
        alert = self.alerts(self.alfa)
        self.assertEqual((alert.user_id, alert.activity_ids.user_id), (self.other_seller, self.other_seller))

    def test_nobody_owns_the_customer(self):
        self.alfa.user_id = False
        self.search_now()
        self.assertEqual(self.alerts(self.alfa).state, "waiting")
        self.rule.user_id = self.manager
        self.search_now()
        self.assertEqual((self.alerts(self.alfa).state, self.alerts(self.alfa).user_id), ("told", self.manager))

    def test_merged_customers_have_one_alert(self):
        """One stands for both; that somebody is to be left alone follows, and so does what became of earlier ones."""
        self.beta.user_id = self.seller
        self.orders(self.beta, 28, 10, ago=150)
        self.search_now()
        self.alerts(self.beta).action_wrong("Closed for rebuilding")
        self.orders(self.beta, 28, 3, ago=66)
        self.search_now()
        until = Date.to_string(self.today + dt.timedelta(days=10))
        standing = self.alerts(self.beta, state="told")
        standing.action_snooze(until, "On holiday")
        merge = self.env["res.partner"].merge_customers(self.alfa.id, self.beta.ids)
        self.env.invalidate_all()
        self.assertFalse(self.alerts(self.beta))
        self.assertEqual(sorted(self.alerts(self.alfa).mapped("state")), ["snoozed", "wrong"])
        alert = self.alerts(self.alfa, state="snoozed")
        self.assertEqual((alert.since, alert.answer), (self.last, "On holiday"))
        self.assertEqual(Date.to_string(alert.snooze_until), until)
        self.assertFalse(alert.activity_ids)
        # They are left alone the next night, too, and nobody is told a second time.
        run = self.search_now()
        self.assertEqual((run.told, len(self.alerts(self.alfa))), (0, 2))
        self.env["crm.merge"].unmerge(merge)
        self.env.invalidate_all()
        self.assertEqual(sorted(self.alerts(self.beta).mapped("state")), ["snoozed", "wrong"])

    def test_cap_by_money(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Capped {number}", "is_company": True, "user_id": self.seller.id} for number in range(3)]
        )
        for number, partner in enumerate(partners):
            self.orders(partner, 28, 12, ago=61, price=500.0 + number)
        self.rule.weekly_cap = 2
        self.search_now()
        # The two with most money: 502 and 501 an order.
        told = self.env["crm.silence.alert"].search([("company_id", "=", self.company.id), ("state", "=", "told")])
        self.assertEqual(told.customer_id, partners[1:])
        self.search_now()
        self.assertEqual(self.alerts(partners[0]).state, "waiting")
        told._set({"told_at": Datetime.now() - dt.timedelta(days=8)})
        self.search_now()
        self.assertEqual(self.alerts(partners[0]).state, "told")

    def test_a_contact_lately_is_no_silence(self):
        self.touch(self.alfa, [3])
        self.search_now()
        self.assertFalse(self.alerts(self.alfa))

    def test_a_campaign_is_no_contact(self):
        self.touch(self.alfa, [3], nature="marketing")
        self.search_now()
        self.assertTrue(self.alerts(self.alfa))

    def test_an_objection_is_obeyed(self):
        self.search_now()
        self.assertTrue(self.alerts(self.alfa))
        purpose = self.env.ref("crm_customer360.crm_consent_purpose_profiling")
        values = {"partner_id": self.alfa.id, "purpose_id": purpose.id, "channel": "any", "state": "refused"}
        self.env["crm.consent"].create(values)
        self.search_now()
        self.assertFalse(self.alerts(self.alfa))
        self.search_now()
        self.assertFalse(self.alerts(self.alfa))

    def test_rights(self):
        self.search_now()
        alerts = self.env["crm.silence.alert"]
        for user, sees in ((self.seller, True), (self.other_seller, False), (self.manager, True), (self.analyst, True)):
            found = alerts.with_user(user).search([("customer_id", "=", self.alfa.id)])
            self.assertEqual(bool(found), sees, user.login)
        alert = self.alerts(self.alfa)
        for user in (self.other_seller, self.analyst):
            with self.assertRaises(AccessError):
                alert.with_user(user).action_won_back("Mine")
        alert.with_user(self.manager).action_won_back("Visited")
        for user in (self.seller, self._user("t_clerk")):
            with self.assertRaises(AccessError):
                self.env["crm.silence.run"].with_user(user).refresh()
        self.assertTrue(self.env["crm.silence.run"].with_user(self.analyst).refresh())
        self.assertTrue(self.env["crm.silence.run"].with_user(self.manager).refresh())
        with self.assertRaises(AccessError):
            self.rule.with_user(self.analyst).weekly_cap = 3

    def test_outsiders(self):
        self.search_now()
        portal = new_test_user(self.env, "t_portal_silence", "base.group_portal")
        clerk = self._user("t_clerk")
        for user in (portal, clerk):
            for model in ("crm.silence.alert", "crm.silence.run", "crm.silence.backtest", "crm.silence.rule"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.alerts(self.alfa).with_user(user).action_won_back("x")

    def test_another_company(self):
        self.search_now()
        other = self._company("Elsewhere")
        stranger = new_test_user(
            self.env,
            "t_stranger_silence",
            "crm_customer360.group_manager,crm_analytics.group_controller",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        for model in ("crm.silence.alert", "crm.silence.run", "crm.silence.backtest", "crm.silence.rule"):
            self.assertFalse(env[model].search([]), model)
        with self.assertRaises(AccessError):
            env["crm.silence.alert"].browse(self.alerts(self.alfa).id).action_won_back("x")

    def test_page_of_the_customer(self):
        self.search_now()
        page = self.env["res.partner"].with_user(self.seller).customer360(self.alfa.id)
        [said] = [one for one in page["say_next"] if one["kind"] == "silence"]
        self.assertEqual(said["text"], "Orders every 28 days, now 61. Ask how they are.")
        self.assertEqual((said["res_model"], said["res_id"]), ("crm.silence.alert", self.alerts(self.alfa).id))
        [panel] = [one for one in page["panels"] if one["key"] == "rhythm"]
        self.assertIn("now 61", panel["items"][-1]["value"])
        stranger = self.env["res.partner"].with_user(self.other_seller).customer360(self.alfa.id)
        self.assertFalse([one for one in stranger["say_next"] if one["kind"] == "silence"])
        self.assertFalse([one for one in stranger["panels"] if one["key"] == "rhythm"])

    def test_precision_by_answers(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Answered {number}", "is_company": True, "user_id": self.seller.id} for number in range(9)]
        )
        for partner in partners:
            self.orders(partner, 28, 12, ago=61)
        self.search_now()
        alerts = self.alerts(self.alfa) | self.env["crm.silence.alert"].search([("customer_id", "in", partners.ids)])
        self.assertEqual(alerts[0].trust, "Not enough data to say how often it is right.")
        alerts[:3].action_wrong("Closed in autumn")
        alerts[3:8].action_won_back("Called")
        alerts[8:].action_lost("Gamma Ltd", False, "Price")
        self.env.invalidate_all()
        # Seven of ten: five came back, two left, three were wrong.
        self.assertEqual(alerts[0].trust, "Right 7 of 10 times, by what was answered.")

    def test_rules(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.rule.weekly_cap = -1
            self.rule.flush_recordset()
        self.rule.invalidate_recordset()
        segment = self.env["crm.segment"].create(
            {"name": "Big", "company_id": self.company.id, "domain": f"[('id', '=', {self.alfa.id})]"}
        )
        self.env["crm.segment"].refresh(segment.id)
        own = self.env["crm.silence.rule"].create(
            {"company_id": self.company.id, "segment_id": segment.id, "touch_days": 30, "certainty": "2.3263"}
        )
        self.touch(self.alfa, [20])
        self.search_now()
        self.assertFalse(self.alerts(self.alfa))
        own.touch_days = 7
        self.search_now()
        self.assertEqual(self.alerts(self.alfa).rule_id, own)

    def test_personal_data(self):
        self.search_now()
        data = self.env["crm.personal.data"].sudo()
        told = {section["model"] for section, _rows in data.export(self.alfa)}
        self.assertIn("crm.silence.alert", told)
        data.erase(self.alfa, dry_run=False)
        self.env.invalidate_all()
        self.assertFalse(self.alerts(self.alfa))
