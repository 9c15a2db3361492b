from odoo import fields, models

from ..models.duplicate.crm_duplicate_pair import REASONS


class CrmDuplicateApart(models.TransientModel):
    """Why some pairs are no duplicates."""

    _name = "crm.duplicate.apart"
    _description = "Not a Duplicate"

    duplicate_ids = fields.Many2many("crm.duplicate", required=True)
    reason = fields.Selection(REASONS, required=True, default="people")
    note = fields.Char(size=500)

    def action_apply(self):
        """Set the pairs apart."""
        self.ensure_one()
        self.env["crm.duplicate"].keep_apart(self.duplicate_ids.ids, self.reason, self.note or False)
        return {"type": "ir.actions.act_window_close"}
