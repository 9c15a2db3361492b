"""What callers send: ids, texts, numbers and moments a database can hold."""

from __future__ import annotations

import doctest
from typing import Any

import pytest
from crm_customer360.core import arguments


def test_the_examples_hold() -> None:
    result = doctest.testmod(arguments)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("value", [True, False, None, 0, -1, 2**31, 1.0, "1", [1], {}, float("nan")])
def test_no_id(value: Any) -> None:
    assert not arguments.is_id(value)
    assert not arguments.is_ids([1, value], 10)


@pytest.mark.parametrize(
    "value", ["2026-02-30", "2026-2-3", "20260203", "2026-W06-2", "", None, 20260203, ["2026-02-03"]]
)
def test_no_day(value: Any) -> None:
    assert not arguments.is_moment(value, day=True)


@pytest.mark.parametrize(
    "value", ["2026-02-03", "2026-02-03T10:00:00", "2026-02-03 10:00:00+02:00", "2026-02-03 25:00:00"]
)
def test_no_moment(value: str) -> None:
    assert not arguments.is_moment(value)


def test_shown_is_short_and_can_be_sent() -> None:
    text = arguments.shown(["nul \0, half \ud800", "x" * 100_000])
    assert len(text) == 80
    assert text.encode()
    assert arguments.shown("a\0b\ud800") == "a b "
