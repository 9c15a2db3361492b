import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

#: A bank account has payments, those have messages: further than that nothing hangs on a row that is removed.
DEPTH = 5


class CrmMergeEngine(models.AbstractModel):
    """Moves all that names some records to others, writes down what it moves, and brings it back.

    Everything is done in sets: one statement a place, whatever the number of rows.
    """

    _name = "crm.merge.engine"
    _inherit = "crm.merge.places"
    _description = "Moving what Names a Contact"

    # ------------------------------------------------------------------
    # There
    # ------------------------------------------------------------------

    @api.model
    def _move_all(self, merge, mapping, target="res.partner", commercial=False, depth=0):
        """Let everything that names a record of ``target`` name another one.

        :param mapping: ``{old id: new id}``
        :param commercial: the customer the new contact belongs to; columns that hold a document's customer get it
        """
        if depth > DEPTH:
            raise UserError(self.env._("The records of this contact hang together in a circle: %s.", target))
        places = self._places(target)
        unique = self._unique_indexes({place.table for place in places})
        for place in places:
            new = mapping
            if commercial and self._is_commercial(place):
                new = dict.fromkeys(mapping, commercial)
            self._move_place(merge, place, new, unique[place.table], depth)

    @api.model
    def _is_commercial(self, place):
        """Whether the column holds the customer a document counts for, not the contact it is with."""
        return place.column == "commercial_partner_id" or (place.table, place.column) == (
            "account_move_line",
            "partner_id",
        )

    def _move_place(self, merge, place, mapping, unique, depth):
        olds, news = list(mapping), list(mapping.values())
        parameters = {
            "target": place.target,
            "olds": olds,
            "news": news,
            "old_values": place.old_values(olds),
            "all_values": place.old_values({*olds, *news}),
            "everybody": [*olds, *news],
        }
        cr = self.env.cr
        cr.execute(place.any_row(), parameters)
        if not cr.rowcount:
            return
        try:
            with mute_logger("odoo.sql_db"), cr.savepoint(flush=False):
                self._move_rows(merge, place, parameters, unique, depth)
        except psycopg2.IntegrityError as error:
            # A rule of the table forbids it (two different contacts are wanted, say). They stay, and it is said.
            cr.execute(place.count(), parameters)
            reason = error.diag.message_primary or str(error).splitlines()[0]
            self.env["crm.merge.move"]._note_left(merge, place, cr.fetchone()[0], reason)

    def _move_rows(self, merge, place, parameters, unique, depth):
        cr, moves = self.env.cr, self.env["crm.merge.move"]
        if place.relation:
            cr.execute(place.drop_doubles(), {**parameters, "move": moves._note(merge, place).id})
        else:
            for index in unique:
                if index.concerns(place.column):
                    cr.execute(place.doubles(index), parameters)
                    if doubles := cr.fetchall():
                        self._absorb(merge, place, doubles, parameters, depth)
        cr.execute(place.move(), {**parameters, "move": moves._note(merge, place).id})

    def _absorb(self, merge, place, doubles, parameters, depth):
        """Remove rows that would be there twice; what hangs on them goes to the row that stays."""
        ids = [row[0] for row in doubles]
        if place.model:
            self._move_all(merge, {id_: stays for id_, stays, _old, _new in doubles}, place.model, depth=depth + 1)
        self.env.cr.execute(
            place.remove(),
            {
                **parameters,
                "ids": ids,
                "olds": [row[2] for row in doubles],
                "news": [row[3] for row in doubles],
                "move": self.env["crm.merge.move"]._note(merge, place).id,
            },
        )

    @api.model
    def _count_all(self, ids, target="res.partner"):
        """How many rows of each place name one of the records: ``[(place, count)]``, those with none left out."""
        found = []
        for place in self._places(target):
            parameters = {"target": target, "old_values": place.old_values(ids), "everybody": list(ids)}
            self.env.cr.execute(place.count(), parameters)
            if count := self.env.cr.fetchone()[0]:
                found.append((place, count))
        return found

    # ------------------------------------------------------------------
    # And back
    # ------------------------------------------------------------------

    @api.model
    def _bring_back(self, merge):
        """Undo the moves, the last one first. A row goes back only if it still names the survivor."""
        for move in merge.move_ids.sorted(lambda one: one.sequence, reverse=True):
            place = move._place()
            if move.left_reason or not self._exists(place):
                continue
            parameters = {
                "move": move.id,
                "target": place.target,
                "everybody": [merge.survivor_id.id, *merge._sources().ids],
            }
            self._undo(place, "moved", parameters)
            self._undo(place, "removed", parameters)

    def _exists(self, place):
        """Whether the table is still there; its addon may have been uninstalled."""
        return place.column in self._columns({place.table})[place.table]

    def _undo(self, place, state, parameters):
        """All rows at once; one by one only if one of them is refused. Those that are not back are marked."""
        statement = place.move_back() if state == "moved" else place.put_back()
        if not self._undone(statement, {**parameters, "row": None}):
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM crm_merge_row WHERE move_id = %s AND state = %s ORDER BY id",
                    parameters["move"],
                    state,
                )
            )
            for (row,) in rows:
                self._undone(statement, {**parameters, "row": row})
        self.env.cr.execute(place.mark_kept(state), {**parameters, "row": None})

    def _undone(self, statement, parameters):
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                self.env.cr.execute(statement, parameters)
        except psycopg2.IntegrityError:
            return False
        return True

    @api.model
    def _count_returning(self, merge):
        """What an un-merge would bring back: ``[(move, rows that go back, rows moved)]``."""
        found = []
        for move in merge.move_ids:
            place = move._place()
            if move.left_reason or not self._exists(place):
                continue
            self.env.cr.execute(
                place.still_there(), {"move": move.id, "target": place.target, "everybody": [], "row": None}
            )
            back, moved = self.env.cr.fetchone()
            found.append((move, back + move.removed, moved + move.removed))
        return found
