from odoo.addons.crm_customer360.tests.intake_case import IntakeCase

from .loyalty_case import LoyaltyCase


class TestUndoneImport(LoyaltyCase, IntakeCase):
    """Customers of an import that is taken back, one of whom has points."""

    def test_a_card_stays_with_its_customer(self):
        batch = self.imported({"Nr": "1", "Name": "Gone Ltd"}, {"Nr": "2", "Name": "Kept Ltd"})
        gone, kept = self.of(batch, 2), self.of(batch, 3)
        card = self.card(self.program(), kept, 10)
        batch.action_undo()
        self.work_off()
        self.env.invalidate_all()
        self.assertEqual(batch.state, "undone", batch.error)
        self.assertFalse(gone.exists())
        self.assertEqual((card.partner_id, card.points, sum(card.move_ids.mapped("points"))), (kept, 10, 10))
        self.assertEqual((kept.active, self.row(batch, 3).undo_result), (False, "archived"))
