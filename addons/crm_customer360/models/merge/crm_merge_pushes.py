from odoo import fields, models

#: What one of them had before a push came, no push may take away from the survivor.
NOT_ITS_OWN = """
    UPDATE crm_segment_push_item i SET own = FALSE
     WHERE i.own AND i.taken_at IS NULL AND i.partner_id = ANY(%(ids)s)
       AND EXISTS (SELECT FROM crm_segment_push_item o WHERE o.push_id = i.push_id AND NOT o.own
                      AND o.taken_at IS NULL AND o.partner_id = ANY(%(ids)s))
 RETURNING i.id
"""


class CrmMerge(models.Model):
    """What a segment put on one of the contacts and somebody by hand on another stays with the survivor."""

    _inherit = "crm.merge"

    pushes_before = fields.Json(readonly=True, groups="base.group_system", export_string_translation=False)

    def _merge_before(self):
        items = self.env["crm.segment.push.item"]
        items.flush_model()
        self.env.cr.execute(NOT_ITS_OWN, {"ids": self.contact_ids.partner_id.ids})
        self.pushes_before = [id_ for (id_,) in self.env.cr.fetchall()]
        items.invalidate_model()
        return super()._merge_before()

    def _unmerge_after(self):
        self.env["crm.segment.push.item"].browse(self.pushes_before or ()).exists().write({"own": True})
        return super()._unmerge_after()
