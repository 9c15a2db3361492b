from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..core import process
from ..models.crm_offboarding_case import BY_ACT
from .offboarding_case import OffboardingCase


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
