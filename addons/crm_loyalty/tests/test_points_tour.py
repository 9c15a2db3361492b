"""A loyalty manager opens a ledger, gives a bonus, and a reward is taken for points, in Chromium."""

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPointsTour(HttpCase):
    # A test has one transaction: it cannot note beside a read-only one that the customer was looked at.
    _registry_readonly_enabled = False

    def test_bonus_and_reward(self):
        self.env["loyalty.program"].search([]).active = False
        new_test_user(
            self.env, "loy_tour", "crm_loyalty.group_loyalty_manager,sales_team.group_sale_manager", lang="en_US"
        )
        dora = self.env["res.partner"].create({"name": "Tour Dora"})
        product = self.env["product.product"].create({"name": "Tour goods", "list_price": 100, "type": "consu"})
        program = self.env["loyalty.program"].create(
            {
                "name": "Tour", "program_type": "loyalty", "trigger": "auto", "applies_on": "both",
                "rule_ids": [Command.create({"reward_point_mode": "money", "product_ids": [Command.set(product.ids)]})],
                "reward_ids": [
                    Command.create(
                        {"reward_type": "discount", "discount_mode": "per_order", "discount": 10, "required_points": 80}
                    )
                ],
            }
        )  # fmt: skip
        card = self.env["loyalty.card"].create({"program_id": program.id, "partner_id": dora.id, "points": 40})
        line = Command.create({"product_id": product.id})
        order = self.env["sale.order"].create({"partner_id": dora.id, "order_line": [line]})
        self.env.cr.flush()
        url = f"/odoo/action-loyalty.loyalty_program_discount_loyalty_action/{program.id}"
        self.start_tour(url, "crm_loyalty_open_ledger", login="loy_tour")
        self.start_tour(f"/odoo/sales/{order.id}", "crm_loyalty_redeem", login="loy_tour")
        moves = [(move.kind, move.points, move.reason) for move in card.move_ids.sorted("id")]
        self.assertEqual(moves[0], ("opening", 40, "Balance when the ledger was opened"))
        self.assertEqual(moves[1], ("bonus", 60, "Sorry for the delay"))
        self.assertEqual(moves[2][:2], ("redeem", -80))
        self.assertEqual((card.points, order.state), (20, "sale"))
