from odoo import api, models

from ..core.inside import says

#: Models whose records may hang on a contact, and the field that names the model.
REFERRING = {"mailing.trace": "model", "snailmail.letter": "model"}


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys_generic(self, model, src_records, dst_record):
        """In a merge of ours all that has a foreign key moved already, in a way that can be undone."""
        if model == "res.partner" and says(self.env.context, "crm_merge"):
            return None
        return super()._update_foreign_keys_generic(model, src_records, dst_record)

    @api.model
    def _update_reference_fields_generic(
        self, referenced_model, src_records, dst_record, additional_update_records=None
    ):
        """The same for what names a contact without one."""
        if referenced_model == "res.partner" and says(self.env.context, "crm_merge"):
            return None
        return super()._update_reference_fields_generic(
            referenced_model, src_records, dst_record, additional_update_records
        )

    def action_merge_kept(self):
        """What the form's button does: a steward's merge keeps all and can be undone; for others it is Odoo's own.

        ``action_merge`` itself stays as programs know it: it deletes the contacts it merges.
        """
        merging = self.partner_ids and self.env.user.has_group("crm_customer360.group_data_steward")
        if not merging or len(self.partner_ids) < 2:
            return self.action_merge()
        survivor = self.dst_partner_id or self.partner_ids[:1]
        self.env["res.partner"].merge_customers(survivor.id, (self.partner_ids - survivor).ids)
        self.current_line_id.unlink()
        return self._action_next_screen()

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Hand the touchpoints over before the generic code does: it would stop at our unique index.

        A touchpoint that the destination has too (both took part in one event) stands there once afterwards, at the
        better rank.
        """
        self.env.cr.flush()
        # A colleague among the two: whether a message or a meeting counts as contact with a customer may change.
        watching = [found for found in src_partners._touchpoint_interests() if found.watch]
        self.env["crm.touchpoint"]._note_owners(src_partners, watching)
        params = {
            "sources": src_partners.ids,
            "target": dst_partner.id,
            "customer": dst_partner.commercial_partner_id.id,
        }
        self.env.cr.execute(
            """
            WITH same AS (
                SELECT source, key_id, event, min(id) AS id, min(rank) AS rank
                  FROM crm_touchpoint
                 WHERE partner_id = ANY(%(sources)s) OR partner_id = %(target)s
                 GROUP BY source, key_id, event
            ), doubled AS (
                DELETE FROM crm_touchpoint t USING same s
                 WHERE (t.source, t.key_id, t.event) = (s.source, s.key_id, s.event) AND t.id <> s.id
                   AND (t.partner_id = ANY(%(sources)s) OR t.partner_id = %(target)s)
            )
            UPDATE crm_touchpoint t SET rank = s.rank FROM same s
             WHERE t.id = s.id AND t.rank <> s.rank
            """,
            params,
        )
        # Both columns in one go: each rewriting of a row costs an entry in every index.
        self.env.cr.execute(
            "UPDATE crm_touchpoint SET partner_id = %(target)s, commercial_partner_id = %(customer)s"
            " WHERE partner_id = ANY(%(sources)s)",
            params,
        )
        # Touchpoints that hang on the contact itself; those whose record was purged have nothing else to go by.
        self.env.cr.execute(
            "UPDATE crm_touchpoint SET res_id = %(target)s WHERE res_model = 'res.partner' AND partner_id = %(target)s"
            " AND res_id <> %(target)s",
            params,
        )
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["crm.touchpoint"]._note_partners(moved=dst_partner.ids)
        return result

    @api.model
    def _update_reference_fields(self, src_partners, dst_partner):
        """Take along what names its document by model and id and is left behind by the generic code."""
        result = super()._update_reference_fields(src_partners, dst_partner)
        for model, name in REFERRING.items():
            if model in self.env:
                # Whoever may merge the contacts moves all that hangs on them, seen or not.
                records = self.env[model].sudo()
                domain = [(name, "=", "res.partner"), ("res_id", "in", src_partners.ids)]
                records.search(domain).write({"res_id": dst_partner.id})
        return result
