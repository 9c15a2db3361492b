from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import HttpCase, tagged

from ..core import dates
from .offboarding_case import OffboardingCase


@tagged("post_install", "-at_install")
class TestTour(HttpCase, OffboardingCase):
    """A case from the candidate to the end, in Chromium: by a case worker and an approver."""

    # Reading the history notes who read it; a test has one cursor for both.
    _registry_readonly_enabled = False

    def test_from_candidate_to_restricted(self):
        self.company.offboarding_single_below = 1000.0
        self.alfa.activity_schedule("mail.mail_activity_data_todo", summary="Call them")
        self.candidate()
        self.start_tour("/odoo/parting-candidates", "crm_offboarding_prepare", login=self.worker.login)
        case = self.env["crm.offboarding.case"].search([("partner_id", "=", self.alfa.id)])
        self.assertEqual((case.state, case.approvals_needed), ("approval", 1))
        self.start_tour(f"/odoo/partings/{case.id}", "crm_offboarding_decide", login=self.one.login)
        case.invalidate_recordset()
        self.assertEqual((case.state, case.letter_ids.email_to), ("notice", self.alfa.email))
        self.let_it_run_out(case)
        self.start_tour(f"/odoo/partings/{case.id}", "crm_offboarding_part", login=self.one.login)
        case.invalidate_recordset()
        self.assertEqual((case.state, self.alfa.active, self.ana.active), ("restricted", False, False))
        self.assertFalse(self.env["crm.offboarding.step"]._first_broken(case))

    def test_kept_thanks_to_an_alternative(self):
        case = self.to("alternatives")
        self.start_tour(f"/odoo/partings/{case.id}", "crm_offboarding_keep", login=self.worker.login)
        case.invalidate_recordset()
        self.assertEqual((case.state, case.outcome, case.offer_ids.answer), ("retained", "kept", "accepted"))
        self.assertEqual(case.step_ids[-1].snapshot["accepted"], ["self_service"])
        self.order()

    def candidate(self):
        rule = self.env["crm.offboarding.rule"].create(
            {"name": "C", "kind": "complaints", "company_id": self.company.id}
        )
        today = Datetime.now().date()
        found = {"kind": "complaints", "numbers": {"months": 12}, "complaints": 3, "failed": 2}
        self.env["crm.offboarding.candidate"].sudo().create(
            {
                "partner_id": self.alfa.id,
                "company_id": self.company.id,
                "rule_id": rule.id,
                "reason_class": "complaints",
                "first_on": today,
                "last_on": today,
                "evidence": found,
            }
        )

    def let_it_run_out(self, case):
        """As if the notice had been served sixty days ago: a browser and its server share no frozen clock."""
        served = case.served_at - timedelta(days=60)
        given = dates.notice(served, case._period(), case._zone(), case._holidays())
        case._set(case._notice_values(given))
        self.env.flush_all()
