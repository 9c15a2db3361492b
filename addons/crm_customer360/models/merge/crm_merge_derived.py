from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.misc import split_every

from ...core.merge.place import Place

#: Records computed at once.
CHUNK = 5_000


class CrmMergeDerived(models.AbstractModel):
    """What follows from the rows that moved: customers of documents, computed columns, the contact history."""

    _name = "crm.merge.derived"
    _description = "What Follows from a Merge"

    # ------------------------------------------------------------------
    # The customer a document counts for
    # ------------------------------------------------------------------

    @api.model
    def _move_customers(self, merge):
        """Documents of a merged contact count for the survivor's company, whichever the contact's was.

        The generic part moved those that named the merged contact itself; here are those of a contact of a company.
        """
        customer = merge.survivor_id.commercial_partner_id
        for name, model in self.pool.items():
            field = model._fields.get("commercial_partner_id")
            if model._abstract or model._transient or not model._auto or name in ("res.partner", "crm.touchpoint"):
                continue
            if field is not None and field.store and "partner_id" in model._fields:
                self._move_customer_column(merge, Place(model._table, "commercial_partner_id", model=name), customer)
        if "account.move.line" in self.env:
            self._move_journal_items(merge, customer)

    def _move_customer_column(self, merge, place, customer):
        rows = SQL(
            "SELECT r.row_id FROM crm_merge_row r JOIN crm_merge_move v ON v.id = r.move_id WHERE v.merge_id = %s"
            " AND v.model = %s AND v.column_name = 'partner_id' AND NOT v.relation AND r.state = 'moved'",
            merge.id,
            place.model,
        )
        self._write_customer(merge, place, SQL("t.id IN (%s)", rows), customer)

    def _move_journal_items(self, merge, customer):
        """Items of an invoice carry its customer."""
        place = Place("account_move_line", "partner_id", model="account.move.line")
        rows = SQL(
            "t.id IN (SELECT l.id FROM crm_merge_row r JOIN crm_merge_move v ON v.id = r.move_id"
            " JOIN account_move_line l ON l.move_id = r.row_id WHERE v.merge_id = %s AND v.model = 'account.move'"
            " AND v.column_name = 'commercial_partner_id' AND r.state = 'moved' AND l.partner_id = r.old_id)",
            merge.id,
        )
        self._write_customer(merge, place, rows, customer)

    def _write_customer(self, merge, place, where, customer):
        move = self.env["crm.merge.move"]._note(merge, place)
        column, table = SQL.identifier(place.column), SQL.identifier(place.table)
        self.env.cr.execute(
            SQL(
                "WITH had AS (SELECT t.id, t.%(column)s AS old_id FROM %(table)s t WHERE %(where)s"
                " AND t.%(column)s IS NOT NULL AND t.%(column)s <> %(customer)s),"
                " moved AS (UPDATE %(table)s t SET %(column)s = %(customer)s FROM had WHERE t.id = had.id"
                " RETURNING t.id, had.old_id)"
                " INSERT INTO crm_merge_row (move_id, row_id, old_id, new_id, state)"
                " SELECT %(move)s, id, old_id, %(customer)s, 'moved' FROM moved",
                column=column,
                table=table,
                where=where,
                customer=customer.id,
                move=move.id,
            )
        )

    # ------------------------------------------------------------------
    # Computed columns
    # ------------------------------------------------------------------

    @api.model
    def _recompute(self, merge):
        """Compute anew what nobody can write and what follows from a column that moved."""
        self.env.invalidate_all()
        for move in merge.move_ids:
            if move.model in self.env and move.kind == "key" and not move.relation:
                if move.model == "res.partner":
                    self._recompute_contacts(move)
                elif fields := self._dependent_fields(move.model, move.column_name):
                    self._recompute_fields(move, fields)
        users = merge.survivor_id | merge._sources()
        self.env.add_to_compute(users._fields["partner_share"], users)
        self.env.flush_all()
        # Users, default values and what else is kept in memory of them.
        self.env.registry.clear_cache()

    def _dependent_fields(self, model, column):
        fields = self.env[model]._fields.values()
        return [
            field
            for field in fields
            if field.store
            and field.compute
            and field.readonly
            and field.column_type
            and any(path.startswith(f"{column}.") for path in field.get_depends(self.env[model])[0])
        ]

    def _recompute_fields(self, move, fields):
        for ids in split_every(CHUNK, move._moved_ids()):
            records = self.env[move.model].browse(ids).exists()
            for field in fields:
                self.env.add_to_compute(field, records)
            self.env.flush_all()
            self.env.invalidate_all(flush=False)

    def _recompute_contacts(self, move):
        contacts = self.env["res.partner"].browse(move._moved_ids()).exists()
        contacts.modified([move.column_name])
        self.env.flush_all()

    @api.model
    def _adopt_contacts(self, merge):
        """Contacts of a merged company get what the survivor's contacts have in common with it."""
        moves = merge.move_ids.filtered(lambda one: one.model == "res.partner" and one.column_name == "parent_id")
        for contact in self.env["res.partner"].browse(moves._moved_ids()).exists():
            contact._commercial_sync_from_company()
        self.env.flush_all()

    # ------------------------------------------------------------------
    # The contact history
    # ------------------------------------------------------------------

    @api.model
    def _note_interests(self, partners):
        """Whether a message or a meeting counts as contact with a customer may follow from who takes part."""
        watching = [found for found in partners._touchpoint_interests() if found.watch]
        self.env["crm.touchpoint"]._note_owners(partners, watching)

    @api.model
    def _touchpoint_keys(self, partners):
        """Rows of the sources behind the history of these contacts: ``{source: ids}``."""
        rows = self.env.execute_query(
            SQL(
                "SELECT source, array_agg(DISTINCT key_id) FROM crm_touchpoint"
                " WHERE partner_id = ANY(%s) GROUP BY source",
                partners.ids,
            )
        )
        return defaultdict(set, {source: set(keys) for source, keys in rows})

    @api.model
    def _catch_up(self, partners, keys=()):
        """Have the history follow: each source looks again at the rows it had there (``{source: ids}``)."""
        touchpoint = self.env["crm.touchpoint"]
        changes = touchpoint._changes()
        for source, ids in dict(keys).items():
            if source in self.pool.crm_touchpoint_plan.sources:
                changes.keys[source] |= ids
        touchpoint._note_partners(moved=partners.ids)
        self.env.cr.flush()
        customers = partners.commercial_partner_id | partners
        self.env["crm.touchpoint.summary"]._refresh_ids(customers.ids)
