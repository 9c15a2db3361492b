from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.tone import Tone
from ..models import crm_message_tone
from ..models.crm_silence_run import STEPS
from .dissatisfaction_case import DissatisfactionCase


def tone_of(text, language=""):
    """A tone as simple as can be: what the test writes into a message decides."""
    language = "lt" if "labas" in text else "lv" if "sveiki" in text else "en"
    bad = "broken" in text
    return Tone(language, float(bad), bad, ("broken",) if bad else ())


@tagged("post_install", "-at_install")
class TestToneCheck(DissatisfactionCase):
    """The tone is off until it was checked on the company's own messages, and obeys an objection."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("crm_customer360.crm_consent_purpose_tone").write({"company_basis": "legitimate_interest"})
        cls.comment = cls.env.ref("mail.mt_comment")
        # Letters of other tests' or the demo's customers, who belong to no company, would be read, too.
        cls.env.cr.execute("DELETE FROM crm_touchpoint WHERE source = 'mail.message'")

    def setUp(self):
        super().setUp()
        self.patch(crm_message_tone.tone, "tone_of", tone_of)

    def write_in(self, partner, *texts, ago=10):
        """Letters of a customer."""
        rows = [
            {
                "model": "res.partner",
                "res_id": partner.id,
                "author_id": partner.id,
                "message_type": "email",
                "subtype_id": self.comment.id,
                "body": f"<p>{text}</p>",
                "date": self.moment(ago),
            }
            for text in texts
        ]
        messages = self.env["mail.message"].create(rows)
        self.env.cr.flush()
        return messages

    def check(self, language="en"):
        checks = self.env["crm.tone.check"].with_user(self.manager)
        checks.action_open()
        return checks.search([("language", "=", language), ("company_id", "=", self.company.id)])

    def switched_on(self, language="en"):
        check = self.check(language)
        check.sudo().on = True
        return check

    def tones(self, *partners):
        ids = [partner.id for partner in partners]
        return self.env["crm.message.tone"].search([("partner_id", "in", ids)])

    def test_off_by_default(self):
        self.write_in(self.alfa, "It arrived broken")
        run = self.search_now()
        self.assertEqual((run.messages, len(self.tones(self.alfa))), (0, 0))
        check = self.check()
        self.assertFalse(check.on)
        with self.assertRaisesRegex(UserError, "draw a sample first"):
            check.action_switch_on()

    def test_checked_and_switched_on(self):
        self.known(self.alfa)
        self.write_in(self.alfa, *[f"It arrived broken {number}" for number in range(25)])
        self.write_in(self.alfa, *[f"Thank you {number}" for number in range(35)], "labas broken")
        check = self.check()
        check.action_draw()
        labels = self.env["crm.tone.label"].with_user(self.manager).search([("check_id", "=", check.id)])
        self.assertEqual(len(labels), 60, "the Lithuanian one is not among them")
        self.assertEqual(set(labels.mapped("program")), {""}, "blind")
        for label in labels:
            label.label = "yes" if "broken" in label.text else "no"
        bad = labels.filtered(lambda row: row.label == "yes")
        bad[:3].action_no()
        # One that the program did not show.
        labels.filtered(lambda row: "Thank you 1" in row.text)[:1].action_yes()
        labels.filtered(lambda row: "Thank you 2" in row.text)[:1].action_unclear()
        self.assertEqual((check.labelled, check.shown, check.right, check.missed), (59, 25, 22, 1))
        self.assertAlmostEqual(check.precision, 88.0)
        # Wilson's lower end of 22 of 25: (0.88 + z²/50 - z √(0.88·0.12/25 + z²/2500)) / (1 + z²/25) = 0.7004.
        self.assertAlmostEqual(check.precision_low, 70.0, 1)
        self.assertAlmostEqual(check.recall, 100 * 22 / 23, 1)
        self.assertEqual(bad[0].program, "Dissatisfied tone")
        self.company.tone_precision = 75
        with self.assertRaisesRegex(UserError, "75 % are wanted"):
            check.action_switch_on()
        self.company.tone_precision = 70
        check.action_switch_on()
        self.assertTrue(check.on)
        run = self.search_now()
        self.assertEqual(run.messages, 61)
        self.assertEqual(set(self.tones(self.alfa).mapped("language")), {"en"})
        self.assertEqual(self.tones(self.alfa).filtered("is_dissatisfied")[0].cues, "broken")
        self.assertEqual(self.signal(self.alfa, "tone").now, 25)
        self.assertIn("25 messages in a dissatisfied tone in 90 days, usually 0", self.score(self.alfa).reason)
        # What opens is what was counted: nothing from before the time that is looked at.
        old = self.tones(self.alfa).filtered("is_dissatisfied")[0]
        self.env.cr.execute("UPDATE crm_message_tone SET date = date - interval '500 days' WHERE id = %s", [old.id])
        self.env.invalidate_all()
        action = self.signal(self.alfa, "tone").with_user(self.manager).action_open_records()
        opened = self.env[action["res_model"]].with_user(self.manager).search(action["domain"])
        self.assertEqual((len(opened), old in opened.sudo()), (24, False))

    def test_in_pieces_and_only_new_ones(self):
        self.switched_on()
        self.patch(crm_message_tone, "PIECE", 4)
        self.write_in(self.alfa, *[f"broken {number}" for number in range(10)])
        self.assertEqual(self.search_now().messages, 10)
        self.assertEqual(len(self.tones(self.alfa)), 10)
        self.write_in(self.alfa, "broken again")
        self.assertEqual(self.search_now().messages, 1)
        self.assertEqual(len(self.tones(self.alfa)), 11)

    def test_killed_between_two_pieces(self):
        self.switched_on()
        self.patch(crm_message_tone, "PIECE", 4)
        self.write_in(self.alfa, *[f"broken {number}" for number in range(10)])
        runs = self.env["crm.silence.run"]
        run = runs.browse(runs.refresh())
        for _number in range(STEPS.index("tone") + 1):
            run._try_step()
        self.assertEqual((run.messages, len(self.tones(self.alfa))), (4, 4))
        runs._cron_work()
        self.assertEqual((run.state, run.messages, len(self.tones(self.alfa))), ("done", 10, 10))

    def test_an_objection_stops_and_removes(self):
        self.switched_on()
        self.write_in(self.alfa, "broken")
        self.write_in(self.ana, "broken")
        self.search_now()
        self.assertEqual(len(self.tones(self.alfa, self.ana)), 2)
        purpose = self.env.ref("crm_customer360.crm_consent_purpose_tone")
        values = {"partner_id": self.ana.id, "purpose_id": purpose.id, "channel": "any", "state": "refused"}
        self.env["crm.consent"].create(values)
        self.write_in(self.ana, "broken again")
        self.search_now()
        self.assertEqual(self.tones(self.alfa, self.ana).partner_id, self.alfa)
        self.assertEqual(self.signal(self.alfa, "tone").now, 1)

    def test_where_it_takes_consent_nobody_is_read_without(self):
        self.env.ref("crm_customer360.crm_consent_purpose_tone").write({"company_basis": "consent"})
        self.switched_on()
        self.write_in(self.alfa, "broken")
        self.write_in(self.beta, "broken")
        purpose = self.env.ref("crm_customer360.crm_consent_purpose_tone")
        values = {"partner_id": self.beta.id, "purpose_id": purpose.id, "channel": "any", "state": "given"}
        self.env["crm.consent"].create(values)
        self.search_now()
        self.assertEqual(self.tones(self.alfa, self.beta).partner_id, self.beta)
        with self.assertRaisesRegex(UserError, "no more messages"):
            self.check("lt").action_draw()

    def test_switched_off_it_goes(self):
        check = self.switched_on()
        self.write_in(self.alfa, "broken")
        self.search_now()
        check.action_switch_off()
        self.search_now()
        self.assertFalse(self.tones(self.alfa))
        # Switched on anew, what was passed over is read.
        check.company_id.sudo().tone_sample = 20
        check.sudo().on = True
        self.company.tone_seen_message = 0
        self.search_now()
        self.assertEqual(len(self.tones(self.alfa)), 1)

    def test_only_who_may_read_the_message(self):
        self.switched_on()
        self.write_in(self.alfa, "broken")
        project = self.env["res.partner"].create({"name": "Hidden"})
        self.write_in(project, "broken")
        self.search_now()
        hidden, open_ = self.tones(project), self.tones(self.alfa)
        rule = {
            "name": "Hidden contacts",
            "model_id": self.env.ref("base.model_res_partner").id,
            "domain_force": f"[('id', '!=', {project.id})]",
            "groups": [(4, self.env.ref("crm_customer360.group_manager").id)],
        }
        self.env["ir.rule"].create({**rule, "groups": False})
        own = self.env["crm.message.tone"].with_user(self.manager)
        self.assertEqual(own.search([("id", "in", (hidden + open_).ids)]), open_.with_user(self.manager))
        self.assertEqual(own.search_count([("id", "in", (hidden + open_).ids)]), 1)
        with self.assertRaises(AccessError):
            hidden.with_user(self.manager).read(["cues"])
        for user in (self.seller, self.analyst):
            with self.assertRaises(AccessError):
                open_.with_user(user).read(["cues"])

    def test_rights_on_the_check(self):
        check = self.check()
        for user in (self.seller, self.analyst, self._user("t_agent", "crm_customer360.group_agent")):
            with self.assertRaises(AccessError):
                self.env["crm.tone.check"].with_user(user).action_open()
            with self.assertRaises(AccessError):
                check.with_user(user).action_draw()
        self.write_in(self.alfa, "broken")
        check.action_draw()
        label = self.env["crm.tone.label"].with_user(self.manager).search([("check_id", "=", check.id)])
        for values in ({"shown": False}, {"message_id": 1}, {"drawn_from": "shown"}):
            with self.assertRaisesRegex(UserError, "only the tone"):
                label.write(values)
        for field in ("shown", "drawn_from"):
            with self.assertRaises(AccessError):
                label.read([field])
        with self.assertRaisesRegex(UserError, "buttons"):
            check.write({"on": True})
        with self.assertRaisesRegex(UserError, "buttons"):
            self.env["crm.tone.check"].with_user(self.manager).create({"language": "en", "on": True})

    def test_personal_data(self):
        self.switched_on()
        self.write_in(self.ana, "broken")
        self.search_now()
        self.check().action_draw()
        data = self.env["crm.personal.data"].sudo()
        told = {section["model"] for section, _rows in data.export(self.ana)}
        self.assertLessEqual({"crm.message.tone", "crm.tone.label"}, told)
        data.erase(self.ana, dry_run=False)
        self.env.invalidate_all()
        self.assertFalse(self.tones(self.ana))
