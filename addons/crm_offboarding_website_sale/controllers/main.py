from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.website_sale.controllers.main import WebsiteSale


class OffboardingWebsiteSale(WebsiteSale):
    def _get_shop_payment_errors(self, order):
        """On the page where people pay the refusal stands in place of the means of payment."""
        errors = super()._get_shop_payment_errors(order)
        if words := request.website._offboarding_words(order):
            errors.insert(0, (request.env._("Not possible online"), words))
        return errors

    def _create_or_update_address(self, partner_sudo, *args, **kwargs):
        """A guest with the address of a customer parted with reads the refusal in the form, not an empty page."""
        try:
            with request.env.cr.savepoint():
                return super()._create_or_update_address(partner_sudo, *args, **kwargs)
        except UserError as error:
            words = request.env["crm.offboarding.block"]._refusal_outside(request.website.company_id)
            if str(error) != words:
                raise
            return partner_sudo, {"invalid_fields": ["email"], "messages": [words]}
