from odoo import models
from odoo.exceptions import UserError


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        # Odoo's own merge deletes the contacts it merges, and what is found about them by SQL goes along.
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if refusals := self.env["crm.offboarding.block"]._merge_refusals(partners | (dst_partner or partners)):
            raise UserError("\n".join(refusals))
        return super()._merge(partner_ids, dst_partner, extra_checks)
