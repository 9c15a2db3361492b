from odoo import api, models

from ..core.plan import NO_PLAN


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        self.env["crm.touchpoint"]._note_partners(new=partners.ids)
        return partners

    def _write_multi(self, vals_list):
        moved = [id_ for id_, vals in zip(self._ids, vals_list, strict=True) if "commercial_partner_id" in vals]
        if moved:
            self.env["crm.touchpoint"]._note_partners(moved=moved)
        return super()._write_multi(vals_list)

    def unlink(self):
        if getattr(self.pool, "crm_touchpoint_plan", NO_PLAN).sources:
            # The contacts of a deleted company stay, and so does their history; the foreign key would take it along.
            self.env.cr.execute(
                "UPDATE crm_touchpoint SET commercial_partner_id = partner_id"
                " WHERE commercial_partner_id = ANY(%(ids)s) AND partner_id <> ALL(%(ids)s)",
                {"ids": self.ids},
            )
        return super().unlink()
