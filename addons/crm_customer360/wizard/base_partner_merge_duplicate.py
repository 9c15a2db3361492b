from odoo import api, models

OWN_TABLES = ("crm_duplicate", "crm_duplicate_state")


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _get_fk_on(self, table):
        # A pair is about two customers; moved to the one that stays it would be about nobody. See below.
        return [link for link in super()._get_fk_on(table) if link[0] not in OWN_TABLES]

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Mark the pairs as merged, and hand what was decided about the sources on to the one that stays."""
        self.env.flush_all()
        params = {"sources": src_partners.ids, "target": dst_partner.id, "all": [*src_partners.ids, dst_partner.id]}
        self.env.cr.execute(
            "UPDATE crm_duplicate SET state = 'merged', later_until = NULL"
            " WHERE partner_id = ANY(%(all)s) AND other_id = ANY(%(all)s)",
            params,
        )
        self.env.cr.execute(
            """
            INSERT INTO crm_duplicate (partner_id, other_id, bits, probability, level, evidence, state, returned,
                                       found_on, decided_by_id, decided_on, decided_bits, reason, note)
            SELECT DISTINCT ON (third) least(third, %(target)s), greatest(third, %(target)s), bits, probability, level,
                   evidence, state, returned, found_on, decided_by_id, decided_on, decided_bits, reason, note
              FROM (SELECT d.*, CASE WHEN partner_id = ANY(%(sources)s) THEN other_id ELSE partner_id END AS third
                      FROM crm_duplicate d
                     WHERE state = 'apart' AND (partner_id = ANY(%(sources)s) OR other_id = ANY(%(sources)s))) apart
             WHERE third <> ALL(%(all)s)
             ORDER BY third, decided_bits DESC
                ON CONFLICT (partner_id, other_id) DO NOTHING
            """,
            params,
        )
        self.env.cr.execute(
            "DELETE FROM crm_duplicate WHERE state = 'new' AND (partner_id = ANY(%(sources)s)"
            " OR other_id = ANY(%(sources)s))",
            params,
        )
        # What stays has taken over values of the others: it is compared again with the next run.
        self.env.cr.execute("UPDATE crm_duplicate_state SET waiting = TRUE WHERE partner_id = %(target)s", params)
        self.env["crm.duplicate"].invalidate_model()
        return super()._update_foreign_keys(src_partners, dst_partner)
