from freezegun import freeze_time
from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import SUPERUSER_ID, Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..core import process
from ..models.crm_offboarding_case import BY_ACT
from .offboarding_case import APPROVER, OffboardingCase


@tagged("post_install", "-at_install")
class TestCase(OffboardingCase):
    """The process: its gates, its table, and that there is no way beside it."""

    def test_whole_way(self):
        case = self.to("restricted")
        self.assertEqual(
            self.acts(case),
            [
                "open", "assess", "read_history", "hear", "consider", "check_legal", "submit", "approve", "approve",
                "serve", "letter", "settle", *["waive"] * len(case.obligation_ids), "restrict",
            ],
        )  # fmt: skip
        self.assertFalse(self.env["crm.offboarding.step"]._first_broken(case))
        self.assertEqual((case.outcome, case.approvals_needed), ("parted", 2))
        self.assertTrue(case.evidence["grounds"])
        self.assertEqual(case.evidence_digest, case._digest_of(case.evidence))

    def test_a_changed_step_shows(self):
        case = self.to("hearing")
        self.env.flush_all()
        step = case.step_ids[1]
        self.env.cr.execute("UPDATE crm_offboarding_step SET note = 'other' WHERE id = %s", [step.id])
        self.env.invalidate_all()
        self.assertEqual(self.env["crm.offboarding.step"]._first_broken(case), step)

    def test_gates(self):
        case = self.case(grounds=False)
        with self.assertRaisesRegex(UserError, "grounds"):
            case.action_assess()
        case.grounds = "What happened"
        case.action_assess()
        with self.assertRaisesRegex(UserError, "history"):
            case.action_hear()
        case.action_read_history()
        self.assertTrue(self.env["crm.customer.access"].search([("user_id", "=", self.worker.id)]))
        case.action_hear()
        with self.assertRaisesRegex(UserError, "not been heard"):
            case.action_consider()
        case.hearing_ids = [Command.create({"kind": "attempt", "text": "No answer"})] * 2
        case.answer_by = Date.subtract(Date.today(), days=2)
        case.action_consider()
        with self.assertRaisesRegex(UserError, "alternative(.|\n)*legal check"):
            case.action_submit()
        offer = {"alternative_id": self.env.ref("crm_offboarding.alternative_price").id}
        case.offer_ids = [Command.create(offer)]
        with self.assertRaisesRegex(UserError, "Contract: not filled in"):
            case.action_check_legal("fine")
        case.write({"legal_contract": "x", "legal_public": "x", "legal_dominance": "x"})
        case.action_check_legal("fine")
        with self.assertRaisesRegex(UserError, "alternative"):
            case.action_submit()
        case.offer_ids.answer = "declined"
        case.action_submit()
        self.assertEqual(case.state, "approval")

    def test_the_state_is_nobodys_to_write(self):
        case = self.to("approval")
        for env in (self.env, case.env, self.env(su=True)):
            record = case.with_env(env)
            for name, value in (("state", "restricted"), ("served_at", "2020-01-01"), ("step_ids", []), ("value", 0)):
                with (
                    self.subTest(env=env.uid, name=name),
                    self.assertRaisesRegex(UserError, "changes only by the steps"),
                ):
                    record.write({name: value})
        with self.assertRaises(UserError):
            self.case(self.beta, state="notice")
        with self.assertRaisesRegex(UserError, "cannot be copied"):
            case.copy()
        with self.assertRaises(AccessError):
            case.unlink()
        with self.assertRaises(UserError):
            case.sudo().unlink()
        with self.assertRaisesRegex(UserError, "once the decision"):
            case.grounds = "Something else"
        with self.assertRaises(UserError):
            case.hearing_ids.text = "They agreed"
        with self.assertRaises(UserError):
            case.partner_id = self.beta

    def test_no_default_of_a_context(self):
        defaults = {f"default_{name}": value for name, value in (("state", "restricted"), ("version", 9))}
        defaults["default_requester_id"] = self.two.id
        cases = self.env["crm.offboarding.case"].with_user(self.worker).with_context(**defaults)
        case = cases.create({"partner_id": self.alfa.id, "reason_class": "own", "company_id": self.company.id})
        self.assertEqual((case.state, case.version, case.requester_id), ("candidate", 0, self.worker))

    def test_import(self):
        cases = self.env["crm.offboarding.case"].with_user(self.worker)
        result = cases.load(["partner_id/.id", "reason_class", "state"], [[str(self.alfa.id), "own", "restricted"]])
        self.assertFalse(result["ids"])
        self.assertIn("changes only by the steps", result["messages"][0]["message"])
        self.assertFalse(cases.search([("partner_id", "=", self.alfa.id)]))

    def test_every_act_field_is_guarded(self):
        self.assertFalse([name for name in BY_ACT if name not in self.env["crm.offboarding.case"]._fields])

    def test_steps_and_decisions_stay(self):
        case = self.to("notice")
        for record in (case.step_ids, case.approval_ids, case.sudo().step_ids, case.sudo().approval_ids):
            with self.assertRaises(UserError):
                record.write({"note": "x"})
            with self.assertRaises(UserError):
                record.unlink()
        step = {"case_id": case.id, "act": "approve", "user_id": self.two.id, "digest": "x", "date": "2026-01-01"}
        for env in (case.env, self.env(su=True)):
            with self.assertRaises(UserError):
                self.env["crm.offboarding.step"].with_env(env).create(step)
        with self.assertRaises(AccessError):
            self.env["crm.offboarding.approval"].with_user(self.one).create({"case_id": case.id, "number": 1})

    def test_one_standing_case(self):
        self.case()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.case()
            self.env.flush_all()

    def test_only_customers(self):
        for partner in (self.ana, self.company.partner_id):
            with self.assertRaises(UserError):
                self.case(partner)

    def test_later_states(self):
        case = self.to("settlement")
        with self.assertRaisesRegex(UserError, "not part of this process yet"):
            case.action_hand_over()
        self._to_restricted(case)
        with self.assertRaisesRegex(UserError, "not part of this process yet"):
            case.with_user(self.one).action_erase()

    def test_dismissed(self):
        case = self.case()
        for until in (False, "2020-01-01", "x"):
            with self.assertRaises(UserError):
                case.action_dismiss("Not now", until)
        with self.assertRaisesRegex(UserError, "in words"):
            case.action_dismiss(" ", "2099-01-01")
        case.action_dismiss("A misunderstanding", "2099-01-01")
        self.assertEqual((case.state, str(case.dismissed_until)), ("dismissed", "2099-01-01"))

    def test_the_customer_leaves(self):
        case = self.case(reason_class="customer")
        with self.assertRaisesRegex(UserError, "made sure"):
            case.action_leave("They moved abroad")
        case.identity_note = "Called back on the known number"
        case.action_leave("They moved abroad")
        self.assertEqual(case.state, "settlement")
        other = self.case(self.beta, identity_note="x")
        with self.assertRaisesRegex(UserError, "own wish"):
            other.action_leave("x")

    def test_kept_and_won_back(self):
        case = self.to("alternatives")
        case.action_retain("Self-service suits them")
        self.assertEqual((case.state, case.outcome), ("retained", "kept"))
        parted = self.to("restricted", self.beta)
        self.assertFalse(self.beta.active)
        parted.with_user(self.two).action_win_back("They asked")
        self.assertTrue(self.beta.active)
        self.assertEqual(self.beta.email, "office@beta.example.com")
        self.assertTrue(parted.won_back)
        self.order(self.beta)

    def test_matrix_of_roles(self):
        """Every role tries every act in every state; what happens is what the table says."""
        users = {"seller": self.seller, "worker": self.worker, "one": self.one}
        notes = {"note": "Because"}
        for state in process.STATES[:8]:
            case = self.to(state) if state != "candidate" else self.case()
            for act in (*process.ACTS, *process.LATER):
                row = process.transition(state, act)
                for role, user in users.items():
                    with self.subTest(state=state, act=act, role=role):
                        if row and self.may(role, row.who):
                            continue
                        method = getattr(case.with_user(user), f"action_{act}")
                        wants = "note" in method.__func__.__code__.co_varnames
                        with self.assertRaises(UserError), self.env.cr.savepoint():
                            method(**(notes if wants else {}))
                        case.invalidate_recordset()
                        self.assertEqual(case.state, state)
            self.env.cr.execute("DELETE FROM crm_offboarding_mark")
            self.close(case)

    def may(self, role, who):
        return role == "one" or (role == "worker" and who == process.WORKER)

    def close(self, case):
        """Out of the way of the next one."""
        case._set({"state": "reopened"})
        self.env.flush_all()
        (self.alfa | self.ana).write({"active": True})


