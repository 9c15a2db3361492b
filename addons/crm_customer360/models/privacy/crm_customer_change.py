from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CrmCustomerChange(models.Model):
    """Changes of customers' data: who changed what and when, from the tracked values, and who was removed."""

    _name = "crm.customer.change"
    _description = "Change of Customers' Data"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "field_label"
    _depends = {
        "mail.tracking.value": [
            "field_id", "mail_message_id", "old_value_char", "old_value_text", "old_value_integer", "old_value_float",
            "old_value_datetime", "new_value_char", "new_value_text", "new_value_integer", "new_value_float",
            "new_value_datetime",
        ],
        "mail.message": ["author_id", "date", "model", "res_id"],
        "crm.customer.removal": ["date", "kind", "name", "user_id", "into_partner_id"],
    }  # fmt: skip

    date = fields.Datetime(readonly=True)
    author_id = fields.Many2one("res.partner", "Changed by", readonly=True)
    kind = fields.Selection(
        [("changed", "Changed"), ("deleted", "Deleted"), ("merged", "Merged")], "What Happened", readonly=True
    )
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    field_id = fields.Many2one("ir.model.fields", readonly=True)
    field_label = fields.Char("Changed Field", compute="_compute_field_label")
    field_name = fields.Char("Technical Field", readonly=True)
    old_value = fields.Char("Before", readonly=True)
    new_value = fields.Char("After", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT v.id * 2 AS id, m.date, m.author_id, 'changed' AS kind, p.id AS partner_id, p.company_id,
                   v.field_id, f.name AS field_name, %s AS old_value, %s AS new_value
              FROM mail_tracking_value v
              JOIN mail_message m ON m.id = v.mail_message_id AND m.model = 'res.partner'
              JOIN res_partner p ON p.id = m.res_id
              JOIN ir_model_fields f ON f.id = v.field_id
             UNION ALL
            SELECT r.id * 2 + 1, r.date, u.partner_id, r.kind, r.into_partner_id, r.company_id, NULL, NULL, r.name, NULL
              FROM crm_customer_removal r JOIN res_users u ON u.id = r.user_id
            """,
            _value("old"),
            _value("new"),
        )

    @api.depends("field_id")
    @api.depends_context("lang")
    def _compute_field_label(self):
        for change in self:
            # The label of a field is no secret; changes of fields closed to the reader are not found at all.
            change.field_label = change.field_id.sudo().field_description or ""

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Without changes of fields that are closed to the reader."""
        if not self.env.su and (closed := self._closed_fields()):
            domain = Domain(domain) & Domain("field_name", "not in", closed)
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _closed_fields(self):
        partner = self.env["res.partner"]
        return [field.name for field in partner._fields.values() if not partner._has_field_access(field, "read")]


def _value(which):
    """SQL of the value before or after, as text; the kind of the field says which column counts."""
    columns = {
        name: SQL.identifier("v", f"{which}_value_{name}") for name in ("char", "text", "integer", "float", "datetime")
    }
    return SQL(
        "CASE WHEN f.ttype = 'boolean' THEN CASE WHEN %(integer)s = 1 THEN '✓' ELSE '' END"
        " WHEN f.ttype IN ('integer') THEN %(integer)s::text WHEN f.ttype IN ('float', 'monetary') THEN %(float)s::text"
        " WHEN f.ttype IN ('date', 'datetime') THEN %(datetime)s::text"
        " ELSE coalesce(%(char)s, %(text)s) END",
        **columns,
    )
