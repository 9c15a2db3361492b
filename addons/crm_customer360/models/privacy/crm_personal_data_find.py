from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.mail import email_normalize_all

from ...core.privacy.handler import Email, Handler, Path, Phone, Record
from ...core.privacy.registry import base_handlers, by_model
from ...core.privacy.telling import Person

#: Digits from the right by which numbers are looked for, before they are compared in full.
DIGITS = 7


class CrmPersonalDataFind(models.AbstractModel):
    """The registry of handlers, and finding the rows that are about a person. Asked as superuser by what stands on it:
    nothing here is for a user."""

    _name = "crm.personal.data.find"
    _description = "Finding Personal Data"

    @api.model
    def _personal_data_handlers(self):
        """Every declaration of personal data. An addon that stores something about a person adds its own.

        :return: list of :class:`~odoo.addons.crm_customer360.core.privacy.handler.Handler`
        """
        return base_handlers()

    @api.model
    def _active_handlers(self):
        """``{model: handler}`` of the installed models, without the fields that are not there."""
        found = {}
        for name, handler in by_model(self._personal_data_handlers()).items():
            if (model := self.env.get(name)) is None or model._abstract or model._transient:
                continue
            limited = handler.limited_to(model._fields)
            if limited:
                found[name] = limited
        return found

    @api.model
    def _person(self, partners, companies):
        """Whom it is about, with the addresses and numbers they are known by.

        :param partners: contacts (recordset)
        :param companies: our companies whose records are told (recordset)
        """
        emails, phones = set(), set()
        for partner in partners:
            emails.update(email_normalize_all(partner.email or ""))
            numbers = (partner.phone, partner.phone_sanitized)
            phones.update(number for number in numbers if number)
        phones.update(filter(None, (self._international(number) for number in set(phones))))
        return Person(tuple(partners.ids), frozenset(emails), frozenset(phones), tuple(companies.ids))

    def _international(self, number):
        country = self.env.company.country_id
        return self.env["res.partner"]._phone_format(number=number, country=country, force_format="E164") or ""

    @api.model
    def _found(self, person, handlers=None):
        """Ids of the rows about a person: ``{model: [id]}`` in ascending order, models without rows left out."""
        handlers = self._active_handlers() if handlers is None else handlers
        found = {}
        for name, handler in handlers.items():
            if ids := self._row_ids(handler, person, found):
                found[name] = ids
        return found

    def _row_ids(self, handler: Handler, person, found):
        model = self._everything(handler.model)
        shared = self._company_domain(model, person) & Domain(list(handler.where))
        ids = set()
        for link in handler.links:
            domain = self._link_domain(model, handler, link, person, found)
            rows = model.search(domain & shared, order="id") if domain is not None else model.browse()
            if isinstance(link, Email):
                rows = rows.filtered(lambda row, link=link: self._has_email(row, link, person))
            elif isinstance(link, Phone):
                rows = rows.filtered(lambda row, link=link: self._has_phone(row, link, person))
            ids.update(rows.ids)
        return sorted(ids)

    def _everything(self, name):
        # All companies are in the context, or a field that asks for a company's access fails; which rows are told is
        # decided by _company_domain.
        return self.env[name].sudo().with_context(active_test=False, lang=self.env.lang, prefetch_fields=False)

    def _company_domain(self, model, person):
        field = model._fields.get("company_id")
        if not field or field.type != "many2one" or not field.store or field.comodel_name != "res.company":
            return Domain.TRUE
        return Domain("company_id", "in", [*person.company_ids, False])

    def _link_domain(self, model, handler, link, person, found):
        """Domain of the rows a link finds (wider for addresses and numbers), or None for none."""
        if isinstance(link, Path):
            return Domain(link.path, "in", person.partner_ids)
        if isinstance(link, Record):
            return self._record_domain(model, link, person, found)
        # A row that names somebody else is theirs, whatever address it holds.
        mine = Domain(handler.owner, "in", [*person.partner_ids, False]) if handler.owner else Domain.TRUE
        if isinstance(link, Email):
            matches = Domain.OR(Domain(link.field, "ilike", email) for email in sorted(person.emails))
            return matches & mine if person.emails else None
        ids = self._phone_ids(model, link, person)
        return Domain("id", "in", ids) & mine if ids else None

    def _record_domain(self, model, link, person, found):
        targets = {"res.partner": person.partner_ids}
        if link.documents:
            targets = {**found, **targets}
        pair_model = model
        if link.via:
            pair_model = self._everything(model._fields[link.via].comodel_name)
        pairs = Domain.OR(
            Domain(link.model, "=", name) & Domain(link.res_id, "in", ids)
            for name, ids in targets.items()
            if not link.documents or name != pair_model._name
        )
        return Domain(link.via, "in", pair_model.search(pairs).ids) if link.via else pairs

    def _has_email(self, row, link, person):
        texts = row.mapped(link.field)
        return any(not person.emails.isdisjoint(email_normalize_all(text or "")) for text in texts)

    def _has_phone(self, row, link, person):
        number = row[link.field]
        return number in person.phones or self._international(number) in person.phones

    def _phone_ids(self, model, link, person):
        """Rows whose number ends like one of the person's; how it is written does not matter."""
        ends = {"".join(filter(str.isdigit, number))[-DIGITS:] for number in person.phones}
        ends = [end for end in ends if len(end) == DIGITS]
        if not ends or not model._fields[link.field].store:
            return []
        model.flush_model([link.field])
        column = SQL.identifier(link.field)
        query = SQL(
            r"SELECT id FROM %s WHERE %s IS NOT NULL AND right(regexp_replace(%s, '\D', '', 'g'), %s) = ANY(%s)",
            SQL.identifier(model._table),
            column,
            column,
            DIGITS,
            ends,
        )
        return [id_ for (id_,) in self.env.execute_query(query)]
