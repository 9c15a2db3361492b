from odoo import fields, models
from odoo.tools import SQL


class CrmMerge(models.Model):
    """Pairs of possible duplicates after an un-merge: decided as before, and looked for again."""

    _inherit = "crm.merge"

    # {"apart": pairs of these contacts that somebody had set apart, "handed": decisions the survivor was given}
    pairs_before = fields.Json(readonly=True, groups="base.group_system", export_string_translation=False)

    def _merge_before(self):
        self.pairs_before = {"apart": self._apart_between(), "handed": self._apart_of_survivor()}
        return super()._merge_before()

    def _merge_after(self):
        before = self.pairs_before
        handed = sorted({*self._apart_of_survivor()} - {*before["handed"]})
        self.pairs_before = {**before, "handed": handed}
        return super()._merge_after()

    def _apart_between(self):
        everybody = self.contact_ids.partner_id.ids
        return self._apart(SQL("partner_id = ANY(%s) AND other_id = ANY(%s)", everybody, everybody))

    def _apart_of_survivor(self):
        return self._apart(SQL("%s IN (partner_id, other_id)", self.survivor_id.id))

    def _apart(self, where):
        self.env["crm.duplicate"].flush_model()
        rows = self.env.execute_query(
            SQL("SELECT id FROM crm_duplicate WHERE state = 'apart' AND %s ORDER BY id", where)
        )
        return [id_ for (id_,) in rows]

    def _unmerge_after(self):
        pairs, before = self.env["crm.duplicate"], self.pairs_before or {}
        pairs.flush_model()
        params = {
            "all": self.contact_ids.partner_id.ids,
            "sources": self._sources().ids,
            "apart": before.get("apart", []),
            "handed": before.get("handed", []),
        }
        # Decided about a merged contact, not about the survivor; unless somebody decided it anew since.
        self.env.cr.execute(
            """
            DELETE FROM crm_duplicate d
             WHERE d.id = ANY(%(handed)s) AND d.state = 'apart'
               AND EXISTS (SELECT FROM crm_duplicate s
                            WHERE s.state = 'apart' AND s.decided_on = d.decided_on
                              AND (s.partner_id = ANY(%(sources)s) OR s.other_id = ANY(%(sources)s)))
            """,
            params,
        )
        self.env.cr.execute(
            """
            UPDATE crm_duplicate SET state = CASE WHEN id = ANY(%(apart)s) THEN 'apart' ELSE 'new' END
             WHERE state = 'merged' AND partner_id = ANY(%(all)s) AND other_id = ANY(%(all)s)
            """,
            params,
        )
        # Pairs with others were dropped by the merge; the next search looks for them although nobody changed.
        self.env.cr.execute(
            "UPDATE crm_duplicate_state SET waiting = TRUE WHERE partner_id = ANY(%(all)s) AND NOT waiting", params
        )
        pairs.invalidate_model()
        return super()._unmerge_after()
