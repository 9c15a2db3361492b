from odoo import models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _log_merge_operation(self, src_partners, dst_partner):
        """Who merged which customers is on record, not in the server's log only."""
        result = super()._log_merge_operation(src_partners, dst_partner)
        self.env["crm.customer.removal"]._note(src_partners, "merged", into=dst_partner.id)
        return result
