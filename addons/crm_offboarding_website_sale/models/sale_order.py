from odoo import models
from odoo.exceptions import ValidationError


class SaleOrder(models.Model):
    """A cart of a customer parted with is refused before it is paid: a refusal afterwards would keep their money."""

    _inherit = "sale.order"

    def _offboarding_shop_words(self):
        partners = self.partner_id | self.partner_invoice_id | self.partner_shipping_id
        return self.env["crm.offboarding.block"]._shop_words(partners, self.company_id)

    def _check_cart_is_ready_to_be_paid(self):
        for cart in self:
            if words := cart._offboarding_shop_words():
                raise ValidationError(words)
        return super()._check_cart_is_ready_to_be_paid()

    def _is_cart_ready(self):
        # The way to the checkout is closed where the cart says why.
        return super()._is_cart_ready() and not self._offboarding_shop_words()

    def _verify_updated_quantity(self, order_line, product_id, new_qty, uom_id, **kwargs):
        # The shop shows this warning, and nothing of an error.
        if new_qty > order_line.product_uom_qty and (words := self._offboarding_shop_words()):
            return order_line.product_uom_qty, words
        return super()._verify_updated_quantity(order_line, product_id, new_qty, uom_id, **kwargs)

    def _is_reorder_allowed(self):
        return super()._is_reorder_allowed() and not self._offboarding_shop_words()
