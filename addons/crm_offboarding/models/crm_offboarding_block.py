from odoo import api, models
from odoo.exceptions import UserError

from ..core import blocking, process


class CrmOffboardingBlock(models.AbstractModel):
    """Where business with a customer parted with is refused. Documents ask here before and after they are written."""

    _name = "crm.offboarding.block"
    _description = "Refusal of Business"

    @api.model
    def _standing(self, partners, companies):
        """Cases that close business with contacts: ``{customer's id: case}``.

        Asked with the system's rights, and says no more of a case than its number, the class of its reason and whom to
        ask: whoever is refused has to know that much.
        """
        customers = partners.sudo().commercial_partner_id
        if not customers:
            return {}
        domain = [("partner_id", "in", customers.ids), ("state", "in", process.states_that_close())]
        if companies:
            domain.append(("company_id", "in", companies.ids))
        return {case.partner_id.id: case for case in self.env["crm.offboarding.case"].sudo().search(domain)}

    @api.model
    def _check(self, partners, companies, what):
        """Refuse something with contacts whose case does not allow it any more.

        :param what: key of ``core.blocking``
        :raises UserError: naming case, reason and whom to ask
        """
        for case in self._standing(partners, companies).values():
            self._check_case(case, what)

    @api.model
    def _check_case(self, case, what):
        if blocking.is_refused(process.closed_to(case.state), what):
            raise UserError(self._refusal(case, what))

    @api.model
    def _is_closed(self, partners, companies, what):
        """Whether something would be refused."""
        cases = self._standing(partners, companies).values()
        return any(blocking.is_refused(process.closed_to(case.state), what) for case in cases)

    def _refusal(self, case, what):
        return self.env._(
            "%(what)s: not possible with %(customer)s any more. The cooperation is ending (case %(case)s, reason:"
            " %(reason)s). Please ask %(whom)s.",
            what=self._what_words()[what],
            customer=case.partner_id.name,
            case=case.name,
            reason=dict(case._fields["reason_class"]._description_selection(self.env))[case.reason_class],
            whom=(case.company_id.offboarding_contact_id or case.user_id).name or self.env._("the management"),
        )

    def _what_words(self):
        return {
            "quotation": self.env._("A new quotation"),
            "confirmation": self.env._("Confirming or reopening an order"),
            "more_goods": self.env._("More goods on an order"),
            "invoice": self.env._("A new invoice"),
            "invoice_of_order": self.env._("Invoicing an order"),
            "opportunity": self.env._("An opportunity"),
            "same_again": self.env._("The customer under another name or place"),
            "contact": self.env._("A new contact"),
        }
