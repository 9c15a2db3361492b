"""Do two customers mean the same one? Measured on labelled pairs; a third of them was never looked at while tuning."""

from __future__ import annotations

import csv
import doctest
from dataclasses import replace
from pathlib import Path

import pytest
from crm_customer360.core.duplicate import facts, fields, groups, keys, legal, names, score
from crm_customer360.core.duplicate.facts import Facts
from crm_customer360.core.duplicate.groups import components
from crm_customer360.core.duplicate.score import LOOK, SURE, bits_of, judge, probability_of, worth_a_look
from hypothesis import given
from hypothesis import strategies as st

PAIRS = Path(__file__).parent / "data" / "duplicate_pairs.csv"
COLUMNS = ("name", "email", "phone", "vat", "code", "website", "street", "zip", "city")


def _facts(row: dict[str, str], side: str) -> Facts:
    texts = {name: row[f"{side}_{name}"] for name in COLUMNS}
    return Facts(company=row[f"{side}_company"] == "1", employer=int(row[f"{side}_employer"] or 0), **texts)


def _labelled(part: str) -> list[tuple[bool, float, str]]:
    """Return label, bits and reason of each pair of a part."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["part"] == part]
    return [(row["duplicate"] == "1", judge(_facts(row, "a"), _facts(row, "b")).bits, row["why"]) for row in rows]


def _measured(found: list[tuple[bool, float, str]], least: float) -> tuple[float, float]:
    """Return precision and recall of everything from ``least`` bits on."""
    right = sum(1 for duplicate, bits, _why in found if duplicate and bits >= least)
    taken = sum(1 for _duplicate, bits, _why in found if bits >= least)
    return right / taken, right / sum(1 for duplicate, _bits, _why in found if duplicate)


@pytest.mark.parametrize("module", [fields, groups, legal, names, score])
def test_documented_examples_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


def test_the_labelled_set_is_large_and_balanced() -> None:
    train, held = _labelled("train"), _labelled("held")
    assert len(train) + len(held) >= 400
    assert 0.28 < len(held) / (len(train) + len(held)) < 0.40
    for part in (train, held):
        assert 0.4 < sum(1 for duplicate, _bits, _why in part if duplicate) / len(part) < 0.6
    assert len({why for _duplicate, _bits, why in train}) >= 20


@pytest.mark.parametrize("part", ["train", "held"])
def test_precision_and_recall(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = _labelled(part)
    sure, look = _measured(found, SURE), _measured(found, LOOK)
    with capsys.disabled():
        for name, (precision, recall) in (("sure", sure), ("look", look)):
            print(f"\n{part}, {len(found)} pairs, {name}: precision {precision:.3f}, recall {recall:.3f}", end="")
    assert sure[0] >= 0.95
    assert sure[1] >= 0.50
    assert look[0] >= 0.93
    assert look[1] >= 0.95


def test_stopping_early_leaves_the_verdict_as_it_is() -> None:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    left, right = ([_facts(row, side) for row in rows] for side in "ab")
    # Each with its own partner and with strangers; a name borrowed from a stranger brings sums close to the limit.
    pairs = [(left[n - k], right[n]) for n in range(len(rows)) for k in range(8)]
    pairs += [(replace(one, name=other.name, company=other.company), other) for one, other in pairs]
    worth = [bits_of(one, other) >= LOOK for one, other in pairs]
    assert 300 < sum(worth) < len(pairs) - 300
    assert [worth_a_look(one, other) for one, other in pairs] == worth


def test_thresholds_are_what_the_training_part_gives() -> None:
    """By the rule the module states, on a grid of half bits."""
    found = _labelled("train")
    grid = [half / 2 for half in range(-10, 20)]
    assert min(least for least in grid if _measured(found, least)[0] >= 0.99) == SURE
    assert max(least for least in grid if _measured(found, least)[1] >= 0.98) == LOOK


def test_weights_add_up_by_hand() -> None:
    """Prior -4.3; the same name of a person 5, address 7.5, telephone 5.5, one town 0.5."""
    one = Facts(name="Ona Norkutė", email="ona.norkute@one.lt", phone="+37061111112", city="Kaunas")
    judged = judge(one, Facts(name="Norkutė Ona", email="ona.norkute@one.lt", phone="+37061111112", city="KAUNAS"))
    assert judged.bits == pytest.approx(-4.3 + 5 + 7.5 + 5.5 + 0.5)
    assert judged.probability == pytest.approx(2**14.2 / (1 + 2**14.2), abs=1e-4)
    assert [(item.field, item.verdict) for item in judged.evidence] == [
        ("name", "same"),
        ("email", "same"),
        ("phone", "same"),
        ("address", "similar"),
    ]


def test_disagreement_counts() -> None:
    one = Facts(name="UAB Alfa", company=True, email="info@alfa.lt", vat="LT100001234567")
    agreed = judge(one, replace(one, vat=""))
    contradicted = judge(one, replace(one, vat="LT998887776661"))
    assert agreed.level == "sure"
    assert contradicted.bits == pytest.approx(agreed.bits - 7)
    assert contradicted.level != "sure"


def test_a_company_is_not_its_owner() -> None:
    company = Facts(name="UAB Balčiūno statyba", company=True, phone="+37061111113", email="rokas@statyba.lt")
    owner = Facts(name="Rokas Balčiūnas", phone="+37061111113", email="rokas@statyba.lt")
    assert judge(company, owner).level == ""


TEXT = st.text(alphabet="abcąčšž 019.@+-„“", max_size=14)
FACTS = st.builds(
    Facts,
    name=TEXT,
    company=st.booleans(),
    email=TEXT,
    phone=TEXT,
    vat=TEXT,
    code=TEXT,
    website=TEXT,
    street=TEXT,
    zip=TEXT,
    city=TEXT,
    employer=st.integers(0, 2),
)


@given(FACTS, FACTS)
def test_the_order_of_the_two_does_not_matter(one: Facts, other: Facts) -> None:
    judged, turned = judge(one, other), judge(other, one)
    assert judged.bits == pytest.approx(turned.bits)
    assert bits_of(one, other) == judged.bits
    assert worth_a_look(one, other) == (judged.bits >= LOOK)
    assert [(item.field, item.level) for item in judged.evidence] == [
        (item.field, item.level) for item in turned.evidence
    ]
    assert all(0.0 <= item.likeness <= 1.0 for item in judged.evidence)
    assert judged.probability == probability_of(judged.bits)


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), max_size=40))
def test_components_by_spreading(pairs: list[tuple[int, int]]) -> None:
    """The lowest id, spread along the pairs until nothing changes, is a second way to the same answer."""
    lowest = {one: one for pair in pairs for one in pair}
    changed = True
    while changed:
        changed = False
        for one, other in pairs:
            least = min(lowest[one], lowest[other])
            changed = changed or lowest[one] != least or lowest[other] != least
            lowest[one] = lowest[other] = least
    assert components(pairs) == lowest


def test_every_level_has_a_weight() -> None:
    assert facts.MISSING.level == "missing"
    for table in (*score.WEIGHTS.values(), *score.PERSON_WEIGHTS.values()):
        assert all(abs(weight) <= 16 for weight in table.values())
    assert set(score.WEIGHTS) >= set(score.PERSON_WEIGHTS)


def test_legal_words_are_left_out_of_the_keys() -> None:
    statement = keys.keys_of("some_customers")
    assert "'uab'" in statement
    assert "FROM some_customers p" in statement
