from odoo import fields, models


class CrmPersonalDataPart(models.Model):
    """A piece of an answer under way: rows of one section. It goes when the package is made."""

    _name = "crm.personal.data.part"
    _description = "Piece of an Answer about Personal Data"
    _order = "id"
    _log_access = False

    request_id = fields.Many2one("crm.personal.data.request", required=True, ondelete="cascade", index=True)
    model = fields.Char(required=True)
    last_id = fields.Integer(required=True)
    # One row a line, as JSON.
    rows = fields.Text(required=True)
    row_count = fields.Integer(required=True)

    _place_unique = models.UniqueIndex("(request_id, model, last_id)")
