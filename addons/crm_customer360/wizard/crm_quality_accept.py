from odoo import api, fields, models


class CrmQualityAccept(models.TransientModel):
    """Asks once for the reason why many findings are right as they are."""

    _name = "crm.quality.accept"
    _description = "Accept Findings about Customer Data"

    finding_ids = fields.Many2many("crm.quality.finding", readonly=True)
    finding_count = fields.Integer("Findings", compute="_compute_finding_count")
    note = fields.Char("Why", required=True, size=500)

    @api.depends("finding_ids")
    def _compute_finding_count(self):
        for wizard in self:
            wizard.finding_count = len(wizard.finding_ids)

    def action_accept(self):
        """Accept the findings with the reason given."""
        self.ensure_one()
        self.env["crm.quality.finding"].accept(self.finding_ids.ids, self.note)
        return {"type": "ir.actions.act_window_close"}
