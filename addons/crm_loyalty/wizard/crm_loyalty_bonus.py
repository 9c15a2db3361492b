import uuid

from odoo import fields, models

from ..models.crm_loyalty_move import POINTS


class CrmLoyaltyBonus(models.TransientModel):
    """Points by hand, with a reason; more than the program allows is for loyalty managers."""

    _name = "crm.loyalty.bonus"
    _description = "Bonus Points"

    card_id = fields.Many2one("loyalty.card", required=True, readonly=True)
    available = fields.Float(related="card_id.points", string="Available")
    limit = fields.Float("Without Approval", digits=POINTS, related="card_id.program_id.bonus_limit")
    number = fields.Float("Points", digits=POINTS, required=True, help="Below zero takes points.")
    reason = fields.Char(required=True)
    ref = fields.Char("Occasion", required=True, default=lambda _self: str(uuid.uuid4()))

    def action_give(self):
        """Give them; pressed twice they are given once."""
        self.ensure_one()
        self.env["loyalty.card"].give_bonus(self.card_id.id, self.number, self.reason, self.ref)
        return {"type": "ir.actions.act_window_close"}
