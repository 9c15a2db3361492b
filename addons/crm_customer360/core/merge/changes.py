"""What a merge changed in the contacts' own values, and what of it can be taken back later.

Rows are what ``to_jsonb`` makes of them: ``{column: value}``. Of a column with a value by company each company counts
for itself, under its id; of every other the company is empty.

Example
=======
>>> before = {"phone": None, "city": "Kaunas", "credit_limit": {"1": 100}}
>>> after = {"phone": "+370", "city": "Kaunas", "credit_limit": {"1": 100, "2": 50}}
>>> changes = differences(before, after, {"credit_limit"})
>>> [(one.column, one.company, one.before, one.after) for one in changes]
[('credit_limit', '2', None, 50), ('phone', '', None, '+370')]
>>> [change.column for change in changes if change.can_go_back({**after, "phone": "+371"})]
['credit_limit']
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """One value before and after."""

    column: str
    before: Any
    after: Any
    company: str = ""

    def current(self, row: Mapping[str, Any]) -> Any:
        """What stands there now."""
        value = row.get(self.column)
        return (value or {}).get(self.company) if self.company else value

    def can_go_back(self, row: Mapping[str, Any]) -> bool:
        """Nobody changed it since."""
        return bool(self.current(row) == self.after)


def differences(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    by_company: Collection[str] = (),
    leave_out: Collection[str] = (),
) -> list[Change]:
    """The columns that differ, sorted by name and company."""
    found: list[Change] = []
    for column in sorted({*before, *after} - set(leave_out)):
        old, new = before.get(column), after.get(column)
        if column not in by_company:
            if old != new:
                found.append(Change(column, old, new))
            continue
        old, new = old or {}, new or {}
        companies = (company for company in sorted({*old, *new}) if old.get(company) != new.get(company))
        found.extend(Change(column, old.get(company), new.get(company), company) for company in companies)
    return found


def given_back(change: Change, current: Any, summed: bool) -> Any:
    """The value after taking a change back: the one before, or of a sum what came later with it.

    >>> given_back(Change("customer_rank", 2, 5), 6, summed=True)
    3
    """
    if summed and isinstance(current, int | float):
        return max(current - ((change.after or 0) - (change.before or 0)), 0)
    return change.before
