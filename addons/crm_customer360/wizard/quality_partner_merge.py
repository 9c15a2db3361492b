from odoo import api, models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """What the checks say of the contacts merged away is not the destination's, which is checked anew."""
        self.env.cr.flush()
        self.env["crm.quality.finding"].invalidate_model()
        self.env["crm.quality.score"].invalidate_model()
        params = {"ids": src_partners.ids}
        self.env.cr.execute("DELETE FROM crm_quality_finding WHERE partner_id = ANY(%(ids)s)", params)
        self.env.cr.execute("DELETE FROM crm_quality_score WHERE partner_id = ANY(%(ids)s)", params)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["crm.quality.pending"]._note(dst_partner.ids)
        return result
