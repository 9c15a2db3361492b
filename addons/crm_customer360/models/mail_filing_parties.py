from odoo import api, models
from odoo.fields import Domain

#: Threads of Odoo's own that are nobody's matter.
NO_MATTERS = {"mail.thread", "discuss.channel", "res.users"}


class CrmMailParties(models.AbstractModel):
    """Whom a filed e-mail concerns: the colleague, the customers, the matter it continues."""

    _name = "crm.mail.parties"
    _description = "Parties of Filed E-mails"

    @api.model
    def _colleague(self, email_from, company):
        """The internal user of the company who has this address, as Odoo's gateway finds them; empty if none."""
        user = self.env["mail.thread"]._mail_find_user_for_gateway(email_from)
        # The gateway runs as the system user; of the sender only this is asked.
        user = user.sudo()
        return user if user and user._is_internal() and company in user.company_ids else user.browse()

    @api.model
    def _outside(self, emails):
        """Those addresses that are neither Odoo's own nor colleagues'."""
        # As the system user: an address belongs to a colleague whoever asks; nothing but that is used.
        ours = set(self.env["mail.alias.domain"].sudo()._find_aliases(list(emails)))
        colleagues = (
            self.env["res.partner"]
            .sudo()
            .search([("email_normalized", "in", list(emails)), ("partner_share", "=", False)])
        )
        companies = (
            self.env["res.company"].sudo().search([("partner_id.email_normalized", "in", list(emails))]).partner_id
        )
        ours.update((colleagues | companies).mapped("email_normalized"))
        return [email for email in emails if email not in ours]

    @api.model
    def _customers(self, letter, emails):
        """Customers with these addresses: ``(partners in the addresses' order, whether one fits several customers)``.

        They are looked for with the eyes of the colleague who brought the letter, within its company.
        """
        found = self._as_bringer(letter, self.env["res.partner"]).search(
            Domain("email_normalized", "in", emails)
            & Domain("company_id", "in", [False, letter.company.id])
            & Domain("partner_share", "=", True),
            order="id",
        )
        # Our own companies are no customers, whoever asks.
        found -= self.env["res.company"].sudo().search([("partner_id", "in", found.ids)]).partner_id
        customers, doubtful = found.browse(), False
        for email in emails:
            fitting = found.filtered(lambda partner, email=email: partner.email_normalized == email)
            fitting = fitting.filtered(lambda partner: partner.company_id == letter.company) or fitting
            if len(fitting.commercial_partner_id) > 1:
                doubtful = True
            else:
                # Of a company and its people with one address, the person wrote.
                customers |= (fitting.filtered(lambda partner: not partner.is_company) or fitting)[:1]
        return customers, doubtful

    @api.model
    def _matter(self, letter, customers):
        """The record and message a letter continues: ``(record, message)``; empty if there is none it may go to."""
        # As the system user, as the gateway itself looks for what a message replies to; rights are asked below.
        parent = self.env["mail.thread"].sudo()._get_parent_message(letter.values)
        nothing = self.env["res.partner"], self.env["mail.message"]
        if not parent or not parent.model or not parent.res_id or parent.model in NO_MATTERS:
            return nothing
        if parent.model not in self.env or not hasattr(self.env[parent.model], "_message_create"):
            return nothing
        record = self._as_bringer(letter, self.env[parent.model]).browse(parent.res_id).exists()
        return (record, parent) if record and self._may_continue(letter, record, customers) else nothing

    def _may_continue(self, letter, record, customers):
        # Which company a record belongs to decides whether the letter may go there at all; nothing of it is shown.
        if letter.company not in (
            record.sudo()._mail_get_companies(default=letter.company)[record.id] or letter.company
        ):
            return False
        if letter.user:
            return record.has_access("write")
        # Who writes from outside knows the reference and has to be that customer as well.
        concerned = record.sudo()._mail_get_partners()[record.id].commercial_partner_id
        return bool(concerned & customers.commercial_partner_id)

    @api.model
    def _as_bringer(self, letter, model):
        """A model as the colleague who brought the letter may use it, in its company; outside mail: as the gateway."""
        # As the system user nothing is shown to anybody: outside mail is filed with its own sender only.
        model = model.with_user(letter.user).sudo(False) if letter.user else model.sudo()
        return model.with_company(letter.company).with_context(allowed_company_ids=letter.company.ids)
