from contextlib import contextmanager

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.crm_customer360.core.inside import INSIDE, says


class SaleOrder(models.Model):
    """Orders with cards that keep a ledger: Odoo works out the points, the ledger posts them."""

    _inherit = "sale.order"

    # ------------------------------------------------------------------
    # Confirming and cancelling
    # ------------------------------------------------------------------

    def action_confirm(self):
        """Under the lock of the orders' cards; each order sees what the one before it took."""
        cards = self._ledger_cards()
        self.env["crm.loyalty.ledger"]._lock(cards)
        self._check_points(cards)
        orders = self.with_context(loyalty_by_order=INSIDE, loyalty_later=INSIDE) if cards else self
        res = super(SaleOrder, orders).action_confirm()
        self._follow_points(promise=True, held=cards)
        return res

    def _check_points(self, cards):
        """As Odoo does, in words that say what is missing.

        :raises UserError: not enough points for the rewards of an order
        """
        for order in self.filtered(lambda one: one.state in ("draft", "sent")):
            for card in order.order_line.coupon_id & cards:
                spent = sum(
                    order.order_line.filtered(lambda line, card=card: line.coupon_id == card).mapped("points_cost")
                )
                left = order._get_real_points_for_coupon(card)
                if left < 0:
                    raise self.env["crm.loyalty.ledger"]._not_enough(card, left + spent, spent)

    def _action_cancel(self):
        res = super(SaleOrder, self.with_context(loyalty_by_order=INSIDE, loyalty_later=INSIDE))._action_cancel()
        self._follow_points()
        return res

    def _get_point_changes(self):
        """Without cards with a ledger: :meth:`_follow_points` posts those."""
        changes = super()._get_point_changes()
        for card in [card for card in changes if card.sudo().use_ledger]:
            del changes[card]
        return changes

    def _update_loyalty_history(self, coupon_id, points):
        """The history of a card with a ledger comes from the ledger."""
        if coupon_id.sudo().use_ledger:
            return None
        return super()._update_loyalty_history(coupon_id, points)

    def _add_points_for_coupon(self, coupon_points):
        res = super(SaleOrder, self.with_context(loyalty_by_order=INSIDE))._add_points_for_coupon(coupon_points)
        self._follow_confirmed(promise=True)
        return res

    def _update_programs_and_rewards(self):
        """Odoo's own, with the card of the customer's company standing for the contact's."""
        self.ensure_one()
        order = self.with_context(loyalty_by_order=INSIDE, loyalty_later=INSIDE)
        with order._company_cards():
            res = super(SaleOrder, order)._update_programs_and_rewards()
        self._follow_confirmed(promise=True)
        return res

    # ------------------------------------------------------------------
    # Whose card
    # ------------------------------------------------------------------

    def _ledger_cards(self):
        """Cards with a ledger that these orders earn on or take from."""
        cards = self.applied_coupon_ids | self.coupon_point_ids.coupon_id | self.order_line.coupon_id
        return cards.sudo().filtered("use_ledger").sudo(False)

    @contextmanager
    def _company_cards(self):
        """Let Odoo find the card that a contact shares with its company.

        Odoo compares a card's customer with the order's contact. While it does, the card in memory bears the contact's
        name; nothing of that is written.
        """
        cards = self.env["crm.loyalty.balance"]._cards_of(self.partner_id) if self._shares_cards() else None
        if not cards:
            yield
            return
        usable = cards.sudo().filtered_domain(
            Domain("points", ">", 0) & Domain("program_id", "any", self._get_program_domain())
        )
        self.applied_coupon_ids |= usable.sudo(False)
        field = self.env["loyalty.card"]._fields["partner_id"]
        cards.flush_recordset(["partner_id"])
        cards.fetch(["partner_id"])
        field._update_cache(cards, self.partner_id.id)
        try:
            yield
        finally:
            cards.invalidate_recordset(["partner_id"], flush=False)

    def _shares_cards(self):
        return self.partner_id and self.partner_id != self.partner_id.sudo().commercial_partner_id

    # ------------------------------------------------------------------
    # What can be spent
    # ------------------------------------------------------------------

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        """Without what is earned later, and within the limits of the program."""
        points = super()._get_real_points_for_coupon(coupon, post_confirm=post_confirm)
        program = coupon.sudo().program_id
        if not program.use_ledger or self.state in ("sale", "done"):
            return points
        if program._earns_later() and program.applies_on != "future":
            points -= sum(self.coupon_point_ids.filtered(lambda one: one.coupon_id == coupon).mapped("points"))
        if points <= 0:
            return points
        spent = sum(self.order_line.filtered(lambda line: line.coupon_id == coupon).mapped("points_cost"))
        if program.redeem_max:
            points = min(points, max(program.redeem_max - spent, 0))
        return 0 if points + spent < program.redeem_min else points

    def _check_redeem_limits(self, card, spent):
        """:raises UserError: fewer or more points than the program lets an order take"""
        program = card.sudo().program_id
        least, most = program.redeem_min, program.redeem_max
        if spent and ((least and spent < least) or (most and spent > most)):
            raise UserError(
                self.env._(
                    "The order takes %(points)s points; the program %(program)s allows %(least)s to %(most)s.",
                    points=f"{spent:g}",
                    program=program.name,
                    least=f"{least:g}",
                    most=f"{most:g}" if most else "∞",
                )
            )

    # ------------------------------------------------------------------
    # What is earned
    # ------------------------------------------------------------------

    def _program_check_compute_points(self, programs):
        """Programs with a ledger count amounts without taxes, if they say so."""
        untaxed = programs.sudo().filtered(lambda program: program.use_ledger and program.earn_untaxed).sudo(False)
        result = super()._program_check_compute_points(programs - untaxed)
        if untaxed:
            order = self.with_context(loyalty_untaxed=INSIDE)
            result.update(super(SaleOrder, order)._program_check_compute_points(untaxed))
        for program, status in result.items():
            if program.sudo().use_ledger and status.get("points"):
                factor = program.sudo()._earning_multiplier(self.env["loyalty.card"])
                status["points"] = [round(number * factor, 2) for number in status["points"]]
        return result

    def _get_order_line_price(self, order_line, price_type):
        if price_type == "price_total" and says(self.env.context, "loyalty_untaxed"):
            price_type = "price_subtotal"
        return super()._get_order_line_price(order_line, price_type)
