from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_loyalty_move import POINTS


class CrmLoyaltyAllocation(models.Model):
    """Which movement took how much from which lot; below zero, what it gave back."""

    _name = "crm.loyalty.allocation"
    _description = "Points Taken from a Lot"
    _order = "id"

    move_id = fields.Many2one("crm.loyalty.move", "Movement", required=True, index=True, ondelete="restrict")
    lot_id = fields.Many2one("crm.loyalty.lot", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="move_id.company_id")
    points = fields.Float("Taken", digits=POINTS, required=True, readonly=True)

    def write(self, vals):
        """Refused: part of the ledger."""
        if vals:
            raise UserError(self.env._("What was taken from a lot is part of the ledger; it is not edited."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was taken from a lot is part of the ledger; it is not removed."))
