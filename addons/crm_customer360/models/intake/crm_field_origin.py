from odoo import api, fields, models

from ...core.intake.decide import digest
from .crm_import_mapping import FIELDS


class CrmFieldOrigin(models.Model):
    """Which source the value of a customer's field came from. The value itself is not kept, only what tells whether it
    is still the same."""

    _name = "crm.field.origin"
    _description = "Where a Customer's Data Comes From"
    _order = "partner_id, id"
    _rec_name = "field"

    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, ondelete="cascade")
    field = fields.Selection(FIELDS, required=True, readonly=True)
    source_id = fields.Many2one("crm.import.source", required=True, readonly=True, index=True, ondelete="cascade")
    batch_id = fields.Many2one("crm.import.batch", "Import", readonly=True, index=True, ondelete="set null")
    date = fields.Datetime("Since", readonly=True)
    digest = fields.Char(required=True, readonly=True)
    value = fields.Char("Value now", compute="_compute_value")
    by_hand = fields.Boolean(
        "Changed by Hand Since", compute="_compute_value", help="The value is no longer what the source wrote."
    )

    _field_uniq = models.Constraint("UNIQUE (partner_id, field)", "The field has a source already.")

    @api.depends("partner_id", "field", "digest")
    def _compute_value(self):
        lookup = self.env["crm.import.batch"]
        current = lookup._current_values(self.partner_id)
        for origin in self:
            value = current[origin.partner_id.id].get(origin.field, "")
            origin.value = lookup._value_text(origin.field, value)
            origin.by_hand = digest(origin.field, value) != origin.digest
