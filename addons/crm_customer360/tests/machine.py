"""Random series of steps: the same ones each time, so that a failure can be seen again.

``CRM_SUITE_SEED`` (a whole number) chooses another series than the fixed one, ``CRM_SUITE_EXAMPLES`` how many series
there are: 40 and some seeds make a soak test.
"""

import os

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

SEED = os.environ.get("CRM_SUITE_SEED")


def examples(fixed):
    """How many series there are: ``fixed`` unless somebody asks for another number."""
    return int(os.environ.get("CRM_SUITE_EXAMPLES", fixed))


def run_steps(machine, many, steps, shrink=True):
    """Run a state machine (a class of hypothesis).

    :param many: series
    :param steps: steps of a series
    :param shrink: whether a failing series is made shorter; that takes minutes, so only for who asks for a seed
    """
    run_state_machine_as_test(
        seed(int(SEED))(machine) if SEED else machine,
        settings=settings(
            max_examples=many,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=not SEED,
            print_blob=False,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if SEED and shrink else [Phase.generate],
        ),
    )
