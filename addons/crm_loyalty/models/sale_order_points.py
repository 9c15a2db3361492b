from odoo import fields, models
from odoo.tools import SQL

from ..core.entry import Entry
from ..core.ledger import ZERO, points
from .crm_loyalty_move import POINTS


class SaleOrder(models.Model):
    """The movements of an order follow what the order is, whatever happened to it on the way."""

    _inherit = "sale.order"

    loyalty_move_ids = fields.One2many("crm.loyalty.move", "order_id", "Points Movements", readonly=True)
    loyalty_promised = fields.Float("Points to Earn", digits=POINTS, compute="_compute_loyalty_points")
    loyalty_earned = fields.Float("Points Earned", digits=POINTS, compute="_compute_loyalty_points")
    loyalty_pending = fields.Float("Points Pending", digits=POINTS, compute="_compute_loyalty_points")
    loyalty_spent = fields.Float("Points Spent", digits=POINTS, compute="_compute_loyalty_points")
    loyalty_next_expiry = fields.Date("Next Expiry", compute="_compute_loyalty_points")

    def _compute_loyalty_points(self):
        # Sums of the order's own movements; who reads the order may read them, customers in the portal too.
        for order in self.sudo():
            cards = order._ledger_cards() | order.loyalty_move_ids.card_id
            moves = order.loyalty_move_ids
            lots = self.env["crm.loyalty.lot"].sudo().search([("move_id", "in", moves.ids), ("remaining", ">", 0)])
            live = (
                self.env["crm.loyalty.lot"]
                .sudo()
                .search([("card_id", "in", cards.ids), ("remaining", ">", 0), ("expires_on", "!=", False)], limit=1)
            )
            entries = order.coupon_point_ids.filtered("coupon_id.use_ledger")
            order.loyalty_promised = sum(entries.mapped("points")) if order.state != "cancel" else 0
            order.loyalty_earned = sum(one.points for one in moves if one.kind in ("earn", "clawback"))
            order.loyalty_pending = sum(lot.remaining for lot in lots if lot.pending)
            lines = order.order_line.filtered("coupon_id.use_ledger")
            drawn = -sum(one.points for one in moves if one.kind in ("redeem", "restore"))
            order.loyalty_spent = drawn if order.state in ("sale", "cancel") else sum(lines.mapped("points_cost"))
            order.loyalty_next_expiry = live.expires_on

    # ------------------------------------------------------------------
    # The promise
    # ------------------------------------------------------------------

    def _promise_points(self):
        """Write down at which rate the order earns."""
        for order in self.filtered(lambda one: one.state == "sale"):
            for entry in order.sudo().coupon_point_ids.filtered("coupon_id.use_ledger"):
                order._promise(entry.coupon_id, entry.points)

    def _promise(self, card, amount):
        # Written by the order for its own card; see the ledger about who may read it.
        promises = self.env["crm.loyalty.promise"].sudo()
        known = promises.search([("order_id", "=", self.id), ("card_id", "=", card.id)])
        if points(known.points) == points(amount) and known:
            return
        program = card.program_id
        rules = [
            {"id": rule.id, "mode": rule.reward_point_mode, "points": rule.reward_point_amount}
            for rule in program.rule_ids
        ]
        values = {
            "points": amount,
            "base": sum(self._eligible_lines(program).mapped("price_subtotal")),
            "earn_on": program.earn_on,
            "terms": {"rules": rules, "untaxed": program.earn_untaxed, "return_days": program.return_days},
        }
        if known:
            known.write(values)
        elif amount:
            promises.create({"order_id": self.id, "card_id": card.id, **values})

    def _eligible_lines(self, program):
        """Lines that earn in the program: of products of its rules, not paid with points or cards."""
        order = self.sudo()
        lines = order.order_line - order._get_no_effect_on_threshold_lines()
        products = self.env["product.product"].union(*program._get_valid_products(lines.product_id).values())
        return lines.filtered(
            lambda line: (
                line.product_id in products
                and line.reward_id.program_id.program_type not in ("ewallet", "gift_card", "loyalty")
            )
        )

    # ------------------------------------------------------------------
    # Following
    # ------------------------------------------------------------------

    def _follow_points(self, promise=False, cause=None):
        """Post the difference between what the orders earn and take by now and what was posted before.

        Calling it again changes nothing.

        :param promise: what the order promises changed
        :param cause: the document because of which it is asked, for the ledger
        """
        if self.env.context.get("loyalty_later"):
            return
        if promise:
            self._promise_points()
        for order in self:
            if cards := order._followed_cards():
                order._follow_cards(cards, cause or order)

    def _followed_cards(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT card_id FROM crm_loyalty_promise WHERE order_id = %(order)s"
                " UNION SELECT card_id FROM crm_loyalty_move WHERE order_id = %(order)s",
                order=self.id,
            )
        )
        cards = self.env["loyalty.card"].browse(sorted(row[0] for row in rows))
        return cards | self._ledger_cards() if self.state == "sale" else cards

    def _follow_cards(self, cards, cause):
        self.env["crm.loyalty.ledger"]._lock(cards)
        earned = self.env["crm.loyalty.earned"]
        for card in cards:
            targets = earned._targets(self, card)
            self._follow_earned(card, targets, cause, more=True)
            self._follow_spent(card, earned._spent(self, card), cause)
            self._follow_earned(card, targets, cause, more=False)

    def _follow_earned(self, card, targets, cause, more):
        ledger = self.env["crm.loyalty.ledger"]
        available_from, expires_on = card.sudo().program_id._ledger_dates()
        for invoice, (target, terms) in targets.items():
            posted, moves = self._posted(card, ("earn", "clawback"), invoice)
            difference = target - posted
            where = {"order": self.id, "invoice": invoice, "res_model": cause._name, "res_id": cause.id}
            key = f"earn:{self.id}:{card.id}:{invoice}:{len(moves)}"
            if more and difference > ZERO:
                dates = {"expires_on": expires_on, "available_from": available_from}
                ledger._credit(card, Entry("earn", key, self._words("earn"), terms=terms, **dates, **where), difference)
            elif not more and difference < ZERO:
                entry = Entry("clawback", key, self._words("clawback"), **where)
                ledger._debit(card, entry, -difference, debt=True, first=self._lots(moves))

    def _follow_spent(self, card, target, cause):
        ledger = self.env["crm.loyalty.ledger"]
        posted, moves = self._posted(card, ("redeem", "restore"))
        difference = target + posted
        where = {"order": self.id, "res_model": cause._name, "res_id": cause.id}
        key = f"redeem:{self.id}:{card.id}:{len(moves)}"
        if difference > ZERO:
            self._check_redeem_limits(card, float(target))
            ledger._debit(card, Entry("redeem", key, self._words("redeem"), **where), difference)
        elif difference < ZERO:
            ledger._give_back(card, Entry("restore", key, self._words("restore"), **where), -difference, moves)

    def _words(self, kind):
        words = {
            "earn": self.env._("Order %s", self.display_name),
            "clawback": self.env._("Taken back: order %s", self.display_name),
            "redeem": self.env._("Spent on order %s", self.display_name),
            "restore": self.env._("Given back: order %s", self.display_name),
        }
        return words[kind]

    def _posted(self, card, kinds, invoice=None):
        """The sum of the order's movements of these kinds, and their ids."""
        chosen = SQL("AND coalesce(invoice_id, 0) = %s", invoice) if invoice is not None else SQL()
        rows = self.env.execute_query(
            SQL(
                "SELECT id, points FROM crm_loyalty_move WHERE order_id = %s AND card_id = %s AND kind = ANY(%s) %s",
                self.id,
                card.id,
                list(kinds),
                chosen,
            )
        )
        return sum((points(row[1]) for row in rows), ZERO), [row[0] for row in rows]

    def _lots(self, moves):
        rows = self.env.execute_query(SQL("SELECT id FROM crm_loyalty_lot WHERE move_id = ANY(%s)", moves))
        return {row[0] for row in rows}
