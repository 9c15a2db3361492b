from odoo import api, models
from odoo.tools import SQL

from .loyalty_card import Till

#: Fields of an order that follow from its movements.
OF_ORDER = ["loyalty_earned", "loyalty_spent", "has_loyalty_moves"]


class CrmLoyaltyLedger(models.AbstractModel):
    """Context: ``loyalty_pos_order`` is a :class:`Till`, the order whose points move."""

    _inherit = "crm.loyalty.ledger"

    def _document(self, entry):
        """By the order in the history Odoo knows one that a till sends twice."""
        order = self._till_order()
        return ("pos.order", order) if order else super()._document(entry)

    @api.model
    def _write(self, *args, **kwargs):
        move = super()._write(*args, **kwargs)
        if order := self._till_order():
            self.env.cr.execute(SQL("UPDATE crm_loyalty_move SET pos_order_id = %s WHERE id = %s", order, move))
            self.env["crm.loyalty.move"].invalidate_model(["pos_order_id"], flush=False)
            self.env["pos.order"].invalidate_model(OF_ORDER, flush=False)
        return move

    def _till_order(self):
        order = self.env.context.get("loyalty_pos_order")
        return int(order) if isinstance(order, Till) else 0
