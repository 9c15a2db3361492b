from odoo import api, models


class MailBlacklist(models.Model):
    """An address on the blacklist is an objection of those who have it, and is taken over into the ledger."""

    _inherit = "mail.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries.filtered("active")._tell_ledger(objection=True)
        return entries

    def write(self, vals):
        changed = self.filtered(lambda entry: "active" in vals and entry.active != bool(vals["active"]))
        result = super().write(vals)
        changed._tell_ledger(objection=bool(vals.get("active")))
        return result

    def unlink(self):
        self.filtered("active")._tell_ledger(objection=False)
        return super().unlink()

    def _tell_ledger(self, objection):
        # Writes what the blacklist itself says; visitors come here through their link.
        self.env["crm.consent"].sudo()._from_blacklist("email", self.mapped("email"), objection)
