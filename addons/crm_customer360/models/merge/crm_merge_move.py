from odoo import api, fields, models
from odoo.tools import SQL

from ...core.merge.place import Place


class CrmMergeMove(models.Model):
    """What a merge moved in one column of one table; the rows themselves hang on it."""

    _name = "crm.merge.move"
    _description = "What a Merge Moved"
    _order = "merge_id, sequence"
    _log_access = False
    _rec_name = "label"

    merge_id = fields.Many2one("crm.merge", required=True, readonly=True, ondelete="cascade", index=True)
    sequence = fields.Integer(readonly=True, help="In this order; an un-merge goes backwards.")
    table_name = fields.Char("Table", required=True, readonly=True)
    column_name = fields.Char("Column", required=True, readonly=True)
    kind = fields.Char(required=True, readonly=True)
    model = fields.Char("Technical Name", readonly=True)
    target = fields.Char(required=True, readonly=True)
    model_column = fields.Char(readonly=True)
    key_column = fields.Char(required=True, readonly=True)
    relation = fields.Boolean("Between Two Records", readonly=True)
    condition = fields.Char(readonly=True)
    company = fields.Char("Company Number", readonly=True)
    label = fields.Char("What", compute="_compute_label")
    moved = fields.Integer(readonly=True, help="Rows that named a merged contact and name the survivor now.")
    removed = fields.Integer(readonly=True, help="Rows the survivor had already; an un-merge puts them back.")
    kept = fields.Integer("Stayed", readonly=True, help="Rows that did not go back with the un-merge.")
    left_reason = fields.Char("Left Behind", readonly=True, help="Why these rows stay with the merged contact.")
    left = fields.Integer("Rows Left Behind", readonly=True)
    row_ids = fields.One2many("crm.merge.row", "move_id")

    @api.depends("model", "table_name", "column_name")
    @api.depends_context("lang")
    def _compute_label(self):
        for move in self:
            if move.model in self.env:
                # Words of the model and the field, for whoever may read the merge.
                field = None if move.relation else self.env[move.model]._fields.get(move.column_name)
                words = [
                    self.env["ir.model"]._get(move.model).sudo().name,
                    field and field._description_string(self.env),
                ]
                move.label = ": ".join(filter(None, words))
            else:
                move.label = f"{move.table_name}.{move.column_name}"

    @api.model
    def _note(self, merge, place, **values):
        """The record a place's rows hang on; in the order of the calls."""
        return self.create(
            {
                "merge_id": merge.id,
                "sequence": 1 + self.search_count([("merge_id", "=", merge.id)]),
                "table_name": place.table,
                "column_name": place.column,
                "kind": place.kind,
                "model": place.model,
                "target": place.target,
                "model_column": place.model_column,
                "key_column": place.key,
                "relation": place.relation,
                "condition": place.where,
                "company": place.company,
                **values,
            }
        )

    @api.model
    def _note_left(self, merge, place, count, reason):
        """Rows that stay with the merged contact, said once."""
        same = [("merge_id", "=", merge.id), ("table_name", "=", place.table), ("column_name", "=", place.column)]
        known = self.search([*same, ("left_reason", "!=", False)], limit=1)
        if known:
            known.left = count
            return known
        return self._note(merge, place, left=count, left_reason=reason)

    def _place(self):
        self.ensure_one()
        return Place(
            self.table_name,
            self.column_name,
            self.kind,
            self.model or "",
            self.target,
            self.model_column or "",
            self.key_column,
            self.relation,
            self.condition or "",
            self.company or "",
        )

    @api.model
    def _count_rows(self, merge):
        """Count what was written down; a place without rows is not worth a line."""
        self._count(merge, moved="moved", removed="removed")
        merge.move_ids.filtered(lambda one: not one.moved and not one.removed and not one.left_reason).unlink()

    @api.model
    def _count_kept(self, merge):
        """Count what an un-merge could not bring back."""
        self._count(merge, kept="kept")

    def _count(self, merge, **states):
        self.flush_model()
        counted = SQL(", ").join(
            SQL(
                "%s = (SELECT count(*) FROM crm_merge_row r WHERE r.move_id = m.id AND r.state = %s)",
                SQL.identifier(name),
                state,
            )
            for name, state in states.items()
        )
        self.env.cr.execute(SQL("UPDATE crm_merge_move m SET %s WHERE m.merge_id = %s", counted, merge.id))
        self.invalidate_model()
        merge.invalidate_recordset()

    def action_open_rows(self):
        """The rows of this line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.label,
            "res_model": "crm.merge.row",
            "view_mode": "list",
            "domain": [("move_id", "=", self.id)],
        }

    def _moved_ids(self):
        """Numbers of the rows that moved or were put back."""
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT row_id FROM crm_merge_row WHERE move_id = ANY(%s) AND state <> 'kept'", self.ids)
        )
        return [row_id for (row_id,) in rows]

    def _first_records(self, state, limit):
        """Ids of some rows in a state."""
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                "SELECT row_id FROM crm_merge_row WHERE move_id = %s AND state = %s ORDER BY id LIMIT %s",
                self.id,
                state,
                limit,
            )
        )
        return [row_id for (row_id,) in rows]
