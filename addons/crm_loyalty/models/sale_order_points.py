import json
from typing import NamedTuple

from odoo import fields, models
from odoo.tools import SQL

from ..core.ledger import points
from .crm_loyalty_move import POINTS


class Promised(NamedTuple):
    """A promise of an order to a card; the fields of ``crm.loyalty.promise``."""

    points: float
    base: float
    earn_on: str
    terms: dict


#: In SQL: nobody may write promises, and a sale waits for it.
PROMISE = """
    INSERT INTO crm_loyalty_promise (order_id, card_id, points, base, earn_on, terms, create_uid, create_date,
                                     write_uid, write_date)
    VALUES %(rows)s ON CONFLICT (order_id, card_id) DO UPDATE
       SET points = excluded.points, base = excluded.base, earn_on = excluded.earn_on, terms = excluded.terms,
           write_uid = excluded.write_uid, write_date = excluded.write_date
"""


class SaleOrder(models.Model):
    """What an order promised, and what became of it."""

    _inherit = "sale.order"

    loyalty_move_ids = fields.One2many("crm.loyalty.move", "order_id", "Points Movements", readonly=True)
    loyalty_promised = fields.Float("Points to Earn", digits=POINTS, compute="_compute_loyalty_points")
    loyalty_earned = fields.Float("Points Earned", digits=POINTS, compute="_compute_loyalty_points")
    loyalty_pending = fields.Float("Points Pending", digits=POINTS, compute="_compute_loyalty_points")
    loyalty_spent = fields.Float("Points Spent", digits=POINTS, compute="_compute_loyalty_points")
    loyalty_next_expiry = fields.Date("Next Expiry", compute="_compute_loyalty_points")

    def _compute_loyalty_points(self):
        # Sums of the order's own movements; who reads the order may read them, customers in the portal too.
        orders = self.sudo()
        cards = {order: order._ledger_cards() | order.loyalty_move_ids.card_id for order in orders}
        pending, expiry = orders._pending_points(), self._next_expiries(self.env["loyalty.card"].union(*cards.values()))
        for order in orders:
            moves = order.loyalty_move_ids
            entries = order.coupon_point_ids.filtered("coupon_id.use_ledger")
            order.loyalty_promised = sum(entries.mapped("points")) if order.state != "cancel" else 0
            order.loyalty_earned = sum(one.points for one in moves if one.kind in ("earn", "clawback"))
            order.loyalty_pending = pending.get(order.id, 0)
            lines = order.order_line.filtered("coupon_id.use_ledger")
            drawn = -sum(one.points for one in moves if one.kind in ("redeem", "restore"))
            order.loyalty_spent = drawn if order.state in ("sale", "cancel") else sum(lines.mapped("points_cost"))
            order.loyalty_next_expiry = min((expiry[card] for card in cards[order] if card in expiry), default=False)

    def _pending_points(self):
        """``{order id: points}`` that the orders earned and that cannot be used yet."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT m.order_id, sum(l.remaining) FROM crm_loyalty_move m JOIN crm_loyalty_lot l ON l.move_id = m.id"
                " WHERE m.order_id = ANY(%s) AND l.pending GROUP BY m.order_id",
                self.ids,
            )
        )
        return {order: float(pending) for order, pending in rows}

    def _next_expiries(self, cards):
        """``{card: day}`` on which points of it expire next."""
        # As above: of the order's own cards, and a day alone.
        live = [("card_id", "in", cards.ids), ("remaining", ">", 0), ("expires_on", "!=", False)]
        groups = self.env["crm.loyalty.lot"].sudo()._read_group(live, ["card_id"], ["expires_on:min"])
        return dict(groups)

    # ------------------------------------------------------------------
    # The promise
    # ------------------------------------------------------------------

    def _promise_points(self):
        """Write down at which rates the orders earn. Returns what :meth:`_promises` does."""
        # Whoever confirms an order makes its promise, for its own cards; see the ledger about who may read it.
        entries = self.filtered(lambda one: one.state == "sale").sudo().coupon_point_ids
        known, new = self._promises(), {}
        for entry in entries.filtered("coupon_id.use_ledger"):
            place = (entry.order_id.id, entry.coupon_id.id)
            if points(known[place].points if place in known else 0) != points(entry.points):
                new[place] = entry.order_id._promised(entry.coupon_id.program_id, entry.points)
        if new:
            now, uid = self.env.cr.now(), self.env.uid
            rows = [
                SQL("%s", (*place, *one[:-1], json.dumps(one.terms), uid, now, uid, now)) for place, one in new.items()
            ]
            self.env.cr.execute(SQL(PROMISE, rows=SQL(", ").join(rows)))
            self.env["crm.loyalty.promise"].invalidate_model(flush=False)
        return {**known, **new}

    def _promises(self):
        """``{(order id, card id): promised}``."""
        rows = self.env.execute_query(
            SQL(
                "SELECT order_id, card_id, points, base, earn_on, terms FROM crm_loyalty_promise"
                " WHERE order_id = ANY(%s)",
                self.ids,
            )
        )
        return {(order, card): Promised(*promised) for order, card, *promised in rows}

    def _promised(self, program, amount):
        rules = [
            {"id": rule.id, "mode": rule.reward_point_mode, "points": rule.reward_point_amount}
            for rule in program.rule_ids
        ]
        base = sum(self._eligible_lines(program).mapped("price_subtotal"))
        terms = {"rules": rules, "untaxed": program.earn_untaxed, "return_days": program.return_days}
        return Promised(float(points(amount)), float(points(base)), program.earn_on, terms)

    def _eligible_lines(self, program):
        """Lines that earn in the program: of products of its rules, not paid with points or cards."""
        # Rules of the program are the company's; who sells need not see them.
        order = self.sudo()
        lines = order.order_line - order._get_no_effect_on_threshold_lines()
        products = self.env["product.product"].union(*program._get_valid_products(lines.product_id).values())
        return lines.filtered(
            lambda line: (
                line.product_id in products
                and line.reward_id.program_id.program_type not in ("ewallet", "gift_card", "loyalty")
            )
        )
