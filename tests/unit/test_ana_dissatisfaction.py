"""Signs of dissatisfaction: by hand, by properties, and in a shop whose dissatisfied customers are known."""

from __future__ import annotations

import math
import sys

import pytest
from crm_analytics.core.dissatisfaction import (
    FEWER,
    LOWER,
    MORE,
    SIGNALS,
    SLOWER,
    Seen,
    Signal,
    enough,
    judge,
    strength,
    usual_count,
)
from crm_analytics.core.dissatisfaction_sql import ENOUGH, OBSERVED, STRENGTH
from dissatisfied_shop import Customer, shop
from hypothesis import given
from hypothesis import strategies as st

ALERT = 50
counts = st.integers(0, 60)


def count(now: int, usual: float | None, before: int = 20) -> Seen:
    return Seen(now, usual, now, before)


@pytest.mark.parametrize(
    ("now", "usual", "expected"),
    # 2 (√(now + 0.375) - √(usual + 0.375)) / 3, by hand.
    [(0, 0.0, 0.0), (1, 0.0, 0.3735), (2, 0.0, 0.6191), (3, 0.0, 0.8165), (5, 0.0, 1.0), (12, 10.0, 0.0),
     (3, 2.5, 0.0), (6, 2.0, 0.6559), (3, None, 0.8165)],
)  # fmt: skip
def test_more_by_hand(now: int, usual: float | None, expected: float) -> None:
    assert strength(MORE, count(now, usual)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("now", "usual", "before", "expected"),
    # By hand: 2 (√6.375 - √3.375) / 3 and 2 (√12.375 - √0.375) / 3, at most 1.
    [(3, 6.0, 24, 0.4585), (0, 12.0, 48, 1.0), (5, 6.0, 24, 0.0), (3, 6.0, 3, 0.0), (3, None, 24, 0.0),
     (9, 12.0, 48, 0.0)],
)  # fmt: skip
def test_fewer_by_hand(now: int, usual: float | None, before: int, expected: float) -> None:
    assert strength(FEWER, count(now, usual, before)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("now", "usual", "number_now", "number_before", "expected"),
    # log2 of the times, halved: 2.4 times is 0.6315; four times and more is 1.
    [(26.4, 11.0, 8, 30, 0.6315), (40.0, 10.0, 3, 5, 1.0), (90.0, 10.0, 3, 5, 1.0), (26.4, 11.0, 2, 30, 0.0),
     (26.4, 11.0, 8, 4, 0.0), (14.0, 11.0, 8, 30, 0.0), (0.5, 0.1, 8, 30, 0.0), (5.0, 0.0, 8, 30, 1.0)],
)  # fmt: skip
def test_slower_by_hand(now: float, usual: float, number_now: int, number_before: int, expected: float) -> None:
    assert strength(SLOWER, Seen(now, usual, number_now, number_before)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("now", "usual", "number_now", "number_before", "expected"),
    [(2.5, 4.5, 2, 9, 1.0), (3.5, 4.5, 1, 2, 0.5), (4.1, 4.5, 5, 9, 0.0), (2.0, None, 1, 0, 0.5), (2.0, 5.0, 1, 1, 0.5),
     (4.0, None, 1, 0, 0.0)],
)  # fmt: skip
def test_lower_by_hand(now: float, usual: float | None, number_now: int, number_before: int, expected: float) -> None:
    assert strength(LOWER, Seen(now, usual, number_now, number_before)) == pytest.approx(expected, abs=1e-4)


def test_score_by_hand() -> None:
    """1 - (1 - 0.6 · 0.8165)(1 - 0.35 · 0.6315)(1 - 0.35 · 0.4585) = 0.6664."""
    seen = {
        "complaint": count(3, 0.0, 0),
        "our_reply": Seen(26.4, 11.0, 8, 30),
        "order": count(3, 6.0, 24),
        "rating": Seen(4.5, 4.5, 3, 9),
    }
    found = judge(seen)
    assert found.score == 66.6
    assert [fact.key for fact in found.facts] == ["complaint", "our_reply", "order"]
    assert found.confidence == "high"


def test_what_is_usual() -> None:
    assert usual_count(73, 365) == pytest.approx(18.0)
    assert usual_count(4, 180) == pytest.approx(2.0)
    assert usual_count(0, 400) == 0.0
    assert usual_count(4, 89) is None


def test_not_enough_data() -> None:
    """Known for a week: three complaints are facts; how unusual they are nobody knows."""
    found = judge({"complaint": count(3, None, 0), "order": count(1, None, 0)})
    assert (found.score, found.confidence) == (49.0, "low")
    assert not enough(MORE, count(3, None, 0))
    assert judge({}).score == 0.0


def test_declarations() -> None:
    assert {signal.key for signal in SIGNALS} == set(OBSERVED)
    assert set(STRENGTH) == set(ENOUGH) == {MORE, FEWER, SLOWER, LOWER}
    for wrong in (("two words", MORE, 0.5), ("mood", "guess", 0.5), ("mood", MORE, 1.0), ("mood", MORE, 0.0)):
        with pytest.raises(ValueError, match=r"wanted|no comparison"):
            Signal(*wrong)


@given(st.dictionaries(st.sampled_from([s.key for s in SIGNALS if s.family == MORE]), st.tuples(counts, counts)))
def test_more_signs_never_make_less(found: dict[str, tuple[int, int]]) -> None:
    seen = {key: count(now, float(usual)) for key, (now, usual) in found.items()}
    scores = [judge({key: seen[key] for key in sorted(seen)[:number]}).score for number in range(len(seen) + 1)]
    assert scores == sorted(scores)
    assert all(0 <= score <= 100 for score in scores)
    assert len(judge(seen).facts) <= 3


@given(counts, counts)
def test_more_complaints_never_make_less(now: int, usual: int) -> None:
    one, another = (strength(MORE, count(number, float(usual))) for number in (now, now + 1))
    assert 0 <= one <= another <= 1
    if now <= usual:
        assert one == 0


def rates(customers: list[Customer], named: list[bool]) -> tuple[float, float]:
    """Precision and recall of a rule."""
    right = sum(name and customer.dissatisfied for name, customer in zip(named, customers, strict=True))
    return right / max(sum(named), 1), right / sum(customer.dissatisfied for customer in customers)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_simulated_shop(seed: int) -> None:
    """Who is named is dissatisfied more often than who complained, and as many are found."""
    customers = shop(seed, 4000)
    ours = rates(customers, [judge(customer.seen).score >= ALERT for customer in customers])
    naive = rates(customers, [customer.complaints > 0 for customer in customers])
    sys.stdout.write(
        f"\nshop {seed}: score of {ALERT} or more: precision {ours[0]:.2f}, recall {ours[1]:.2f};"
        f" any complaint: precision {naive[0]:.2f}, recall {naive[1]:.2f}\n"
    )
    assert ours[0] > 0.8
    assert ours[0] > naive[0] + 0.3
    assert ours[1] > 0.7


def test_the_shop_is_as_planted() -> None:
    customers = shop(1, 4000)
    dissatisfied = [customer for customer in customers if customer.dissatisfied]
    assert len(dissatisfied) / len(customers) == pytest.approx(0.1, abs=0.02)
    # Some complain although all is as usual, or the naive rule would be as good.
    content = [customer for customer in customers if not customer.dissatisfied]
    assert sum(customer.complaints > 0 for customer in content) > len(dissatisfied)
    assert math.isclose(sum(c.seen["order"].usual or 0 for c in content) / len(content), 7.0, abs_tol=0.3)
