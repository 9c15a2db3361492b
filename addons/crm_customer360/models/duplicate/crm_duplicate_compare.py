from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date, Datetime

from ...core.arguments import is_id, shown
from ...core.duplicate.score import judge
from .crm_duplicate_pair import REASONS

#: Customers side by side; of a larger group the first ones, the others come when these are decided.
MAX_SIDE = 8
FIELDS = ("name", "kind", "register", "email", "phone", "address", "website", "employer")


class CrmDuplicateCompare(models.AbstractModel):
    """The page on which a pair or a group stands side by side."""

    _name = "crm.duplicate.compare"
    _description = "Customers Side by Side"

    @api.model
    @api.readonly
    def compare(self, duplicate_id):
        """A pair and whoever hangs together with it, side by side; values and verdicts as they are now.

        :param duplicate_id: id of a pair (int)
        :return: dictionary with

            - ``id``, ``state`` (new, apart, merged), ``level`` (sure, look), ``probability`` (per cent), ``returned``,
              ``later_until`` (``YYYY-MM-DD`` or False), ``decision`` (``{"by", "on", "reason", "note"}`` or False)
            - ``customers``: ``[{"id", "name", "is_company", "owner", "created", "last_contact"}]``, at most 8, the
              first is the one the others are compared with; dates ``YYYY-MM-DD HH:MM:SS`` in UTC or False
            - ``fields``: ``[{"field", "label", "cells": [{"value", "verdict", "text"}]}]``, a cell for each customer;
              verdict is ``same``, ``similar``, ``different``, ``missing``, or "" for the first customer, and text says
              what it comes from (may be empty)
            - ``pairs``: ``[{"id", "left", "right", "probability", "level", "reasons", "against"}]`` of the group, with
              the customers' ids and sentences
            - ``more``: customers of the group that are not shown (int)
        :raises AccessError: the caller is no steward, or may not read one of the two customers
        :raises UserError: an argument of the wrong kind
        """
        self._check_steward()
        self._check_id(duplicate_id)
        pair = self.browse(duplicate_id)._readable()
        if not pair:
            raise AccessError(self.env._("This pair is gone, or has a customer you may not see."))
        pairs = pair._group()
        members = pair._members(pairs)
        shown = members[:MAX_SIDE]
        return {
            "id": pair.id,
            "state": pair.state,
            "level": pair.level,
            "probability": round(pair.probability, 1),
            "returned": pair.returned,
            "later_until": Date.to_string(pair.later_until) if pair.later_until else False,
            "decision": pair._decision(),
            "customers": [self._customer(partner) for partner in shown],
            "fields": self._side_by_side(shown),
            "pairs": [self._pair_row(one) for one in pairs if one.partner_id in shown and one.other_id in shown],
            "more": len(members) - len(shown),
        }

    @api.model
    @api.readonly
    def next_open(self, duplicate_id=False):
        """The pair to decide next: the most probable open one after the given pair, then from the top.

        :param duplicate_id: the pair just decided (int) or False
        :return: id (int), or False if nothing waits
        :raises AccessError: the caller is no steward
        :raises UserError: an argument of the wrong kind
        """
        self._check_steward()
        domain = self._open_domain()
        if duplicate_id is False:
            return self.search(domain, limit=1).id
        self._check_id(duplicate_id)
        last = self.browse(duplicate_id)._readable()
        after = [*domain, ("probability", "<=", last.probability), ("id", "!=", last.id)] if last else domain
        return self.search(after, limit=1).id or self.search([*domain, ("id", "!=", duplicate_id)], limit=1).id

    @api.model
    @api.readonly
    def apart_reasons(self):
        """The reasons for which two customers are not one, in the reader's language: ``[[value, label]]``.

        :raises AccessError: the caller is no steward
        """
        self._check_steward()
        labels = dict(self._fields["reason"]._description_selection(self.env))
        return [[value, labels[value]] for value, _label in REASONS]

    def _check_id(self, duplicate_id):
        if not is_id(duplicate_id):
            raise UserError(
                self.env._("%(name)s: “%(value)s” cannot be used here.", name="duplicate_id", value=shown(duplicate_id))
            )

    def _group(self):
        """Open pairs that hang together with this one through customers the reader may see."""
        self.ensure_one()
        if self.state != "new" or not self.group_number:
            return self
        pairs = self.search([("state", "=", "new"), ("group_number", "=", self.group_number)], limit=500)
        reached = {self.partner_id.id, self.other_id.id}
        size = 0
        while size != len(reached):
            size = len(reached)
            for one in pairs:
                ends = {one.partner_id.id, one.other_id.id}
                if ends & reached:
                    reached |= ends
        return (self | pairs).filtered(lambda one: one.partner_id.id in reached)

    def _members(self, pairs):
        """The customers of a group, those of this pair first."""
        first = self.partner_id | self.other_id
        return first | (pairs.partner_id | pairs.other_id).sorted("id")

    def _decision(self):
        if self.state != "apart" and not self.returned:
            return False
        return {
            # A colleague's name.
            "by": self.decided_by_id.sudo().name or "",
            "on": Datetime.to_string(self.decided_on) if self.decided_on else False,
            "reason": dict(self._fields["reason"]._description_selection(self.env)).get(self.reason, ""),
            "note": self.note or "",
        }

    def _customer(self, partner):
        last = partner.last_contact
        return {
            "id": partner.id,
            "name": partner.display_name or "",
            "is_company": partner.is_company,
            # A colleague's name.
            "owner": partner.user_id.sudo().name or "",
            "created": Datetime.to_string(partner.create_date),
            "last_contact": Datetime.to_string(last) if last else False,
        }

    def _side_by_side(self, partners):
        facts = [partner._duplicate_facts() for partner in partners]
        verdicts = [{}] + [{item.field: item for item in judge(facts[0], other).evidence} for other in facts[1:]]
        words = self.env["crm.duplicate.words"]
        labels, texts = words._field_labels(), {**words._reason_labels(), **words._against_labels()}
        rows = []
        for name in FIELDS:
            values = [partner._duplicate_value(name) for partner in partners]
            cells = [self._cell(value, found.get(name), texts) for value, found in zip(values, verdicts, strict=True)]
            if any(values) and (name != "kind" or len(set(values)) > 1):
                rows.append({"field": name, "label": labels[name], "cells": cells})
        return rows

    def _cell(self, value, item, texts):
        if not item:
            return {"value": value, "verdict": "", "text": ""}
        return {"value": value, "verdict": item.verdict, "text": texts.get((item.field, item.level), "")}

    def _pair_row(self, pair):
        return {
            "id": pair.id,
            "left": pair.partner_id.id,
            "right": pair.other_id.id,
            "probability": round(pair.probability, 1),
            "level": pair.level or "",
            "reasons": pair.reasons or "",
            "against": pair.against or "",
        }
