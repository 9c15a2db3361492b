from odoo import models
from odoo.http import request

#: On an offer made to them, customers read why it cannot be accepted any more: the notice has told them before.
OWN_OFFER = ("sign", "pay_order")


class CrmOffboardingBlock(models.AbstractModel):
    """What customers and visitors read when something is refused: neither case nor reason, but whom to ask."""

    _inherit = "crm.offboarding.block"

    def _refusal(self, case, what):
        if what in OWN_OFFER or not self._is_outside():
            return super()._refusal(case, what)
        return self._refusal_outside(case.company_id)

    def _is_outside(self):
        """Whether somebody of the portal or the website asks; a cart is made by the system in their name."""
        user = request.env.user if request and request.env and request.env.uid else self.env.user
        return not user or user._is_public() or user.share

    def _refusal_outside(self, company):
        """Polite words for a customer, with where to turn to."""
        # The contact the company has named for this, with what stands on their card.
        contact = company.sudo().offboarding_contact_id
        reach = [contact.name, contact.email or company.sudo().email, company.sudo().phone]
        return self.env._(
            "We are sorry: this cannot be done online. Please contact us, we will gladly help you: %s.",
            ", ".join(part for part in (company.sudo().name, *reach) if part),
        )
