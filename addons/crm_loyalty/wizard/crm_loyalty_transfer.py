from odoo import fields, models

from ..models.crm_loyalty_move import POINTS


class CrmLoyaltyTransferWizard(models.TransientModel):
    """Points to another card of the program."""

    _name = "crm.loyalty.transfer.wizard"
    _description = "Transfer of Points"

    card_id = fields.Many2one("loyalty.card", "From", required=True, readonly=True)
    program_id = fields.Many2one(related="card_id.program_id")
    to_card_id = fields.Many2one(
        "loyalty.card", "To", required=True, domain="[('program_id', '=', program_id), ('id', '!=', card_id)]"
    )
    number = fields.Float("Points", digits=POINTS, required=True)
    reason = fields.Char(required=True)

    def action_transfer(self):
        """Move them, with their days."""
        self.ensure_one()
        self.env["loyalty.card"].transfer_points(self.card_id.id, self.to_card_id.id, self.number, self.reason)
        return {"type": "ir.actions.act_window_close"}