@tagged("post_install", "-at_install")
class TestApproval(OffboardingCase):
    """Who decides."""

    def test_neither_who_asked_nor_who_prepared(self):
        case = self.to("approval", user=self.one)
        with self.assertRaisesRegex(UserError, "does not decide"):
            case.with_user(self.one).action_approve()
        with self.assertRaisesRegex(UserError, "does not decide"):
            case.with_user(self.one).sudo().action_approve()

    def test_the_system_does_not_decide(self):
        case = self.to("approval")
        for record in (case.with_user(SUPERUSER_ID), case.with_user(SUPERUSER_ID).sudo()):
            with self.assertRaisesRegex(AccessError, "A person has to decide"):
                record.action_approve()

    def test_sudo_gives_no_right(self):
        case = self.to("approval")
        for user in (self.worker, self.seller):
            with self.assertRaises(AccessError):
                case.with_user(user).sudo().action_approve()

    def test_a_worker_who_becomes_approver(self):
        case = self.to("approval")
        self.worker.write({"group_ids": [Command.link(self.env.ref(APPROVER).id)]})
        with self.assertRaisesRegex(UserError, "does not decide"):
            case.action_approve()

    def test_a_second_login_of_the_same_person(self):
        case = self.to("approval")
        again = self._user("t_off_again", APPROVER)
        again.email = self.worker.email.upper()
        with self.assertRaisesRegex(UserError, "does not decide"):
            case.with_user(again).action_approve()

    def test_whoever_prepared_it_and_handed_it_over(self):
        """An approver who prepares, gives the case to a colleague and lets them submit it does not decide it."""
        case = self.to("hearing", user=self.one)
        case.user_id = self.worker
        case = case.with_user(self.worker)
        self._to_alternatives(case)
        self._to_approval(case)
        with self.assertRaisesRegex(UserError, "does not decide"):
            case.with_user(self.one).action_approve()
        other = self.to("alternatives", self.beta)
        self.prepare(other)
        other.with_user(self.two).action_check_legal("I have looked at it as well")
        other.action_submit()
        with self.assertRaisesRegex(UserError, "does not decide"):
            other.with_user(self.two).action_approve()
        other.with_user(self.one).action_approve()

    def test_a_colleague_logs_in_for_the_approver(self):
        """A second user of the same contact, or made for the same contact later, is the same person."""
        case = self.to("approval")
        again = self._user("t_off_deputy", APPROVER)
        again.sudo().write({"email": "deputy@example.com"})
        case.with_user(self.one).action_approve()
        self.one.email = " Deputy@Example.com"
        with self.assertRaisesRegex(UserError, "decided already"):
            case.with_user(again).action_approve()
        case.with_user(self.two).action_approve()

    def test_two_different_people(self):
        case = self.to("approval")
        case.with_user(self.one).action_approve("Yes")
        self.assertEqual(case.state, "approval")
        with self.assertRaisesRegex(UserError, "decided already"):
            case.with_user(self.one).action_approve()
        case.with_user(self.two).action_approve()
        self.assertEqual(case.state, "notice")

    def test_one_below_a_value(self):
        self.invoice(price=400.0).action_post()
        self.invoice(price=100.0, move_type="out_refund").action_post()
        self.company.offboarding_single_below = 300.01
        case = self.to("approval")
        self.assertEqual((case.value, case.approvals_needed), (300.0, 1))
        case.with_user(self.one).action_approve()
        self.assertEqual(case.state, "notice")
        self.company.offboarding_single_below = 300.0
        self.assertEqual(self.to("approval", self.beta).approvals_needed, 1)

    def test_values_take_the_ethics_approver(self):
        self.company.offboarding_single_below = 1e9
        case = self.to("approval", reason_class="values")
        self.assertEqual(case.approvals_needed, 2)
        case.with_user(self.one).action_approve()
        case.with_user(self.two).action_approve()
        self.assertEqual(case.state, "approval")
        case.with_user(self.ethics).action_approve()
        self.assertEqual(case.state, "notice")

    def test_refused_and_asked_again(self):
        case = self.to("approval")
        case.with_user(self.one).action_approve()
        case.with_user(self.two).action_reject("Offer them self-service first")
        self.assertEqual((case.state, case.refused_count), ("alternatives", 1))
        case.action_submit()
        # An approval of the first round does not count in the second.
        case.with_user(self.one).action_approve()
        self.assertEqual(case.state, "approval")

    def test_other_company_and_portal(self):
        case = self.to("approval")
        stranger = self._user("t_off_stranger", APPROVER, company=self.other_company)
        portal = new_test_user(self.env, "t_off_portal", "base.group_portal", partner_id=self.ana.id)
        for user in (stranger, portal, self.seller, self.officer):
            with self.assertRaises(AccessError):
                self.as_user(case, user).action_approve()
            with self.assertRaises(AccessError):
                self.as_user(case, user).read(["grounds"])
        self.assertFalse(self.as_user(case, stranger).search([("id", "=", case.id)]))


