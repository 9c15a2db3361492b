from odoo.tests import tagged

from .offboarding_case import OffboardingCase


@tagged("post_install", "-at_install")
class TestPersonalData(OffboardingCase):
    """What a parting holds about a customer is told; what proves it was fair is kept."""

    def setUp(self):
        super().setUp()
        self.parted = self.to("restricted")
        self.data = self.env["crm.personal.data"].sudo()

    def test_it_is_told(self):
        told = {section["model"]: rows for section, rows in self.data.export(self.alfa)}
        self.assertEqual([row["grounds"] for row in told["crm.offboarding.case"]], ["Five complaints, each answered"])
        self.assertEqual([row["text"] for row in told["crm.offboarding.hearing"]], ["We are unhappy"])
        self.assertIn("crm.offboarding.letter", told)
        self.assertIn("crm.offboarding.sealed", told)

    def test_an_erasure_keeps_the_proof(self):
        self.data.erase(self.alfa, dry_run=False)
        self.env.invalidate_all()
        self.assertTrue(self.parted.exists().step_ids)
        self.assertFalse(self.env["crm.offboarding.sealed"].sudo().search([("partner_id", "=", self.alfa.id)]))
