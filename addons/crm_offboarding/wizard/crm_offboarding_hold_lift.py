from odoo import fields, models


class CrmOffboardingHoldLift(models.TransientModel):
    """Asks why a legal hold is lifted."""

    _name = "crm.offboarding.hold.lift"
    _description = "Lift a Legal Hold"

    hold_id = fields.Many2one("crm.offboarding.hold", required=True, readonly=True, ondelete="cascade")
    note = fields.Text("Why", required=True)

    def action_lift(self):
        """Lift it, with the rights of whoever presses the button."""
        self.ensure_one()
        self.hold_id.action_lift(self.note)
        return {"type": "ir.actions.act_window_close"}
