"""What the code says to itself in a context, nobody else can say."""

from __future__ import annotations

import copy
import doctest
import json
from typing import Any

import pytest
from crm_customer360.core import inside
from crm_customer360.core.inside import INSIDE, InsideValues, inside_values, says


def test_the_examples_hold() -> None:
    result = doctest.testmod(inside)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("value", [1, True, 1.0, "1", [1], {"a": 1}, None, json.loads(json.dumps(INSIDE))])
def test_what_can_be_sent_says_nothing(value: Any) -> None:
    assert not says({"name": value}, "name")
    assert {"name": value} != {"name": INSIDE}


def test_it_stays_itself_in_copies_of_a_context() -> None:
    context = {"name": INSIDE, "values": InsideValues(a=1)}
    for one in (dict(context), {**context}, copy.deepcopy(context)):
        assert says(one, "name")
        assert inside_values(one, "values") == {"a": 1}
    assert inside_values(json.loads(json.dumps(context)), "values") == {}
