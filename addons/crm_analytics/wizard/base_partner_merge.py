from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Odoo's own merge moves documents without a note on them."""
        self.env["crm.score.touched"]._note_customers((src_partners | dst_partner).ids)
        return super()._update_foreign_keys(src_partners, dst_partner)