@tagged("post_install", "-at_install")
class TestNotice(OffboardingCase):
    """The notice, in Vilnius (UTC+2 in winter)."""

    def notice(self, moment="2026-03-02 09:00:00", **values):
        with freeze_time(moment):
            return self.to("notice", **values)

    def test_thirty_days(self):
        case = self.notice()
        with freeze_time("2026-03-02 23:30:00"):
            case.action_serve()
        # Already 3 March there; thirty days later is Thursday, 2 April, over at midnight in summer time.
        self.assertEqual((str(case.notice_last_day), str(case.notice_ends_at)), ("2026-04-02", "2026-04-02 21:00:00"))
        with freeze_time("2026-04-02 20:59:59"), self.assertRaisesRegex(UserError, "not over"):
            case.action_settle()
        with freeze_time("2026-04-02 21:00:00"):
            case.action_settle()
        self.assertEqual(case.state, "settlement")

    def test_public_holiday(self):
        calendar = self.env["resource.calendar"].create(
            {"name": "LT", "tz": "Europe/Vilnius", "company_id": self.company.id}
        )
        self.company.offboarding_calendar_id = calendar
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Good Thursday",
                "calendar_id": calendar.id,
                "date_from": "2026-04-01 21:00:00",
                "date_to": "2026-04-02 20:59:59",
                "resource_id": False,
            }
        )
        case = self.notice()
        with freeze_time("2026-03-03 09:00:00"):
            case.action_serve()
        self.assertEqual(str(case.notice_last_day), "2026-04-03")

    def test_the_longer_notice_of_the_contract(self):
        case = self.notice(contract_notice=2, contract_unit="month")
        with freeze_time("2026-03-03 09:00:00"):
            case.action_serve()
        # 3 May is a Sunday.
        self.assertEqual(str(case.notice_last_day), "2026-05-04")

    def test_not_before_the_approval_nor_in_the_future(self):
        case = self.notice()
        with freeze_time("2026-03-03 09:00:00"):
            for moment in ("2026-03-01 09:00:00", "2026-03-03 09:00:01", "soon"):
                with self.assertRaises(UserError):
                    case.action_serve(moment)
            with self.assertRaisesRegex(UserError, "means"):
                case.action_serve(False, "pigeon")
            case.action_serve("2026-03-03 08:00:00")
            with self.assertRaisesRegex(UserError, "already"):
                case.action_serve()

    def test_an_appeal_stops_the_clock(self):
        case = self.notice()
        with freeze_time("2026-03-03 09:00:00"):
            case.action_serve()
        with freeze_time("2026-03-10 09:00:00"):
            case.action_appeal("We disagree")
        with freeze_time("2026-05-01 09:00:00"), self.assertRaisesRegex(UserError, "appeal is open"):
            case.action_settle()
        with freeze_time("2026-03-12 09:00:00"):
            with self.assertRaises(AccessError):
                case.action_deny_appeal("No")
            case.with_user(self.one).action_deny_appeal("We looked again")
        # Three days touched by the pause: 2 April and three are Easter Sunday; Monday is a holiday, so Tuesday.
        self.assertEqual(str(case.notice_last_day), "2026-04-07")

    def test_holidays_nobody_put_into_a_calendar(self):
        """Thirty days from 4 March 2026 are Good Friday: off in Latvia, up to Easter Monday, and not in Lithuania."""
        self.beta.country_id = self.env.ref("base.lv")
        for partner, served, last in (
            (self.alfa, "2026-03-04 09:00:00", "2026-04-03"),
            (self.beta, "2026-03-04 09:00:00", "2026-04-07"),
        ):
            with freeze_time("2026-03-03 09:00:00"):
                case = self.to("notice", partner)
            with freeze_time(served):
                case.action_serve()
            self.assertEqual(str(case.notice_last_day), last, partner.name)

    def test_an_afternoon_off_is_no_holiday(self):
        calendar = self.env["resource.calendar"].create(
            {"name": "LT", "tz": "Europe/Vilnius", "company_id": self.company.id}
        )
        self.company.offboarding_calendar_id = calendar
        values = {"name": "Party", "calendar_id": calendar.id, "resource_id": False}
        self.env["resource.calendar.leaves"].create(
            {**values, "date_from": "2026-04-02 10:00:00", "date_to": "2026-04-02 20:59:59"}
        )
        case = self.notice()
        with freeze_time("2026-03-03 09:00:00"):
            case.action_serve()
        self.assertEqual(str(case.notice_last_day), "2026-04-02")

    def test_leap_day_and_the_customers_own_zone(self):
        self.company.write({"offboarding_notice": 1, "offboarding_notice_unit": "month"})
        for zone, last, ends in (
            ("Europe/Vilnius", "2024-02-29", "2024-02-29 22:00:00"),
            # The day there ends when it is already March in Vilnius.
            ("America/New_York", "2024-02-29", "2024-03-01 05:00:00"),
            # Already the first of February there.
            ("Pacific/Kiritimati", "2024-03-01", "2024-03-01 10:00:00"),
        ):
            partner = self.env["res.partner"].create({"name": zone, "tz": zone})
            with freeze_time("2024-01-30 09:00:00"):
                case = self.to("notice", partner)
            with freeze_time("2024-01-31 15:00:00"):
                case.action_serve()
            self.assertEqual((str(case.notice_last_day), str(case.notice_ends_at)), (last, ends), zone)

    def test_never_over_before_it_is_served_in_the_table_either(self):
        case = self.notice()
        with freeze_time("2026-03-03 09:00:00"):
            case.action_serve()
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            case._set({"notice_ends_at": "2026-03-03 08:59:59"})
            self.env.flush_all()
        for number in (-1, 3661):
            with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.case(self.beta, contract_notice=number)
                self.env.flush_all()

    def test_a_shorter_notice_is_not_over_when_it_is_granted(self):
        case = self.notice()
        with freeze_time("2026-03-03 09:00:00"):
            case.action_serve()
            # A Saturday.
            with self.assertRaisesRegex(UserError, "working day"), self.env.cr.savepoint():
                case.action_ask_shorter("They asked for it", "2026-03-07")
            case.invalidate_recordset()
            case.action_ask_shorter("They asked for it", "2026-03-10")
        with freeze_time("2026-03-11 09:00:00"), self.assertRaisesRegex(UserError, "to come"):
            case.with_user(self.two).action_grant_shorter()
        with freeze_time("2026-03-10 09:00:00"):
            case.with_user(self.two).action_grant_shorter()
        self.assertEqual(str(case.notice_ends_at), "2026-03-10 22:00:00")

    def test_an_appeal_upheld(self):
        case = self.notice()
        with freeze_time("2026-03-03 09:00:00"):
            case.action_serve()
            case.action_appeal("We disagree")
            case.with_user(self.two).action_uphold_appeal("They are right")
        self.assertEqual((case.state, case.outcome), ("retained", "kept"))

    def test_shorter_takes_another_person(self):
        case = self.notice()
        with freeze_time("2026-03-03 09:00:00"):
            case.action_serve()
            for day in ("2026-03-03", "2026-04-02", "2026-02-01"):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    case.action_ask_shorter("They asked for it", day)
                case.invalidate_recordset()
            case.with_user(self.one).action_ask_shorter("They asked for it", "2026-03-10")
            with self.assertRaisesRegex(UserError, "somebody else"):
                case.with_user(self.one).action_grant_shorter()
            with self.assertRaises(AccessError):
                case.action_grant_shorter()
            case.with_user(self.two).action_grant_shorter()
        self.assertEqual(str(case.notice_last_day), "2026-03-10")

    def test_letters_are_kept(self):
        case = self.notice()
        with freeze_time("2026-03-03 09:00:00"):
            case.action_serve(False, "email")
        letter = case.letter_ids
        self.assertEqual((letter.kind, letter.means, letter.email_to), ("notice", "email", self.alfa.email))
        for words in ("Dear", "Alfa", "Complaints that could not be solved", "consumer office"):
            self.assertIn(words, letter.body)
        mail = self.env["mail.mail"].sudo().search([("email_to", "=", self.alfa.email)], limit=1)
        self.assertIn("consumer office", mail.body_html)
        with self.assertRaises(UserError):
            letter.write({"subject": "Other"})
        with self.assertRaisesRegex(UserError, "for the states"):
            case.action_send_letter("farewell")
        with self.assertRaises(UserError):
            case.action_send_letter("notice")
