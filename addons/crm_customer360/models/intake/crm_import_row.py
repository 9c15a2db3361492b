from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.intake.values import parse_row

RESULTS = [
    ("create", "New"),
    ("update", "Changed"),
    ("unchanged", "Nothing new"),
    ("ambiguous", "To be decided"),
    ("rejected", "Rejected"),
    ("skipped", "Left out"),
]


class CrmImportRow(models.Model):
    """One row of a file: what it says, which customer it means, what came of it and why."""

    _name = "crm.import.row"
    _description = "Row of an Import"
    _order = "batch_id, number, id"
    _rec_name = "number"

    batch_id = fields.Many2one("crm.import.batch", "Import", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="batch_id.company_id", store=True, index=True)
    number = fields.Integer("Row", required=True, readonly=True, aggregator=None)
    name = fields.Char("Says", readonly=True)
    cells = fields.Json(readonly=True)
    digest = fields.Char(readonly=True)
    state = fields.Selection(
        [("new", "Read"), ("previewed", "Compared"), ("done", "Done")], required=True, readonly=True, default="new"
    )
    # A row whose company comes later in the file has to wait for it.
    turn = fields.Integer(readonly=True, aggregator=None)
    # In the order in which they were written, so that they can be taken back in the opposite order.
    step = fields.Integer(readonly=True, aggregator=None)
    result = fields.Selection(RESULTS, readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, index="btree_not_null", ondelete="set null")
    changes = fields.Json(readonly=True)
    reason = fields.Char(readonly=True)
    candidates = fields.Json(readonly=True)
    problem_column = fields.Char("Column", readonly=True)
    problem_value = fields.Char("Value", readonly=True)
    problem_reason = fields.Char(readonly=True)
    problem_detail = fields.Char(readonly=True)
    decision = fields.Selection(
        [("use", "This customer"), ("create", "A new customer"), ("skip", "Leave out")], readonly=True
    )
    chosen_id = fields.Many2one("res.partner", "Chosen Customer", index="btree_not_null", ondelete="set null")
    undo_result = fields.Selection(
        [
            ("undone", "Taken back"),
            ("partly", "Partly taken back"),
            ("archived", "Archived"),
            ("kept", "Could not be taken back"),
        ],
        "Taking back",
        readonly=True,
    )
    undo_note = fields.Text("What could not be taken back", readonly=True)

    explanation = fields.Text("What and why", compute="_compute_explanation")
    differences = fields.Json(compute="_compute_differences")
    candidate_ids = fields.Many2many("res.partner", string="May be", compute="_compute_candidate_ids")

    _batch_number_uniq = models.UniqueIndex("(batch_id, number)")
    _work_idx = models.Index("(batch_id, state, turn, number)")
    _step_idx = models.Index("(batch_id, step) WHERE step > 0")
    _partner_idx = models.Index("(batch_id, partner_id) WHERE partner_id IS NOT NULL")

    @api.depends("result", "reason", "problem_reason", "undo_note")
    def _compute_explanation(self):
        for row in self:
            row.explanation = row.batch_id._explained(row)

    @api.depends("changes", "cells", "result")
    def _compute_differences(self):
        """For the screen: ``[{"field", "old", "new", "taken", "why"}]``, all of them words."""
        for row in self:
            row.differences = row._shown_differences()

    @api.depends("candidates")
    def _compute_candidate_ids(self):
        for row in self:
            row.candidate_ids = self.env["res.partner"].browse(row.candidates or [])._filtered_access("read")

    def _shown_differences(self):
        batch = self.batch_id
        labels = dict(self.env["crm.import.mapping"]._fields["field"]._description_selection(self.env))
        why = batch._why_words()
        if not self.changes:
            values = parse_row(self.number, self.cells or {}, batch.source_id._mapping(), batch._country_code()).values
            return [
                {"field": labels[name], "old": "", "new": batch._said_text(name, value), "taken": True, "why": ""}
                for name, value in values.items()
                if self.result in ("create", "ambiguous")
            ]
        return [
            {
                "field": labels[change["field"]],
                "old": batch._value_text(change["field"], change["old"]),
                "new": batch._value_text(change["field"], change["new"]),
                "taken": change["taken"],
                "why": why.get(change["why"], ""),
            }
            for change in self.changes
            if change["old"] != change["new"]
        ]

    def action_use(self):
        """Take the chosen customer, or the only candidate, for the one the row means."""
        return self._decide("use")

    def action_create_new(self):
        """Make a new customer of the row."""
        return self._decide("create")

    def action_skip(self):
        """Leave the row out."""
        return self._decide("skip")

    def _decide(self, decision):
        self.check_access("write")
        for row in self:
            if row.result != "ambiguous":
                raise UserError(self.env._("Row %s has nothing to decide.", row.number))
            if decision == "use":
                row.chosen_id = row.chosen_id or (row.candidate_ids if len(row.candidate_ids) == 1 else False)
                if not row.chosen_id:
                    raise UserError(self.env._("Row %s: choose the customer first.", row.number))
            row.decision = decision
        for batch, rows in self.grouped("batch_id").items():
            batch._decided(rows)
        return True
