from odoo import api, models


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
