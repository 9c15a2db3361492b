from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_loyalty_move import POINTS


class CheckedInSets(fields.Many2one):
    """A link that is looked at once a statement (see :data:`CHECKS`), not once a row by a foreign key."""

    def update_db_foreign_key(self, model, column):
        """None: the check of the table takes its place."""


class CrmLoyaltyAllocation(models.Model):
    """Which movement took how much from which lot; below zero, what it gave back."""

    _name = "crm.loyalty.allocation"
    _description = "Points Taken from a Lot"
    _order = "id"
    _log_access = False

    move_id = CheckedInSets("crm.loyalty.move", "Movement", required=True, index=True, ondelete="restrict")
    lot_id = CheckedInSets("crm.loyalty.lot", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="move_id.company_id")
    points = fields.Float("Taken", digits=POINTS, required=True, readonly=True)

    def init(self):
        # Where thousands of lots expire at once, foreign keys would look at each of them, and write on it, once more.
        self.pool.post_init(self.env.cr.execute, CHECKS)

    def write(self, vals):
        """Refused: part of the ledger."""
        if vals:
            raise UserError(self.env._("What was taken from a lot is part of the ledger; it is not edited."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was taken from a lot is part of the ledger; it is not removed."))


#: A row joins a movement and a lot of one card: looked at for each statement, whether it wrote one row or thousands.
#: Foreign keys say less: they know nothing of cards. No movement and no lot goes while a row names it.
CHECKS = """
    ALTER TABLE crm_loyalty_allocation DROP CONSTRAINT IF EXISTS crm_loyalty_allocation_move_id_fkey,
                                       DROP CONSTRAINT IF EXISTS crm_loyalty_allocation_lot_id_fkey;
    CREATE OR REPLACE FUNCTION crm_loyalty_allocation_check() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM made a LEFT JOIN crm_loyalty_move m ON m.id = a.move_id
                     LEFT JOIN crm_loyalty_lot l ON l.id = a.lot_id WHERE (l.card_id = m.card_id) IS NOT TRUE) THEN
            RAISE foreign_key_violation USING MESSAGE = 'crm_loyalty_allocation: not a movement and a lot of one card';
        END IF;
        RETURN NULL;
    END $$;
    CREATE OR REPLACE FUNCTION crm_loyalty_allocation_named() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_TABLE_NAME = 'crm_loyalty_lot'
           AND EXISTS (SELECT FROM gone JOIN crm_loyalty_allocation a ON a.lot_id = gone.id)
           OR TG_TABLE_NAME = 'crm_loyalty_move'
           AND EXISTS (SELECT FROM gone JOIN crm_loyalty_allocation a ON a.move_id = gone.id) THEN
            RAISE foreign_key_violation USING MESSAGE = TG_TABLE_NAME || ': points were taken';
        END IF;
        RETURN NULL;
    END $$;
    DROP TRIGGER IF EXISTS crm_loyalty_allocation_made ON crm_loyalty_allocation;
    CREATE TRIGGER crm_loyalty_allocation_made AFTER INSERT ON crm_loyalty_allocation
        REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION crm_loyalty_allocation_check();
    DROP TRIGGER IF EXISTS crm_loyalty_allocation_changed ON crm_loyalty_allocation;
    CREATE TRIGGER crm_loyalty_allocation_changed AFTER UPDATE ON crm_loyalty_allocation
        REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION crm_loyalty_allocation_check();
    DROP TRIGGER IF EXISTS crm_loyalty_lot_gone ON crm_loyalty_lot;
    CREATE TRIGGER crm_loyalty_lot_gone AFTER DELETE ON crm_loyalty_lot
        REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION crm_loyalty_allocation_named();
    DROP TRIGGER IF EXISTS crm_loyalty_move_gone ON crm_loyalty_move;
    CREATE TRIGGER crm_loyalty_move_gone AFTER DELETE ON crm_loyalty_move
        REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION crm_loyalty_allocation_named();
"""
