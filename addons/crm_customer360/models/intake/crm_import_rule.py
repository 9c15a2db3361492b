from odoo import fields, models


class CrmImportRule(models.Model):
    """One way to find the customer of a row; the first that finds somebody decides."""

    _name = "crm.import.rule"
    _description = "Import: How a Customer Is Found"
    _order = "sequence, id"
    _rec_name = "rule"

    source_id = fields.Many2one("crm.import.source", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="source_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    rule = fields.Selection(
        [
            ("external_id", "Number in the source"),
            ("vat", "VAT number"),
            ("company_registry", "Company code"),
            ("ref", "Customer number"),
            ("email", "E-mail"),
            ("phone", "Telephone"),
            ("name_city", "Name and city"),
        ],
        "Found by",
        required=True,
    )

    _rule_uniq = models.UniqueIndex("(source_id, rule)", "This way stands in the list already.")
