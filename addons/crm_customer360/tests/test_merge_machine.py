"""Create, edit, document, merge and un-merge in any order: the database equals a model that is replayed beside it.

Another series, and how many there are: see ``machine``.
"""

from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from odoo import Command
from odoo.tools import SQL, mute_logger

from .common import moment, needs
from .machine import examples, run_steps
from .steps import MUTED
from .test_merge import MergeCase

EXAMPLES = examples(10)
STEPS = 30
CUSTOMERS = 5
#: Steps between two comparisons.
INTERVAL = 4
NUMBERS = st.integers(min_value=0, max_value=60)
KINDS = ("order", "invoice", "payment", "log", "contact", "message", "meeting")


@dataclass
class Card:
    """A loyalty card as the model knows it."""

    owner: int
    points: float
    active: bool = True


@dataclass
class Merged:
    """What the model remembers of a merge."""

    id: int
    survivor: int
    sources: tuple
    documents: dict
    phone: tuple
    cards: dict = field(default_factory=dict)
    joined: list = field(default_factory=list)


class Model:
    """The customers and what hangs on them, in plain Python: who owns what, and the merges not undone."""

    def __init__(self, customers):
        self.alive = list(customers)
        self.phones = dict.fromkeys(customers, False)
        self.owners = {}  # (model, id, field) -> customer
        self.amounts = {}  # the same -> what it adds to the balance
        self.cards = {}
        self.merges = []

    def merge(self, id_, survivor, sources):
        taken = {key: owner for key, owner in self.owners.items() if owner in sources}
        self.owners.update(dict.fromkeys(taken, survivor))
        before = self.phones[survivor]
        if not before:
            self.phones[survivor] = next((self.phones[one] for one in sorted(sources) if self.phones[one]), False)
        merge = Merged(id_, survivor, tuple(sources), taken, (before, self.phones[survivor]))
        self.merge_cards(merge)
        self.alive = [one for one in self.alive if one not in sources]
        self.merges.append(merge)

    def merge_cards(self, merge):
        own = sorted(id_ for id_, card in self.cards.items() if card.owner == merge.survivor and card.active)
        came = sorted(id_ for id_, card in self.cards.items() if card.owner in merge.sources and card.active)
        merge.cards = {id_: card.owner for id_, card in self.cards.items() if card.owner in merge.sources}
        for id_ in merge.cards:
            self.cards[id_].owner = merge.survivor
        stays = (own + came)[:1]
        for id_ in came:
            if id_ != stays[0]:
                merge.joined.append((id_, stays[0], self.cards[id_].points))
                self.cards[stays[0]].points += self.cards[id_].points
                self.cards[id_].points, self.cards[id_].active = 0, False

    def undo(self, merge):
        for key, owner in merge.documents.items():
            if self.owners.get(key) == merge.survivor:
                self.owners[key] = owner
        if self.phones[merge.survivor] == merge.phone[1]:
            self.phones[merge.survivor] = merge.phone[0]
        for id_, stays, points in merge.joined:
            back = min(points, max(self.cards[stays].points, 0))
            self.cards[stays].points -= back
            self.cards[id_].points, self.cards[id_].active = back, True
        for id_, owner in merge.cards.items():
            self.cards[id_].owner = owner
        self.alive = sorted([*self.alive, *merge.sources])
        self.merges.remove(merge)

    def in_the_way(self, merge):
        """A later merge of the same customers."""
        people = {merge.survivor, *merge.sources}
        later = self.merges[self.merges.index(merge) + 1 :]
        return any(people & {one.survivor, *one.sources} for one in later)


