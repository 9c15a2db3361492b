from odoo import api, models

from .crm_merge_undo import QUIET


class CrmMergeLate(models.AbstractModel):
    """What still came in for a merged contact: saved at the same moment, or sent by a system that knows the old id."""

    _name = "crm.merge.late"
    _description = "Rows that Came in for Merged Contacts"

    @api.model
    def _cron_late(self):
        """Bring what names merged contacts to their survivors, one merge a transaction.

        It is written down as part of the merge, so an un-merge takes it along.
        """
        progress = self.env["ir.cron"]
        merges = self._with_latecomers()
        progress._commit_progress(remaining=len(merges))
        for merge in merges:
            merge._bring_latecomers()
            if not progress._commit_progress(1):
                break

    @api.model
    def _with_latecomers(self):
        """The merges some of whose contacts are named somewhere again; the oldest first."""
        sources = self.env["res.partner"].with_context(active_test=False).search([("merged_into_id", "!=", False)])
        if not sources or not self.env["crm.merge.engine"]._count_all(sources.ids):
            return self.browse()
        merges = self.search([("state", "=", "merged")], order="id")
        return merges.filtered(lambda merge: self.env["crm.merge.engine"]._count_all(merge._merged_still().ids))

    def _merged_still(self):
        """Its contacts that are merged into its survivor today."""
        return self._sources().filtered(lambda source: source.merged_into_id == self.survivor_id)

    def _bring_latecomers(self):
        self.ensure_one()
        merge = self.with_context(**QUIET)
        survivor, sources = merge.survivor_id, merge._merged_still()
        (survivor | sources)._lock_for_merge()
        derived = merge.env["crm.merge.derived"]
        merge.env.cr.flush()
        derived._note_interests(survivor | sources)
        merge._move(survivor, sources)
        derived._recompute(merge)
        derived._catch_up(survivor | sources)
        merge.env.invalidate_all()
