from odoo import fields, models
from odoo.tools.misc import format_date

from .crm_loyalty_move import POINTS


class AccountMove(models.Model):
    _inherit = "account.move"

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

    def _loyalty_lines(self):
        """What the invoice tells its customer about points: ``[(label, value)]``, in the reader's language."""
        self.ensure_one()
        shown = self.env["loyalty.card"]._shown_points
        if not self.loyalty_earned:
            return []
        lines = [(self.env._("Points earned with this invoice"), shown(self.loyalty_earned))]
        if self.loyalty_pending:
            lines.append((self.env._("Of these available later"), shown(self.loyalty_pending)))
        if self.loyalty_next_expiry:
            lines.append((self.env._("Next points expire on"), format_date(self.env, self.loyalty_next_expiry)))
        return lines