class MergeMachine(RuleBasedStateMachine):
    """Random steps on a few customers; ``case`` and ``totals`` are set by the test."""

    case = None
    totals = None

    def __init__(self):
        super().__init__()
        self.case.env.cr.flush()
        self.savepoint = self.case.env.cr.savepoint()
        self.env = self.case.env
        values = [{"name": f"Customer {n}", "is_company": True} for n in range(CUSTOMERS)]
        self.customers = self.env["res.partner"].create(values)
        self.model = Model(self.customers.ids)
        self.steps = self.compared = 0
        # So that the first merge already has something of everything to move.
        for number, partner in enumerate(self.customers):
            with mute_logger(*MUTED):
                for kind in KINDS:
                    getattr(self, f"new_{kind}")(partner, number)
            self.new_card(partner, 10 * number + 5)
            if number % 2:
                self.write_phone(partner, f"+3706123450{number}")

    def teardown(self):
        try:
            self.compare()
        finally:
            self.savepoint.close(rollback=True)

    def one(self, number):
        return self.env["res.partner"].browse(self.model.alive[number % len(self.model.alive)])

    def own(self, record, field_name, amount=0):
        key = (record._name, record.id, field_name)
        self.model.owners[key] = record[field_name].id
        if amount:
            self.model.amounts[key] = amount

    @rule(
        a=NUMBERS,
        b=NUMBERS,
        kind=st.sampled_from(KINDS),
    )
    def document(self, a, b, kind):
        """Something new of a customer."""
        with mute_logger(*MUTED):
            getattr(self, f"new_{kind}")(self.one(a), b)
        self.stepped(kind)

    def new_order(self, partner, number):
        order = self.case.order(partner, price=10 + number)
        if number % 2:
            order.action_confirm()
        for name in ("partner_id", "partner_invoice_id", "partner_shipping_id"):
            self.own(order, name)

    def new_invoice(self, partner, number):
        invoice = self.case.invoice(partner, price=10 + number, invoice_date="2026-01-05")
        invoice.action_post()
        self.own(invoice, "partner_id", 10 + number)
        self.own(invoice, "commercial_partner_id")

    def new_payment(self, partner, number):
        payment = self.case.payment(partner, amount=1 + number)
        payment.action_post()
        self.own(payment, "partner_id", -(1 + number) if payment.move_id else 0)

    def new_log(self, partner, number):
        self.own(self.env["crm.contact.log"].create({"partner_id": partner.id, "name": f"Call {number}"}), "partner_id")

    def new_contact(self, partner, number):
        self.own(self.env["res.partner"].create({"name": f"Contact {number}", "parent_id": partner.id}), "parent_id")

    def new_message(self, partner, number):
        message = self.case.alfa.message_post(body=f"Text {number}", author_id=partner.id, message_type="email")
        self.own(message, "author_id")

    def new_meeting(self, partner, number):
        start = moment(f"2026-02-0{1 + number % 9} 09:00:00")
        event = self.env["calendar.event"].create(
            {"name": "Visit", "start": start, "stop": start, "partner_ids": [Command.set(partner.ids)]}
        )
        self.own(event.attendee_ids, "partner_id")

    @rule(a=NUMBERS, points=st.integers(min_value=-20, max_value=50))
    def points(self, a, points):
        """A card, or points gained and spent."""
        if "loyalty.card" not in self.env:
            return
        partner = self.one(a)
        mine = [id_ for id_, card in self.model.cards.items() if card.owner == partner.id and card.active]
        if mine:
            card = self.env["loyalty.card"].browse(min(mine))
            card.points += points
            self.model.cards[card.id].points += points
        else:
            self.new_card(partner, abs(points))
        self.stepped("points")

    def new_card(self, partner, points):
        if "loyalty.card" in self.env:
            values = {"partner_id": partner.id, "program_id": self.case.program.id, "points": points}
            self.model.cards[self.env["loyalty.card"].create(values).id] = Card(partner.id, points)

    @rule(a=NUMBERS, number=st.integers(min_value=10, max_value=99), empty=st.booleans())
    def edit(self, a, number, empty):
        """A customer has another number, or none."""
        self.write_phone(self.one(a), False if empty else f"+370612345{number}")
        self.stepped("edit")

    def write_phone(self, partner, phone):
        partner.phone = phone
        self.model.phones[partner.id] = phone

    @rule(a=NUMBERS, b=NUMBERS)
    def hand_over(self, a, b):
        """An entry of the log turns out to be another customer's."""
        logs = [key for key in self.model.owners if key[0] == "crm.contact.log"]
        if logs:
            key = logs[a % len(logs)]
            self.env["crm.contact.log"].browse(key[1]).partner_id = self.one(b)
            self.model.owners[key] = self.one(b).id
            self.stepped("hand_over")

    @rule(a=NUMBERS, b=NUMBERS, many=st.booleans())
    def merge(self, a, b, many):
        """One or two customers into another."""
        survivor = self.one(a)
        others = [id_ for id_ in self.model.alive if id_ != survivor.id]
        if not others:
            return
        sources = sorted({others[b % len(others)], others[(b + 1) % len(others)] if many else others[b % len(others)]})
        merge = self.env["res.partner"].merge_customers(survivor.id, sources)
        self.model.merge(merge, survivor.id, sources)
        self.stepped("merge")

    @rule(a=NUMBERS)
    def unmerge(self, a):
        """Any of the merges that no later one stands on."""
        free = [merge for merge in self.model.merges if not self.model.in_the_way(merge)]
        if free:
            merge = free[a % len(free)]
            self.env["crm.merge"].unmerge(merge.id)
            self.model.undo(merge)
            self.stepped("unmerge")

    def stepped(self, name):
        self.steps += 1
        self.totals[name] = self.totals.get(name, 0) + 1

    @invariant()
    def equal(self):
        """Compare, every few steps."""
        if self.steps >= self.compared + INTERVAL:
            self.compared = self.steps
            self.compare()

    def compare(self):
        """The database says what the model says."""
        case, model = self.case, self.model
        case.env.cr.flush()
        self.env.invalidate_all()
        case.assertEqual(self.customers.filtered("active").ids, sorted(model.alive))
        case.assertEqual({one.id: one.phone for one in self.customers if one.id in model.alive},
                         {id_: model.phones[id_] for id_ in model.alive})  # fmt: skip
        for (name, id_, field_name), owner in model.owners.items():
            found = self.env[name].browse(id_)[field_name].id
            case.assertEqual(found, owner, f"{name} {id_} {field_name}")
        case.assertEqual(self.balances(), self.expected_balances())
        for id_, card in model.cards.items():
            found = self.env["loyalty.card"].browse(id_)
            case.assertEqual((found.partner_id.id, found.points, found.active), (card.owner, card.points, card.active))
        case.assert_exact()

    def balances(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT l.partner_id, sum(l.balance) FROM account_move_line l JOIN account_account a"
                " ON a.id = l.account_id WHERE a.account_type = 'asset_receivable' AND l.parent_state = 'posted'"
                " AND l.partner_id = ANY(%s) GROUP BY l.partner_id HAVING sum(l.balance) <> 0",
                self.customers.ids,
            )
        )
        return {id_: float(total) for id_, total in rows}

    def expected_balances(self):
        totals = {}
        for key, amount in self.model.amounts.items():
            totals[self.model.owners[key]] = totals.get(self.model.owners[key], 0.0) + amount
        return {id_: total for id_, total in totals.items() if total}


