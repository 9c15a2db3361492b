from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_loyalty_move import POINTS


class CrmLoyaltyLot(models.Model):
    """Points that were granted together: they become available together and expire together."""

    _name = "crm.loyalty.lot"
    _description = "Lot of Loyalty Points"
    _order = "expires_on, day, id"

    card_id = fields.Many2one("loyalty.card", required=True, index=True, ondelete="restrict", readonly=True)
    partner_id = fields.Many2one(related="card_id.partner_id", string="Customer")
    move_id = fields.Many2one("crm.loyalty.move", "Granted By", required=True, index=True, ondelete="restrict")
    program_id = fields.Many2one(related="move_id.program_id")
    company_id = fields.Many2one("res.company", index="btree_not_null", readonly=True)
    granted = fields.Float(digits=POINTS, required=True, readonly=True)
    remaining = fields.Float(digits=POINTS, required=True, readonly=True)
    day = fields.Date("Granted On", required=True, readonly=True)
    available_from = fields.Date(readonly=True)
    pending = fields.Boolean(readonly=True, help="The points can be used once the return window has ended.")
    expires_on = fields.Date(readonly=True, help="The last day on which the points can be used.")
    reminded_on = fields.Date(readonly=True)
    allocation_ids = fields.One2many("crm.loyalty.allocation", "lot_id", "Taken By", readonly=True)

    _remaining_check = models.Constraint(
        "CHECK (remaining >= 0 AND remaining <= granted)", "A lot holds no more points than it was granted."
    )
    _live_index = models.Index("(expires_on, card_id) WHERE remaining > 0 AND expires_on IS NOT NULL")
    _pending_index = models.Index("(available_from) WHERE pending")

    def write(self, vals):
        """Refused: what is left of a lot follows from the movements."""
        if vals:
            raise UserError(self.env._("A lot of points follows from the movements; it is not edited."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A lot of points follows from the movements; it is not removed."))
