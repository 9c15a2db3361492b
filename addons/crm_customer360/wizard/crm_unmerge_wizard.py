from odoo import api, fields, models


class CrmUnmergeWizard(models.TransientModel):
    """Un-merge, with a look at what goes back first."""

    _name = "crm.unmerge.wizard"
    _description = "Un-merge Contacts"

    merge_id = fields.Many2one("crm.merge", required=True, ondelete="cascade")
    survivor_id = fields.Many2one(related="merge_id.survivor_id")
    source_names = fields.Char(related="merge_id.source_names")
    preview = fields.Json(compute="_compute_preview")

    @api.depends("merge_id")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = self.env["crm.merge"].unmerge_preview(wizard.merge_id.id) if wizard.merge_id else False

    def action_unmerge(self):
        """Do it and show the record of the merge, with what stayed."""
        self.ensure_one()
        self.env["crm.merge"].unmerge(self.merge_id.id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.merge",
            "res_id": self.merge_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
