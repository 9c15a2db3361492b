"""The history follows the records: after any series of changes it equals a rebuild from nothing, row for row.

Another series, and how many there are: see ``machine``.
"""

from dataclasses import replace
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from .common import SaleCase, needs
from .machine import examples, run_steps
from .steps import MessageSteps
from .steps_sales import AccountSteps, SaleSteps

STEPS_PER_EXAMPLE = 45
EXAMPLES = examples(13)
NUMBERS = st.integers(min_value=0, max_value=60)
#: What becomes of a step: captured together with the next ones, captured at once, or rolled back in some way.
ENDINGS = ("kept",) * 5 + (
    "captured",
    "undone",
    "undone, captured",
    "undone, flushing",
    "undone, flushing, captured",
)
#: Steps between two comparisons with a rebuild.
INTERVAL = 3


class _UndoneError(Exception):
    """Rolls a savepoint back."""


class HistoryMachine(RuleBasedStateMachine):
    """Random steps; ``case`` and ``steps_class`` are set by :func:`machine_for`."""

    case = None
    steps_class = None
    totals = None

    def __init__(self):
        super().__init__()
        self.case.env.cr.flush()
        self.savepoint = self.case.env.cr.savepoint()
        self.steps = self.steps_class(self.case)
        self.checked = 0

    def teardown(self):
        try:
            self.case.assert_exact()
        finally:
            self.totals["done"] += self.steps.done
            self.totals["refused"] += self.steps.refused
            self.savepoint.close(rollback=True)

    @rule(data=st.data(), a=NUMBERS, b=NUMBERS, ending=st.sampled_from(ENDINGS))
    def step(self, data, a, b, ending):
        """One step, and what becomes of it."""
        name = data.draw(st.sampled_from(self.steps.names()), "step")
        self.totals["names"].add(name)
        if ending.startswith("undone"):
            self.undo(name, a, b, flushing="flushing" in ending, captured="captured" in ending)
        else:
            self.steps.run(name, a, b)
            if ending == "captured":
                self.case.env.cr.flush()

    def undo(self, name, a, b, flushing, captured):
        """A step in a savepoint that is rolled back, before or after what it changed was captured."""
        env = self.case.env
        env.cr.flush()
        with self.case.assertRaises(_UndoneError), env.cr.savepoint(flush=flushing):
            self.steps.run(name, a, b)
            if captured:
                env.cr.flush()
            else:
                env.flush_all()
            raise _UndoneError
        if not flushing:
            # The cache knows nothing of the rollback; what was noted for the capture stays noted.
            env.transaction.clear()

    @invariant()
    def exact(self):
        """Compare, every few steps."""
        if self.steps.done >= self.checked + INTERVAL:
            self.checked = self.steps.done
            self.case.assert_exact()


def run_machine(case, steps_class, many, shrink=True):
    """Run the machine; returns its totals: steps done, steps refused, names of the steps taken."""
    totals = {"done": 0, "refused": 0, "names": set()}
    machine = type("Machine", (HistoryMachine,), {"case": case, "steps_class": steps_class, "totals": totals})
    run_steps(machine, many, STEPS_PER_EXAMPLE, shrink)
    return totals


@needs("crm", "sale", "account")
class TestExactness(SaleCase):
    """The machine finds nothing."""

    def test_history_equals_a_rebuild(self):
        totals = run_machine(self, AccountSteps, EXAMPLES)
        self.assertGreaterEqual(totals["done"], 500)
        self.assertLess(totals["refused"], totals["done"] / 5)
        self.assertEqual(set(AccountSteps.names()) - totals["names"], set())


@needs("crm", "sale", "account")
class TestMachine(SaleCase):
    """The machine can find something: each of these faults breaks the history within a run."""

    def assert_found(self, steps_class):
        with self.assertRaisesRegex(AssertionError, "differ from a rebuild"):
            run_machine(self, steps_class, EXAMPLES, shrink=False)

    def without(self, lost):
        """The capture as it is, deaf to the interests for which ``lost`` is true."""
        plan = self.registry.crm_touchpoint_plan
        interests = {
            model: tuple(interest for interest in found if not lost(model, interest))
            for model, found in plan.interests.items()
        }
        self.startPatcher(patch.object(self.registry, "crm_touchpoint_plan", replace(plan, interests=interests)))

    def test_one_source_is_not_captured(self):
        self.without(lambda model, interest: interest.source.name == "sale.order")
        self.assert_found(SaleSteps)

    def test_one_watch_is_lost(self):
        self.without(lambda model, interest: model == "mail.notification")
        self.assert_found(MessageSteps)

    def test_moved_contacts_are_overlooked(self):
        self.startPatcher(
            patch.object(type(self.env["crm.touchpoint"]), "_note_partners", lambda *args, **values: None)
        )
        self.assert_found(MessageSteps)
