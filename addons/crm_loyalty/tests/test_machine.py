"""Orders, invoices, payments, credit notes, days and merges in any order: what stands on the cards is known beforehand.

Another series, and how many there are: see ``machine`` of ``crm_customer360``.
"""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from odoo.tools import SQL

from odoo.addons.crm_customer360.tests.machine import examples, run_steps

from ..core.ledger import Lot, Take, replay
from .loyalty_case import LoyaltyCase
from .machine_model import Bill, Card, Model, Order

EXAMPLES = examples(8)
STEPS = 40
#: Days until points can be used, and until they expire.
WAITING, LASTING = 2, 9
COST = 8000
START = dt.date(2026, 3, 2)
NUMBERS = st.integers(min_value=0, max_value=60)
PARTS = st.sampled_from([Fraction(1, 3), Fraction(1, 2), Fraction(1)])


class PointsMachine(RuleBasedStateMachine):
    """Random steps of three customers; ``case`` and ``totals`` are set by the test."""

    case = None
    totals = None

    def __init__(self):
        super().__init__()
        self.case.env.flush_all()
        self.savepoint = self.case.env.cr.savepoint()
        self.env = self.case.env
        self.model = Model(WAITING, LASTING)
        program = self.case.program(return_days=WAITING, expire_after=LASTING, bonus_limit=1e6)
        gama = self.env["res.partner"].create({"name": "Gama", "is_company": True})
        self.partners = [self.case.alfa, self.case.beta, gama]
        self.cards = [self.case.card(program, partner) for partner in self.partners]
        for card in self.cards:
            self.model.cards[card.id] = Card()
        self.orders, self.entries, self.notes = {}, {}, {}
        today = patch.object(type(program), "_ledger_today", lambda _program: self.day())
        commits = patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: 1.0)
        self.patches = (today, commits)
        for one in self.patches:
            one.start()
        # So that there is something to pay, to send back and to spend from the first step on.
        for place in range(len(self.partners)):
            self.give(place, 2 * COST, "welcome")
            self.sell(place, 1 + place, 100.0, False)
            self.bill_next(0)
            if place:
                self.pay_part(0, Fraction(1, place))

    def teardown(self):
        for one in self.patches:
            one.stop()
        self.savepoint.close(rollback=True)

    def day(self):
        return START + dt.timedelta(days=self.model.today)

    # -- choosing ------------------------------------------------------

    def card(self, number):
        """A card in use, its customer, and what the model knows of it."""
        place = number % len(self.partners)
        card = self.cards[place]
        return card, self.partners[place], self.model.cards[card.id]

    def order(self, number, when):
        """An order for which something is true, with what the model knows of it."""
        fitting = [id_ for id_ in self.orders if when(self.model.orders[id_])]
        if not fitting:
            return None, None
        chosen = fitting[number % len(fitting)]
        return self.orders[chosen], self.model.orders[chosen]

    # -- orders --------------------------------------------------------

    @rule(number=NUMBERS, pieces=st.integers(1, 4), price=st.sampled_from([100.0, 33.33, 0.07]), spend=st.booleans())
    def buy(self, number, pieces, price, spend):
        """An order, with the reward of the card if there are points for it."""
        self.sell(number, pieces, price, spend)

    @rule(number=NUMBERS, pieces=st.integers(1, 4))
    def spend(self, number, pieces):
        """An order with the reward of the card, if there are points for it."""
        self.sell(number, pieces, 100.0, True)

    def sell(self, number, pieces, price, spend):
        card, partner, known = self.card(number)
        spend = spend and self.model.available(known) >= COST and pieces * price > 10
        order = self.case.order(partner, pieces, price, reward=card if spend else None)
        self.orders[order.id] = order
        self.model.orders[order.id] = mine = Order(known, pieces, Fraction(str(price)), Fraction(0))
        mine.takes = COST if spend else 0
        self.model.follow(mine)
        self.check("spend" if spend else "buy")

    @rule(number=NUMBERS)
    def invoice(self, number):
        """An order is invoiced whole."""
        self.bill_next(number)

    def bill_next(self, number):
        order, mine = self.order(number, lambda one: one.confirmed and not one.bill)
        if mine:
            invoice = self.case.invoice(order)
            mine.bill, mine.total = Bill(), Fraction(str(invoice.amount_total))
            self.check("invoice")

    @rule(number=NUMBERS)
    def cancel(self, number):
        """A confirmed order is cancelled; what was invoiced stays invoiced."""
        order, mine = self.order(number, lambda one: one.confirmed)
        if mine:
            order._action_cancel()
            mine.confirmed, mine.takes = False, 0
            if mine.bill and not mine.bill.posted:
                # Odoo cancels it with the order, and lets go of its payments.
                mine.bill.paid.clear()
            self.model.follow(mine)
            self.check("cancel")

    @rule(number=NUMBERS)
    def confirm_again(self, number):
        """A cancelled order becomes a quotation and is confirmed once more."""
        order, mine = self.order(number, lambda one: not one.confirmed)
        if mine:
            order.action_draft()
            order.action_confirm()
            mine.confirmed = True
            self.model.follow(mine)
            self.check("confirm_again")

    # -- money ---------------------------------------------------------

    @rule(number=NUMBERS, part=PARTS)
    def pay(self, number, part):
        """What is open, or a part of it."""
        self.pay_part(number, part)

    def pay_part(self, number, part):
        order, mine = self.order(number, lambda one: one.bill and one.bill.posted and self.open(one))
        if mine:
            invoice = self.bill(order)
            amount = round(invoice.amount_residual * float(part), 2) or invoice.amount_residual
            entry = self.case.pay(invoice, amount)
            mine.bill.paid[entry.id] = Fraction(str(amount))
            self.entries[entry.id] = entry
            self.model.follow(mine)
            self.check("pay")

    @rule(number=NUMBERS)
    def take_payment_back(self, number):
        """A payment no longer belongs to the invoice."""
        _order, mine = self.order(number, lambda one: one.bill and one.bill.paid)
        if mine:
            entry = sorted(mine.bill.paid)[number % len(mine.bill.paid)]
            self.entries[entry].line_ids.remove_move_reconcile()
            del mine.bill.paid[entry]
            self.model.follow(mine)
            self.check("take_payment_back")

    @rule(number=NUMBERS, pieces=st.integers(0, 2))
    def credit(self, number, pieces):
        """Some pieces come back, or everything."""
        order, mine = self.order(number, lambda one: one.bill and one.bill.posted and not self.whole(one))
        if mine:
            pieces = min(pieces, mine.pieces - mine.credited) if mine.bill.notes else pieces
            if pieces > mine.pieces or not (pieces or not mine.bill.notes):
                return
            note = self.case.credit_note(self.bill(order), pieces or None)
            self.notes[note.id] = note, mine, pieces or "all"
            self.model.totals[note.id] = Fraction(str(note.amount_total))
            mine.bill.notes[note.id] = pieces or "all"
            self.model.follow(mine)
            self.check("credit")

    def whole(self, order):
        """Nothing is left to be sent back, or a credit note waits to be posted again."""
        mine = [(note, pieces) for note, owner, pieces in self.notes.values() if owner is order]
        return any(pieces == "all" or note.state != "posted" for note, pieces in mine)

    @rule(number=NUMBERS)
    def note_back_and_forth(self, number):
        """A credit note is reset to draft, or posted again."""
        fitting = [id_ for id_, (_note, mine, _pieces) in self.notes.items() if mine.bill.posted]
        if fitting:
            id_ = fitting[number % len(fitting)]
            note, mine, pieces = self.notes[id_]
            if id_ in mine.bill.notes:
                note.button_draft()
                del mine.bill.notes[id_]
            else:
                self.post(note)
                mine.bill.notes[id_] = pieces
            self.model.follow(mine)
            self.check("note_back_and_forth")

    @rule(number=NUMBERS)
    def invoice_back_and_forth(self, number):
        """An invoice is reset to draft, or posted again."""
        order, mine = self.order(number, lambda one: one.bill and not self.whole(one) and not one.bill.notes)
        if mine:
            invoice = self.bill(order)
            if mine.bill.posted:
                invoice.button_draft()
            else:
                self.post(invoice)
            mine.bill.posted = not mine.bill.posted
            self.model.follow(mine)
            self.check("invoice_back_and_forth")

    def post(self, document):
        """Cancelling an order cancels its drafts."""
        if document.state == "cancel":
            document.button_draft()
        document.action_post()

    def open(self, mine):
        [order] = (self.orders[id_] for id_, one in self.model.orders.items() if one is mine)
        return self.bill(order).amount_residual > 0

    def bill(self, order):
        return order.invoice_ids.filtered(lambda move: move.move_type == "out_invoice")

    # -- points --------------------------------------------------------

    @rule(number=NUMBERS, cents=st.integers(-9000, 9000).filter(bool))
    def bonus(self, number, cents):
        """By hand; told twice, given once."""
        self.give(number, cents, f"bonus {sum(self.totals.values())}")

    def give(self, number, cents, ref):
        card, _partner, known = self.card(number)
        if cents < 0 and self.model.available(known) < -cents:
            return
        for _twice in range(2):
            self.env["loyalty.card"].give_bonus(card.id, cents / 100, "Because", ref)
        if cents > 0:
            self.model.grant(known, cents, expires=10**6)
        else:
            self.model.draw(known, -cents)
        self.check("bonus")

    @rule(number=NUMBERS, other=NUMBERS, part=PARTS)
    def transfer(self, number, other, part):
        """To the card of another customer."""
        (card, _one, known), (to, _other, there) = self.card(number), self.card(other)
        cents = int(self.model.available(known) * part)
        if card != to and cents:
            self.env["loyalty.card"].transfer_points(card.id, to.id, cents / 100, "Sold")
            self.model.hand_on(known, there, cents)
            self.check("transfer")

    @rule(number=NUMBERS, other=NUMBERS, rarely=st.integers(0, 3))
    def merge(self, number, other, rarely):
        """Two customers become one; not too often, there are three."""
        (card, partner, known), (to, survivor, there) = self.card(number), self.card(other)
        if card != to and rarely == 2:
            self.env["res.partner"].merge_customers(survivor.id, partner.ids)
            self.model.hand_on(known, there)
            known.goes_to = there
            self.partners.remove(partner)
            self.cards.remove(card)
            self.check("merge")

    @rule(days=st.integers(1, 5))
    def night(self, days):
        """Days pass, and the nightly job runs."""
        self.model.today += days
        self.env["crm.loyalty.expiry"]._cron_nightly()
        self.check("night")

    @rule(rarely=st.integers(0, 3))
    def ask_again(self, rarely):
        """Everything is asked once more: nothing changes."""
        if rarely != 2:
            return
        count = self.count()
        orders = self.env["sale.order"].browse(self.orders)
        orders._follow_points()
        orders.invoice_ids._follow_loyalty()
        self.case.assertEqual(self.count(), count)
        self.check("ask_again")

    def count(self):
        [(count,)] = self.env.execute_query(SQL("SELECT count(*) FROM crm_loyalty_move"))
        return count

    # -- what must hold ------------------------------------------------

    def check(self, step):
        self.totals[step] = self.totals.get(step, 0) + 1
        cards = self.env["loyalty.card"].browse(self.model.cards)
        self.env["crm.loyalty.ledger"]._lock(cards)
        self.case.assert_exact(cards)
        for card in cards:
            known = self.model.cards[card.id]
            self.model.wake(known)
            expected = (self.model.available(known), self.model.pending(known), known.debt)
            found = tuple(round(100 * number) for number in self.case.balance(card))
            self.case.assertEqual(found, expected, f"after {step}: card {card.id}, {self.case.kinds(card)}")
            self.case.assertEqual(round(100 * card.points), expected[0])
            self.case.assertFalse(expected[0] and expected[2], "available and owed at once")
            self.replayed(card)

    def replayed(self, card):
        """The pure ledger, fed with what was written down, ends where the card is."""
        moves, lots = card.move_ids.sorted("id"), card.lot_ids
        takes = {
            move: [Take(one.lot_id.id, Decimal(str(one.points))) for one in move.allocation_ids.sorted("id")]
            for move in moves
        }
        grants = {
            lot.id: Lot(lot.id, Decimal(str(lot.granted)), Decimal(0), lot.day, pending=lot.pending) for lot in lots
        }
        account = replay([(Decimal(str(move.points)), takes[move]) for move in moves], grants)
        found = tuple(float(number) for number in (account.available, account.pending, account.debt))
        self.case.assertEqual(found, self.case.balance(card))


class TestMachine(LoyaltyCase):
    """The machine finds nothing; and it finds something where there is something to find."""

    def run_machine(self, many=EXAMPLES):
        totals = {}
        machine = type("Machine", (PointsMachine,), {"case": self, "totals": totals})
        run_steps(machine, many, STEPS)
        return totals

    def test_every_sum_is_known_beforehand(self):
        totals = self.run_machine()
        for step in ("buy", "spend", "pay", "take_payment_back", "credit", "cancel", "night", "merge", "transfer"):
            self.assertTrue(totals.get(step), f"{step} never happened: {totals}")

    def test_a_credit_note_that_goes_unnoticed(self):
        moves = type(self.env["account.move"])
        follow = moves._follow_loyalty
        self.patch(
            moves, "_follow_loyalty", lambda some: follow(some.filtered(lambda one: one.move_type != "out_refund"))
        )
        with self.assertRaises(AssertionError):
            self.run_machine()
