from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.sale.controllers.portal import CustomerPortal


class OffboardingPortal(CustomerPortal):
    @http.route()
    def portal_quote_accept(self, order_id, access_token=None, name=None, signature=None):
        """Say why an offer cannot be signed any more, instead of that it is in no state to be signed."""
        token = access_token or request.httprequest.args.get("access_token")
        try:
            order = self._document_check_access("sale.order", order_id, access_token=token)
        except (AccessError, MissingError):
            return super().portal_quote_accept(order_id, access_token=access_token, name=name, signature=signature)
        if words := order._offboarding_refusal("sign"):
            return {"error": words}
        return super().portal_quote_accept(order_id, access_token=access_token, name=name, signature=signature)
