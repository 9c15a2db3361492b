from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _check_offboarding(self):
        """What was paid for at the till is invoiced: refusing the paper would not undo the sale."""
        # Only whether it belongs to sales of the till; a bookkeeper need not read them.
        sold = self.sudo().filtered("pos_order_ids").sudo(False)
        return super(AccountMove, self - sold)._check_offboarding()
