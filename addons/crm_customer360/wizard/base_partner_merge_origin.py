from odoo import api, models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Keep one origin a field: the one of the customer that stays, or of the first that goes.

        The generic code would forget all origins of those that go as soon as one field is in both.
        """
        self.env.cr.execute(
            """
            DELETE FROM crm_field_origin o USING crm_field_origin k
             WHERE o.partner_id = ANY(%(sources)s) AND k.field = o.field
               AND (k.partner_id = %(target)s OR (k.partner_id = ANY(%(sources)s) AND k.id < o.id))
            """,
            {"sources": src_partners.ids, "target": dst_partner.id},
        )
        return super()._update_foreign_keys(src_partners, dst_partner)
