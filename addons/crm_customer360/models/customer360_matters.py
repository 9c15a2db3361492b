from odoo import api, models
from odoo.fields import Date, Datetime

#: Records of one matter that the page lists; the rest is one click away.
ROWS = 3


class Customer360Matters(models.AbstractModel):
    """Counting, summing and listing what is open with a customer, always as the reader."""

    _name = "crm.customer360.matters"
    _description = "Open Matters of a Customer"

    @api.model
    def _groups(self, matters, scope):
        """Open matters a reader may see, in their order, those without records left out; activities among them."""
        active = [matter for matter in matters if self._is_active(matter)]
        found = [(matter.sequence, self._group(matter, scope)) for matter in active]
        found.append((20, self.env["crm.customer360.activities"]._group(active, scope)))
        return [group for _sequence, group in sorted(found, key=lambda pair: pair[0]) if group]

    def _is_active(self, matter):
        """Whether the model and the fields are there and the reader may read them."""
        if matter.model not in self.env or not self.env[matter.model].has_access("read"):
            return False
        if matter.unless and matter.unless in self.env and self.env[matter.unless].has_access("read"):
            return False
        model = self.env[matter.model]
        return all(
            name in model._fields and model._has_field_access(model._fields[name], "read") for name in matter.fields()
        )

    def _group(self, matter, scope):
        model = self.env[matter.model]
        domain = [
            *scope.domain(matter.partner),
            *(matter.domain(self.env) if callable(matter.domain) else matter.domain),
        ]
        sums = self._sums(model, domain, matter)
        if not sums["count"]:
            return False
        late = self._sums(model, [*domain, *matter.late], matter) if matter.late else {"count": 0, "amounts": []}
        order = f"{matter.date}, id" if matter.date else "id"
        records = model.search(domain, limit=ROWS, order=order)
        late_ids = set(records.filtered_domain(list(matter.late))._ids) if late["count"] else set()
        return {
            "key": matter.key,
            "label": self._text(matter.label),
            "icon": matter.icon,
            **sums,
            "alert": bool(late["count"]),
            "late": late["count"],
            "late_amounts": late["amounts"],
            "rows": [self._row(record, matter, record.id in late_ids) for record in records],
            "action": {"res_model": matter.model, "domain": [list(t) if isinstance(t, tuple) else t for t in domain]},
        }

    def _sums(self, model, domain, matter):
        """Number of records and, per currency, their amount."""
        if not matter.amount:
            return {"count": model.search_count(domain), "amounts": []}
        count, amounts = 0, {}
        for currency, number, amount in model._read_group(
            domain, [matter.currency], ["__count", f"{matter.amount}:sum"]
        ):
            count += number
            name = (currency or self.env.company.currency_id).name
            amounts[name] = amounts.get(name, 0.0) + (amount or 0.0)
        return {
            "count": count,
            "amounts": [{"amount": amount, "currency": name} for name, amount in sorted(amounts.items())],
        }

    def _row(self, record, matter, alert):
        currency = matter.amount and (record.mapped(matter.currency)[:1] or self.env.company.currency_id)
        return {
            "title": record[matter.title] or record.display_name,
            "detail": "",
            "date": self._moment(min((record[name] for name in matter.dates() if record[name]), default=False)),
            "amount": record[matter.amount] if matter.amount else False,
            "currency": currency.name if currency else False,
            "alert": alert,
            "promise": False,
            "res_model": record._name,
            "res_id": record.id,
        }

    def _moment(self, value):
        """Text of a date or of a moment in UTC, as the ORM writes them."""
        if not value:
            return False
        return Datetime.to_string(value) if hasattr(value, "hour") else Date.to_string(value)

    def _text(self, label):
        return label if isinstance(label, str) else self.env._(label)
