from odoo import fields, models


class CrmDuplicateState(models.Model):
    """For each customer: what it looked like when its keys were made, and whether it waits to be compared."""

    _name = "crm.duplicate.state"
    _description = "Progress of the Search for Duplicates"
    _log_access = False
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", required=True, readonly=True, ondelete="cascade")
    waiting = fields.Boolean(readonly=True, required=True, default=True)

    _partner_unique = models.UniqueIndex("(partner_id)")
    _waiting_idx = models.Index("(partner_id) WHERE waiting")

    def init(self):
        # A 64-bit hash; the ORM's integers have 32.
        self.env.cr.execute("ALTER TABLE crm_duplicate_state ADD COLUMN IF NOT EXISTS digest bigint NOT NULL")
