"""The pyramid, against figures worked out by hand and against what must hold whatever the customers bring."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from crm_analytics.core.pyramid import (
    ACTIVE,
    LAYERS,
    NOWHERE,
    Buyer,
    CutError,
    direction,
    ends,
    layer_of,
    migration,
    place,
)
from hypothesis import given
from hypothesis import strategies as st

AMOUNTS = st.integers(min_value=-500, max_value=5000).map(float)
BUYERS = st.lists(st.tuples(AMOUNTS, AMOUNTS, st.sampled_from([0.0, 0.0, 3000.0])), max_size=120).map(
    lambda rows: [Buyer(number, *row) for number, row in enumerate(rows)]
)
WHERE = st.dictionaries(st.integers(0, 40), st.sampled_from(LAYERS), max_size=40)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        # 1 %, 5 % and 20 % of the count, rounded up, each layer at least one.
        (0, (0, 0, 0)),
        (1, (1, 1, 1)),
        (2, (1, 2, 2)),
        (3, (1, 2, 3)),
        (7, (1, 2, 3)),
        (20, (1, 2, 4)),
        (100, (1, 5, 20)),
        (101, (2, 6, 21)),
        (300, (3, 15, 60)),
        (100_000, (1000, 5000, 20_000)),
    ],
)
def test_ends(count: int, expected: tuple[int, int, int]) -> None:
    assert ends(count) == expected


@pytest.mark.parametrize("cuts", [(5.0, 1.0, 20.0), (0.0, 5.0, 20.0), (1.0, 5.0, 101.0), (1.0, 1.0, 20.0), (1.0, 5.0)])
def test_cuts_that_make_no_layers(cuts: tuple[float, ...]) -> None:
    with pytest.raises(CutError):
        ends(100, cuts)


def test_own_cuts() -> None:
    assert ends(200, (0.5, 2.5, 10.0)) == (1, 5, 20)


def test_ties_go_to_whoever_is_longer_in_the_file() -> None:
    places = place([Buyer(9, 50.0), Buyer(3, 50.0), Buyer(5, 50.0)])
    assert [places[customer].rank for customer in (3, 5, 9)] == [1, 2, 3]
    assert [places[customer].layer for customer in (3, 5, 9)] == ["top", "big", "medium"]


def test_climbing_by_hand() -> None:
    """Ten customers: 1 top, 1 big (800), 1 medium (500), 7 small, of whom at most 30 % (3) are named."""
    small = [
        Buyer(4, 400.0, before=290.0),  # 400 + 110 = 510 reaches 500: worth 110
        Buyer(5, 390.0, before=300.0),  # 480 does not
        Buyer(6, 300.0, before=50.0),  # grew by 250: 550
        Buyer(7, 200.0, before=10.0),  # grew by 190: 390 does not
        Buyer(8, 100.0, need=900.0),  # needs 900 a year
        Buyer(9, 90.0, need=600.0),  # needs 600
        Buyer(10, 80.0, need=520.0),  # needs 520: the fourth that could, after 900, 600 and 550
    ]
    places = place([Buyer(1, 1000.0), Buyer(2, 800.0), Buyer(3, 500.0), *small])
    assert {customer: one.potential for customer, one in places.items() if one.potential} == {
        6: 250.0,
        8: 800.0,
        9: 510.0,
    }
    assert {one.border for one in places.values() if one.layer == "small"} == {500.0}
    assert places[3].border == 800.0
    assert places[1].border == 0.0


@given(BUYERS)
def test_places(buyers: list[Buyer]) -> None:
    places = place(buyers)
    assert set(places) == {buyer.customer for buyer in buyers}
    assert sorted(one.rank for one in places.values()) == list(range(1, len(buyers) + 1))
    amounts = {buyer.customer: buyer.amount for buyer in buyers}
    ordered = sorted(places.values(), key=lambda one: one.rank)
    for better, worse in itertools.pairwise(ordered):
        assert amounts[better.customer] >= amounts[worse.customer]
        assert ACTIVE.index(better.layer) <= ACTIVE.index(worse.layer)
    sizes = Counter(one.layer for one in places.values())
    # Nobody is small while there is nobody above.
    for higher, lower in itertools.pairwise(ACTIVE):
        assert sizes[higher] or not sizes[lower]
    for one in places.values():
        if one.potential:
            assert one.potential > 0
            assert amounts[one.customer] + one.potential >= one.border > 0


@given(st.integers(1, 3000))
def test_sizes_are_about_the_shares(count: int) -> None:
    top, big, medium = ends(count)
    sizes = Counter(layer_of(rank, (top, big, medium)) for rank in range(1, count + 1))
    assert sum(sizes.values()) == count
    for end, share in ((top, 0.01), (big, 0.05), (medium, 0.2)):
        assert share * count - 1e-9 <= end <= max(share * count + 1, 3)


@given(WHERE, WHERE)
def test_a_matrix_conserves_customers(before: dict[int, str], after: dict[int, str]) -> None:
    cells = migration(before, after)
    rows, columns = Counter[str](), Counter[str]()
    for (one, other), count in cells.items():
        rows[one] += count
        columns[other] += count
    assert sum(cells.values()) == len({*before, *after})
    assert {layer: rows[layer] for layer in LAYERS if rows[layer]} == dict(Counter(before.values()))
    assert {layer: columns[layer] for layer in LAYERS if columns[layer]} == dict(Counter(after.values()))
    assert rows[NOWHERE] == len(set(after) - set(before))
    assert columns[NOWHERE] == len(set(before) - set(after))
    assert (NOWHERE, NOWHERE) not in cells


@given(st.sampled_from([*LAYERS, NOWHERE]), st.sampled_from([*LAYERS, NOWHERE]))
def test_direction_turns_round(before: str, after: str) -> None:
    assert direction(before, after) == -direction(after, before)
