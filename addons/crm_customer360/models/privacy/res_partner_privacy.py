from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.arguments import is_id, shown
from ...core.privacy.telling import SCHEMA, VERSION

#: Rows told in one answer; more come as a package, made by a job.
AT_ONCE = 10_000


class ResPartner(models.Model):
    """Changes of what identifies a customer are tracked; what is stored about a person is told to the officer."""

    _inherit = "res.partner"

    # Odoo tracks name, e-mail, telephone, address, parent, salesperson and VAT already.
    ref = fields.Char(tracking=True)
    company_registry = fields.Char(tracking=True)
    is_company = fields.Boolean(tracking=True)
    company_id = fields.Many2one(tracking=True)
    lang = fields.Selection(tracking=True)
    active = fields.Boolean(tracking=True)

    def unlink(self):
        partners = self.exists()
        self.env["crm.customer.removal"]._note(partners, "deleted")
        return super().unlink()

    @api.model
    def personal_data(self, partner_id, contacts=True):
        """Everything stored about a person, or about a company with its contacts; for the data-protection officer.

        :param partner_id: id of the contact (int)
        :param contacts: of a company, all its contacts too (bool)
        :return: ``{"schema": str, "version": int, "about": {"id", "name"}, "sections": [{"model", "label", "activity",
            "purpose", "basis", "retention", "count": int, "rows": [{"id": int, field: value}]}]}``; a value is text, a
            number, False, ``{"id", "name"}`` or a list of these; dates are ISO text in UTC. Other customers are masked
        :raises AccessError: the caller is no data-protection officer, or may not read the contact
        :raises UserError: an argument of the wrong kind, or more than ten thousand rows: ask for the package instead
        """
        partners = self._personal_data_partners(partner_id, contacts)
        data = self.env["crm.personal.data"]._as_officer()
        handlers = data._active_handlers()
        person = data._person(partners, self.env.companies)
        found = data._found(person, handlers)
        count = sum(map(len, found.values()))
        if count > AT_ONCE:
            raise UserError(
                self.env._("%s rows are too many for one answer. Ask under “Everything about a Person”.", count)
            )
        self.env["crm.data.export"]._note(self.browse(partner_id), ["*"], "person", count=count)
        scope = data._scope(person, found)
        return {
            "schema": SCHEMA,
            "version": VERSION,
            "about": {"id": partner_id, "name": self.browse(partner_id).display_name},
            "sections": [
                {**data._section(handlers[name], len(ids)), "rows": list(data._rows(handlers[name], ids, scope))}
                for name, ids in found.items()
            ],
        }

    @api.model
    def personal_data_summary(self, partner_id, contacts=True):
        """What is held about a person, a line a section; for the data-protection officer.

        :param partner_id: id of the contact (int)
        :param contacts: of a company, all its contacts too (bool)
        :return: ``[{"model", "label", "activity", "purpose", "basis", "retention", "count": int, "action": what an
            erasure would do (delete, scrub, detach, keep), "until": "YYYY-MM-DD" or False}]``
        :raises AccessError, UserError: as for :meth:`personal_data`
        """
        partners = self._personal_data_partners(partner_id, contacts)
        return self.env["crm.personal.data"]._as_officer()._summary(partners)

    @api.model
    def _personal_data_partners(self, partner_id, contacts):
        """The contacts asked for, with the system's rights: the officer may read the contact itself and is told of its
        contacts in the officer's companies.

        :raises AccessError, UserError: as for :meth:`personal_data`
        """
        data = self.env["crm.personal.data"]._as_officer()
        if not is_id(partner_id):
            raise UserError(self.env._("partner_id: “%s” is no id of a contact.", shown(partner_id)))
        if not isinstance(contacts, bool | int):
            raise UserError(self.env._("contacts: “%s” is neither true nor false.", shown(contacts)))
        partner = self.browse(partner_id)
        if not partner.exists():
            raise UserError(self.env._("There is no contact with the id %s.", partner_id))
        partner.check_access("read")
        found = data._partners_asked(partner.sudo(), bool(contacts))
        return found.filtered(lambda one: not one.company_id or one.company_id in self.env.companies)
