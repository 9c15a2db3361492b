"""A score that rules may ask about: the latest value of each partner, from whichever addon counts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .condition import NUMBER, Condition

PREFIX = "score."


@dataclass(frozen=True)
class Score:
    """``rows`` is SQL of one row a partner, ``partner_id`` and ``value``.

    It may name ``%(company)s``, the id of the segment's company, where the score differs by company.

    :param name: stable technical name
    :param label: what the author of a rule reads
    :param requires: as of a :class:`~.condition.Condition`
    """

    name: str
    label: Any
    rows: str
    requires: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def condition(self) -> Condition:
        """The score as a kind of condition.

        >>> Score("quality", "Quality", "SELECT id AS partner_id, quality AS value FROM res_partner").condition().name
        'score.quality'
        """
        return Condition(
            name=f"{PREFIX}{self.name}",
            label=self.label,
            rows=f"({self.rows}) s",
            where="s.value IS NOT NULL",
            partner="s.partner_id",
            amount="s.value",
            aggregate="max",
            unit=NUMBER,
            countable=False,
            own=True,
            requires=self.requires,
        )