class MachineCase(MergeCase):
    """Runs the machine."""

    needed_modules = ("sale", "account")

    def run_machine(self, many=EXAMPLES):
        if "loyalty.program" in self.env:
            self.program = self.env["loyalty.program"].create(
                {"name": "Points", "program_type": "loyalty", "applies_on": "both", "trigger": "auto"}
            )
        totals = {}
        machine = type("Machine", (MergeMachine,), {"case": self, "totals": totals})
        run_steps(machine, many, STEPS)
        return totals


@needs("sale", "account")
class TestMergeMachine(MachineCase):
    """The machine finds nothing."""

    def test_database_equals_the_model(self):
        totals = self.run_machine()
        self.assertGreaterEqual(totals.get("merge", 0), 10, totals)
        self.assertGreaterEqual(totals.get("unmerge", 0), 5, totals)


@needs("sale", "account")
class TestMergeMachineFinds(MachineCase):
    """It can find something: each of these faults is noticed within a run."""

    def assert_found(self, model, name, replacement):
        self.patch(type(self.env[model]), name, replacement)
        with self.assertRaises(AssertionError):
            self.run_machine()

    def test_a_forgotten_table(self):
        model = type(self.env["crm.merge.places"])
        found = model._key_places
        self.assert_found(
            "crm.merge.places",
            "_key_places",
            lambda places, target: [one for one in found(places, target) if one.table != "crm_contact_log"],
        )

    def test_values_that_do_not_go_back(self):
        self.assert_found("crm.merge.fields", "_restore", lambda *_args: None)

    def test_a_history_that_does_not_follow(self):
        self.assert_found("crm.merge.derived", "_touchpoint_keys", lambda *_args: {})
