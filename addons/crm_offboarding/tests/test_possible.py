from freezegun import freeze_time
from lxml import etree

from odoo import Command
from odoo.tests import Form, tagged

from ..core import process
from .offboarding_case import OffboardingCase

#: Letters and requests, which stand in no table.
BESIDE = {"letter", "ask_erasure", "answer_erasure"}


@tagged("post_install", "-at_install")
class TestPossible(OffboardingCase):
    """Buttons are there while what they do is possible, for the reader; what is missing is said."""

    def test_the_board_shows_the_process_in_its_order(self):
        board = self.env["crm.offboarding.case"].with_user(self.worker).with_context(read_group_expand=True)

        def columns():
            groups = board.web_read_group([("company_id", "=", self.company.id)], ["state"], ["__count"])["groups"]
            return [(group["state"], group["__count"]) for group in groups]

        self.assertEqual(columns(), [(state, 0) for state in process.STANDING], "empty, it shows the way")
        with freeze_time("2026-03-02 09:00:00"):
            self.to("notice")
        self.to("alternatives", self.beta)
        self.case(self.env["res.partner"].create({"name": "Gama"}))
        # In the order of the process, which is neither that of the alphabet nor that of the cases.
        self.assertEqual(columns(), [("candidate", 1), ("alternatives", 1), ("notice", 1)])

    def possible(self, case, user=None):
        case.invalidate_recordset(["acts_possible", "missing_words"])
        acts = set(case.with_user(user or self.worker).acts_possible.strip(",").split(","))
        return acts - BESIDE

    def missing(self, case, user=None):
        case.invalidate_recordset(["acts_possible", "missing_words"])
        return case.with_user(user or self.worker).missing_words or ""

    def test_settlement_only_after_the_notice(self):
        with freeze_time("2026-03-02 09:00:00"):
            case = self.to("notice")
            self.assertEqual(self.possible(case), {"serve"})
            self.assertIn("not been served", self.missing(case))
            case.action_serve()
            self.assertEqual(self.possible(case), {"ask_shorter", "appeal"})
            self.assertIn("its last day is 04/01/2026", self.missing(case))
        with freeze_time("2026-04-01 20:59:59"):
            self.assertNotIn("settle", self.possible(case))
        with freeze_time("2026-04-01 21:00:00"):
            self.assertIn("settle", self.possible(case))
            self.assertFalse(self.missing(case))
            case.action_settle()
        self.assertEqual(self.possible(case), {"restrict"})

    def test_step_by_step(self):
        case = self.case(grounds=False)
        self.assertEqual(self.possible(case), {"dismiss"})
        self.assertIn("grounds", self.missing(case))
        case.grounds = "What happened"
        self.assertEqual(self.possible(case), {"assess", "dismiss"})
        case.action_assess()
        self.assertEqual(self.possible(case), {"read_history", "retain"})
        case.action_read_history()
        self.assertEqual(self.possible(case), {"read_history", "hear", "retain"})
        case.action_hear()
        self.assertEqual((self.possible(case), "heard" in self.missing(case)), (set(), True))
        case.hearing_ids = [Command.create({"kind": "statement", "text": "We are unhappy"})]
        self.assertEqual(self.possible(case), {"consider"})
        case.action_consider()
        self.assertEqual(self.possible(case), {"check_legal", "retain"})
        self.prepare(case)
        self.assertEqual(self.possible(case), {"check_legal", "submit", "retain"})
        case.action_submit()
        # Who prepared it may take it back and not decide it; an approver may decide once.
        self.assertEqual(self.possible(case), {"withdraw"})
        self.assertFalse(self.missing(case))
        self.assertEqual(self.possible(case, self.one), {"approve", "reject", "withdraw"})
        case.with_user(self.one).action_approve()
        self.assertEqual(self.possible(case, self.one), {"withdraw"})
        self.assertIn("decided already", self.missing(case, self.one))
        self.assertEqual(self.possible(case, self.two), {"approve", "reject", "withdraw"})

    def test_what_is_open_is_named(self):
        self.alfa.activity_schedule("mail.mail_activity_data_todo", summary="Call them")
        case = self.to("settlement")
        self.assertNotIn("restrict", self.possible(case))
        self.assertIn("Call them", self.missing(case))

    def test_every_act_has_its_button(self):
        """Each act of the table has one button, shown by what is possible and nothing else."""
        arch = etree.fromstring(self.env["crm.offboarding.case"].with_user(self.one).get_view(view_type="form")["arch"])
        shown = {}
        for button in arch.findall(".//header/button"):
            act = button.get("invisible").split("',")[1].split(",'")[0]
            self.assertNotIn(act, shown)
            shown[act] = button
            if button.get("type") == "object":
                self.assertEqual(button.get("name"), f"action_{act}")
            else:
                self.assertIn(f"'default_act': '{act}'", button.get("context"))
        self.assertEqual(set(shown), {*process.ACTS, *BESIDE})

    def test_written_in_the_form_counts_at_once(self):
        case = self.to("hearing")
        with Form(case) as form:
            self.assertNotIn("consider", form.acts_possible)
            with form.hearing_ids.new() as line:
                line.text = "We are unhappy"
            self.assertIn(",consider,", form.acts_possible)

    def test_shorter_notice(self):
        with freeze_time("2026-03-02 09:00:00"):
            case = self.to("notice")
            case.action_serve()
            case.with_user(self.one).action_ask_shorter("They asked", "2026-03-10")
            self.assertNotIn("ask_shorter", self.possible(case))
            self.assertNotIn("grant_shorter", self.possible(case, self.one))
            self.assertIn("grant_shorter", self.possible(case, self.two))

    def test_letters(self):
        case = self.case()
        self.assertNotIn(",letter,", case.acts_possible)
        case.action_assess()
        self.assertIn(",letter,", case.acts_possible)
        other = self.to("alternatives", self.beta)
        self.assertNotIn(",letter,", other.acts_possible)
        other.offer_ids = [Command.create({"alternative_id": self.env.ref("crm_offboarding.alternative_price").id})]
        self.assertIn(",letter,", other.acts_possible)
        wizards = self.env["crm.offboarding.act.wizard"].with_user(self.worker)
        context = {"default_case_id": other.id, "default_act": "letter"}
        self.assertEqual(wizards.with_context(**context).default_get(["letter"])["letter"], "alternatives")
