from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from odoo.addons.crm_customer360.core.inside import says

from ..core.entry import Entry
from ..core.ledger import ZERO, points


@dataclass
class Posted:
    """What the ledger has of an order and a card: its movements and their sum, and the lots they made."""

    points: Decimal = ZERO
    moves: list = field(default_factory=list)
    lots: set = field(default_factory=set)


class SaleOrder(models.Model):
    """The movements of orders follow what the orders are, whatever happened to them on the way.

    Everything is asked once for all orders; only what is written is written one by one.
    """

    _inherit = "sale.order"

    def _follow_points(self, promise=False, causes=None, held=None):
        """Post the difference between what the orders earn and take by now and what was posted before.

        Calling it again changes nothing.

        :param promise: what the orders promise changed
        :param causes: ``{order id: documents}`` because of which it is asked, for the ledger
        :param held: cards that the caller holds the lock of
        """
        if not self or says(self.env.context, "loyalty_later"):
            return
        promises = self._promise_points() if promise else self._promises()
        # Before the lock is as good as after it: whoever was overtaken is refused by the lock and begins anew.
        posted = self._posted()
        pairs = self._followed_cards(promises, posted)
        if not pairs:
            return
        cards = self.env["loyalty.card"].browse(sorted({card for _order, card in pairs}))
        self.env["crm.loyalty.ledger"]._lock(cards - held if held else cards)
        orders, by_id = ({one.id: one for one in records} for records in (self, cards))
        for order, card in pairs:
            promise = promises.get((order, card))
            orders[order]._follow_card(by_id[card], posted[order, card], promise, (causes or {}).get(order))
        # Whose points they were; the movements are not shown.
        self.env["crm.loyalty.transfer"]._forward(cards.sudo())

    def _follow_confirmed(self, promise=False):
        """What changes on a quotation moves no points."""
        self.filtered(lambda order: order.state == "sale")._follow_points(promise=promise)

    def _followed_cards(self, promises, posted):
        """``[(order id, card id)]``: cards that the orders promised points, moved points of, or use."""
        confirmed = self.filtered(lambda one: one.state == "sale")
        # Read for all of them: order by order the cards would be read one by one.
        confirmed._ledger_cards()
        used = {(order.id, card.id) for order in confirmed for card in order._ledger_cards()}
        places = {order: place for place, order in enumerate(self.ids)}
        return sorted({*posted, *promises, *used}, key=lambda pair: (places[pair[0]], pair[1]))

    def _posted(self):
        """``{(order id, card id): {place: posted}}``; the places are ids of invoices, 0 for the order, None: spent."""
        rows = self.env.execute_query(
            SQL(
                "SELECT m.order_id, m.card_id, CASE WHEN m.kind IN ('earn', 'clawback')"
                " THEN coalesce(m.invoice_id, 0) END, m.points, m.id, l.id FROM crm_loyalty_move m"
                " LEFT JOIN crm_loyalty_lot l ON l.move_id = m.id WHERE m.order_id = ANY(%s)"
                " AND m.kind IN ('earn', 'clawback', 'redeem', 'restore') ORDER BY m.id",
                self.ids,
            )
        )
        found = defaultdict(lambda: defaultdict(Posted))
        for order, card, place, signed, move, lot in rows:
            posted = found[order, card][place]
            posted.points += points(signed)
            posted.moves.append(move)
            posted.lots |= {lot} - {None}
        return found

    def _follow_card(self, card, posted, promise, causes):
        """What is earned before what is spent, and what is taken back at the end."""
        earned = self.env["crm.loyalty.earned"]
        targets = earned._targets(self, card, promise, [place for place in posted if place is not None])
        spent = earned._spent(self, card)
        owing = [(place, *target, posted[place]) for place, target in targets.items()]
        for place, target, terms, before in owing:
            if target > before.points:
                self._post_earned(card, place, target - before.points, before, causes, terms)
        self._post_spent(card, spent, posted[None], causes)
        for place, target, _terms, before in owing:
            if target < before.points:
                self._post_earned(card, place, target - before.points, before, causes)

    def _post_earned(self, card, place, difference, before, causes, terms=None):
        ledger = self.env["crm.loyalty.ledger"]
        where = {"invoice": place, **self._where(causes, place)}
        key = f"earn:{self.id}:{card.id}:{place}:{len(before.moves)}"
        if difference > ZERO:
            # The rule of the program is no secret to its own ledger.
            available_from, expires_on = card.sudo().program_id._ledger_dates()
            days = {"expires_on": expires_on, "available_from": available_from}
            ledger._credit(card, Entry("earn", key, self._words("earn"), terms=terms, **days, **where), difference)
        else:
            entry = Entry("clawback", key, self._words("clawback"), **where)
            ledger._debit(card, entry, -difference, debt=True, first=before.lots)

    def _post_spent(self, card, target, before, causes):
        difference = target + before.points
        key, where = f"redeem:{self.id}:{card.id}:{len(before.moves)}", self._where(causes)
        if difference > ZERO:
            # A credit note that is taken back is not refused because of points: what is missing is owed.
            if not causes:
                self._check_redeem_limits(card, float(target))
            entry = Entry("redeem", key, self._words("redeem"), **where)
            self.env["crm.loyalty.ledger"]._debit(card, entry, difference, debt=bool(causes))
        elif difference < ZERO:
            self._give_back(card, Entry("restore", key, self._words("restore"), **where), -difference, before.moves)

    def _give_back(self, card, entry, amount, moves):
        """To the lots the points came from. What was owed instead of taken is granted, and so pays what is owed."""
        ledger = self.env["crm.loyalty.ledger"]
        back = min(amount, sum((take.points for take in ledger._still_taken(moves)), ZERO))
        if back:
            ledger._give_back(card, entry, back, moves)
        if amount > back:
            # The rule of the program is no secret to its own ledger.
            _available_from, expires_on = card.sudo().program_id._ledger_dates()
            rest = replace(entry, key=f"{entry.key}:rest", expires_on=expires_on)
            ledger._credit(card, rest, amount - back)

    def _where(self, causes, place=0):
        """The document behind a movement: of the causes the invoice itself or the last one; without any, the order."""
        cause = self
        if causes:
            cause = causes.filtered(lambda one: one.id == place) or causes.sorted("id")[-1:]
        return {"order": self.id, "res_model": cause._name, "res_id": cause.id}

    def _words(self, kind):
        words = {
            "earn": self.env._("Order %s", self.display_name),
            "clawback": self.env._("Taken back: order %s", self.display_name),
            "redeem": self.env._("Spent on order %s", self.display_name),
            "restore": self.env._("Given back: order %s", self.display_name),
        }
        return words[kind]
