from odoo import models
from odoo.http import request

from odoo.addons.website_sale.models.website import CART_SESSION_CACHE_KEY


class Website(models.Model):
    _inherit = "website"

    def _offboarding_words(self, cart):
        """What whoever is in the shop reads if they or those their cart is for are parted with; else empty.

        :param cart: their cart (sale.order), may be empty
        """
        # A visitor is nobody yet.
        buyer = self.env["res.partner"] if self.is_public_user() else self.env.user.partner_id
        partners = buyer | cart.partner_id | cart.partner_invoice_id | cart.partner_shipping_id
        return self.env["crm.offboarding.block"]._shop_words(partners, self.company_id)

    def _get_and_cache_current_cart(self):
        """Whoever fills a cart and then logs in takes it along, but for a customer parted with: it would be refused on
        every page."""
        buyer = self.env.user.partner_id
        # Carts are the system's; of this one only whose it is is looked at.
        cart = self.env["sale.order"].sudo().browse(request.session.get(CART_SESSION_CACHE_KEY) or [])
        strange = not self.is_public_user() and cart.exists().partner_id not in (buyer, self.env["res.partner"])
        if strange and self.env["crm.offboarding.block"]._is_closed(buyer, self.company_id, "shop"):
            self.sale_reset()
        return super()._get_and_cache_current_cart()
