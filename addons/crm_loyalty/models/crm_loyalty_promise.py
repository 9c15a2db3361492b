from odoo import fields, models

from .crm_loyalty_move import POINTS


class CrmLoyaltyPromise(models.Model):
    """What an order promised to a card when it was confirmed: its points over what of it was eligible is the rate."""

    _name = "crm.loyalty.promise"
    _description = "Points Promised by an Order"

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    card_id = fields.Many2one("loyalty.card", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="order_id.company_id")
    points = fields.Float(digits=POINTS, required=True)
    base = fields.Float("Eligible Amount", digits=POINTS, help="Without taxes, in the currency of the order.")
    earn_on = fields.Selection(
        [("order", "Confirmed order"), ("invoice", "Paid invoice")], "Earned With", required=True
    )
    terms = fields.Json("Rule")

    _order_unique = models.Constraint("UNIQUE (order_id, card_id)", "An order promises a card its points once.")
