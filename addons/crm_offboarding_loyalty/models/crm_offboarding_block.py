from odoo import models


class CrmOffboardingBlock(models.AbstractModel):
    _inherit = "crm.offboarding.block"

    def _what_words(self):
        return {**super()._what_words(), "points": self.env._("Giving, spending or moving points")}
