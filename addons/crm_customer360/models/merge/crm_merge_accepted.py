import json

from odoo import fields, models
from odoo.tools import SQL

#: What a finding was accepted with. Whether the value is still the one that was accepted, the next check decides.
TAKEN_BACK = """
    INSERT INTO crm_quality_finding AS t
           (partner_id, check_id, state, since, reason, details, note, accepted_by_id, accepted_on, digest)
    SELECT f.partner_id, f.check_id, 'accepted', f.since, f.reason, f.details, f.note, u.id, f.accepted_on, f.digest
      FROM jsonb_populate_recordset(NULL::crm_quality_finding, %s::jsonb) f
      JOIN res_partner p ON p.id = f.partner_id
      JOIN crm_quality_check c ON c.id = f.check_id
      LEFT JOIN res_users u ON u.id = f.accepted_by_id
        ON CONFLICT (partner_id, check_id) DO UPDATE
       SET state = 'accepted', note = EXCLUDED.note, accepted_by_id = EXCLUDED.accepted_by_id,
           accepted_on = EXCLUDED.accepted_on, digest = EXCLUDED.digest
     WHERE t.state <> 'accepted'
"""


class CrmMerge(models.Model):
    """Findings are made anew after a merge and an un-merge; what somebody accepted of them is kept aside."""

    _inherit = "crm.merge"

    accepted_before = fields.Json(readonly=True, groups="base.group_system", export_string_translation=False)

    def _merge_before(self):
        self.env["crm.quality.finding"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT to_jsonb(f) FROM crm_quality_finding f WHERE f.state = 'accepted' AND f.partner_id = ANY(%s)",
                self.contact_ids.partner_id.ids,
            )
        )
        self.accepted_before = [row for (row,) in rows]
        return super()._merge_before()

    def _merge_after(self):
        self._check_data_again()
        return super()._merge_after()

    def _unmerge_after(self):
        if self.accepted_before:
            findings = self.env["crm.quality.finding"]
            findings.flush_model()
            self.env.cr.execute(TAKEN_BACK, [json.dumps(self.accepted_before)])
            findings.invalidate_model()
        self._check_data_again()
        return super()._unmerge_after()

    def _check_data_again(self):
        """Contacts whose rows were written in SQL, which the checks do not notice by themselves."""
        moved = self.move_ids.filtered(lambda move: move.model == "res.partner")
        contacts = self.contact_ids.partner_id | self.value_ids.partner_id
        self.env["crm.quality.pending"]._note({*contacts.ids, *moved._moved_ids()})
