from odoo import models


class LoyaltyCardUpdateBalance(models.TransientModel):
    _inherit = "loyalty.card.update.balance"

    def action_update_card_point(self):
        """The description becomes the reason of the movement."""
        return super(
            LoyaltyCardUpdateBalance, self.with_context(loyalty_reason=self.description)
        ).action_update_card_point()
