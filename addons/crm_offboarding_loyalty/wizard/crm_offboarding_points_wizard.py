from odoo import api, fields, models


class CrmOffboardingPointsWizard(models.TransientModel):
    """Pay out or write off what stands on a card of a customer parted with."""

    _name = "crm.offboarding.points.wizard"
    _description = "Settle a Card"

    obligation_id = fields.Many2one("crm.offboarding.obligation", required=True, readonly=True, ondelete="cascade")
    way = fields.Selection(
        [("pay_out", "Pay out, by a credit note"), ("write_off", "Write off")], required=True, default="pay_out"
    )
    points = fields.Float("On the Card", related="obligation_id.amount")
    amount = fields.Float(
        "Amount Paid Out", compute="_compute_amount", store=True, readonly=False, help="In the program's currency."
    )
    note = fields.Char("Why", required=True)

    @api.depends("obligation_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.obligation_id._worth() if wizard.obligation_id else 0.0

    def action_settle(self):
        """Do it, with the rights of whoever presses the button."""
        self.ensure_one()
        if self.way == "pay_out":
            self.obligation_id.action_pay_out(self.amount, self.note)
        else:
            self.obligation_id.action_write_off(self.note)
        return {"type": "ir.actions.act_window_close"}
