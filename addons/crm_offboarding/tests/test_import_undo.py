from odoo.tests import tagged

from odoo.addons.crm_customer360.tests.intake_case import IntakeCase


@tagged("post_install", "-at_install")
class TestUndoneImport(IntakeCase):
    """Customers of an import that is taken back, while somebody is parting with one of them."""

    def test_a_parting_stays(self):
        batch = self.imported(*({"Nr": str(number), "Name": f"Customer {number}"} for number in (1, 2, 3)))
        gone, parted, found = (self.of(batch, row) for row in (2, 3, 4))
        case = self.env["crm.offboarding.case"].create(
            {"partner_id": parted.id, "reason_class": "own", "company_id": self.company.id}
        )
        rule = self.env["crm.offboarding.rule"].create(
            {"name": "D", "kind": "dormant", "months": 24, "company_id": self.company.id}
        )
        candidate = self.env["crm.offboarding.candidate"].create(
            {"partner_id": found.id, "company_id": self.company.id, "rule_id": rule.id, "first_on": "2026-01-01"}
        )
        batch.action_undo()
        self.work_off()
        self.env.invalidate_all()
        self.assertEqual(batch.state, "undone", batch.error)
        self.assertFalse(gone.exists())
        self.assertEqual((case.exists().partner_id, candidate.exists().partner_id), (parted, found))
        for number, what in ((3, case), (4, candidate)):
            self.assertEqual(self.row(batch, number).undo_result, "archived")
            self.assertIn(what._description, self.row(batch, number).undo_note)
        self.assertFalse(parted.active or found.active)
