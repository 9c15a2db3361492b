from odoo import models


class CrmOffboardingBlock(models.AbstractModel):
    _inherit = "crm.offboarding.block"

    def _shop_words(self, partners, company):
        """What contacts of a customer parted with read in a company's shop, whoever asks; empty for everybody else."""
        return self._refusal_outside(company) if self._is_closed(partners, company, "shop") else ""
