import json

from odoo import api, models
from odoo.exceptions import MissingError
from odoo.fields import Date, Datetime
from odoo.tools.mail import email_normalize_all, html2plaintext

from ...core.privacy.telling import Scope, is_told, mask_addresses

#: Rows read at a time: what is told of a big history never stands in memory as a whole.
CHUNK = 1_000
#: Kinds of fields whose content is told elsewhere (files) or is none.
UNTOLD = ("one2many", "binary", "properties_definition", "image")

NUMBERS = ("integer", "float", "monetary")
#: How the values of a kind of field are written.
TEXTS = {
    "datetime": Datetime.to_string,
    "date": Date.to_string,
    "html": html2plaintext,
    "reference": lambda record: f"{record._name},{record.id}",
}


class CrmPersonalDataTell(models.AbstractModel):
    """Rows about a person as plain values, other customers masked."""

    _name = "crm.personal.data.tell"
    _inherit = "crm.personal.data.find"
    _description = "Telling Personal Data"

    @api.model
    def _told_fields(self, handler):
        """Names of the fields of a handler's model that are told, in the order of the model."""
        fields = self.env[handler.model]._fields.values()
        return [
            field.name for field in fields
            if field.store and field.type not in UNTOLD and is_told(field.name, handler.hidden)
        ]  # fmt: skip

    @api.model
    def _scope(self, person, found):
        """What may be told with the rows ``found`` of a person."""
        ours, addresses = self._ours()
        return Scope(
            person=person,
            found={name: frozenset(ids) for name, ids in found.items()},
            handled=frozenset(handler.model for handler in self._personal_data_handlers()),
            ours=ours,
            known=person.emails | addresses,
        )

    @api.model
    def _tell(self, handler, ids, scope):
        """Rows of one model as ``[{"id": …, field: plain value}]``.

        :param ids: which rows, at most :data:`CHUNK`
        :param scope: as of :meth:`_scope`
        """
        records = self._everything(handler.model).browse(ids).exists()
        names = self._told_fields(handler)
        records.fetch(names)
        rows = [self._row(record, handler, names, scope) for record in records]
        # The next piece needs the memory.
        self.env.invalidate_all()
        return rows

    def _rows(self, handler, ids, scope):
        """Rows of one model, read in pieces: an iterator over what :meth:`_tell` gives."""
        for start in range(0, len(ids), CHUNK):
            yield from self._tell(handler, ids[start : start + CHUNK], scope)

    def _row(self, record, handler, names, scope):
        row = {"id": record.id}
        hidden = handler.texts if handler.author and self._is_by_another(record, handler, scope) else ()
        for name in names:
            value = self._value(record, record._fields[name], scope)
            if name in hidden and value:
                value = self.env._("[written by another person]")
            elif name in handler.addresses and value:
                value = mask_addresses(value, scope.known)
            row[name] = value
        return row

    def _is_by_another(self, record, handler, scope):
        """Whether another customer wrote it. An author without a record is known by the address alone."""
        author = record[handler.author]
        if author:
            return not scope.may_name(author.id)
        address = record[handler.addresses[0]] if handler.addresses else ""
        return bool(address) and scope.known.isdisjoint(email_normalize_all(address))

    def _value(self, record, field, scope):
        value = record[field.name]
        if field.type == "many2one":
            return self._linked(value, scope) if value else False
        if field.type == "many2many":
            return [self._linked(one, scope) for one in value]
        return self._plain(value, field)

    def _plain(self, value, field):
        if value is False or value is None:
            return 0 if field.type in NUMBERS else False
        if isinstance(value, bool | int | float):
            return value
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type in TEXTS:
            return TEXTS[field.type](value)
        return value if isinstance(value, str) else json.dumps(_values(value), ensure_ascii=False, default=str)

    def _linked(self, record, scope):
        """A linked record: contacts by name if it is the person or a colleague, else masked."""
        contact = record.partner_id if record._name == "res.users" else record
        if contact._name == "res.partner" and contact:
            if not scope.may_name(contact.id):
                return {"id": False, "name": self.env._("another person")}
        elif scope.is_foreign(record._name, record.id):
            return {"id": record.id, "name": f"#{record.id}"}
        return {"id": record.id, "name": self._display_name(record)}

    def _display_name(self, record):
        try:
            return record.display_name or f"#{record.id}"
        except MissingError:
            return f"#{record.id}"

    @api.model
    def _ours(self):
        """Colleagues and our own companies, who are no third parties: ``(partner ids, their addresses)``."""
        users = self._everything("res.users").search([("share", "=", False)])
        partners = users.partner_id | self._everything("res.company").search([("partner_id", "!=", False)]).partner_id
        addresses = {email for partner in partners for email in email_normalize_all(partner.email or "")}
        return frozenset(partners.ids), frozenset(addresses)


def _values(value):
    """What can be written down of the values of free fields."""
    return dict(value) if hasattr(value, "items") else value
