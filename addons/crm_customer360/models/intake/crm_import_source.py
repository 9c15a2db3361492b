from odoo import Command, api, fields, models

from ...core.intake.keys import RULES
from ...core.intake.reading import Reading

KINDS = [
    ("auto", "As the file says"),
    ("csv", "Text with separators (CSV)"),
    ("xlsx", "Excel workbook"),
    ("vcard", "vCards"),
    ("ubl", "UBL parties and invoices"),
    ("xml", "Other XML"),
]
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


class CrmImportSource(models.Model):
    """Where customers come from: how its files are written, what their columns hold, how customers are found again, and
    how much its word counts beside that of other sources."""

    _name = "crm.import.source"
    _description = "Import Source"
    _order = "priority desc, name, id"

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="By this programs name the source.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    priority = fields.Integer(
        default=10,
        help="A value that came from a source is not overwritten by a source with a lower number.",
    )
    overwrite_by_hand = fields.Boolean(
        "Overwrites What Was Entered by Hand",
        help="Otherwise a value that somebody entered or changed by hand is left alone and the difference is shown.",
    )
    shared = fields.Boolean(
        "New Customers for All Companies", default=True, help="Otherwise they belong to the company of the source."
    )
    country_id = fields.Many2one(
        "res.country",
        "Country If None Is Named",
        default=lambda self: self.env.company.country_id,
        help="Telephone numbers without a country code, and new customers without a country, belong to it.",
    )
    kind = fields.Selection(KINDS, "Kind of File", required=True, default="auto")
    encoding = fields.Selection(
        [("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1257", "Baltic (Windows-1257)"), ("cp1252", "Windows-1252")],
        help="Empty: found out from the file.",
    )
    separator = fields.Selection(
        [("comma", "Comma"), ("semicolon", "Semicolon"), ("tab", "Tab"), ("pipe", "Vertical bar")],
        help="Empty: found out from the file.",
    )
    row_name = fields.Char(
        "Element of a Row", help="Name of the XML element that is one customer. Empty: each child of the root."
    )
    mapping_ids = fields.One2many("crm.import.mapping", "source_id", "Columns")
    rule_ids = fields.One2many(
        "crm.import.rule", "source_id", "How a Customer Is Found", default=lambda self: self._default_rules()
    )
    batch_ids = fields.One2many("crm.import.batch", "source_id", "Imports")
    batch_count = fields.Integer("Number of Imports", compute="_compute_batch_count")

    _code_uniq = models.UniqueIndex("(company_id, code)", "The company has a source with this code already.")

    @api.model
    def _default_rules(self):
        return [Command.create({"sequence": place, "rule": rule}) for place, rule in enumerate(RULES)]

    def _compute_batch_count(self):
        counts = dict(
            self.env["crm.import.batch"]._read_group([("source_id", "in", self.ids)], ["source_id"], ["__count"])
        )
        for source in self:
            source.batch_count = counts.get(source, 0)

    def action_open_batches(self):
        """The imports of the source."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("crm_customer360.crm_import_batch_action")
        return {**action, "domain": [("source_id", "=", self.id)], "context": {"default_source_id": self.id}}

    def _mapping(self):
        """Field of an import by column, in the order of the list."""
        return {line.column: line.field for line in self.mapping_ids.sorted("sequence") if line.field}

    def _rules(self):
        return [line.rule for line in self.rule_ids.sorted("sequence")]

    def _reading(self, kind):
        return Reading(
            kind=kind,
            encoding=self.encoding or "",
            separator=SEPARATORS.get(self.separator, ""),
            row_name=self.row_name or "",
            paths=tuple(self._mapping()) if kind == "xml" else (),
        )

    def _sample_cells(self):
        """Cells of the first rows of the source's last file."""
        row = self.env["crm.import.row"]
        last = row.search([("batch_id.source_id", "=", self.id)], order="id desc", limit=1).batch_id
        return [one.cells or {} for one in row.search([("batch_id", "=", last.id)], order="number", limit=20)]
