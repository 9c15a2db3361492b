from odoo import SUPERUSER_ID, Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .offboarding_case import APPROVER, OffboardingCase


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
