from odoo import models

from ..core.caller_facts import KINDS


class CrmCallerFacts(models.AbstractModel):
    """What is on record about a customer that a caller can be asked for. Other addons extend both methods."""

    _name = "crm.caller.facts"
    _description = "Facts a Caller May Be Asked For"

    def _fact_labels(self):
        """Names of the facts, in the order in which they are asked: ``{kind: label}``."""
        labels = {
            "ref": self.env._("Customer number"),
            "code": self.env._("Company code or VAT number"),
            "phone": self.env._("Phone number on record"),
            "email": self.env._("E-mail address on record"),
            "address": self.env._("Address"),
            "invoice": self.env._("Number of the last invoice"),
            "amount": self.env._("Amount of the last invoice"),
        }
        return {kind: labels[kind] for kind in KINDS}

    def _facts_on_record(self, partner):
        """Values on record, kinds without a value left out: ``{kind: [str]}``.

        They are compared and never shown, so they are read past the rights of the user, who may not see invoices or the
        company of a contact: all that leaves is yes or no, three times in fifteen minutes.
        """
        contact = partner.sudo()
        customer = contact.commercial_partner_id or contact
        both = contact | customer
        values = {
            "ref": both.mapped("ref"),
            "code": [customer.vat, customer.company_registry],
            "phone": both.mapped("phone"),
            "email": [address for one in both for address in (one.email_normalized, one.email)],
            "address": [f"{one.street}|{one.city or ''}|{one.zip or ''}" for one in both if one.street],
        }
        if "account.move" in self.env:
            invoice = self._last_invoice(customer)
            if invoice:
                values["invoice"] = [invoice.name]
                values["amount"] = [str(invoice.amount_total)]
        return {kind: found for kind in KINDS if (found := [value for value in values.get(kind, ()) if value])}

    def _last_invoice(self, customer):
        """The customer's last posted invoice in this company, as superuser; see :meth:`_facts_on_record`."""
        return customer.env["account.move"].search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("company_id", "=", self.env.company.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
            ],
            order="invoice_date desc, id desc",
            limit=1,
        )
