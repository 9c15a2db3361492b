from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

KEPT_MONTHS = "crm_customer360.export_kept_months"
DEFAULT_MONTHS = 24
#: Names shown in the list; all numbers are kept.
SHOWN = 5


class CrmDataExport(models.Model):
    """Who took which customers' data out, when and how, for the data-protection officer. Append only."""

    _name = "crm.data.export"
    _description = "Export of Customers' Data"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "model_label"

    date = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    way = fields.Selection(
        [("screen", "Export from a list"), ("rpc", "Another program"), ("person", "Everything about a person")],
        required=True,
        readonly=True,
    )
    model = fields.Char(required=True, readonly=True)
    model_label = fields.Char("What", compute="_compute_model_label", search="_search_model_label")
    count = fields.Integer("Records", readonly=True)
    # All of them, as numbers: links would bring back what an erasure took.
    record_ids = fields.Json(readonly=True, export_string_translation=False)
    field_names = fields.Text("Fields", readonly=True)
    records = fields.Char("Which", compute="_compute_records")

    _date_idx = models.Index("(date DESC, id DESC)")

    @api.depends("model")
    @api.depends_context("lang")
    def _compute_model_label(self):
        for export in self:
            # The name of a model is no secret.
            export.model_label = self.env["ir.model"].sudo()._get(export.model).name or export.model

    def _search_model_label(self, operator, value):
        # The name of a model is no secret.
        models_ = self.env["ir.model"].sudo().search([("name", operator, value)])
        return [("model", "in", models_.mapped("model"))]

    @api.depends("record_ids")
    @api.depends_context("lang")
    def _compute_records(self):
        for export in self:
            ids = export.record_ids or []
            shown = ", ".join(map(str, ids[:SHOWN]))
            export.records = f"{shown} …" if len(ids) > SHOWN else shown

    def write(self, vals):
        if vals:
            raise UserError(self.env._("What is on record about exports cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What is on record about exports cannot be changed."))

    def action_customers(self):
        """Open the customers that were exported, those the officer may see."""
        self.ensure_one()
        if self.model != "res.partner":
            raise UserError(self.env._("This export was not of customers but of: %s", self.model_label))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Exported Customers"),
            "res_model": "res.partner",
            "view_mode": "list,form",
            "views": [[False, "list"], [False, "form"]],
            "domain": [["id", "in", self.record_ids or []]],
            "context": {"active_test": False, "create": False},
        }

    @api.model
    def _note(self, records, names, way, count=False):
        """Write down that the current user takes ``records`` out.

        :param names: fields (list of str)
        :param way: one of the ways
        :param count: number of rows, where it is not that of the records
        """
        values = {
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "company_id": self.env.company.id,
            "way": way,
            "model": records._name,
            "count": count or len(records),
            "record_ids": records.ids,
            "field_names": ", ".join(names),
        }
        if not self.env.cr.readonly:
            # Nobody may write the record; all that goes in is decided here.
            self.sudo().create(values)
            return
        # A route that promises to write nothing: it is noted beside it.
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr)).sudo().create(values)

    @api.autovacuum
    def _gc_old(self):
        """Exports older than the agreed number of months are forgotten."""
        # A number an administrator set; it reveals nothing.
        months = int(self.env["ir.config_parameter"].sudo().get_param(KEPT_MONTHS, DEFAULT_MONTHS))
        self.env.execute_query(
            SQL(
                "DELETE FROM crm_data_export WHERE date < now() AT TIME ZONE 'UTC' - make_interval(months => %s)"
                " RETURNING id",
                months,
            )
        )
