from odoo import api, models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    @api.model
    def _load_pos_data_fields(self, config):
        """What a till has to know of the ledger's rules."""
        ours = ["use_ledger", "earn_untaxed", "return_days", "redeem_min", "redeem_max"]
        return [*super()._load_pos_data_fields(config), *ours]
