from odoo import api, models
from odoo.exceptions import UserError

from ..core import blocking, process


class CrmOffboardingBlock(models.AbstractModel):
    """Where business with a customer parted with is refused. Documents ask here before and after they are written."""

    _name = "crm.offboarding.block"
    _description = "Refusal of Business"

    @api.model
    def _cases(self, partners, companies):
        """Cases that close business with contacts, in one query for all of them.

        Asked with the system's rights; what is told of them is no more than the number, the class of the reason and
        whom to ask: whoever is refused has to know that much.

        :param companies: of which companies; an empty recordset for all
        """
        cases = self.env["crm.offboarding.case"].sudo()
        customers = partners.sudo().commercial_partner_id
        if not customers:
            return cases
        domain = [("partner_id", "in", customers.ids), ("state", "in", process.states_that_close())]
        if companies:
            domain.append(("company_id", "in", companies.ids))
        return cases.search(domain)

    @api.model
    def _standing(self, partners, companies):
        """Cases that close business with contacts: ``{customer's id: case}``; of several, one that closes most."""
        found = {}
        for case in self._cases(partners, companies).sorted(lambda one: one.state == process.RESTRICTED):
            found[case.partner_id.id] = case
        return found

    @api.model
    def _check(self, partners, companies, what):
        """Refuse something with contacts whose case does not allow it any more.

        :param what: key of ``core.blocking``
        :raises UserError: naming case, reason and whom to ask
        """
        for case in self._cases(partners, companies):
            self._check_case(case, what)

    @api.model
    def _check_documents(self, documents, what, *partners):
        """The same for documents, each of its company: one query a company, however many documents.

        :param partners: names of the fields with their contacts
        """
        for company, records in documents.grouped(lambda one: one.company_id or self.env.company).items():
            contacts = self.env["res.partner"].union(*(records[name] for name in partners))
            self._check(contacts, company, what)

    @api.model
    def _check_case(self, case, what):
        if blocking.is_refused(process.closed_to(case.state), what):
            raise UserError(self._refusal(case, what))

    @api.model
    def _is_closed(self, partners, companies, what):
        """Whether something would be refused."""
        cases = self._cases(partners, companies)
        return any(blocking.is_refused(process.closed_to(case.state), what) for case in cases)

    def _refusal(self, case, what):
        return self.env._(
            "%(what)s: not possible with %(customer)s any more. The cooperation is ending (case %(case)s, reason:"
            " %(reason)s). Please ask %(whom)s.",
            what=self._what_words()[what],
            customer=case.partner_id.name,
            case=case.name,
            reason=dict(case._fields["reason_class"]._description_selection(self.env))[case.reason_class],
            whom=self._whom(case),
        )

    @api.model
    def _ending(self, case):
        """A sentence for whoever talks with the customer; the reason only for readers of the case."""
        values = {"case": case.name, "whom": self._whom(case)}
        if case.state == process.RESTRICTED:
            words = self.env._(
                "The cooperation has ended (case %(case)s): only credit notes, refunds and payments are possible."
                " Please ask %(whom)s.",
                **values,
            )
        else:
            words = self.env._(
                "The cooperation is ending (case %(case)s): no new business; what was agreed is seen to its end."
                " Please ask %(whom)s before promising anything.",
                **values,
            )
        if not case.sudo(False).has_access("read"):
            return words
        reasons = dict(case._fields["reason_class"]._description_selection(self.env))
        return self.env._("%(words)s Reason: %(reason)s.", words=words, reason=reasons[case.reason_class])

    def _whom(self, case):
        return (case.company_id.offboarding_contact_id or case.user_id).name or self.env._("the management")

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
            "sign": self.env._("Signing an offer"),
            "pay_order": self.env._("Paying for an offer"),
        }

    # ------------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------------

    @api.model
    def _merge_refusals(self, partners):
        """Why contacts cannot be merged because of a case: a sentence a case; empty if they can.

        Two contacts of one customer may become one as long as nothing is sealed. Every standing case counts, of any
        company; it is named without its reason, for whoever merges customers need not know of it.
        """
        customers = partners.sudo().commercial_partner_id
        domain = [("partner_id", "in", customers.ids), ("state", "in", process.STANDING)]
        # Its number and whom to ask are told, nothing else.
        cases = self.env["crm.offboarding.case"].sudo().search(domain)
        return [
            self.env._(
                "%(contact)s is part of the case %(case)s, which is not over: it has to be finished or cancelled before"
                " anything is merged. Please ask %(whom)s.",
                contact=case.partner_id.name,
                case=case.name,
                whom=self._whom(case),
            )
            for case in cases
            if len(customers) > 1 or case.state == process.RESTRICTED
        ]
