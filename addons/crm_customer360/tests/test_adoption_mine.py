"""What the work with customers did for the one who asks, and for nobody else."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .test_adoption import REPORT, AdoptionCase


class TestMyFigures(AdoptionCase):
    def figures(self, user):
        self.env.invalidate_all()
        return self.env[REPORT].with_user(user).my_figures()

    def test_contacts_by_week(self):
        self.agent.tz = "Europe/Vilnius"
        # Monday 00:30 in Vilnius is Sunday in UTC: this week, and this month is from 1 March on.
        self.entry(self.agent, "2026-03-01 22:30:00")
        self.entry(self.agent, "2026-03-01 12:00:00")
        self.entry(self.agent, "2026-02-28 12:00:00")
        self.entry(self.agent, "2026-03-02 07:00:00", external_system="pbx", external_ref="cdr-1")
        self.entry(self.colleague, "2026-03-02 07:00:00")
        # The first of the twelve weeks, and the Sunday before it.
        self.entry(self.agent, "2025-12-15 07:00:00")
        self.entry(self.agent, "2025-12-14 07:00:00")
        contacts = self.figures(self.agent)["contacts"]
        self.assertEqual((contacts["week"], contacts["month"]), (1, 2))
        self.assertEqual([week["count"] for week in contacts["weeks"]], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1])
        self.assertEqual(contacts["weeks"][0]["start"], "2025-12-15")
        self.assertEqual(contacts["weeks"][-1]["start"], "2026-03-02")

    def test_promises(self):
        self.activity(self.agent, "2026-02-10", done="2026-02-10")
        self.activity(self.agent, "2026-02-10", done="2026-02-09")
        self.activity(self.agent, "2026-02-10", done="2026-02-11")
        self.activity(self.agent, "2025-10-10", done="2025-10-10")
        self.activity(self.colleague, "2026-02-10", done="2026-02-10")
        self.assertEqual(self.figures(self.agent)["promises"], {"done": 3, "kept": 2, "days": 90})

    def test_customers_and_what_to_do_next(self):
        late = self.activity(self.agent, "2026-03-01")
        self.activity(self.colleague, "2026-02-01")
        self.env["crm.touchpoint.summary"].create(
            {
                "commercial_partner_id": self.alfa.id,
                "channel": "call",
                "month": "2026-02-01",
                "last_out": "2026-02-02 10:15:00",
            }
        )
        figures = self.figures(self.agent)
        self.assertEqual(figures["customers"], {"owned": 2, "quiet": 1, "days": 90})
        steps = {step["key"]: step["action"] for step in figures["next"]}
        self.assertEqual(list(steps), ["overdue", "quiet", "log"])
        self.assertEqual(self.opened(steps["overdue"]), late)
        self.assertEqual(self.opened(steps["quiet"]), self.dora)
        self.assertEqual(self.opened(steps["log"]), self.alfa + self.dora)
        self.assertIn("1", figures["next"][0]["text"])

    def opened(self, action):
        return self.env[action["res_model"]].with_user(self.agent).search(action["domain"], order="id")

    def test_nothing_yet(self):
        figures = self.figures(self._user("t_newcomer"))
        self.assertEqual(figures["promises"], {"done": 0, "kept": 0, "days": 90})
        self.assertEqual(figures["customers"], {"owned": 0, "quiet": 0, "days": 90})
        self.assertEqual([step["key"] for step in figures["next"]], ["log"])

    def test_only_employees_ask(self):
        for user in (self.portal, self.env.ref("base.public_user")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.figures(user)

    def test_nobody_is_named_in_the_call(self):
        with self.assertRaises(TypeError):
            self.env[REPORT].with_user(self.agent).my_figures(self.colleague.id)


@tagged("post_install", "-at_install")
class TestMyWorkScreen(HttpCase):
    def test_page(self):
        user = new_test_user(self.env, "my_work_agent", "crm_customer360.group_agent", email="my@example.com")
        user.odoobot_state = "disabled"
        customer = self.env["res.partner"].create({"name": "Zeta", "is_company": True, "user_id": user.id})
        self.env["crm.contact.log"].create(
            {"partner_id": customer.id, "user_id": user.id, "date": fields.Datetime.now()}
        )
        self.browser_js(
            "/odoo/my-work",
            "console.log('test successful')",
            "document.querySelector('.o_my_work_chart canvas')"
            " && document.querySelector('[data-card=contacts] .o_my_work_value').textContent === '1'",
            login="my_work_agent",
        )
