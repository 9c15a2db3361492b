from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.merge.request import BadMergeError, parse_request
from ...core.merge.rules import Standing, propose_survivor

#: Documents that speak for a contact as the survivor.
DOCUMENTS = ("sale.order", "account.move", "crm.lead", "pos.order", "crm.contact.log", "project.task")


class ResPartner(models.Model):
    _inherit = "res.partner"

    merged_into_id = fields.Many2one(
        "res.partner",
        "Merged into",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The contact that has all that was this one's.",
    )

    # ------------------------------------------------------------------
    # Public
    # ------------------------------------------------------------------

    @api.model
    def merge_customers(self, survivor_id, source_ids, values=False):
        """Merge contacts into one. Everything of theirs goes to the survivor; they are archived and can be brought back
        with :meth:`crm.merge.unmerge`. No mail is sent and nothing is written into the chatter.

        Without ``values`` the survivor keeps what it has and gets what it lacks (``core/merge/rules.py``).

        :param survivor_id: id of the contact that stays (int)
        :param source_ids: ids of the contacts to merge into it (list of int, at most 200)
        :param values: ``False``, or a dictionary with any of: a field's name and its value for the survivor (str,
            number, bool, id of a record, ``False`` for empty); ``"_from"``: ``{field: id of the contact it is taken
            from}``; ``"_confirmed"``: list of warnings that were read, of :meth:`merge_preview` (``"vat"``: the
            contacts have different VAT numbers)
        :return: id of the ``crm.merge`` (int)
        :raises AccessError: the caller is no steward of customer data, or may not write one of the contacts
        :raises UserError: an argument of the wrong kind, contacts that cannot be merged (with the reason and the
            record: sealed journal entries, another company, one above the other, users, merged already), or a warning
            that was not confirmed; nothing is changed then
        """
        self.env["crm.merge"]._check_steward()
        request, survivor, sources = self._mergeable(survivor_id, source_ids, values, lock=True)
        check = self.env["crm.merge.check"]
        self.env["crm.merge.fields"]._check_names(request)
        if reasons := check._reasons(survivor, sources):
            raise UserError("\n".join(reasons))
        warnings = check._warnings(survivor, sources)
        if unread := [text for key, text in warnings.items() if key not in request.confirmed]:
            raise UserError("\n".join([*unread, self.env._("Confirm that they are the same customer.")]))
        return self.env["crm.merge"]._merge(request).id

    @api.model
    def merge_preview(self, survivor_id, source_ids):
        """What :meth:`merge_customers` would do; nothing is changed.

        :param survivor_id, source_ids: as for :meth:`merge_customers`
        :return: ``{"reasons": [str] (why it is refused; empty if it is not), "warnings": {key: str}, "moves":
            [{"model" (str, may be empty), "label", "count" (rows)}], "fields": [{"name", "label", "pick" (id of the
            contact the rules choose), "reason", "values": [{"partner_id", "value", "text"}]}]}``; fields in which the
            contacts do not differ are left out
        :raises AccessError, UserError: as for :meth:`merge_customers`, for rights and arguments
        """
        self.env["crm.merge"]._check_steward()
        _request, survivor, sources = self._mergeable(survivor_id, source_ids, False)
        check = self.env["crm.merge.check"]
        return {
            "reasons": check._reasons(survivor, sources),
            "warnings": check._warnings(survivor, sources),
            "moves": self._merge_counts(sources),
            "fields": self._merge_fields(survivor, sources),
        }

    @api.model
    def propose_survivor(self, partner_ids):
        """Which of some contacts the others should be merged into.

        The one that cannot be merged into another (sealed journal entries, a user, our own company), then the one with
        the most documents, with a VAT number, and the oldest.

        :param partner_ids: ids of contacts (list of int, 2 to 201)
        :return: id of one of them (int)
        :raises AccessError, UserError: as for :meth:`merge_customers`, for rights and arguments
        """
        self.env["crm.merge"]._check_steward()
        if not isinstance(partner_ids, list | tuple) or len(partner_ids) < 2:
            raise UserError(self.env._("Choose at least two contacts to merge."))
        _request, survivor, sources = self._mergeable(partner_ids[0], list(partner_ids[1:]), False)
        return propose_survivor(self._standings(survivor | sources))

    # ------------------------------------------------------------------
    # Arguments
    # ------------------------------------------------------------------

    def _mergeable(self, survivor_id, source_ids, values, lock=False):
        try:
            request = parse_request(survivor_id, source_ids, values)
        except BadMergeError as error:
            raise self.env["crm.merge.check"]._argument_error(error) from None
        partners = self.with_context(active_test=False).browse(request.everybody)
        if lock:
            partners._lock_for_merge()
        if missing := partners - partners.exists():
            raise UserError(
                self.env._("There is no contact with the number %s.", ", ".join(str(id_) for id_ in missing.ids))
            )
        partners.check_access("write")
        survivor = partners.browse(request.survivor)
        return request, survivor, partners - survivor

    def _lock_for_merge(self):
        """Two people who merge the same contacts: the second one waits, begins anew and finds it done."""
        self.flush_recordset()
        self.env.cr.execute(
            "SELECT id FROM res_partner WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [sorted(self.ids)]
        )
        self.invalidate_recordset()

    # ------------------------------------------------------------------
    # Previews
    # ------------------------------------------------------------------

    def _merge_counts(self, sources):
        """How many rows of each model name one of the contacts; the numbers alone, whoever may read them."""
        counts = defaultdict(int)
        for place, count in self.env["crm.merge.engine"].sudo()._count_all(sources.ids):
            counts[(place.model, "") if place.model in self.env else ("", place.table)] += count
        found = [
            {"model": model, "label": self.env["ir.model"]._get(model).name if model else table, "count": count}
            for (model, table), count in counts.items()
        ]
        return sorted(found, key=lambda row: (-row["count"], row["label"]))

    def _merge_fields(self, survivor, sources):
        """The fields in which they differ, with the value of each and the one the rules choose."""
        fields_ = self.env["crm.merge.fields"]
        picks = fields_._picks(survivor, sources)
        rows = []
        for name in fields_._choosable():
            if name not in picks or not self._has_field_access(self._fields[name], "read"):
                continue
            values = [{"partner_id": one.id, **self._merge_value(one, name)} for one in survivor | sources]
            if len({value["text"] for value in values}) > 1:
                rows.append(
                    {
                        "name": name,
                        "label": self._fields[name]._description_string(self.env),
                        "pick": picks[name].contact,
                        "reason": picks[name].reason,
                        "values": values,
                    }
                )
        return rows

    def _merge_value(self, partner, name):
        field, value = self._fields[name], partner[name]
        if isinstance(value, models.BaseModel):
            # The name of what was chosen on a contact the steward may write.
            return {"value": value.id or False, "text": value.sudo().display_name or ""}
        if field.type == "selection":
            return {"value": value, "text": dict(field._description_selection(self.env)).get(value, "")}
        if field.type in ("date", "datetime"):
            return {"value": fields.Datetime.to_string(value) if value else False, "text": str(value or "")}
        if field.type == "html":
            return {"value": str(value or ""), "text": value.striptags() if value else ""}
        return {"value": value, "text": "" if value is False else str(value)}

    def _standings(self, partners):
        documents = self._merge_documents(partners)
        check = self.env["crm.merge.check"]
        for partner in partners.sudo():
            tied = [*check._own_companies(partner), *check._users(self.browse(), partner)]
            yield Standing(
                partner.id,
                locked=bool(list(check._locked_entries(partner))),
                tied=bool(tied),
                active=partner.active,
                has_vat=bool(partner.vat),
                documents=documents.get(partner.id, 0),
                created=str(partner.create_date or ""),
            )

    def _merge_documents(self, partners):
        """How many documents each of them has; numbers that order the contacts and are not shown."""
        counts = defaultdict(int)
        for model in DOCUMENTS:
            if model in self.env and self.env[model]._fields["partner_id"].store:
                groups = self.env[model].sudo().with_context(active_test=False)
                for partner, count in groups._read_group(
                    [("partner_id", "in", partners.ids)], ["partner_id"], ["__count"]
                ):
                    counts[partner.id] += count
        return counts

    # ------------------------------------------------------------------
    # Where a merged contact went
    # ------------------------------------------------------------------

    def _merged_finally(self):
        """The contact that has it all today; the contact itself if it was not merged."""
        self.ensure_one()
        partner, seen = self, set()
        while partner.merged_into_id and partner.id not in seen:
            seen.add(partner.id)
            partner = partner.merged_into_id
        return partner

    def action_open_merged_into(self):
        """Open the 360 page of the contact this one was merged into."""
        return self._merged_finally().action_open_customer360()

    def action_open_merges(self):
        """The merges this contact took part in."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merges"),
            "res_model": "crm.merge",
            "view_mode": "list,form",
            "domain": [("contact_ids.partner_id", "in", self.ids)],
        }
