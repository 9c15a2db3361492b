from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.intake.headers import propose

RESULTS = ("create", "update", "unchanged", "ambiguous", "rejected", "skipped")
#: So many rows are done at once while the user waits; the rest is the job's.
AT_ONCE = 300


class CrmImportBatch(models.Model):
    """One file of customers, or rows that a program sent: read, compared, imported, and taken back if need be."""

    _name = "crm.import.batch"
    _inherit = [
        "crm.import.load",
        "crm.import.lookup",
        "crm.import.matching",
        "crm.import.write",
        "crm.import.apply",
        "crm.import.undo",
        "crm.import.words",
        "crm.import.report",
        "crm.import.work",
        "crm.import.rpc",
    ]
    _description = "Import of Customers"
    _order = "id desc"

    name = fields.Char(compute="_compute_name", store=True, readonly=False, required=True, precompute=True)
    source_id = fields.Many2one(
        "crm.import.source", required=True, index=True, ondelete="restrict", default=lambda self: self._only_source()
    )
    company_id = fields.Many2one(related="source_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Imported by", default=lambda self: self.env.user, readonly=True, required=True, index=True
    )
    file = fields.Binary(attachment=True, copy=False)
    filename = fields.Char("File Name", copy=False)
    state = fields.Selection(
        [
            ("draft", "File"),
            ("preview", "Preview"),
            ("running", "Running"),
            ("stopped", "Stopped"),
            ("done", "Done"),
            ("undone", "Taken back"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        copy=False,
    )
    work = fields.Selection(
        [("load", "Reading the file"), ("preview", "Comparing"), ("run", "Importing"), ("undo", "Taking back")],
        readonly=True,
        index="btree_not_null",
        copy=False,
    )
    error = fields.Text(readonly=True, copy=False)
    columns = fields.Json("Columns of the File", readonly=True, copy=False)
    loaded = fields.Integer("Rows read", readonly=True, copy=False)
    started = fields.Datetime(readonly=True, copy=False)
    finished = fields.Datetime(readonly=True, copy=False)
    row_ids = fields.One2many("crm.import.row", "batch_id", "Rows")
    mapping_ids = fields.One2many(related="source_id.mapping_ids", readonly=False)

    row_count = fields.Integer("Number of Rows", compute="_compute_counts")
    create_count = fields.Integer("New", compute="_compute_counts")
    update_count = fields.Integer("Changed", compute="_compute_counts")
    unchanged_count = fields.Integer("Nothing new", compute="_compute_counts")
    ambiguous_count = fields.Integer("To be decided", compute="_compute_counts")
    rejected_count = fields.Integer("Rejected", compute="_compute_counts")
    skipped_count = fields.Integer("Left out", compute="_compute_counts")
    left_count = fields.Integer("Still to do", compute="_compute_counts")
    progress = fields.Float("Progress (%)", compute="_compute_counts")

    @api.model
    def _only_source(self):
        """The source, if the company has a single one."""
        found = self.env["crm.import.source"].search([("company_id", "=", self.env.company.id)], limit=2)
        return found if len(found) == 1 else False

    @api.depends("filename", "source_id")
    def _compute_name(self):
        for batch in self:
            batch.name = batch.name or batch.filename or batch.source_id.name or self.env._("Import")

    @api.depends("state", "work", "row_ids.result", "row_ids.state", "row_ids.undo_result")
    def _compute_counts(self):
        counted = self._counted()
        for batch in self:
            rows = counted.get(batch.id, {})
            batch.row_count = sum(count for key, count in rows.items() if key[0] == "result")
            for result in RESULTS:
                batch[f"{result}_count"] = rows.get(("result", result), 0)
            batch.left_count = batch._left(rows)
            total = batch.row_count
            batch.progress = 100.0 * (total - batch.left_count) / total if total else 0.0

    def _counted(self):
        """Rows of each batch: ``{batch id: {("result" or "state" or "undo", value): count}}``."""
        self.env["crm.import.row"].flush_model(["batch_id", "result", "state", "undo_result"])
        # As in a list that the reader may open: the batches are theirs to read.
        self.env.cr.execute(
            "SELECT batch_id, result, state, undo_result, count(*) FROM crm_import_row WHERE batch_id = ANY(%s)"
            " GROUP BY 1, 2, 3, 4",
            [self.ids],
        )
        counted = {}
        for batch, result, state, undo, count in self.env.cr.fetchall():
            rows = counted.setdefault(batch, {})
            for key in (("result", result), ("state", state), ("undo", undo), ("both", state, undo)):
                rows[key] = rows.get(key, 0) + count
        return counted

    def _left(self, rows):
        if self.work == "undo":
            return rows.get(("both", "done", None), 0)
        if self.work == "preview":
            return rows.get(("state", "new"), 0)
        if self.work == "run":
            return rows.get(("state", "new"), 0) + rows.get(("state", "previewed"), 0)
        return 0

    @api.constrains("source_id")
    def _check_source(self):
        for batch in self:
            if batch.state not in ("draft", "preview") and batch.row_ids.filtered(lambda row: row.state == "done"):
                raise ValidationError(self.env._("“%s” has been imported; its source stays.", batch.name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_imported(self):
        if kept := self.filtered(lambda batch: batch.state in ("running", "stopped", "done")):
            raise UserError(
                self.env._("“%s” has been imported. Take it back first, or leave it here as a proof.", kept[0].name)
            )

    def write(self, vals):
        if vals.get("file") and any(batch.state not in ("draft", "preview") for batch in self):
            raise UserError(self.env._("What has been imported keeps its file. Make a new import for another one."))
        return super().write(vals)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_read(self):
        """Read the file into rows and propose what its columns hold; a long file is read by the job."""
        self.ensure_one()
        self._expect("draft", "preview")
        if not self.file:
            raise UserError(self.env._("Add a file first."))
        self._forget_rows()
        self._begin("load")
        if self._is_short():
            self._load()
        else:
            self._hand_over()
        return True

    def action_preview(self):
        """Compare all rows with the customers there are; nothing is written to them."""
        self.ensure_one()
        self._expect("draft", "preview")
        self._ready()
        self._begin("preview")
        self._do_some(AT_ONCE)
        return True

    def action_run(self):
        """Import the rows."""
        self.ensure_one()
        self._expect("draft", "preview")
        self._ready()
        self._begin("run")
        self._do_some(AT_ONCE)
        return True

    def action_stop(self):
        """Stop after the rows that are being done now; what is imported stays."""
        self.ensure_one()
        self._expect("draft", "preview", "running")
        self.state = "stopped"
        return True

    def action_resume(self):
        """Go on where it stopped."""
        self.ensure_one()
        self._expect("stopped")
        self._begin(self.work or "run", again=True)
        self._hand_over()
        return True

    def action_undo(self):
        """Take the import back: new customers go, changed fields get their old values."""
        self.ensure_one()
        self._expect("done", "stopped")
        self._begin("undo")
        self._do_some(AT_ONCE)
        return True

    def action_open_rows(self):
        """The rows of a result, given in the context."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("crm_customer360.crm_import_row_action")
        result = self.env.context.get("result")
        domain = [("batch_id", "=", self.id)] + ([("result", "=", result)] if result else [])
        return {**action, "domain": domain, "context": {}, "display_name": self.name}

    # ------------------------------------------------------------------
    # Columns
    # ------------------------------------------------------------------

    def _propose_mapping(self, columns):
        """Put the columns of the file into an empty list of the source, with what they most likely hold."""
        self.ensure_one()
        source = self.source_id
        if source.mapping_ids:
            return
        proposed = propose(columns)
        source.mapping_ids = [
            Command.create({"sequence": place, "column": column, "field": proposed.get(column, False)})
            for place, column in enumerate(columns)
        ]

    def _expect(self, *states):
        self.check_access("write")
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(name)s” is in the state “%(state)s”; this cannot be done now.",
                    name=self.name,
                    state=labels[self.state],
                )
            )

    def _ready(self):
        """There are rows, and a column that says who each customer is."""
        if self.work == "load":
            raise UserError(self.env._("The file is still being read."))
        if not self.env["crm.import.row"].search_count([("batch_id", "=", self.id)], limit=1):
            raise UserError(self.env._("Read the file first."))
        if not self.source_id._mapping():
            raise UserError(self.env._("Say for at least one column which field it goes to."))
