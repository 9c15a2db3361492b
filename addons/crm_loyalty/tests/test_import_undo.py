from odoo import Command

from odoo.addons.crm_customer360.tests.intake_case import IntakeCase


class TestUndoneImport(IntakeCase):
    """Customers of an import that is taken back, one of whom has points."""

    def test_a_card_stays_with_its_customer(self):
        rule = {"reward_point_mode": "money", "reward_point_amount": 1}
        reward = {"reward_type": "discount", "discount_mode": "per_order", "discount": 10, "required_points": 80}
        program = self.env["loyalty.program"].create(
            {
                "name": "Ledger", "program_type": "loyalty", "trigger": "auto", "applies_on": "both",
                "company_id": self.company.id, "use_ledger": True,
                "rule_ids": [Command.create(rule)], "reward_ids": [Command.create(reward)],
            }
        )  # fmt: skip
        batch = self.imported({"Nr": "1", "Name": "Gone Ltd"}, {"Nr": "2", "Name": "Kept Ltd"})
        gone, kept = self.of(batch, 2), self.of(batch, 3)
        card = self.env["loyalty.card"].create({"program_id": program.id, "partner_id": kept.id, "points": 10})
        batch.action_undo()
        self.work_off()
        self.env.invalidate_all()
        self.assertEqual(batch.state, "undone", batch.error)
        self.assertFalse(gone.exists())
        self.assertEqual((card.partner_id, card.points, sum(card.move_ids.mapped("points"))), (kept, 10, 10))
        self.assertEqual((kept.active, self.row(batch, 3).undo_result), (False, "archived"))
