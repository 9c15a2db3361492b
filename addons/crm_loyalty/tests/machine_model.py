"""What should stand on the cards, worked out beside the ledger: plain lists, whole hundredths, no code of the addon."""

from dataclasses import dataclass, field
from fractions import Fraction


@dataclass
class Lot:
    """Points granted together."""

    left: int
    number: int
    day: int
    expires: int
    opens: int
    place: object = None


@dataclass
class Card:
    """The lots of a card, in the order in which they came."""

    lots: list = field(default_factory=list)
    debt: int = 0
    goes_to: object = None


@dataclass
class Bill:
    """An invoice of an order, with its money and its credit notes (pieces or "all", by id; those posted)."""

    posted: bool = True
    paid: dict = field(default_factory=dict)
    notes: dict = field(default_factory=dict)


@dataclass
class Order:
    """An order with its one invoice; ``takes``: hundredths its reward costs."""

    card: object
    pieces: int
    price: Fraction
    total: Fraction
    takes: int = 0
    confirmed: bool = True
    bill: object = None
    #: What the ledger should have posted for it.
    earned: int = 0
    spent: int = 0
    drawn: list = field(default_factory=list)

    @property
    def credited(self):
        return self.pieces if "all" in self.bill.notes.values() else sum(self.bill.notes.values())

    def earns(self, totals):
        """Rate 1 a unit of money: floor of what was not sent back times the paid part of what is to be paid.

        :param totals: ``{credit note: its total}``
        """
        bill = self.bill
        if not bill or not bill.posted:
            return 0
        paid, due = sum(bill.paid.values()), self.total - sum(totals[note] for note in bill.notes)
        part = min(paid / due, Fraction(1)) if due > 0 else Fraction(int(paid > 0))
        return int(100 * (self.pieces - self.credited) * self.price * part)

    def costs(self):
        return self.takes if self.confirmed and not (self.bill and "all" in self.bill.notes.values()) else 0


class Model:
    """All cards, and the day: points can be used ``waiting`` days after they were earned, and for ``lasting`` days."""

    def __init__(self, waiting, lasting):
        self.today, self.waiting, self.lasting, self.number = 0, waiting, lasting, 0
        self.cards, self.orders, self.totals = {}, {}, {}

    # -- one card ------------------------------------------------------

    def usable(self, card):
        lots = [lot for lot in card.lots if lot.left and lot.opens <= self.today]
        return sorted(lots, key=lambda lot: (lot.expires, lot.day, lot.number))

    def available(self, card):
        return sum(lot.left for lot in self.usable(card))

    def pending(self, card):
        return sum(lot.left for lot in card.lots if lot.opens > self.today)

    def take(self, lots, amount):
        taken = []
        for lot in lots:
            part = min(lot.left, amount)
            if part:
                lot.left -= part
                amount -= part
                taken.append((lot, part))
        return taken, amount

    def grant(self, card, amount, place=None, expires=None, opens=None):
        self.number += 1
        expires = self.today + self.lasting if expires is None else expires
        opens = self.today if opens is None else opens
        card.lots.append(Lot(amount, self.number, self.today, expires, opens, place))
        self.settle_debt(card)

    def settle_debt(self, card):
        _taken, card.debt = self.take(self.usable(card), card.debt)

    def draw(self, card, amount, place=None):
        """Take points, of one place first; what is missing is owed."""
        own = [lot for lot in card.lots if place is not None and lot.place == place and lot.left]
        own.sort(key=lambda lot: (lot.expires, lot.day, lot.number))
        taken, missing = self.take([*own, *(lot for lot in self.usable(card) if lot not in own)], amount)
        card.debt += missing
        return taken

    def wake(self, card):
        """What is due by today."""
        self.settle_debt(card)
        for lot in card.lots:
            if lot.expires < self.today:
                lot.left = 0

    # -- what happens --------------------------------------------------

    def follow(self, *orders):
        """What orders earn and take by now."""
        for order in orders:
            self.wake(order.card)
        for order in orders:
            self.follow_one(order)
        for order in orders:
            while order.card.goes_to and (order.card.debt or any(lot.left for lot in order.card.lots)):
                self.hand_on(order.card, order.card.goes_to)

    def follow_one(self, order):
        card, earns, costs = order.card, order.earns(self.totals), order.costs()
        if earns > order.earned:
            self.grant(card, earns - order.earned, id(order), opens=self.today + self.waiting)
        if costs > order.spent:
            order.drawn += self.draw(card, costs - order.spent)
        back = max(order.spent - costs, 0)
        while back and order.drawn:
            lot, part = order.drawn.pop()
            lot.left += min(part, back)
            if part > back:
                order.drawn.append((lot, part - back))
            back -= min(part, back)
        if back:  # was owed, not taken
            self.grant(card, back)
        self.settle_debt(card)
        if earns < order.earned:
            self.draw(card, order.earned - earns, id(order))
        order.earned, order.spent = earns, costs

    def hand_on(self, card, other, amount=None):
        """Points to another card with their days; all of them, what is owed too, if no amount is given."""
        self.wake(card)
        self.wake(other)
        waiting = [] if amount is not None else [lot for lot in card.lots if lot.left and lot.opens > self.today]
        waiting.sort(key=lambda lot: (lot.expires, lot.day, lot.number))
        lots = [*waiting, *self.usable(card)]
        taken, _missing = self.take(lots, sum(lot.left for lot in lots) if amount is None else amount)
        for lot, part in taken:
            self.grant(other, part, expires=lot.expires, opens=lot.opens)
        if amount is None and card.debt:
            debt, card.debt = card.debt, 0
            self.draw(other, debt)
