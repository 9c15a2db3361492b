import functools

from odoo import SUPERUSER_ID, api, fields, models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

PRECOMMIT = "crm_quality"
#: Contacts per transaction.
CHUNK = 2_000


class CrmQualityPending(models.Model):
    """Contacts that changed and are to be checked: a row per contact and transaction, inserted only: nobody waits."""

    _name = "crm.quality.pending"
    _description = "Contacts to Check"
    _order = "id"
    _log_access = False
    _rec_name = "partner_id"

    # No foreign key check on every change of a contact: who is gone is not found any more.
    partner_id = fields.Integer("Contact", required=True)

    @api.model
    def _note(self, partner_ids):
        """Remember contacts until the end of the transaction."""
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return
        data, cr = self.env.cr.precommit.data, self.env.cr
        if PRECOMMIT not in data:
            data[PRECOMMIT] = set()
            cr.precommit.add(functools.partial(_keep, cr))
        data[PRECOMMIT].update(partner_ids)

    def _keep(self, partner_ids):
        self.env.cr.execute_values(
            "INSERT INTO crm_quality_pending (partner_id) VALUES %s", [(id_,) for id_ in sorted(partner_ids)]
        )
        cron = self.env.ref("crm_customer360.ir_cron_quality", raise_if_not_found=False)
        if cron:
            cron._trigger()

    @api.model
    def _left(self):
        """Number of entries."""
        return self.search_count([])

    @api.model
    def _work_off(self):
        """Check the next contacts that changed; returns the number of entries done."""
        entries = self.search_fetch([], ["partner_id"], limit=CHUNK)
        if entries:
            self.env["crm.quality.engine"]._check(set(entries.mapped("partner_id")))
            # By hand: the framework writes the ids of deleted records into its log.
            self.env.cr.execute("DELETE FROM crm_quality_pending WHERE id = ANY(%s)", [entries.ids])
            entries.invalidate_model(flush=False)
        return len(entries)


def _keep(cr):
    partner_ids = cr.precommit.data.pop(PRECOMMIT, None)
    if partner_ids:
        # Whoever changed the contact has no business with the queue.
        api.Environment(cr, SUPERUSER_ID, {})["crm.quality.pending"]._keep(partner_ids)
