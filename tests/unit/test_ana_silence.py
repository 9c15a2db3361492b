"""Rhythm and silence, against the literature, other methods, and a shop whose leavers are known."""

from __future__ import annotations

import datetime as dt
import doctest
import itertools
import sys

import numpy as np
import pytest
from crm_analytics.core import alert_reasons
from crm_analytics.core.alert_reasons import FURTHER, LARGE, Known, further
from crm_analytics.core.silence import (
    CHANCE,
    FIXED,
    NONE,
    PRIOR_PAIRS,
    RHYTHM,
    THIN,
    Decline,
    Prior,
    Rule,
    Verdict,
    decline,
    dropped,
    gaps_of,
    judge,
    limit_of,
    shape_of,
    squares,
)
from hypothesis import given
from hypothesis import strategies as st
from silence_shop import SUMMER, WINTER, Customer, shop

DAY = dt.date(2026, 3, 2)
START = dt.date(2025, 1, 6)


def every(days: int, times: int, start: dt.date = START) -> list[dt.date]:
    return [start + dt.timedelta(days=days * number) for number in range(times)]


def after(days: list[dt.date], number: int) -> dt.date:
    return days[-1] + dt.timedelta(days=number)


@pytest.mark.parametrize("shape", [0.5, 1.0, 2.0, 4.0, 12.0])
def test_regularity_is_found_again(shape: float) -> None:
    """Of gamma gaps of a known shape the estimate comes near it, whatever the pace of each customer."""
    rng = np.random.default_rng(7)
    found = []
    for _customer in range(400):
        gaps = rng.gamma(shape, rng.uniform(5, 60) / shape, size=20)
        found += squares([round(1000 * gap) + 1 for gap in gaps])
    spread = float(np.mean(found))
    assert (1 - 4 * spread) / (8 * spread) == pytest.approx(shape, rel=0.12)


def test_chance_is_one_twelfth() -> None:
    """M of exponential gaps is uniform on 0..1 (Wheat and Morrison 1990): variance 1/12, shape 1."""
    assert pytest.approx(1 / 12) == CHANCE
    assert shape_of([], CHANCE) == pytest.approx(1.0)


def test_few_gaps_are_drawn_to_the_segment() -> None:
    even = [28, 28, 28]
    # Two pairs of spread 0 and two of the segment's 1/12: v = 1/24, k = (1 - 1/6) / (1/3) = 2.5.
    assert PRIOR_PAIRS == 2
    assert shape_of(even) == pytest.approx(2.5)
    assert shape_of(even, 0.02) > shape_of(even)


@pytest.mark.parametrize(
    ("shape", "median", "quantiles"),
    [
        # A gamma distribution of shape k is half a chi-square of 2 k degrees of freedom; from the usual table of its
        # quantiles at 50 %, and at 90, 95 and 99 %.
        (2.0, 3.357, (7.779, 9.488, 13.277)),
        (3.0, 5.348, (10.645, 12.592, 16.812)),
        (6.0, 11.340, (18.549, 21.026, 26.217)),
        (15.0, 29.336, (40.256, 43.773, 50.892)),
        (30.0, 59.335, (74.397, 79.082, 88.379)),
    ],
)
def test_limit_is_the_quantile(shape: float, median: float, quantiles: tuple[float, ...]) -> None:
    """With many gaps the limit is the quantile of the gamma distribution with that median."""
    for certainty, quantile in zip((1.2816, 1.6449, 2.3263), quantiles, strict=True):
        found = limit_of(100_000, shape, 10**9, certainty)
        assert found == pytest.approx(100_000 * quantile / median, rel=0.01)


def test_words_of_the_design() -> None:
    """Orders every 28 days, now 61."""
    days = every(28, 12)
    found = judge(days, after(days, 61), Rule(), Prior())
    assert found is not None
    assert (found.basis, found.median, found.elapsed, found.silent) == (RHYTHM, 28.0, 61, True)
    early = judge(days, after(days, 40), Rule(), Prior())
    assert early is not None
    assert not early.silent


def test_not_enough_data() -> None:
    days = every(20, 3)
    found = judge(days, after(days, 70), Rule(), Prior(median=20.0, spread=0.02))
    assert found is not None
    # Never sooner than the fixed days, however quick the segment is.
    assert (found.basis, found.limit, found.silent) == (THIN, 90, False)
    later = judge(days, after(days, 91), Rule(), Prior(median=20.0, spread=0.02))
    assert later is not None
    assert later.silent


def test_bought_once_is_no_silence() -> None:
    found = judge([START], START + dt.timedelta(days=300), Rule(), Prior())
    assert found is not None
    assert (found.basis, found.silent) == (NONE, False)
    assert judge([START], START - dt.timedelta(days=1), Rule(), Prior()) is None


def test_without_rhythm_the_fixed_days_decide() -> None:
    days = [START + dt.timedelta(days=number) for number in (0, 3, 80, 82, 190, 195, 300)]
    for number, silent in ((90, False), (91, True)):
        found = judge(days, after(days, number), Rule(), Prior())
        assert found is not None
        assert (found.basis, found.silent) == (FIXED, silent)


