from collections import defaultdict
from decimal import Decimal

from odoo import models

from odoo.addons.crm_loyalty.core.earning import Promise
from odoo.addons.crm_loyalty.core.entry import Entry
from odoo.addons.crm_loyalty.core.ledger import ZERO, points

from .loyalty_card import Till

#: Rewards of these are a way to pay, not a lower price.
PAID_WITH = ("ewallet", "gift_card", "loyalty")


def exact(amount):
    """An amount of money as it is meant."""
    return Decimal(repr(round(amount, 6)))


class PosOrder(models.Model):
    """What an order of a till earned and spent, and what of it came back.

    The till says by how much a card changes. The rewards among the lines say what was spent; the rest was earned.
    """

    _inherit = "pos.order"

    # ------------------------------------------------------------------
    # Sold
    # ------------------------------------------------------------------

    def _post_till_points(self, card, change):
        """Write what the order earned on a card and spent from it; written before, it changes nothing.

        :param change: by how much the till changes the card
        """
        self.ensure_one()
        self.env["crm.loyalty.ledger"]._lock(card)
        program = card.program_id
        won = max(change + sum(self._till_costs(program).values(), ZERO), ZERO)
        spent = won - change
        earned = points(won * exact(program._earning_multiplier(card)))
        if earned > ZERO:
            self._till_ledger()._credit(card, self._earn_entry(card, earned), earned)
        if spent > ZERO:
            entry = self._till_entry(card, "redeem", self.env._("Spent on order %s", self.name), self)
            self._till_ledger()._debit(card, entry, spent, debt=True)
        self._follow_till_card(card, self)

    def _earn_entry(self, card, earned):
        program = card.program_id
        available_from, expires_on = program._ledger_dates()
        base = sum((exact(line.price_subtotal) for line in self._till_eligible(program)), ZERO)
        rules = [
            {"id": rule.id, "mode": rule.reward_point_mode, "points": rule.reward_point_amount}
            for rule in program.rule_ids
        ]
        terms = {"points": str(earned), "base": str(base), "rules": rules, "untaxed": program.earn_untaxed}
        return self._till_entry(
            card, "earn", self.env._("Order %s", self.name), self,
            terms=terms, available_from=available_from, expires_on=expires_on,
        )  # fmt: skip

    def _till_ledger(self):
        return self.env["crm.loyalty.ledger"].with_context(loyalty_pos_order=Till(self.id))

    def _till_entry(self, card, occasion, reason, cause, **more):
        kind = occasion.split(":")[0]
        return Entry(kind, f"till:{self.id}:{card.id}:{occasion}", reason, "pos.order", cause.id, **more)

    def _till_eligible(self, program):
        """Lines that earn in the program: of products of its rules, not paid with points or cards, nothing returned.

        Lines of a sales order that is paid at the till earn with the sales order.
        """
        of_sales_orders = "sale_order_origin_id" in self.env["pos.order.line"]._fields
        lines = self.lines.filtered(
            lambda line: (
                not line.refunded_orderline_id
                and line.reward_id.program_id.program_type not in PAID_WITH
                and not (of_sales_orders and line.sale_order_origin_id)
            )
        )
        products = self.env["product.product"].union(*program._get_valid_products(lines.product_id).values())
        return lines.filtered(lambda line: line.product_id in products)

    def _till_rewards(self, program):
        """``{code: lines}`` of the program's rewards, without those that came back from another order."""
        rewards = defaultdict(lambda: self.env["pos.order.line"])
        for line in self.lines:
            if line.reward_id.program_id == program and not line.refunded_orderline_id:
                rewards[line.reward_identifier_code or line.id] |= line
        return rewards

    def _till_costs(self, program):
        """``{code: points}``: what each reward cost."""
        rewards = self._till_rewards(program)
        return {code: sum((points(line.points_cost) for line in lines), ZERO) for code, lines in rewards.items()}

    # ------------------------------------------------------------------
    # Returned
    # ------------------------------------------------------------------

    def _follow_returned_points(self):
        """Let the orders, of which goods come back with these, post what changes."""
        self.env.flush_all()
        # Who takes goods back need not see the order they come from.
        for order in self.sudo().lines.refunded_orderline_id.order_id:
            cards = order._loyalty_moves().card_id
            self.env["crm.loyalty.ledger"]._lock(cards)
            for card in cards:
                order._follow_till_card(card, self)

    def _follow_till_card(self, card, cause):
        """Post the difference between what of the order was kept and what was posted before; the card is locked."""
        moves = self._loyalty_moves().filtered(lambda move: move.card_id == card)
        of_kind = {
            kind: moves.filtered(lambda move, kind=kind: move.kind == kind)
            for kind in ("earn", "clawback", "redeem", "restore")
        }
        sums = {kind: sum((points(move.points) for move in found), ZERO) for kind, found in of_kind.items()}
        back = self._returned_cost(card.program_id, -sums["redeem"]) - sums["restore"]
        if back > ZERO:
            words = self.env._("Given back: order %s", self.name)
            entry = self._till_entry(card, f"restore:{len(of_kind['restore'])}", words, cause)
            self._till_ledger()._give_back(card, entry, back, (of_kind["redeem"] + of_kind["restore"]).ids)
        lost = sums["earn"] + sums["clawback"] - self._kept_points(card.program_id, of_kind["earn"])
        if lost > ZERO:
            words = self.env._("Taken back: order %s", self.name)
            entry = self._till_entry(card, f"clawback:{len(of_kind['clawback'])}", words, cause)
            lots = self.env["crm.loyalty.lot"].sudo().search([("move_id", "in", of_kind["earn"].ids)])
            self._till_ledger()._debit(card, entry, lost, debt=True, first=set(lots.ids))

    def _came_back(self, lines):
        """The lines of paid orders by which these came back."""
        return lines.refund_orderline_ids.filtered(lambda line: line.order_id.state not in ("draft", "cancel"))

    def _kept_points(self, program, moves):
        """What the order has earned with the goods that were kept."""
        kept = ZERO
        for move in moves:
            came = self._came_back(self._till_eligible(program))
            credited = -sum((exact(line.price_subtotal) for line in came), ZERO)
            promise = Promise(Decimal(move.terms["points"]), Decimal(move.terms["base"]))
            kept += promise.of_order(credited)
        return kept

    def _returned_cost(self, program, spent):
        """What the rewards cost that came back: their part by amount, or by quantity where they were free."""
        returned = ZERO
        for code, lines in self._till_rewards(program).items():
            came = self._came_back(lines)
            field = "price_subtotal" if any(lines.mapped("price_subtotal")) else "qty"
            whole, part = (abs(sum(map(exact, found.mapped(field)), ZERO)) for found in (lines, came))
            if whole:
                returned += self._till_costs(program)[code] * min(part / whole, Decimal(1))
        return min(points(returned), spent)
