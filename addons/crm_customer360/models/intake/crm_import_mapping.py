from odoo import api, fields, models

FIELDS = [
    ("external_id", "Number in the source"),
    ("name", "Name"),
    ("first_name", "First name"),
    ("last_name", "Last name"),
    ("is_company", "Company (yes or no)"),
    ("parent", "Company the contact belongs to (its number or code)"),
    ("type", "Type of address"),
    ("function", "Job position"),
    ("vat", "VAT number"),
    ("company_registry", "Company code"),
    ("ref", "Customer number"),
    ("email", "E-mail"),
    ("phone", "Telephone"),
    ("website", "Website"),
    ("street", "Street"),
    ("street2", "Street, second line"),
    ("zip", "Postcode"),
    ("city", "City"),
    ("country", "Country"),
    ("lang", "Language"),
    ("tags", "Tags"),
    ("comment", "Notes"),
    ("industry", "Industry"),
    ("user", "Owner (login)"),
]
SAMPLES = 3


class CrmImportMapping(models.Model):
    """What a column of a source's files holds."""

    _name = "crm.import.mapping"
    _description = "Import: Column"
    _order = "sequence, id"
    _rec_name = "column"

    source_id = fields.Many2one("crm.import.source", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="source_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    column = fields.Char(
        required=True, help="As in the header of the file; for XML a path inside the element of a row (XPath)."
    )
    field = fields.Selection(FIELDS, "Goes to", help="Empty: the column is not imported.")
    only_empty = fields.Boolean(
        "Only If Empty", help="The column fills what is empty and never changes what stands there."
    )
    sample = fields.Char("For example", compute="_compute_sample")

    _column_uniq = models.UniqueIndex('(source_id, "column")', "This column stands in the list already.")

    @api.depends("column")
    def _compute_sample(self):
        for source, lines in self.grouped("source_id").items():
            cells = source._sample_cells()
            for line in lines:
                texts = dict.fromkeys(row[line.column][:40] for row in cells if row.get(line.column))
                line.sample = " · ".join(list(texts)[:SAMPLES])