def test_a_contact_lately_is_no_silence() -> None:
    days = every(28, 12)
    today = after(days, 61)
    for ago, silent in ((7, False), (8, True)):
        found = judge(days, today, Rule(), Prior(), today - dt.timedelta(days=ago))
        assert found is not None
        assert found.silent is silent


def test_long_gone_is_not_noticed_again() -> None:
    days = every(28, 12)
    found = judge(days, after(days, 400), Rule(), Prior())
    assert found is not None
    assert (found.gone, found.silent) == (True, False)


def test_season() -> None:
    """Every fortnight from April to September, in three years; the winter is no silence, the next May is."""
    days = [day for year in (2023, 2024, 2025) for day in every(14, 12, dt.date(year, 4, 7))]
    for day, silent in ((dt.date(2025, 11, 20), False), (dt.date(2026, 2, 20), False), (dt.date(2026, 6, 5), True)):
        found = judge(days, day, Rule(), Prior())
        assert found is not None
        assert (found.basis, found.silent) == (RHYTHM, silent), day
    # Whoever buys all year round is missed in the same weeks.
    whole = every(14, 70, dt.date(2023, 4, 7))
    found = judge(whole, after(whole, 45), Rule(), Prior())
    assert found is not None
    assert (found.seasonal, found.silent) == (False, True)


def test_decline_by_hand() -> None:
    today = dt.date(2026, 3, 2)
    before = [(today - dt.timedelta(days=364 + 15 * n), 100.0) for n in range(12)]
    now = [(today - dt.timedelta(days=40 * n), 80.0) for n in range(4)]
    found = decline([*before, *now], today)
    assert found == Decline(4, 12, 320.0, 1200.0, 1200.0)
    # (12 - 4) / √16 = 2, beyond 1.6449; 2 × 880 a year.
    assert found.is_one(1.6449)
    assert not found.is_one(2.3263)
    assert decline([*before, *now, (today - dt.timedelta(days=200), 900.0)], today).at_stake == 1760.0
    # Nothing was bought in the other half of that year: more than 1,200 cannot be lost.
    assert found.at_stake == 1200.0


@pytest.mark.parametrize(
    "same",
    [
        Decline(0, 12, 0.0, 1200.0),  # silent, not declining
        Decline(2, 5, 100.0, 900.0),  # too few to say
        Decline(4, 12, 1100.0, 1200.0),  # fewer purchases, as much money
        Decline(9, 12, 300.0, 1200.0),  # chance
    ],
)
def test_no_decline(same: Decline) -> None:
    assert not same.is_one(1.6449)


def test_dropped_category() -> None:
    purchases = every(14, 30)
    paper = every(28, 10)
    today = purchases[-1]
    found = dropped(paper, purchases, today, Rule(), Prior())
    assert found is not None
    assert (found.median, found.last) == (28.0, paper[-1])
    # The whole customer is gone: not a matter of the category.
    assert dropped(paper, paper, today, Rule(), Prior()) is None
    # They still buy it.
    assert dropped(every(28, 15), purchases, today, Rule(), Prior()) is None


@given(st.lists(st.integers(0, 900), max_size=40), st.integers(0, 900))
def test_a_verdict_holds_together(offsets: list[int], back: int) -> None:
    days = [DAY - dt.timedelta(days=offset) for offset in offsets]
    as_of = DAY - dt.timedelta(days=back)
    found = judge(days, as_of, Rule(), Prior())
    past = sorted({day for day in days if day <= as_of})
    if not past:
        assert found is None
        return
    assert found is not None
    assert (found.last, found.gaps) == (past[-1], len(past) - 1)
    assert found.elapsed == (as_of - past[-1]).days >= 0
    assert found.gaps == len(gaps_of(past))
    if found.silent:
        assert found.elapsed > found.limit > 0
        assert found.basis != NONE
    if found.basis in (FIXED, THIN):
        assert found.limit >= Rule().fixed_days
    # The order and doubles do not matter.
    assert judge([*days, *days][::-1], as_of, Rule(), Prior()) == found


# ----------------------------------------------------------------------------------------------------------------------
# The simulated shop
# ----------------------------------------------------------------------------------------------------------------------


def judged(customers: list[Customer], today: dt.date) -> list[tuple[Customer, Verdict]]:
    found = [square for one in customers for square in squares(gaps_of(one.days))]
    prior = Prior(median=45.0, spread=float(np.mean(found)))
    verdicts = ((one, judge(one.days, today, Rule(), prior)) for one in customers)
    return [(one, verdict) for one, verdict in verdicts if verdict is not None]


