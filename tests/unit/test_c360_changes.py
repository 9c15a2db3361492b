"""What the capture remembers between two looks."""

from __future__ import annotations

import doctest
from collections import defaultdict

from crm_customer360.core import changes as module
from crm_customer360.core.changes import Changes
from crm_customer360.core.source import Watch
from hypothesis import given
from hypothesis import strategies as st

WATCH = Watch("res.partner", "SELECT id FROM shop_order WHERE partner_id = ANY(%(ids)s)", fresh=True)
IDS = st.sets(st.integers(1, 9))


def test_documented_examples_hold() -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


@given(st.lists(IDS), IDS)
def test_every_row_is_looked_at_or_asked_again(written: list[set[int]], refused: set[int]) -> None:
    changes = Changes(refused=defaultdict(set, {"order": set(refused)}))
    for ids in written:
        changes.note_rows("order", ids)
    everything: set[int] = set().union(*written)
    assert changes.keys["order"] == everything - refused
    assert changes.doubtful["order"] == everything & refused
    assert changes.refused["order"] == refused


@given(st.lists(IDS), IDS)
def test_new_watched_records_concern_nothing_older(written: list[set[int]], fresh: set[int]) -> None:
    changes = Changes(fresh=defaultdict(set, {("order", WATCH): set(fresh)}))
    for ids in written:
        changes.note_watched("order", WATCH, ids)
    everything: set[int] = set().union(*written)
    assert changes.watched.get(("order", WATCH), set()) == everything - fresh


def test_another_source_knows_nothing_of_it() -> None:
    changes = Changes(fresh=defaultdict(set, {("order", WATCH): {1}}))
    changes.note_watched("invoice", WATCH, {1})
    assert changes.watched["invoice", WATCH] == {1}
