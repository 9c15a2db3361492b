from odoo import api, models

#: Tables with one open row a customer: what else makes a row the same, and which column is empty while it is open.
OPEN_ROWS = {"crm_segment_member": ("segment_id", "left_at"), "crm_segment_push_item": ("push_id", "taken_at")}


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Of several open memberships in one segment the oldest stays; the generic code would stop at our index.

        What is over moves to the destination as it is.
        """
        self.env.cr.flush()
        params = {"ids": (src_partners | dst_partner).ids}
        # What one of them had before the push came, none of the pushes may take away.
        self.env.cr.execute(
            """
            UPDATE crm_segment_push_item i SET own = FALSE
             WHERE i.own AND i.taken_at IS NULL AND i.partner_id = ANY(%(ids)s)
               AND EXISTS (SELECT FROM crm_segment_push_item o WHERE o.push_id = i.push_id AND NOT o.own
                              AND o.taken_at IS NULL AND o.partner_id = ANY(%(ids)s))
            """,
            params,
        )
        for table, (key, ended) in OPEN_ROWS.items():
            # Names of our own tables and columns only.
            self.env.cr.execute(
                f"DELETE FROM {table} t USING {table} o"  # pylint: disable=sql-injection
                f" WHERE t.{ended} IS NULL AND o.{ended} IS NULL AND t.{key} = o.{key} AND t.id > o.id"
                " AND t.partner_id = ANY(%(ids)s) AND o.partner_id = ANY(%(ids)s)",
                params,
            )
        return super()._update_foreign_keys(src_partners, dst_partner)
