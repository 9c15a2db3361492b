"""Where the line about the customer stands and how loud it is."""

from __future__ import annotations

import doctest

import pytest
from crm_customer360.core import customer_strip
from crm_customer360.core.customer_strip import StripPlace, loudest


def test_documented_examples_hold() -> None:
    result = doctest.testmod(customer_strip)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    ("partner", "when", "values", "hidden"),
    [
        ("partner_id", "", {"partner_id": 7}, False),
        ("partner_id", "", {"partner_id": False}, True),
        ("partner_id", "kind == 'out' or back", {"partner_id": 7, "kind": "in", "back": False}, True),
        ("partner_id", "kind == 'out' or back", {"partner_id": 7, "kind": "in", "back": True}, False),
        ("partner_id", "kind == 'out' or back", {"partner_id": False, "kind": "out", "back": True}, True),
    ],
)
def test_the_whole_condition_is_negated(partner: str, when: str, values: dict[str, object], hidden: bool) -> None:
    assert bool(eval(StripPlace(partner, when).hidden(), {}, values)) is hidden  # noqa: S307 - texts of this table


@pytest.mark.parametrize(
    ("tones", "expected"),
    [([], "info"), (["info"], "info"), (["info", "warning"], "warning"), (["warning", "danger", "info"], "danger")],
)
def test_the_most_urgent_tone_counts(tones: list[str], expected: str) -> None:
    assert loudest(tones) == expected
