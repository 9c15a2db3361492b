from odoo import fields, models


class CrmDuplicateKey(models.Model):
    """Keys under which customers who may be one stand together (``core/duplicate/keys.py``); hashes, no data."""

    _name = "crm.duplicate.key"
    _description = "Key of a Possible Duplicate"
    _log_access = False
    _rec_name = "kind"

    # No foreign key: checking it takes as long as making the keys. Those of deleted customers go with the next run.
    partner_id = fields.Integer("Customer", required=True, readonly=True, index=True)
    kind = fields.Char(required=True, readonly=True)
    common = fields.Boolean(readonly=True, default=False, help="So many share it that it says nothing.")

    _common_idx = models.Index("(common) WHERE common")

    def init(self):
        # A 64-bit hash; the ORM's integers have 32.
        self.env.cr.execute("ALTER TABLE crm_duplicate_key ADD COLUMN IF NOT EXISTS key bigint NOT NULL")
        self.env.cr.execute(
            "CREATE INDEX IF NOT EXISTS crm_duplicate_key_key_idx ON crm_duplicate_key (key) INCLUDE (partner_id)"
        )
