import json

import psycopg2

from odoo import fields, models
from odoo.exceptions import UserError

from ...core.intake.decide import Origin, digest
from ...core.intake.keys import row_key

#: Nobody gets a mail, follows or is told about what an import does; the import itself is the record of it.
QUIET = {
    "tracking_disable": True,
    "mail_notrack": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_activity_automation_skip": True,
    "active_test": False,
}


class CrmImportWrite(models.AbstractModel):
    """Writing customers through the ORM, many at once; one that is not accepted costs the others nothing."""

    _name = "crm.import.write"
    _description = "Import: Writing Customers"

    def _partners(self, ids=()):
        return self.env["res.partner"].with_context(**QUIET).browse(ids)

    def _write_wave(self, rows):
        """Create and change the customers of rows that do not depend on each other."""
        fresh = [row for row in rows if row.result == "create"]
        made = self._create_all([self._new_values(row) for row in fresh])
        for row, partner in zip(fresh, made, strict=True):
            if isinstance(partner, str):
                row.reject("", row.values.get("name", ""), "not_accepted", partner)
            else:
                row.partner = partner.id
        self._change_all([row for row in rows if row.result == "update"])
        self._keep_numbers([row for row in rows if row.partner and row.result in ("create", "update", "unchanged")])
        self._keep_origins([row for row in rows if row.partner and row.result in ("create", "update")])

    def _new_values(self, row):
        result = self._orm_values(row.values)
        if not self.source_id.shared:
            result["company_id"] = self.company_id.id
        return result

    def _create_all(self, vals_list):
        """The new customers in the order of their values; instead of one that is not accepted, the reason."""
        if not vals_list:
            return []
        try:
            with self.env.cr.savepoint():
                return list(self._partners().create([dict(vals) for vals in vals_list]))
        except (UserError, psycopg2.IntegrityError, psycopg2.DataError) as error:
            if len(vals_list) == 1:
                return [_words(error)]
        half = len(vals_list) // 2
        return self._create_all(vals_list[:half]) + self._create_all(vals_list[half:])

    def _change_all(self, rows):
        """Write the taken changes, each customer once even if several rows speak of it."""
        by_partner = {}
        for row in rows:
            by_partner.setdefault(row.partner, []).append(row)
        try:
            with self.env.cr.savepoint():
                for partner, group in by_partner.items():
                    self._partners(partner).write(self._changed_values(group))
        except (UserError, psycopg2.IntegrityError, psycopg2.DataError) as error:
            if len(by_partner) == 1:
                for row in rows:
                    row.reject("", row.values.get("name", ""), "not_accepted", _words(error))
                return
            groups = list(by_partner.values())
            half = len(groups) // 2
            self._change_all([row for group in groups[:half] for row in group])
            self._change_all([row for group in groups[half:] for row in group])

    def _changed_values(self, rows):
        taken = {change["field"]: change["new"] for row in rows for change in row.changes if _is_written(change)}
        return self._orm_values(taken)

    def _keep_numbers(self, rows):
        """Remember by which number the source knows each customer."""
        self.env.cr.execute(
            """
            INSERT INTO crm_external_id (source_id, company_id, external_id, partner_id, batch_id,
                                         create_uid, create_date, write_uid, write_date)
            SELECT %s, %s, r.number, r.partner, %s, %s, now() AT TIME ZONE 'UTC', %s, now() AT TIME ZONE 'UTC'
              FROM unnest(%s::text[], %s::int[]) AS r(number, partner)
            ON CONFLICT (source_id, external_id) DO NOTHING
            """,
            [
                self.source_id.id,
                self.company_id.id,
                self.id,
                self.env.uid,
                self.env.uid,
                [row_key(row.values, row.digest) for row in rows],
                [row.partner for row in rows],
            ],
        )
        self.env["crm.external.id"].invalidate_model()

    def _keep_origins(self, rows):
        """Remember that the values which were taken are this source's, as the ORM has them now."""
        kept = {}
        current = self._current_values(self._partners({row.partner for row in rows}))
        for row in rows:
            names = [change["field"] for change in row.changes if change["taken"]]
            if row.result == "create":
                names = [name for name in current[row.partner] if name in row.values]
            for change in row.changes:
                if _is_written(change):
                    change["new"] = current[row.partner][change["field"]]
            for name in names:
                kept[row.partner, name] = digest(name, current[row.partner][name])
        self._upsert_origins([(partner, name, text) for (partner, name), text in kept.items()], self.source_id.id)

    def _upsert_origins(self, origins, source, batch=None):
        """Write ``(partner id, field, digest)`` as coming from a source."""
        self.env.cr.execute(
            """
            INSERT INTO crm_field_origin (partner_id, field, digest, source_id, batch_id, date,
                                          create_uid, create_date, write_uid, write_date)
            SELECT r.partner, r.field, r.digest, %s, %s, %s, %s, %s, %s, %s
              FROM unnest(%s::int[], %s::text[], %s::text[]) AS r(partner, field, digest)
            ON CONFLICT (partner_id, field) DO UPDATE
               SET digest = excluded.digest, source_id = excluded.source_id, batch_id = excluded.batch_id,
                   date = excluded.date, write_uid = excluded.write_uid, write_date = excluded.write_date
            """,
            [
                source,
                batch or self.id,
                fields.Datetime.now(),
                *(self.env.uid, fields.Datetime.now()) * 2,
                [partner for partner, _name, _digest in origins],
                [name for _partner, name, _digest in origins],
                [text for _partner, _name, text in origins],
            ],
        )
        self.env["crm.field.origin"].invalidate_model()

    def _origins(self, partner_ids):
        """Where the values of customers came from: ``{partner id: {field: Origin}}``."""
        self.env.cr.execute(
            "SELECT o.partner_id, o.field, s.id, s.priority, o.digest FROM crm_field_origin o"
            " JOIN crm_import_source s ON s.id = o.source_id WHERE o.partner_id = ANY(%s)",
            [sorted(partner_ids)],
        )
        found = {}
        for partner, name, source, priority, text in self.env.cr.fetchall():
            found.setdefault(partner, {})[name] = Origin(source, priority or 0, text)
        return found

    def _record(self, rows, state):
        """Write down what came of rows, in one statement."""
        columns = {
            "id": ("int", [row.id for row in rows]),
            "name": ("text", [str(row.values.get("name") or "")[:250] or None for row in rows]),
            "result": ("text", [row.result for row in rows]),
            "partner": ("int", [row.partner or None for row in rows]),
            "changes": ("jsonb", [json.dumps(row.changes) if row.changes else None for row in rows]),
            "reason": ("text", [row.reason or None for row in rows]),
            "candidates": ("jsonb", [json.dumps(row.candidates) if row.candidates else None for row in rows]),
            "col": ("text", [row.problem.column if row.problem else None for row in rows]),
            "value": ("text", [row.problem.value if row.problem else None for row in rows]),
            "why": ("text", [row.problem.reason if row.problem else None for row in rows]),
            "detail": ("text", [row.problem.detail if row.problem else None for row in rows]),
        }
        casts = ", ".join(f"%s::{kind}[]" for kind, _values in columns.values())
        self.env.cr.execute(
            f"""
            UPDATE crm_import_row r
               SET name = coalesce(n.name, r.name), result = n.result, partner_id = n.partner, changes = n.changes,
                   reason = n.reason, candidates = n.candidates, problem_column = n.col, problem_value = n.value,
                   problem_reason = n.why, problem_detail = n.detail, state = %s,
                   step = CASE WHEN %s = 'done' THEN n.step + %s ELSE 0 END,
                   write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
              FROM unnest({casts}) WITH ORDINALITY AS n({", ".join(columns)}, step)
             WHERE r.id = n.id
            """,
            [state, state, self._last_step(), self.env.uid, *(values for _kind, values in columns.values())],
        )
        self._rows_changed()

    def _last_step(self):
        self.env.cr.execute(
            "SELECT coalesce(max(step), 0) FROM crm_import_row WHERE batch_id = %s AND step > 0", [self.id]
        )
        return self.env.cr.fetchone()[0]


def _is_written(change):
    return change["taken"] and change["old"] != change["new"]


def _words(error):
    """What the ORM or the database says against a value, on one line."""
    if isinstance(error, psycopg2.Error):
        return (error.diag.message_primary or str(error)).strip()[:250]
    return " ".join(str(error).split())[:250]
