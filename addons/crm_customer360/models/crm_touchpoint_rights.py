from collections import defaultdict

from odoo import models

#: Models every employee may read: the document their records hang on, named by these fields, has rights of its own.
OPEN_TO_ALL = {
    "rating.rating": ("res_model", "res_id"),
    "snailmail.letter": ("model", "res_id"),
}


class CrmTouchpointRights(models.AbstractModel):
    """Who may see a row of the history: who may read the record behind it and the contact on it, when asked."""

    _name = "crm.touchpoint.rights"
    _description = "Rights on Touchpoints"

    def _readable_models(self):
        """Models behind the active sources that the reader may read at all."""
        models_ = {source.target_model for source in self.pool.crm_touchpoint_plan.sources.values()}
        return sorted(model for model in models_ if model in self.env and self.env[model].has_access("read"))

    def _closed_sources(self):
        """Sources that take a right besides the one on the record, when the reader has it for no record at all."""
        return [
            source.name
            for source in self.pool.crm_touchpoint_plan.sources.values()
            if not all(model in self.env and self.env[model].has_access("read") for model in source.access)
        ]

    def _readable(self, rows):
        """Those rows whose record and contact the reader may read."""
        ids = defaultdict(set)
        for row in rows:
            ids[row["res_model"]].add(row["res_id"])
        allowed = {(model, id_) for model, found in ids.items() for id_ in self._readable_ids(model, found)}
        partners = self._lean("res.partner").browse({row["partner_id"] for row in rows})
        partner_ids = set(partners._filtered_access("read")._ids)
        return [
            row for row in rows if (row["res_model"], row["res_id"]) in allowed and row["partner_id"] in partner_ids
        ]

    def _readable_ids(self, model, ids):
        """Ids among ``ids`` that exist and that the reader may read; extend it for rights that are no record rules."""
        records = self._lean(model).browse(ids).exists()
        # Into the cache only, for the record rules to be judged on; what they refuse is dropped in the next line.
        records.sudo().fetch(self._fields_of_rules(model))
        records = records._filtered_access("read")
        if model == "calendar.event":
            # Everybody may "read" a private meeting and gets it masked; its title in our table is not.
            records = records.filtered(lambda event: not event._check_private_event_conditions())
        if model in OPEN_TO_ALL:
            records = self._with_readable_document(records, *OPEN_TO_ALL[model])
        return records._ids

    def _with_readable_document(self, records, model_field, id_field):
        """Those of ``records`` whose document, named by two of their fields, the reader may read."""
        records.sudo().fetch([model_field, id_field])
        documents = defaultdict(set)
        for record in records:
            documents[record[model_field]].add(record[id_field])
        readable = {
            (model, id_)
            for model, ids in documents.items()
            if model in self.env and self.env[model].has_access("read")
            for id_ in self._readable_ids(model, ids)
        }
        return records.filtered(lambda record: (record[model_field], record[id_field]) in readable)

    def _lean(self, model):
        """A model whose records, archived ones too, read the fields asked for and no others: a record rule needs two or
        three of an invoice's hundred columns."""
        return self.env[model].with_context(active_test=False, prefetch_fields=False)

    def _fields_of_rules(self, model):
        """Columns that the reader's record rules on a model look at."""
        conditions = self.env["ir.rule"]._compute_domain(model, "read").iter_conditions()
        names = {condition.field_expr.partition(".")[0] for condition in conditions}
        fields = self.env[model]._fields
        return [name for name in sorted(names) if name in fields and fields[name].column_type and fields[name].store]
