from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Date


class CrmSilenceAnswer(models.TransientModel):
    """The question what became of an alert, or until when it shall rest."""

    _name = "crm.silence.answer"
    _description = "Answer to a Silence Alert"

    alert_ids = fields.Many2many("crm.silence.alert", string="Alerts", readonly=True)
    what = fields.Selection(
        [("snooze", "Not now"), ("won_back", "Won back"), ("lost", "Lost"), ("wrong", "Was wrong")],
        required=True,
        default="snooze",
    )
    until = fields.Date(default=lambda self: Date.add(Date.context_today(self), days=14))
    words = fields.Char("Why", size=250)
    lost_to = fields.Char("To Whom", size=250)
    lost_reason_id = fields.Many2one("crm.lost.reason", "Reason")

    def action_apply(self):
        """Write the answer on the alerts."""
        self.ensure_one()
        alerts = self.alert_ids
        if self.what == "snooze":
            if not self.until:
                raise UserError(self.env._("Say until when."))
            alerts.action_snooze(Date.to_string(self.until), self.words)
        elif self.what == "won_back":
            alerts.action_won_back(self.words)
        elif self.what == "wrong":
            alerts.action_wrong(self.words)
        else:
            alerts.action_lost(self.lost_to, self.lost_reason_id.id, self.words)
        return {"type": "ir.actions.act_window_close"}
