from odoo import fields, models
from odoo.tools import SQL

from .crm_loyalty_move import POINTS


class AccountMove(models.Model):
    """Whatever happens to an invoice, its orders' points follow."""

    _inherit = "account.move"

    loyalty_move_ids = fields.One2many("crm.loyalty.move", "invoice_id", "Points Movements", readonly=True)
    loyalty_earned = fields.Float("Points Earned", digits=POINTS, compute="_compute_loyalty_earned")

    def _compute_loyalty_earned(self):
        # The sum of the invoice's own movements, for who reads the invoice.
        for move in self:
            move.loyalty_earned = sum(move.sudo().loyalty_move_ids.mapped("points"))

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._follow_loyalty()
        return posted

    def button_draft(self):
        res = super().button_draft()
        self._follow_loyalty()
        return res

    def button_cancel(self):
        res = super().button_cancel()
        self._follow_loyalty()
        return res

    def _follow_loyalty(self):
        """Let the orders of these documents, and of the invoices they correct, post what changed."""
        documents = self.filtered(lambda one: one.move_type in ("out_invoice", "out_refund"))
        if not documents:
            return
        causes = documents._loyalty_orders()
        if causes:
            self.env.flush_all()
            # The points of an order follow its invoice also where who posts it does not see the order; nothing is
            # shown.
            self.env["sale.order"].sudo().browse(causes)._follow_points(causes=causes)

    def _loyalty_orders(self):
        """``{order id: documents}``: orders with points whose lines a document, or what it corrects, invoices."""
        pairs = [(one.id, id_) for one in self for id_ in (one.id, one.reversed_entry_id.id) if id_]
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT sl.order_id, d.document FROM unnest(%s::int[], %s::int[]) d(document, move)"
                " JOIN account_move_line ml ON ml.move_id = d.move"
                " JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = ml.id"
                " JOIN sale_order_line sl ON sl.id = r.order_line_id"
                " WHERE EXISTS (SELECT FROM crm_loyalty_promise p WHERE p.order_id = sl.order_id)"
                " OR EXISTS (SELECT FROM crm_loyalty_move m WHERE m.order_id = sl.order_id) ORDER BY 1, 2",
                [document for document, _move in pairs],
                [move for _document, move in pairs],
            )
        )
        causes = {}
        for order, document in rows:
            causes[order] = causes.get(order, self.browse()) + self.browse(document)
        return causes
