from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date, Datetime
from odoo.tests import Form, new_test_user, tagged

from .offboarding_case import OFFICER, OffboardingCase


@tagged("post_install", "-at_install")
class TestHold(OffboardingCase):
    """Legal holds beat everything; what is agreed for the time to come is found and closed."""

    def hold(self, user=None, partner=None, **values):
        holds = self.as_user(self.env["crm.offboarding.hold"], user or self.officer)
        return holds.create({"partner_id": (partner or self.alfa).id, "reason": "Court of Vilnius, 2026/7", **values})

    def lines(self, case, *names):
        lines = case.obligation_ids.filtered(lambda one: one.res_model in names)
        return {(one.res_model, one.res_id, one.reason) for one in lines if one.state == "open"}

    def test_no_parting_ends(self):
        hold = self.hold()
        case = self.to("settlement")
        line = case.obligation_ids
        self.assertEqual((line.res_model, line.res_id, line.reason), (hold._name, hold.id, "hold"))
        with self.assertRaisesRegex(UserError, "beats everything"):
            line.with_user(self.one).action_waive("Never mind")
        with self.assertRaisesRegex(UserError, "somebody's work"):
            line.with_user(self.one).action_clear()
        with self.assertRaisesRegex(UserError, "Something is open"):
            case.action_restrict()
        self.as_user(hold, self.one).action_lift("The proceedings have ended")
        case.action_restrict()
        self.assertEqual((case.state, line.state), ("restricted", "cleared"))

    def test_nothing_is_erased(self):
        case = self.to("restricted")
        data = self.env["crm.personal.data"].sudo().with_context(allowed_company_ids=self.company.ids)
        hold = self.hold()
        with self.assertRaisesRegex(UserError, "legal hold stands on Alfa"):
            data.erase(self.ana, dry_run=False)
        data.erase(self.ana)
        sealed = self.env["crm.offboarding.sealed"].sudo()
        self.assertTrue(sealed.search([("case_id", "=", case.id)]))
        hold.action_lift("Over")
        data.erase(self.alfa | self.ana, dry_run=False)
        self.assertFalse(sealed.search([("case_id", "=", case.id)]))

    def test_runs_out(self):
        today = Date.context_today(self.env["crm.offboarding.hold"])
        hold = self.hold(until=today)
        holds = self.env["crm.offboarding.hold"]
        self.assertEqual(holds.search([("standing", "=", True), ("id", "=", hold.id)]), hold)
        self.assertTrue(hold.standing)
        self.env.cr.execute("UPDATE crm_offboarding_hold SET until = %s", [Date.subtract(today, days=1)])
        self.env.invalidate_all()
        self.assertFalse(hold.standing)
        self.assertEqual(holds.search([("standing", "=", False), ("id", "=", hold.id)]), hold)
        self.assertFalse(holds._of(self.ana, self.company))

    def test_who_may(self):
        for user in (self.worker, self.seller, self.bookkeeper):
            with self.assertRaises(AccessError):
                self.hold(user)
        hold = self.hold(self.one)
        self.assertEqual(hold.set_by_id, self.one)
        self.assertTrue(self.as_user(hold, self.worker).reason)
        with self.assertRaises(AccessError):
            self.as_user(hold, self.seller).read(["reason"])
        with self.assertRaises(AccessError):
            self.as_user(hold, self.worker).action_lift("No")
        with self.assertRaisesRegex(UserError, "is not changed"):
            self.as_user(hold, self.one).write({"reason": "Another"})
        with self.assertRaisesRegex(UserError, "is not changed"):
            hold.sudo().write({"until": "2030-01-01"})
        with self.assertRaisesRegex(UserError, "kept on record"):
            hold.sudo().unlink()
        with self.assertRaisesRegex(UserError, "in words"):
            hold.action_lift(" ")
        wizard = Form(self.as_user(self.env["crm.offboarding.hold.lift"], self.officer).with_context(
            default_hold_id=hold.id
        ))  # fmt: skip
        wizard.note = "The file is closed"
        wizard.save().action_lift()
        self.assertEqual((hold.lifted_by_id, hold.lifted_because), (self.officer, "The file is closed"))
        with self.assertRaisesRegex(UserError, "lifted already"):
            hold.action_lift("Again")

    def test_bad_input(self):
        for values, words in (
            ({"reason": "  "}, "in words"),
            ({"until": "2001-01-01"}, "is over"),
            ({"partner_id": self.ana.id}, "not one of its contacts"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.hold(**values)

    def test_other_company(self):
        officer = self._user("t_off_second_officer", OFFICER, company=self.other_company)
        hold = self.hold(officer, company_id=self.other_company.id)
        self.assertFalse(self.as_user(self.env["crm.offboarding.hold"], self.officer).search([("id", "=", hold.id)]))
        case = self.to("settlement")
        self.assertFalse(case.obligation_ids)
        case.action_restrict()

    # ------------------------------------------------------------------

    def test_what_is_to_come(self):
        """Each kind that is installed: found, and cleared by one click where the ERP can."""
        # The notice is served and over in between.
        ahead = Datetime.add(Datetime.now(), days=120)
        made = {}
        meeting = self.env["calendar.event"].create(
            {"name": "Review", "start": ahead, "stop": Datetime.add(ahead, hours=1),
             "partner_ids": [Command.set(self.ana.ids)]}
        )  # fmt: skip
        made["calendar.event", meeting.id, "meeting"] = meeting
        past = Datetime.subtract(Datetime.now(), days=3)
        self.env["calendar.event"].create(
            {"name": "Past", "start": past, "stop": past, "partner_ids": [Command.set(self.ana.ids)]}
        )
        if "event.registration" in self.env:
            event = self.env["event.event"].create(
                {"name": "Fair", "date_begin": ahead, "date_end": Datetime.add(ahead, hours=4),
                 "company_id": self.company.id}
            )  # fmt: skip
            booked = self.env["event.registration"].create({"event_id": event.id, "partner_id": self.ana.id})
            made["event.registration", booked.id, "planned"] = booked
        if "project.task" in self.env:
            task = self.env["project.task"].create({"name": "Install", "partner_id": self.alfa.id})
            made["project.task", task.id, "unfinished"] = task
        case = self.to("settlement")
        found = self.lines(case, "calendar.event", "event.registration", "project.task")
        self.assertEqual(found, set(made))
        for line in case.obligation_ids.filtered("can_clear"):
            line.action_clear()
        self.assertFalse(meeting.active)
        if "event.registration" in self.env:
            self.assertEqual(booked.state, "cancel")
        case.action_refresh_obligations()
        self.assertFalse(self.lines(case, "calendar.event", "event.registration"))

    def test_portal_cards_and_lists(self):
        """Log-ins, saved means of payment and mailing lists are found and closed."""
        portal = new_test_user(self.env, "t_off_hold_portal", "base.group_portal", partner_id=self.ana.id)
        expected = {("res.users", portal.id, "portal")}
        if "mailing.subscription" in self.env:
            contact = self.env["mailing.contact"].create({"name": "Ana", "email": self.ana.email})
            wanted = self.env["mailing.list"].create({"name": "News"})
            one = self.env["mailing.subscription"].create({"contact_id": contact.id, "list_id": wanted.id})
            expected.add(("mailing.subscription", one.id, "list"))
        if "payment.token" in self.env:
            provider = self.env["payment.provider"].create(
                {"name": "Bank", "code": "none", "company_id": self.company.id}
            )
            method = self.env["payment.method"].search([], limit=1)
            token = self.env["payment.token"].create(
                {"provider_id": provider.id, "payment_method_id": method.id, "partner_id": self.ana.id,
                 "provider_ref": "x", "payment_details": "1234"}
            )  # fmt: skip
            expected.add(("payment.token", token.id, "token"))
        case = self.to("settlement")
        self.assertEqual(self.lines(case, "res.users", "mailing.subscription", "payment.token"), expected)
        for line in case.obligation_ids.filtered("can_clear"):
            line.action_clear()
        self.assertFalse(self.lines(case, "res.users", "mailing.subscription", "payment.token"))
        self.assertFalse(portal.active)
