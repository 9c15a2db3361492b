import logging
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...core.merge.place import Place, UniqueIndex

_logger = logging.getLogger(__name__)

#: Fields that name a record by number beside a field with the name of its model, where Odoo does not say so itself.
NUMBERS = {"res_id": ("res_model", "model"), "parent_res_id": ("parent_res_model",)}
#: Of pairs, the rows that are not to be moved: a picture belongs to the contact's own values.
CONDITIONS = {"ir.attachment": "t.res_field IS NULL"}
#: Fields that hold a contact's id as text.
TEXTS = {"website.visitor": ("access_token", "")}
#: What stands in them is counted or compared anew from the contacts that are left.
DERIVED = (
    "crm.touchpoint.pending",
    "crm.touchpoint.summary",
    "crm.merge",
    "crm.merge.contact",
    "crm.merge.value",
    "crm.duplicate",
    "crm.quality.finding",
    "crm.quality.score",
    "crm.quality.pending",
    "crm.duplicate.state",
)


class CrmMergePlaces(models.AbstractModel):
    """Every column of the database that names a record of a model."""

    _name = "crm.merge.places"
    _description = "Places that Name a Contact"

    @api.model
    def _places(self, target="res.partner"):
        """The places that name records of the model ``target``; addons may add theirs to ``super()``'s list.

        Left out are wizards, and what is derived (:meth:`_derived_models`).
        """
        return [
            *self._key_places(target),
            *self._field_places(target),
            *self._text_places(target),
            *self._touchpoint_places(target),
        ]

    @api.model
    def _derived_models(self):
        """Models whose rows stay where they are in a merge, because they are made anew; addons add theirs."""
        return [*DERIVED, "crm.touchpoint"]

    # ------------------------------------------------------------------
    # Foreign keys, many-to-many tables among them
    # ------------------------------------------------------------------

    def _key_places(self, target):
        models_of, left_out = self._tables()
        others = self._other_models()
        keys = [key for key in self._foreign_keys(self.env[target]._table) if key[0] not in left_out]
        columns = self._columns({table for table, _column in keys})
        places = []
        for table, column in keys:
            if (table, column) == ("res_partner", "merged_into_id"):
                continue
            # A contact's customer follows from its company; the others are told apart by the rows that move.
            if (table, column) == ("res_partner", "commercial_partner_id"):
                continue
            where = self._own_rows(table, target)
            if "id" in columns[table]:
                places.append(Place(table, column, model=models_of.get(table, ""), target=target, where=where))
            elif len(columns[table]) == 2:
                (other,) = columns[table] - {column}
                model = others.get((table, other), "")
                places.append(Place(table, column, model=model, target=target, key=other, relation=True))
            else:
                _logger.info("Merging contacts leaves the table %s alone: it has no id.", table)
        return places

    def _other_models(self):
        """The model each column of the tables between two models is about: ``{(table, column): model}``."""
        found = {}
        for name, model in self.pool.items():
            if model._abstract:
                continue
            for field in model._fields.values():
                if field.type == "many2many" and field.store:
                    found.setdefault((field.relation, field.column1), name)
                    found.setdefault((field.relation, field.column2), field.comodel_name)
        return found

    def _own_rows(self, table, target):
        # The contacts that are merged keep their own rows as they are.
        return "t.id <> ALL(%(everybody)s)" if table == self.env[target]._table else ""

    def _foreign_keys(self, table):
        """``[(table, column)]`` with a foreign key to the id of ``table``."""
        return self.env["base.partner.merge.automatic.wizard"].with_context(crm_merge=False)._get_fk_on(table)

    def _columns(self, tables):
        found = defaultdict(set)
        rows = self.env.execute_query(
            SQL(
                "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
                " WHERE c.relnamespace = current_schema::regnamespace AND a.attnum > 0 AND NOT a.attisdropped"
                " AND c.relname = ANY(%s)",
                list(tables),
            )
        )
        for table, column in rows:
            found[table].add(column)
        return found

    def _tables(self):
        """The model of each table, and the tables to leave out: those of wizards and of derived models."""
        models_of, left_out = {}, set()
        derived = set(self._derived_models())
        for name, model in self.pool.items():
            if model._abstract or not model._auto:
                continue
            models_of.setdefault(model._table, name)
            if model._transient or name in derived:
                left_out.add(model._table)
                left_out.update(
                    field.relation for field in model._fields.values() if field.type == "many2many" and field.store
                )
        return models_of, left_out

    # ------------------------------------------------------------------
    # Fields that name a record without a foreign key
    # ------------------------------------------------------------------

    def _field_places(self, target):
        derived = set(self._derived_models())
        for name, model in self.pool.items():
            if model._abstract or model._transient or not model._auto or name in derived:
                continue
            for field in model._fields.values():
                if field.store:
                    yield from self._places_of_field(name, model, field, target)

    def _places_of_field(self, name, model, field, target):
        values = {"table": model._table, "column": field.name, "model": name, "target": target}
        if column := self._model_column(model, field):
            yield Place(**values, kind="pair", model_column=column, where=CONDITIONS.get(name, ""))
        elif field.type == "reference" and not field.compute:
            yield Place(**values, kind="reference")
        elif field.type == "many2one" and field.company_dependent and field.comodel_name == target:
            # A value in each company, seen by the one who merges or not.
            for company in self.env["res.company"].sudo().search([("id", "!=", False)], order="id").ids:
                yield Place(**values, kind="company", company=str(company))

    def _model_column(self, model, field):
        """The field beside ``field`` with the name of the model whose record it numbers."""
        if field.type == "many2one_reference":
            names = (field.model_field,)
        elif field.type == "integer" and field.name in NUMBERS:
            names = NUMBERS[field.name]
        else:
            return ""
        stored = (name for name in names if name in model._fields and model._fields[name].store)
        return next((name for name in stored if model._fields[name].type in ("char", "selection")), "")

    def _text_places(self, target):
        relation = target.replace("'", "''")
        yield Place(
            "ir_default", "json_value", "text", "ir.default", target,
            where=f"t.field_id IN (SELECT f.id FROM ir_model_fields f"
            f" WHERE f.relation = '{relation}' AND f.ttype = 'many2one')",
        )  # fmt: skip
        if target == "res.partner":
            for name, (column, where) in TEXTS.items():
                if name in self.env:
                    yield Place(self.env[name]._table, column, "text", name, target, where=where)

    def _touchpoint_places(self, target):
        """Touchpoints whose records are purged go by what they are; the others follow their records."""
        if target != "res.partner":
            return
        kept = [source.name for source in self.env["crm.touchpoint"]._touchpoint_sources() if source.keep]
        if kept:
            names = ", ".join("'" + name.replace("'", "''") + "'" for name in kept)
            values = {"model": "crm.touchpoint", "target": target, "where": f"t.source IN ({names})"}
            yield Place("crm_touchpoint", "partner_id", **values)
            yield Place("crm_touchpoint", "res_id", "pair", model_column="res_model", **values)

    # ------------------------------------------------------------------
    # What must not be there twice
    # ------------------------------------------------------------------

    def _unique_indexes(self, tables):
        """Unique indexes of the tables: ``{table: [UniqueIndex]}``."""
        rows = self.env.execute_query(
            SQL(
                "SELECT c.relname, ARRAY(SELECT pg_get_indexdef(i.indexrelid, n, TRUE)"
                " FROM generate_series(1, i.indnkeyatts) n), pg_get_expr(i.indpred, i.indrelid, TRUE)"
                " FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE i.indisunique"
                " AND c.relnamespace = current_schema::regnamespace AND c.relname = ANY(%s)",
                list(tables),
            )
        )
        found = defaultdict(list)
        for table, expressions, condition in rows:
            # They become part of a statement with parameters.
            texts = tuple(expression.replace("%", "%%") for expression in expressions)
            found[table].append(UniqueIndex(table, texts, (condition or "").replace("%", "%%")))
        return found
