from odoo import fields, models
from odoo.tools.misc import format_date

from .crm_loyalty_move import POINTS


class AccountMove(models.Model):
    _inherit = "account.move"

    loyalty_promised = fields.Float("Points to Earn", digits=POINTS, compute="_compute_loyalty_promised")
    loyalty_spent = fields.Float("Points Spent", digits=POINTS, compute="_compute_loyalty_promised")
    loyalty_pending = fields.Float("Points Pending", digits=POINTS, compute="_compute_loyalty_lots")
    loyalty_next_expiry = fields.Date("Next Expiry", compute="_compute_loyalty_lots")

    def _compute_loyalty_lots(self):
        # What is left of the invoice's own points, for who reads the invoice.
        lots = self.env["crm.loyalty.lot"].sudo()
        left = lots.search([("move_id.invoice_id", "in", self.ids), ("remaining", ">", 0)])
        by_invoice = left.grouped(lambda lot: lot.move_id.invoice_id.id)
        for move in self:
            found = by_invoice.get(move.id, lots)
            move.loyalty_pending = sum(found.filtered("pending").mapped("remaining"))
            move.loyalty_next_expiry = min(filter(None, found.mapped("expires_on")), default=False)

    def _compute_loyalty_promised(self):
        # Of the orders behind the invoice: two numbers of points, for who reads the invoice.
        standing = self.filtered(lambda move: move.move_type == "out_invoice" and move.state != "cancel")
        promised = self.env["crm.loyalty.earned"]._once_paid(standing) if standing else {}
        for move in self:
            lines = (move & standing).sudo().invoice_line_ids.sale_line_ids
            rewards = lines.filtered(lambda line: line.points_cost and line.coupon_id.use_ledger)
            move.loyalty_promised = max(promised.get(move.id, 0) - move.loyalty_earned, 0)
            move.loyalty_spent = sum(rewards.order_id.mapped("loyalty_spent"))

    def _loyalty_lines(self):
        """What the invoice tells its customer about points: ``[(label, value)]``, in the reader's language."""
        self.ensure_one()
        shown = self.env["loyalty.card"]._shown_points
        lines = [
            (self.env._("Points earned once it is paid"), self.loyalty_promised),
            (self.env._("Points earned with this invoice"), self.loyalty_earned),
            (self.env._("Of these available later"), self.loyalty_pending),
            (self.env._("Points spent"), self.loyalty_spent),
        ]
        told = [(label, shown(number)) for label, number in lines if number]
        if self.loyalty_next_expiry:
            told.append((self.env._("Next points expire on"), format_date(self.env, self.loyalty_next_expiry)))
        return told
