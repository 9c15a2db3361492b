from odoo import api, fields, models

from ...core.merge.changes import Change


class CrmMergeValue(models.Model):
    """One value of the survivor, or of a contact of it, that a merge changed."""

    _name = "crm.merge.value"
    _description = "Value Changed by a Merge"
    _order = "merge_id, id"
    _log_access = False
    _rec_name = "field_name"

    merge_id = fields.Many2one("crm.merge", required=True, readonly=True, ondelete="cascade", index=True)
    partner_id = fields.Many2one("res.partner", "Contact", required=True, readonly=True, ondelete="cascade", index=True)
    field_name = fields.Char("Technical Name", required=True, readonly=True)
    company_key = fields.Char("Company Number", readonly=True)
    # Wrapped, so that an empty value is one.
    before = fields.Json("Stored before", readonly=True)
    after = fields.Json("Stored after", readonly=True)
    kept = fields.Boolean("Did Not Go Back", readonly=True, help="Somebody changed it after the merge.")
    label = fields.Char("Field", compute="_compute_texts")
    before_text = fields.Char("Before", compute="_compute_texts")
    after_text = fields.Char("After", compute="_compute_texts")

    @api.depends("field_name", "before", "after")
    @api.depends_context("lang")
    def _compute_texts(self):
        for value in self:
            field = self.env["res.partner"]._fields.get(value.field_name)
            value.label = field._description_string(self.env) if field else value.field_name
            change = value._change()
            value.before_text = self._text(field, change.before)
            value.after_text = self._text(field, change.after)

    def _text(self, field, value):
        if value is None or value is False:
            return ""
        if field is not None and field.type == "many2one":
            # The name of what was chosen on the contact, for whoever may read the contact.
            return self.env[field.comodel_name].sudo().browse(value).exists().display_name or str(value)
        if field is not None and field.type == "selection":
            return str(dict(field._description_selection(self.env)).get(value, value))
        return str(value)[:200]

    def _change(self):
        self.ensure_one()
        before, after = (self.before or {}).get("value"), (self.after or {}).get("value")
        return Change(self.field_name, before, after, self.company_key or "")

    @api.model
    def _note(self, merge, partner_id, changes):
        self.create(
            [
                {
                    "merge_id": merge.id,
                    "partner_id": partner_id,
                    "field_name": change.column,
                    "company_key": change.company,
                    "before": {"value": change.before},
                    "after": {"value": change.after},
                }
                for change in changes
            ]
        )
