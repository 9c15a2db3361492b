from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CrmMergeWizard(models.TransientModel):
    """Merge contacts: who stays, which value of each field, what will move."""

    _name = "crm.merge.wizard"
    _description = "Merge Contacts"

    partner_ids = fields.Many2many("res.partner", string="Contacts", context={"active_test": False})
    survivor_id = fields.Many2one(
        "res.partner",
        required=True,
        domain="[('id', 'in', partner_ids)]",
        context={"active_test": False},
        help="The contact that stays; the others are archived and can be brought back.",
    )
    preview = fields.Json(compute="_compute_preview")
    choices = fields.Json(compute="_compute_choices", store=True, readonly=False)
    reasons = fields.Text("Why not", compute="_compute_preview")
    warnings = fields.Text(compute="_compute_preview")
    confirmed = fields.Boolean("They are the same customer all the same")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        ids = values.get("partner_ids") or []
        if self.env.context.get("active_model") == "res.partner" and not ids:
            values["partner_ids"] = [Command.set(self.env.context.get("active_ids") or [])]
        chosen = self.new({"partner_ids": values.get("partner_ids") or []}).partner_ids._origin
        if "survivor_id" in fields and not values.get("survivor_id") and len(chosen) > 1:
            values["survivor_id"] = self.env["res.partner"].propose_survivor(chosen.ids)
        return values

    @api.depends("partner_ids", "survivor_id")
    def _compute_preview(self):
        for wizard in self:
            survivor, sources = wizard._parts()
            wizard.preview = wizard.reasons = wizard.warnings = False
            if not survivor or not sources:
                wizard.reasons = self.env._("Choose at least two contacts to merge.")
                continue
            preview = self.env["res.partner"].merge_preview(survivor.id, sources.ids)
            contacts = [{"id": one.id, "name": one.display_name or ""} for one in survivor | sources]
            wizard.preview = {"contacts": contacts, "fields": preview["fields"], "moves": preview["moves"]}
            wizard.reasons = "\n".join(preview["reasons"])
            wizard.warnings = "\n".join(preview["warnings"].values())

    @api.depends("partner_ids", "survivor_id")
    def _compute_choices(self):
        for wizard in self:
            rows = (wizard.preview or {}).get("fields", [])
            wizard.choices = {row["name"]: row["pick"] for row in rows}

    def _parts(self):
        partners, survivor = self.partner_ids._origin, self.survivor_id._origin
        return survivor & partners, partners - survivor

    def action_merge(self):
        """Merge them and say so."""
        self.ensure_one()
        survivor, sources = self._parts()
        if not survivor or not sources:
            raise UserError(self.env._("Choose at least two contacts to merge."))
        values = {"_from": self.choices or {}, "_confirmed": ["vat"] if self.confirmed else []}
        self.env["res.partner"].merge_customers(survivor.id, sources.ids, values)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("Merged into %s", survivor.name or survivor.display_name),
                "message": self.env._("If it was a mistake: Customers > Data > Merges brings them back."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
