from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmPersonalDataErasure(models.Model):
    """What was erased, when and by whom: numbers of contacts and of rows, no name. Append only, kept for good: after a
    backup is put back it says what has to be erased again."""

    _name = "crm.personal.data.erasure"
    _description = "Erasure of Personal Data"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "date"

    date = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    # Numbers only: a link would bring the name back.
    contact_numbers = fields.Json(readonly=True, export_string_translation=False)
    lines = fields.Json(readonly=True, export_string_translation=False)
    summary = fields.Char("Erased", compute="_compute_summary")
    count = fields.Integer("Rows", readonly=True)

    @api.depends("lines")
    @api.depends_context("lang")
    def _compute_summary(self):
        for erasure in self:
            done = [line for line in erasure.lines or [] if line["done"]]
            erasure.summary = ", ".join(f"{self._label(line['model'])}: {line['count']}" for line in done)

    def _label(self, name):
        # The name of a model is no secret.
        return self.env["ir.model"].sudo()._get(name).name or name

    def write(self, vals):
        if vals:
            raise UserError(self.env._("What is on record about personal data cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What is on record about personal data cannot be changed."))

    @api.model
    def _note(self, partners, lines):
        """Write down what was done, in the transaction that did it."""
        # Nobody may write the record; all that goes in is decided here.
        return self.sudo().create(
            {
                "date": fields.Datetime.now(),
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "contact_numbers": partners.ids,
                "lines": lines,
                "count": sum(line["count"] for line in lines if line["done"]),
            }
        )
