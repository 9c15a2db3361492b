from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .offboarding_case import OffboardingCase


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
