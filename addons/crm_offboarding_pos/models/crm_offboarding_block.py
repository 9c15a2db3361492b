from odoo import models


class CrmOffboardingBlock(models.AbstractModel):
    _inherit = "crm.offboarding.block"

    def _what_words(self):
        return {**super()._what_words(), "till": self.env._("A sale at the till")}
