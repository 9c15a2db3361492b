from odoo import api, fields, models
from odoo.tools import format_list


class CrmPersonalDataSection(models.Model):
    """A model with personal data, as its handler declares it: kept in step with the installed addons."""

    _name = "crm.personal.data.section"
    _description = "Section of Personal Data"
    _order = "activity_id, sequence, id"
    _rec_name = "label"

    model = fields.Char(required=True, readonly=True)
    label = fields.Char("What Is Stored", compute="_compute_label")
    activity_id = fields.Many2one(
        "crm.processing.activity", required=True, readonly=True, ondelete="cascade", index=True
    )
    purpose = fields.Text(related="activity_id.purpose")
    basis = fields.Selection(related="activity_id.basis")
    retention = fields.Char("Kept for", compute="_compute_retention")
    sequence = fields.Integer(readonly=True)
    action = fields.Selection(
        [
            ("delete", "Deleted"),
            ("scrub", "Made anonymous"),
            ("detach", "Loosened from the person"),
            ("keep", "Kept"),
        ],
        "When Erased",
        required=True,
        readonly=True,
    )
    reason = fields.Selection(
        [
            ("law", "The law wants it kept"),
            ("evidence", "Evidence of what was wished or answered"),
            ("shared", "Shared with other people's data"),
            ("master", "Other records rest on it"),
            ("others", "About several people"),
        ],
        "Why Kept",
        readonly=True,
    )
    details = fields.Char("Which Data", compute="_compute_details")

    _model_unique = models.Constraint("UNIQUE (model)", "A model is listed once.")

    @api.depends("model")
    @api.depends_context("lang")
    def _compute_label(self):
        for section in self:
            # The name of a model is no secret.
            section.label = self.env["ir.model"].sudo()._get(section.model).name or section.model

    @api.depends("activity_id.retention_months", "activity_id.retention_from", "activity_id.retention_law")
    @api.depends_context("lang")
    def _compute_retention(self):
        for section in self:
            section.retention = section.activity_id._retention_words()

    @api.depends("model")
    @api.depends_context("lang")
    def _compute_details(self):
        data = self.env["crm.personal.data"]
        handlers = data._active_handlers()
        for section in self:
            handler = handlers.get(section.model)
            names = data._told_fields(handler) if handler else []
            fields_ = self.env[section.model]._fields if handler else {}
            labels = [fields_[name]._description_string(self.env) for name in names]
            section.details = format_list(self.env, labels) if labels else ""

    def _register_hook(self):
        super()._register_hook()
        # Modules come and go: whoever updated one has the list in step afterwards.
        if self.pool.updated_modules and not self.pool.ready:
            self._sync()

    @api.model
    def _sync(self):
        """List what the installed handlers declare, no more and no less."""
        activities = {activity.key: activity.id for activity in self.env["crm.processing.activity"]._all()}
        wanted = {}
        for number, handler in enumerate(self.env["crm.personal.data"]._active_handlers().values()):
            if handler.activity in activities:
                wanted[handler.model] = {
                    "activity_id": activities[handler.activity],
                    "sequence": number,
                    "action": handler.erasure.action,
                    "reason": handler.erasure.reason or False,
                }
        known = {section.model: section for section in self.search([("model", "!=", False)])}
        self.union(*(section for name, section in known.items() if name not in wanted)).unlink()
        self.create([{"model": name, **values} for name, values in wanted.items() if name not in known])
        for name, section in known.items():
            if name in wanted and any(
                section._fields[field].convert_to_write(section[field], section) != value
                for field, value in wanted[name].items()
            ):
                section.write(wanted[name])
