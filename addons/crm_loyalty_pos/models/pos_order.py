from odoo import fields, models

from odoo.addons.crm_customer360.core.inside import INSIDE
from odoo.addons.crm_loyalty.models.crm_loyalty_move import POINTS

from .loyalty_card import Till


class PosOrder(models.Model):
    """Orders of a till are paid, and may come hours late: what they do to cards is written down and never refused."""

    _inherit = "pos.order"

    loyalty_earned = fields.Float("Points Earned", digits=POINTS, compute="_compute_loyalty_points")
    loyalty_spent = fields.Float("Points Spent", digits=POINTS, compute="_compute_loyalty_points")
    has_loyalty_moves = fields.Boolean(compute="_compute_loyalty_points")

    def _compute_loyalty_points(self):
        # Who reads the order is shown its points.
        moves = self.env["crm.loyalty.move"].sudo()
        groups = moves._read_group([("pos_order_id", "in", self.ids)], ["pos_order_id", "kind"], ["points:sum"])
        sums = {(order.id, kind): total for order, kind, total in groups}
        for order in self:
            earned, lost, spent, back = (
                sums.get((order.id, kind), 0) for kind in ("earn", "clawback", "redeem", "restore")
            )
            order.loyalty_earned, order.loyalty_spent = earned + lost, -spent - back
            order.has_loyalty_moves = any(id_ == order.id for id_, _kind in sums)

    def _loyalty_moves(self):
        """The movements of these orders. No field: a till reads all fields of an order, and no movements."""
        # The points follow the order whoever sells or takes back; nothing is shown.
        return self.env["crm.loyalty.move"].sudo().search([("pos_order_id", "in", self.ids)])

    def confirm_coupon_programs(self, coupon_data):
        """Odoo's own; cards with a ledger get movements, and debt where the points are gone already."""
        till = self.with_context(loyalty_till=Till(self.id), loyalty_overspend=INSIDE)
        return super(PosOrder, till).confirm_coupon_programs(coupon_data)

    def _check_existing_loyalty_cards(self, coupon_data):
        """A card that the till has only in mind may be there: the one of the customer's company."""
        for number in [number for number in coupon_data if number < 0]:
            card = self._shared_card(coupon_data[number])
            if card and card.id not in coupon_data:
                coupon_data[card.id] = {**coupon_data.pop(number), "coupon_id": card.id}
        return super()._check_existing_loyalty_cards(coupon_data)

    def _shared_card(self, values):
        customer = self.env["res.partner"].browse(values.get("partner_id") or self.partner_id.id or []).exists()
        # Whether the program keeps a ledger, for who may sell in it.
        program = self.env["loyalty.program"].sudo().browse(values["program_id"]).exists()
        if not (customer and program.use_ledger):
            return self.env["loyalty.card"]
        return self.env["crm.loyalty.balance"]._cards_of(customer, program)

    def action_pos_order_paid(self):
        """Goods that come back take their points along."""
        res = super().action_pos_order_paid()
        self._follow_returned_points()
        return res

    def action_open_points(self):
        """The movements of the order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_loyalty.crm_loyalty_move_action")
        return {**action, "domain": [("pos_order_id", "=", self.id)], "context": {}}
