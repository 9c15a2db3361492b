from odoo import api, fields, models
from odoo.exceptions import UserError

#: Digits of everything that is counted in points.
POINTS = (16, 2)


class CrmLoyaltyMove(models.Model):
    """The ledger: why which points came to a card or left it. Rows are added, never changed or removed."""

    _name = "crm.loyalty.move"
    _description = "Loyalty Points Movement"
    _order = "date desc, id desc"

    card_id = fields.Many2one("loyalty.card", required=True, index=True, ondelete="restrict", readonly=True)
    partner_id = fields.Many2one(related="card_id.partner_id", string="Customer")
    program_id = fields.Many2one("loyalty.program", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", index="btree_not_null", readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    kind = fields.Selection(
        [
            ("opening", "Opening balance"),
            ("earn", "Earned"),
            ("redeem", "Spent"),
            ("restore", "Given back"),
            ("clawback", "Taken back"),
            ("expire", "Expired"),
            ("adjust", "Adjusted"),
            ("bonus", "Bonus"),
            ("transfer", "Transferred"),
            ("referral", "Referral"),
            ("extend", "Extended"),
        ],
        required=True,
        readonly=True,
    )
    points = fields.Float(digits=POINTS, required=True, readonly=True)
    key = fields.Char("Occasion", required=True, readonly=True, help="A movement is written once for each occasion.")
    reason = fields.Char(readonly=True)
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference("Document", model_field="res_model", readonly=True)
    order_id = fields.Many2one("sale.order", index="btree_not_null", ondelete="set null", readonly=True)
    invoice_id = fields.Many2one("account.move", index="btree_not_null", ondelete="set null", readonly=True)
    user_id = fields.Many2one("res.users", "By", ondelete="set null", readonly=True)
    terms = fields.Json("Rule", readonly=True, help="The rule by which the points were granted, as it was then.")
    allocation_ids = fields.One2many("crm.loyalty.allocation", "move_id", "Lots", readonly=True)

    _key_unique = models.UniqueIndex("(key)", "This movement was written already.")
    _points_check = models.Constraint("CHECK (points <> 0 OR kind = 'extend')", "A movement of no points is none.")

    @api.depends("kind", "points")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        shown = self.env["loyalty.card"]._shown_points
        for move in self:
            number = f" {'+' if move.points > 0 else '−'}{shown(abs(move.points))}" if move.points else ""
            move.display_name = f"{labels.get(move.kind, move.kind)}{number}"

    def write(self, vals):
        """Refused: a ledger is corrected by a further movement."""
        if vals:
            raise UserError(self.env._("A movement of points is never changed. Enter another one that corrects it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A movement of points is never removed. Enter another one that corrects it."))

    def action_open_document(self):
        """Open what caused the movement: an order, an invoice, a credit note."""
        self.ensure_one()
        model, record = self.res_model or "", self.res_id
        if model not in self.env or not self.env[model].browse(record).exists():
            raise UserError(self.env._("No document stands behind this movement, or it is gone."))
        return {"type": "ir.actions.act_window", "res_model": model, "res_id": record, "view_mode": "form"}
