from odoo import fields, models


class CrmExternalId(models.Model):
    """The number by which a source knows a customer."""

    _name = "crm.external.id"
    _description = "Customer's Number in a Source"
    _order = "partner_id, source_id, id"
    _rec_name = "external_id"

    source_id = fields.Many2one("crm.import.source", required=True, readonly=True, ondelete="cascade")
    external_id = fields.Char(
        "Number in the Source",
        required=True,
        readonly=True,
        help="One that begins with “row:” stands for a row that has no number of its own.",
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    batch_id = fields.Many2one("crm.import.batch", "Came with", readonly=True, index=True, ondelete="set null")
    company_id = fields.Many2one(related="source_id.company_id", store=True, index=True)

    _external_uniq = models.UniqueIndex("(source_id, external_id)", "The source has this number already.")
