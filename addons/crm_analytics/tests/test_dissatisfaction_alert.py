from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date, Datetime
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .dissatisfaction_case import DissatisfactionCase

MODELS = ("crm.dissatisfaction.score", "crm.dissatisfaction.signal")


@tagged("post_install", "-at_install")
class TestDissatisfactionAlert(DissatisfactionCase):
    """The person responsible is told once, under the cap they have for silence, and answers."""

    def setUp(self):
        super().setUp()
        self.unhappy(self.alfa)

    def alert(self):
        return self.alerts(self.alfa, kind="dissatisfied")

    def test_the_owner_is_told_once(self):
        run = self.search_now()
        alert = self.alert()
        self.assertEqual(
            (alert.state, alert.user_id, alert.basis, alert.since), ("told", self.seller, "facts", self.today)
        )
        self.assertIn("3 complaints in 90 days, usually 0", alert.reason)
        self.assertEqual(alert.activity_ids.summary, alert.reason)
        self.assertIn("Ask what went wrong", alert.activity_ids.note)
        # 23 orders of 100 in 364 days: three lately and twenty from 91 to 357 days ago.
        self.assertAlmostEqual(alert.amount, 2300.0)
        self.assertEqual((run.found, run.told), (1, 1))
        self.search_now()
        self.assertEqual(len(self.alert().activity_ids), 1)

    def test_answered_it_is_not_told_again_at_once(self):
        self.search_now()
        self.alert().with_user(self.seller).action_wrong("They complain for fun")
        self.search_now()
        self.assertEqual(self.alert().mapped("state"), ["wrong"])
        # Ninety days later it may be.
        self.env.cr.execute("UPDATE crm_silence_alert SET since = since - 91 WHERE id = %s", [self.alert().id])
        self.env.invalidate_all()
        self.search_now()
        self.assertEqual(sorted(self.alert().mapped("state")), ["told", "wrong"])

    def test_below_the_score_nobody_is_told(self):
        self.company.dissatisfaction_least = 90
        self.search_now()
        self.assertTrue(self.score(self.alfa))
        self.assertFalse(self.alert())

    def test_it_closes_when_all_is_as_usual(self):
        self.search_now()
        self.env["crm.contact.log"].search([("partner_id", "=", self.alfa.id)]).unlink()
        self.env.cr.flush()
        self.search_now()
        self.assertEqual((self.alert().state, bool(self.alert().activity_ids)), ("returned", False))

    def test_one_cap_for_silence_and_dissatisfaction(self):
        self.beta.user_id = self.seller
        self.orders(self.beta, 28, 12, ago=61, price=10.0)
        self.rule.weekly_cap = 1
        self.search_now()
        # Most money first: 2,300 of Alfa's, 120 of Beta's.
        self.assertEqual((self.alert().state, self.alerts(self.beta).state), ("told", "waiting"))
        self.alert()._set({"told_at": Datetime.subtract(Datetime.now(), days=8)})
        self.search_now()
        self.assertEqual(self.alerts(self.beta).state, "told")

    def test_hit_rate_of_its_own(self):
        self.search_now()
        alert = self.alert()
        self.assertEqual(alert.trust, "Not enough data to say how often it is right.")
        values = {"company_id": self.company.id, "rule_id": self.rule.id, "basis": "facts", "kind": "dissatisfied"}
        values |= {"currency_id": self.company.currency_id.id, "found_on": self.today}
        for number in range(10):
            state = "won_back" if number < 8 else "wrong"
            since = Date.subtract(self.today, days=100 + number)
            self.env["crm.silence.alert"].create(
                {**values, "customer_id": self.beta.id, "since": since, "state": state}
            )
        self.env.invalidate_all()
        self.assertEqual(alert.trust, "Right 8 of 10 times, by what was answered.")
        self.assertEqual(
            self.env["crm.silence.backtest"]._trust(self.company, self.rule, "facts"),
            "Not enough data to say how often it is right.",
        )

    def test_an_objection_is_obeyed(self):
        self.search_now()
        purpose = self.env.ref("crm_customer360.crm_consent_purpose_profiling")
        values = {"partner_id": self.alfa.id, "purpose_id": purpose.id, "channel": "any", "state": "refused"}
        self.env["crm.consent"].create(values)
        self.search_now()
        self.assertFalse(self.alert())
        for model in MODELS:
            self.assertFalse(self.env[model].search([("customer_id", "=", self.alfa.id)]), model)

    def test_rights(self):
        self.search_now()
        agent = self._user("t_agent", "crm_customer360.group_agent")
        readers = [(self.seller, True), (self.manager, True), (self.analyst, True), (self.other_seller, False)]
        readers.append((agent, False))
        for model in MODELS:
            for user, sees in readers:
                found = self.env[model].with_user(user).search([("customer_id", "=", self.alfa.id)])
                self.assertEqual(bool(found), sees, (model, user.login))
        row = self.score(self.alfa)
        with self.assertRaises(AccessError):
            row.with_user(self.other_seller).read(["score"])
        for user in (self.manager, self.analyst, self.seller):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"score": 1})
            with self.assertRaises(AccessError):
                row.with_user(user).unlink()

    def test_outsiders(self):
        self.search_now()
        portal = new_test_user(self.env, "t_portal_dissatisfied", "base.group_portal")
        for user in (portal, self._user("t_clerk")):
            for model in (*MODELS, "crm.message.tone", "crm.tone.check", "crm.tone.label"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.alfa.with_user(user).read(["dissatisfaction_score"])

    def test_another_company(self):
        self.search_now()
        other = self._company("Elsewhere")
        stranger = new_test_user(
            self.env,
            "t_stranger_dissatisfied",
            "crm_customer360.group_manager,crm_analytics.group_controller",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        for model in MODELS:
            self.assertFalse(env[model].search([]), model)
        self.assertEqual(env["res.partner"].browse(self.alfa.id).dissatisfaction_score, 0.0)
        # The contacts of the other company are its own, and so is the night.
        own = self.score(self.alfa)
        env["crm.silence.run"].browse(env["crm.silence.run"].refresh())
        self.env["crm.silence.run"].sudo()._cron_work()
        self.env.invalidate_all()
        self.assertEqual(self.score(self.alfa), own)
        self.assertTrue(own.current)

    def test_field_of_the_customer(self):
        self.search_now()
        score = self.score(self.alfa).score
        partners = self.env["res.partner"].with_user(self.manager)
        self.assertEqual(partners.browse(self.alfa.id).dissatisfaction_score, score)
        self.assertEqual(partners.browse(self.ana.id).dissatisfaction_score, score)
        both = [("id", "in", (self.alfa + self.beta).ids)]
        self.assertEqual(partners.search([*both, ("dissatisfaction_score", ">=", 50)]), self.alfa)
        self.assertEqual(partners.search([*both, ("dissatisfaction_score", "=", 0)]), self.beta)
        self.assertEqual(partners.search(both, order="dissatisfaction_score desc")[0], self.alfa)
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.seller).search([("dissatisfaction_score", ">", 1)])

    def test_segment(self):
        self.search_now()
        segment = self.env["crm.segment"].create(
            {
                "name": "To be called",
                "company_id": self.company.id,
                "domain": f"[('dissatisfaction_score', '>=', 50), ('id', 'in', {(self.alfa + self.beta).ids})]",
            }
        )
        self.env["crm.segment"].refresh(segment.id)
        members = self.env["crm.segment.member"].search([("segment_id", "=", segment.id), ("left_at", "=", False)])
        self.assertEqual(members.partner_id, self.alfa)

    def test_page_of_the_customer(self):
        self.search_now()
        page = self.env["res.partner"].with_user(self.seller).customer360(self.alfa.id)
        [said] = [one for one in page["say_next"] if one["kind"] == "dissatisfaction"]
        self.assertIn("3 complaints in 90 days", said["text"])
        self.assertTrue(said["text"].endswith("Ask what went wrong, and listen first."))
        [panel] = [one for one in page["panels"] if one["key"] == "dissatisfaction"]
        self.assertEqual(panel["items"][0]["value"], self.score(self.alfa).score)
        self.assertEqual(panel["items"][1]["value"], "3 complaints in 90 days, usually 0.")
        [rhythm] = [one for one in page["panels"] if one["key"] == "rhythm"] or [{"items": []}]
        self.assertNotIn("complaint", str(rhythm["items"]))
        stranger = self.env["res.partner"].with_user(self.other_seller).customer360(self.alfa.id)
        self.assertFalse([one for one in stranger["panels"] if one["key"] == "dissatisfaction"])

    def test_what_was_counted_opens(self):
        self.document(self.alfa, 5.0, "out_refund", day=Date.subtract(self.today, days=20))
        self.search_now()
        action = self.signal(self.alfa, "refund").action_open_records()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual((found.move_type, len(found)), ("out_refund", 1))
        action = self.signal(self.alfa, "order").action_open_records()
        order = self.signal(self.alfa, "order")
        self.assertEqual(
            len(self.env[action["res_model"]].search(action["domain"])), order.number_now + order.number_before
        )
        page = self.signal(self.alfa, "complaint").with_user(self.seller).action_open_records()
        self.assertEqual(page["type"], "ir.actions.client")
        action = self.alert().action_open_signals()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), self.score(self.alfa).signal_ids)

    def test_never_a_diagnosis(self):
        self.search_now()
        for text in (self.alert().reason, *self.score(self.alfa).signal_ids.mapped("words")):
            self.assertNotRegex(text.lower(), "angry|furious|upset|emotion")

    def test_settings(self):
        for name, value in (("dissatisfaction_least", 0), ("tone_sample", 5), ("tone_precision", 101)):
            with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.company[name] = value
                self.company.flush_recordset()
            self.company.invalidate_recordset()

    def test_personal_data(self):
        self.search_now()
        data = self.env["crm.personal.data"].sudo()
        told = {section["model"] for section, _rows in data.export(self.alfa)}
        self.assertLessEqual(set(MODELS), told)
        data.erase(self.alfa, dry_run=False)
        self.env.invalidate_all()
        for model in MODELS:
            self.assertFalse(self.env[model].search([("customer_id", "=", self.alfa.id)]), model)

    def test_merged_customers(self):
        """Of two with a score of the same day one is left."""
        twin = self.env["res.partner"].create({"name": "Alfa again", "is_company": True})
        self.complain(twin, 6, 4, 2)
        self.search_now()
        self.assertTrue(self.score(twin))
        self.env["res.partner"].merge_customers(self.alfa.id, [twin.id])
        self.env.invalidate_all()
        self.assertEqual(len(self.score(self.alfa)), 1)
        self.search_now()
        self.assertEqual(self.signal(self.alfa, "complaint").now, 6)

    def test_answers_are_refused_as_for_silence(self):
        self.search_now()
        with self.assertRaisesRegex(UserError, "buttons"):
            self.alert().with_user(self.manager).write({"facts": []})
