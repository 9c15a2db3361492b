from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core.intake.values import COLUMNS

#: See ``_derived_tables``.
DERIVED = frozenset(
    {
        "crm_customer_access",
        "crm_duplicate",
        "crm_duplicate_state",
        "crm_external_id",
        "crm_field_origin",
        "crm_import_row",
        "crm_quality_finding",
        "crm_quality_score",
        "crm_segment_member",
        "crm_touchpoint",
        "crm_touchpoint_pending",
        "crm_touchpoint_summary",
        "mail_followers",
        "res_partner_res_partner_category_rel",
    }
)


class CrmImportUndo(models.AbstractModel):
    """Taking an import back, the last row first."""

    _name = "crm.import.undo"
    _description = "Import: Taking back"

    def _undo_piece(self, limit):
        """Take back the next rows; returns how many."""
        self.env["res.partner"].check_access("unlink")
        rows = self.env["crm.import.row"].search(
            [("batch_id", "=", self.id), ("state", "=", "done"), ("undo_result", "=", False)],
            order="step desc, id desc",
            limit=limit,
        )
        touched = rows.partner_id.ids
        for row in rows.filtered(lambda row: row.result == "update" and row.partner_id):
            self._undo_update(row)
        made = rows.filtered(lambda row: row.result == "create" and row.partner_id)
        self._undo_created(made)
        rows.filtered(lambda row: not row.undo_result).undo_result = "undone"
        numbers = self.env["crm.external.id"].search([("batch_id", "=", self.id), ("partner_id", "in", touched)])
        # Only the numbers that this import gave; nobody has the right to delete single ones.
        numbers.sudo().unlink()
        return len(rows)

    # ------------------------------------------------------------------
    # Changed fields
    # ------------------------------------------------------------------

    def _undo_update(self, row):
        partner = self._partners(row.partner_id.id)
        back, notes = {}, []
        for change in row.changes or []:
            if not change["taken"]:
                continue
            if not self._is_still(change["field"], partner, change["new"]):
                notes.append(self._undo_note(change))
                continue
            if change["old"] != change["new"]:
                back[change["field"]] = change["old"]
            self._undo_origin(partner, change)
        if back:
            error = self._written_back(partner, back)
            notes += [error] if error else []
        row.undo_note = "\n".join(notes) or False
        if notes:
            row.undo_result = "partly" if back else "kept"

    def _written_back(self, partner, values):
        try:
            with self.env.cr.savepoint():
                partner.write({**self._orm_values(values), **self._emptied(values)})
        except UserError as error:
            return " ".join(str(error).split())
        return ""

    def _emptied(self, values):
        return {COLUMNS.get(name, name): False for name, value in values.items() if not value and name != "tags"}

    def _undo_note(self, change):
        labels = dict(self.env["crm.import.mapping"]._fields["field"]._description_selection(self.env))
        return self.env._(
            "%(field)s has been changed since; before the import it was “%(old)s”.",
            field=labels[change["field"]],
            old=self._value_text(change["field"], change["old"]),
        )

    def _undo_origin(self, partner, change):
        """The field is again what it was before: another source's, or nobody's."""
        origin = self.env["crm.field.origin"].search([("partner_id", "=", partner.id), ("field", "=", change["field"])])
        prior = change.get("origin")
        # What the import wrote down itself is taken back; the user has no right to any single origin.
        if prior and self.env["crm.import.source"].browse(prior[0]).exists():
            origin.sudo().write({"source_id": prior[0], "digest": prior[1], "batch_id": False})
        else:
            origin.sudo().unlink()

    # ------------------------------------------------------------------
    # New customers
    # ------------------------------------------------------------------

    def _undo_created(self, rows):
        """Remove new customers; one with documents is archived, one that another import knows too is kept."""
        partners = self._partners(rows.partner_id.ids).exists()
        shared = self._known_elsewhere(partners.ids)
        used = self._with_documents(partners.ids)
        free = partners.filtered(lambda partner: partner.id not in shared and partner.id not in used)
        stubborn = self._removed(free)
        for row in rows:
            partner = row.partner_id.id
            if partner in shared:
                row.undo_result = "kept"
                row.undo_note = self.env._("Another import knows this customer too.")
            elif partner in used or partner in stubborn:
                self._archive(row, used.get(partner) or stubborn[partner])
        rows.flush_recordset()

    def _archive(self, row, why):
        try:
            with self.env.cr.savepoint():
                self._partners(row.partner_id.id).write({"active": False})
        except UserError as error:
            row.write({"undo_result": "kept", "undo_note": " ".join(str(error).split())})
        else:
            note = self.env._("Archived, because something refers to the customer: %s.", why)
            row.write({"undo_result": "archived", "undo_note": note})

    def _removed(self, partners):
        """Remove customers; returns ``{id: reason}`` of those that could not be."""
        if not partners:
            return {}
        try:
            with self.env.cr.savepoint():
                partners.unlink()
        except UserError as error:
            if len(partners) == 1:
                return {partners.id: " ".join(str(error).split())}
            half = len(partners) // 2
            return self._removed(partners[:half]) | self._removed(partners[half:])
        return {}

    def _known_elsewhere(self, ids):
        found = self.env.execute_query(
            SQL(
                "SELECT partner_id FROM crm_external_id WHERE partner_id = ANY(%s) AND batch_id <> %s"
                " UNION SELECT partner_id FROM crm_field_origin WHERE partner_id = ANY(%s) AND batch_id <> %s",
                ids,
                self.id,
                ids,
                self.id,
            )
        )
        return {partner for (partner,) in found}

    def _with_documents(self, ids):
        """Customers that something in the database refers to: ``{partner id: name of what it is}``."""
        if not ids:
            return {}
        self.env.flush_all()
        found = {}
        names = {model._table: model for model in self.env.values() if not model._abstract}
        for table, column in self._references():
            rows = self.env.execute_query(
                SQL(
                    "SELECT DISTINCT %(column)s FROM %(table)s WHERE %(column)s = ANY(%(ids)s) AND %(other)s",
                    column=SQL.identifier(column),
                    table=SQL.identifier(table),
                    ids=ids,
                    other=SQL("id <> %s", SQL.identifier(column)) if table == "res_partner" else SQL("TRUE"),
                )
            )
            for (partner,) in rows:
                found[partner] = names[table]._description if table in names else table
        for partner, model in self._conversations(ids):
            found[partner] = self.env[model]._description
        return found

    def _references(self):
        """Table and column of each foreign key to a customer, as the merging of customers finds them."""
        wizard, derived = self.env["base.partner.merge.automatic.wizard"], self._derived_tables()
        return [
            (table, column)
            for table, column in wizard._get_fk_on("res_partner")
            if table not in derived and not table.startswith("base_partner_merge")
        ]

    @api.model
    def _derived_tables(self):
        """Tables that say something about a customer without being a document with them: they go with the customer.

        Addons add theirs to ``super()``'s set.
        """
        return DERIVED

    def _conversations(self, ids):
        return self.env.execute_query(
            SQL(
                "SELECT res_id, 'mail.message' FROM mail_message WHERE model = 'res.partner' AND res_id = ANY(%s)"
                " AND message_type IN ('email', 'comment', 'sms', 'snailmail')"
                " UNION SELECT res_id, 'mail.activity' FROM mail_activity"
                " WHERE res_model = 'res.partner' AND res_id = ANY(%s)",
                ids,
                ids,
            )
        )
