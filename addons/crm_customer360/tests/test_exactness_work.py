"""The machine of :mod:`.test_exactness` at work: tasks, ratings, registrations, and the messages on them."""

from .common import TouchpointCase, needs
from .steps_work import WorkSteps
from .test_exactness import EXAMPLES, run_machine


@needs("project", "event")
class TestExactnessOfWork(TouchpointCase):
    """The machine finds nothing."""

    def test_history_equals_a_rebuild(self):
        totals = run_machine(self, WorkSteps, EXAMPLES)
        self.assertGreaterEqual(totals["done"], 500)
        self.assertLess(totals["refused"], totals["done"] / 5)
        self.assertEqual(set(WorkSteps.names()) - totals["names"], set())
