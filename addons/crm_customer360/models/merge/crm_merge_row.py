from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmMergeRow(models.Model):
    """One row that a merge moved to the survivor, or removed because the survivor had the same already."""

    _name = "crm.merge.row"
    _description = "Row Moved by a Merge"
    _order = "move_id, id"
    _log_access = False
    _rec_name = "row_id"

    move_id = fields.Many2one("crm.merge.move", required=True, readonly=True, ondelete="cascade")
    merge_id = fields.Many2one(related="move_id.merge_id")
    model = fields.Char(related="move_id.model")
    row_id = fields.Integer("Number", required=True, readonly=True, aggregator=None)
    old_id = fields.Integer("From", required=True, readonly=True, aggregator=None)
    new_id = fields.Integer("To", required=True, readonly=True, aggregator=None)
    state = fields.Selection(
        [("moved", "Moved"), ("removed", "Was there twice"), ("kept", "Did not go back")], required=True, readonly=True
    )
    # A whole row of another table: for the un-merge alone.
    removed = fields.Json(readonly=True, groups="base.group_system")
    from_name = fields.Char("Contact before", compute="_compute_names")
    record_name = fields.Char("Record", compute="_compute_names")

    _move_idx = models.Index("(move_id, state, row_id)")

    @api.depends("row_id", "old_id", "move_id")
    def _compute_names(self):
        """Names of the records, as far as the reader may read them."""
        for (model, target), rows in self.grouped(lambda row: (row.move_id.model, row.move_id.target)).items():
            names = self._readable_names(model, rows.mapped("row_id"))
            sources = self._readable_names(target, rows.mapped("old_id"))
            for row in rows:
                row.record_name = names.get(row.row_id) or str(row.row_id)
                row.from_name = sources.get(row.old_id) or str(row.old_id)

    def _readable_names(self, model, ids):
        if model not in self.env or not self.env[model].has_access("read"):
            return {}
        records = self.env[model].with_context(active_test=False).browse(set(ids)).exists()
        return {record.id: record.display_name for record in records._filtered_access("read")}

    def action_open(self):
        """Open the record behind the row."""
        self.ensure_one()
        model = self.move_id.model
        if model not in self.env or not self.env[model].browse(self.row_id).exists():
            raise UserError(self.env._("There is no page for this row."))
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": self.row_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
