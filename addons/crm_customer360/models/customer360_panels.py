from collections import Counter

from odoo import api, models
from odoo.fields import Date

from ..core.matter import Scope


class Customer360Panels(models.AbstractModel):
    """The panels this addon itself puts at the right of the page."""

    _name = "crm.customer360.panels"
    _description = "Panels of the 360 Page"

    @api.model
    def _contact(self, incoming):
        """How the customer gets in touch, from their latest incoming touchpoints that the reader may see."""
        if not incoming:
            return []
        labels = dict(self.env["crm.touchpoint"]._fields["channel"]._description_selection(self.env))
        counts = Counter(row["channel"] for row in incoming)
        people = Counter(row["partner"]["name"] for row in incoming)
        # The more frequent first; of equals, the one used last.
        [(channel, number)] = counts.most_common(1)
        items = [self._item(self.env._("Usually through"), labels.get(channel, channel), "text")]
        if len(people) > 1:
            items.append(self._item(self.env._("Mostly"), people.most_common(1)[0][0], "text"))
        note = self.env._(
            "%(number)s of their last %(count)s contacts within a year", number=number, count=len(incoming)
        )
        return [self._panel("contact", self.env._("How they get in touch"), 20, items, note)]

    @api.model
    def _sales(self, scope: Scope):
        """Orders and invoices of this year and of last year up to the same day, as the reader may read them."""
        items = [
            *self._years(
                "sale.order", scope, [("state", "=", "sale")], "date_order", "amount_untaxed", self._order_labels()
            ),
            *self._years(
                "account.move",
                scope,
                [("state", "=", "posted"), ("move_type", "in", ("out_invoice", "out_refund", "out_receipt"))],
                "invoice_date",
                "amount_untaxed_in_currency_signed",
                self._invoice_labels(),
            ),
        ]
        return [self._panel("sales", self.env._("Sales"), 10, items, self.env._("Without taxes"))] if items else []

    def _order_labels(self):
        return self.env._("Ordered this year"), self.env._("Ordered last year, to this day")

    def _invoice_labels(self):
        return self.env._("Invoiced this year"), self.env._("Invoiced last year, to this day")

    def _years(self, model_name, scope, domain, date, amount, labels):
        if model_name not in self.env or not self.env[model_name].has_access("read"):
            return []
        model, today = self.env[model_name], Date.context_today(self)
        try:
            same_day = today.replace(year=today.year - 1)
        except ValueError:  # 29 February
            same_day = today.replace(year=today.year - 1, day=28)
        periods = [(today.replace(month=1, day=1), today), (same_day.replace(month=1, day=1), same_day)]
        items = []
        for label, (start, end) in zip(labels, periods, strict=True):
            bounds = [(date, ">=", Date.to_string(start)), (date, "<", Date.to_string(Date.add(end, days=1)))]
            chosen = [*scope.domain("partner_id"), *domain, *bounds]
            for currency, total in model._read_group(chosen, ["currency_id"], [f"{amount}:sum"]):
                action = {"res_model": model_name, "domain": [list(term) for term in chosen]}
                items.append(self._item(label, total, "money", currency=currency.name, action=action))
        return items

    def _panel(self, key, label, sequence, items, note=""):
        return {"key": key, "label": label, "sequence": sequence, "items": items, "note": note}

    def _item(self, label, value, kind, currency=False, action=False):
        return {"label": label, "value": value, "kind": kind, "currency": currency, "action": action}
