from odoo import fields, models
from odoo.exceptions import UserError


class CrmLoyaltyExtend(models.TransientModel):
    """Another last day for lots of points, with a reason."""

    _name = "crm.loyalty.extend"
    _description = "Extension of Points"

    lot_ids = fields.Many2many("crm.loyalty.lot", string="Lots", readonly=True)
    expires_on = fields.Date("New Last Day", help="Empty: the points do not expire.")
    reason = fields.Char(required=True)

    def action_extend(self):
        """Write it down."""
        self.ensure_one()
        self.env["loyalty.card"]._require_manager()
        if not self.lot_ids:
            raise UserError(self.env._("Choose the lots first."))
        if self.expires_on and self.expires_on < self.lot_ids.program_id[:1]._ledger_today():
            raise UserError(self.env._("The new last day is over already."))
        self.env["crm.loyalty.expiry"]._extend(self.lot_ids, self.expires_on, self.reason)
        return {"type": "ir.actions.act_window_close"}
