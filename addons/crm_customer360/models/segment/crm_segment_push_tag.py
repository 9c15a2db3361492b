from odoo import models


class CrmSegmentPushTag(models.AbstractModel):
    """A tag on each customer who is in the segment."""

    _name = "crm.segment.push.tag"
    _description = "Push: Tag"

    def _put_tag(self, partners):
        """One statement for all of them; who has the tag already keeps it for good."""
        partners.flush_recordset(["category_id"])
        self.env.cr.execute(
            "INSERT INTO res_partner_res_partner_category_rel (partner_id, category_id)"
            " SELECT unnest(%s), %s ON CONFLICT DO NOTHING RETURNING partner_id",
            [partners.ids, self.target_id],
        )
        tagged = {id_ for (id_,) in self.env.cr.fetchall()}
        self._tags_changed(partners.browse(tagged))
        return {id_: (id_ in tagged, 0) for id_ in partners.ids}

    def _take_tag(self, items):
        partners = items.partner_id
        partners.flush_recordset(["category_id"])
        self.env.cr.execute(
            "DELETE FROM res_partner_res_partner_category_rel WHERE category_id = %s AND partner_id = ANY(%s)",
            [self.target_id, partners.ids],
        )
        self._tags_changed(partners)

    def _tags_changed(self, partners):
        partners.invalidate_recordset(["category_id"], flush=False)
        partners.modified(["category_id"])
