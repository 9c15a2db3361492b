from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _load_pos_data_fields(self, config):
        """With whom a contact shares a card."""
        return [*super()._load_pos_data_fields(config), "commercial_partner_id"]
