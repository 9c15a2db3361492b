from odoo import http
from odoo.http import request

from odoo.addons.website_sale.controllers.cart import Cart


class OffboardingCart(Cart):
    """What the shop's pages show of an error is nothing: a refusal comes as the warning they do show."""

    @http.route()
    def add_to_cart(self, product_template_id, product_id, quantity=1.0, **kwargs):
        """Say why nothing goes into the cart, instead of doing nothing."""
        if words := request.website._offboarding_words(request.cart):
            return {
                "cart_quantity": request.cart.cart_quantity,
                "notification_info": {"warning": words},
                "quantity": 0,
                "tracking_info": [],
            }
        return super().add_to_cart(product_template_id, product_id, quantity=quantity, **kwargs)

    def _prepare_order_history(self):
        # What was bought before is not offered again.
        if request.website._offboarding_words(request.cart):
            return {"order_history": []}
        return super()._prepare_order_history()
