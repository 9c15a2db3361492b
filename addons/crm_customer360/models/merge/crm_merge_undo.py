from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Datetime

from ...core.inside import INSIDE
from ...core.merge.request import BadMergeError, parse_id

#: No mail, no tracking: a merge says itself what it did. The rules for new VAT numbers are for who types one.
QUIET = {
    "tracking_disable": True,
    "mail_notrack": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "no_vat_validation": True,
    "active_test": False,
    "crm_merge": INSIDE,
}
#: Records named in a report, of each kind.
NAMED = 20


class CrmMergeUndo(models.AbstractModel):
    """The exact un-merge."""

    _name = "crm.merge.undo"
    _description = "Un-merge of Contacts"

    @api.model
    def unmerge(self, merge_id):
        """Undo a merge: the merged contacts come back with their ids, and all that went to the survivor with them.

        What came in after the merge stays with the survivor. A row goes back only if it still names the survivor, a
        value of the survivor only if nobody changed it since; the rest is named in the answer.

        :param merge_id: id of the merge (int)
        :return: ``{"partner_ids": ids that are back, "returned": rows that went back (int), "kept": [{"model" (str, may
            be empty), "label", "count" (int), "records": [{"id", "name"}] (the first of them)}], "values":
            [{"partner_id", "field", "label"}] (values somebody changed since), "points": [{"card_id", "points"}] (spent
            meanwhile)}``
        :raises AccessError: the caller is no steward, or may not write the contacts
        :raises UserError: no such merge, undone already, or a later merge of the same contacts has to be undone first
        """
        merge = self._undoable(merge_id)
        # All that moved goes back, seen by the steward or not; who may do that was asked before.
        return merge.sudo().with_context(**QUIET)._undo()

    @api.model
    def unmerge_preview(self, merge_id):
        """What :meth:`unmerge` would do now; nothing is changed.

        :param merge_id: id of the merge (int)
        :return: ``{"moves": [{"label", "back" (rows that would go back), "moved" (rows moved)}], "values": [{"label",
            "partner", "back" (bool)}]}``
        :raises AccessError, UserError: as for :meth:`unmerge`
        """
        # Numbers of rows and names of fields, for who may undo it.
        merge = self._undoable(merge_id).sudo()
        moves = [
            {"label": move.label, "back": back, "moved": moved}
            for move, back, moved in merge.env["crm.merge.engine"]._count_returning(merge)
        ]
        back, changed = merge.env["crm.merge.fields"]._returning(merge)
        values = [
            {"label": value.label, "partner": value.partner_id.name or "", "back": value in back}
            for value in back | changed
        ]
        return {"moves": moves, "values": values}

    def _undoable(self, merge_id):
        """The merge, locked, if the caller may undo it and nothing stands in the way."""
        self._check_steward()
        try:
            merge = self.browse(parse_id("merge_id", merge_id))
        except BadMergeError as error:
            raise self.env["crm.merge.check"]._argument_error(error) from None
        if not merge.exists():
            raise UserError(self.env._("There is no merge with the number %s.", merge_id))
        merge.check_access("read")
        # The names of the contacts are part of the merge, which the caller may read.
        partners = merge.sudo()._sources() | merge.sudo().survivor_id
        partners.sudo(self.env.su).check_access("write")
        partners._lock_for_merge()
        merge.invalidate_recordset()
        if merge.state != "merged":
            raise UserError(self.env._("This merge was undone already."))
        if later := merge._later():
            raise UserError(
                self.env._(
                    "The same contacts were merged again afterwards (%s). Undo that merge first.",
                    ", ".join(f"{one.display_name}, {one.id}" for one in later),
                )
            )
        return merge

    def _later(self):
        """Merges after this one that took up what it left: they are undone first."""
        partners = self.sudo().contact_ids.partner_id
        # A merge of another company may stand in the way too; its name says no more than the contact's own.
        return self.sudo().search(
            [("id", ">", self.id), ("state", "=", "merged"), ("contact_ids.partner_id", "in", partners.ids)]
        )

    def _undo(self):
        self._unmerge_before()
        survivor, sources = self.survivor_id, self._sources()
        derived, fields = self.env["crm.merge.derived"], self.env["crm.merge.fields"]
        self.env.cr.flush()
        derived._note_interests(survivor | sources)
        keys = derived._touchpoint_keys(survivor)
        spent = self.env["crm.merge.loyalty"]._part_cards(self)
        self.env["crm.merge.engine"]._bring_back(self)
        self.env["crm.merge.move"]._count_kept(self)
        self.env.invalidate_all(flush=False)
        self._revive(sources)
        derived._recompute(self)
        back, changed = fields._returning(self)
        fields._restore(back)
        changed.kept = True
        self._take_picture_back(survivor, sources)
        derived._note_interests(survivor | sources)
        derived._catch_up(survivor | sources, keys)
        report = self._report(sources, changed, spent)
        self.write(
            {
                "state": "unmerged",
                "unmerge_user_id": self.env.uid,
                "unmerge_date": Datetime.now(),
                "report": report,
            }
        )
        self._unmerge_after()
        self.env.invalidate_all()
        return report

    def _revive(self, sources):
        were_active = self.contact_ids.filtered(lambda one: one.role == "source" and one.was_active).partner_id
        sources.write({"merged_into_id": False})
        were_active.write({"active": True})
        self.env.flush_all()

    def _take_picture_back(self, survivor, sources):
        if self.image_taken and survivor.image_1920 in sources.mapped("image_1920"):
            survivor.image_1920 = False

    def _report(self, sources, changed, spent):
        kept = [move for move in self.move_ids if move.kept]
        return {
            "partner_ids": sources.ids,
            "returned": self.moved - self.kept,
            "kept": [
                {"model": move.model or "", "label": move.label, "count": move.kept, "records": self._named(move)}
                for move in kept
            ],
            "values": [
                {"partner_id": value.partner_id.id, "field": value.field_name, "label": value.label}
                for value in changed
            ],
            "points": [{"card_id": card, "points": points} for card, points in spent],
        }

    def _named(self, move):
        """The first rows that stayed, by name."""
        ids = move._first_records("kept", NAMED)
        names = {}
        if move.model in self.env:
            records = self.env[move.model].with_context(active_test=False).browse(ids).exists()
            names = {record.id: record.display_name or "" for record in records}
        return [{"id": id_, "name": names.get(id_) or self.env._("gone")} for id_ in ids]
