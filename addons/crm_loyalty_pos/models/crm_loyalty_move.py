from odoo import fields, models


class CrmLoyaltyMove(models.Model):
    _inherit = "crm.loyalty.move"

    pos_order_id = fields.Many2one(
        "pos.order", "Till Order", index="btree_not_null", ondelete="set null", readonly=True
    )