def scores(rows: list[tuple[Customer, Verdict]], fixed: bool) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean; found can be who has missed a purchase."""
    named = [one for one, found in rows if (found.elapsed > 90 and not found.gone if fixed else found.silent)]
    precision = sum(one.left is not None for one in named) / max(len(named), 1)
    recall = sum(one.missed > 0 for one in named) / max(sum(one.missed > 0 for one, _found in rows), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def alarms(rows: list[tuple[Customer, Verdict]], fixed: bool) -> int:
    """How many are named who have not left."""
    return sum(
        one.left is None and (found.elapsed > 90 and not found.gone if fixed else found.silent) for one, found in rows
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("today", [SUMMER, WINTER])
def test_simulated_shop(today: dt.date, seed: int) -> None:
    """Above the fixed ninety days where there is a rhythm, and never below where there is none."""
    rows = judged(shop(seed, 400, today), today)
    groups = {kind: [row for row in rows if row[0].kind == kind] for kind in ("regular", "seasonal", "irregular")}
    groups["rhythm"] = [row for row in rows if row[1].basis == RHYTHM]
    groups["no rhythm"] = [row for row in rows if row[1].basis == FIXED]
    groups["all"] = rows
    for name, some in groups.items():
        ours, fixed = scores(some, fixed=False), scores(some, fixed=True)
        told = f"{today} {name:10} precision {ours[0]:.3f} recall {ours[1]:.3f}"
        sys.stdout.write(f"{told}; ninety days {fixed[0]:.3f} {fixed[1]:.3f}\n")
    ours, fixed = scores(groups["regular"], fixed=False), scores(groups["regular"], fixed=True)
    assert ours[0] > 0.9
    assert ours[1] > fixed[1] + 0.15
    assert ours[2] > fixed[2] + 0.1
    # In winter hardly any leaver of the season can be known; what counts then is the next test.
    for name in ("rhythm", "all", *(["seasonal"] if today == SUMMER else [])):
        assert scores(groups[name], fixed=False)[2] > scores(groups[name], fixed=True)[2], name
    without = groups["no rhythm"]
    assert scores(without, fixed=False)[0] >= scores(without, fixed=True)[0]
    # Of who buys by chance all year long hardly anybody has paused in the same weeks of two years, and never else.
    chance = [row for row in without if row[0].kind == "irregular"]
    assert sum(found.seasonal for _one, found in chance) <= 0.02 * len(chance)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_out_of_season_nobody_is_called_silent(seed: int) -> None:
    """In the middle of the pause the fixed days name nearly everybody who only buys in summer."""
    winter = [row for row in judged(shop(seed, 400, WINTER), WINTER) if row[0].kind == "seasonal"]
    rhythm = [row for row in winter if row[1].basis == RHYTHM]
    without = [row for row in winter if row[1].basis == FIXED]
    for name, some, most in (("rhythm", rhythm, 0.1), ("no rhythm", without, 0.25)):
        ours, fixed = alarms(some, fixed=False), alarms(some, fixed=True)
        sys.stdout.write(f"in winter, {name}: {ours} of {len(some)} called silent who are there; ninety days {fixed}\n")
        assert fixed > 0.5 * len(some), name
        assert ours < most * fixed, name


def test_a_season_without_a_rhythm() -> None:
    """The whole pause of two years is wanted, at this time of the year and never else."""
    days = [
        dt.date(year, month, day) for year in (2023, 2024, 2025) for month, day in ((5, 2), (5, 6), (7, 30), (9, 9))
    ]
    february = dt.date(2026, 2, 9)
    found = judge(days, february, Rule(), Prior())
    assert found is not None
    assert (found.basis, found.seasonal, found.silent) == (FIXED, True, False)
    # Their season came, and they did not.
    late = judge(days, dt.date(2026, 5, 9), Rule(), Prior())
    assert late is not None
    assert (late.seasonal, late.silent) == (False, True)
    for other in (days[4:], [*days[:1], *days[3:]]):
        found = judge(other, february, Rule(), Prior())
        assert found is not None
        assert (found.basis, found.silent) == (FIXED, True)


def test_the_shop_is_as_planted() -> None:
    customers = shop(1, 50, SUMMER)
    assert all(day <= one.left for one in customers if one.left for day in one.days)
    assert all(before < day for one in customers for before, day in itertools.pairwise(one.days))
    assert 20 < sum(one.left is not None for one in customers) < 60


def test_examples_of_reasons() -> None:
    result = doctest.testmod(alert_reasons)
    assert result.attempted >= 7
    assert result.failed == 0


@given(
    st.sampled_from(("silent", "decline", "dropped", "quiet", "dissatisfied")),
    st.booleans(),
    st.none() | st.integers(0, 900),
    st.sampled_from(("", "up", "down", "gone")),
    st.floats(0, 1e6),
    st.floats(0, 1e6),
    st.sampled_from(("", "top", "big", "medium", "suspect")),
)
def test_an_alert_does_not_repeat_itself(
    kind: str, unusual: bool, days: int | None, trend: str, recent: float, previous: float, layer: str
) -> None:
    found = further(kind, Known(unusual, days, trend, recent, previous, layer))
    keys = [reason.key for reason in found]
    assert len(keys) <= FURTHER
    assert "down" not in keys or (kind != "decline" and trend == "down" and recent < previous)
    assert "contact" not in keys or (kind != "quiet" and days)
    assert "layer" not in keys or layer in LARGE
    # What went wrong explains most.
    assert kind == "dissatisfied" or not unusual or keys[0] == "unusual"
