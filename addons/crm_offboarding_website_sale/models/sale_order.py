from odoo import models
from odoo.exceptions import ValidationError


class SaleOrder(models.Model):
    """A cart of a customer parted with is refused before it is paid: a refusal afterwards would keep their money."""

    _inherit = "sale.order"

    def _check_cart_is_ready_to_be_paid(self):
        block = self.env["crm.offboarding.block"]
        for cart in self:
            partners = cart.partner_id | cart.partner_invoice_id | cart.partner_shipping_id
            if block._is_closed(partners, cart.company_id, "shop"):
                # The words for customers, whoever asks: what is shown here is read in the shop.
                raise ValidationError(block._refusal_outside(cart.company_id))
        return super()._check_cart_is_ready_to_be_paid()
