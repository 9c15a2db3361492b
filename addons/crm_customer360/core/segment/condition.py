"""Declaration of a kind of condition: what a customer has, as one SQL select that any rule may ask about.

A condition says once where its rows stand, whose they are, when they were and what can be added up. A line of a rule
(:class:`Ask`) says how many of them, worth how much and within which time. :func:`statement` makes of the two a select
of the partners concerned.

How to use
==========
``rows`` is what follows ``FROM``, ``where`` a condition on it. ``filters`` names fields of the rule's line and the SQL
that narrows the rows when such a field is filled, with the token ``%(value)s``; ``target`` does the same for a
record the line names, with ``%(target)s``. A literal per cent sign is written ``%%``.

Example
=======
>>> orders = Condition(
...     name="sale.order", label="Orders", rows="sale_order o", where="o.state = 'sale'", partner="o.partner_id",
...     date="o.date_order", amount="o.amount_untaxed", company="o.company_id",
...     requires={"sale.order": ("state", "partner_id", "date_order", "amount_untaxed", "company_id")},
... )
>>> text, params = statement(orders, Ask("sale.order", "count_min", 2), Span(), company=1)
>>> print(text)
SELECT w.commercial_partner_id AS partner_id FROM sale_order o JOIN res_partner w ON w.id = o.partner_id \
WHERE o.state = 'sale' AND coalesce(o.company_id, %(company)s) = %(company)s GROUP BY 1 HAVING count(*) >= %(number)s
>>> params["number"]
2
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .period import Span

MONEY, NUMBER = "money", "number"
#: How a line may ask, and whether it asks for the opposite of a set: nobody in it is what is wanted.
SOME, NONE = "some", "none"
COUNT_MIN, COUNT_MAX = "count_min", "count_max"
VALUE_MIN, VALUE_MAX = "value_min", "value_max"
COMPARISONS = (SOME, NONE, COUNT_MIN, COUNT_MAX, VALUE_MIN, VALUE_MAX)
COUNTS, VALUES = (COUNT_MIN, COUNT_MAX), (VALUE_MIN, VALUE_MAX)


class ConditionError(ValueError):
    """A declaration that cannot work; raised when it is made, naming what is wrong."""


@dataclass(frozen=True)
class Condition:
    """One kind of condition; see the module's docstring.

    :param name: stable technical name, stored in the lines of rules
    :param label: what the author of a rule reads (a plain or lazily translated string)
    :param partner: SQL of the contact a row belongs to
    :param customer: SQL of the customer (commercial partner), where the row has it; looked up otherwise
    :param date: SQL of when it was; empty: rows without a date, a line cannot ask for a period
    :param dated: ``moment`` for a timestamp in UTC, ``day`` for a date
    :param amount: SQL of what can be added up: money in the company's currency, or a number (``unit``)
    :param aggregate: ``sum``, or ``max`` for a value that a partner has once, such as a score
    :param counted: SQL of what counts once, where several rows say the same thing
    :param countable: how many there are means something
    :param own: it stands on the partner itself, such as a tag: what a contact has, the company does not have
    :param company: SQL of the row's company; rows of none count for every company
    :param target: model of the record a line must name, and the SQL that narrows the rows to it
    :param requires: fields that must exist, by model; the author of a rule must be allowed to read all of them
    """

    name: str
    label: Any
    rows: str
    partner: str
    where: str = "TRUE"
    customer: str = ""
    date: str = ""
    dated: str = "moment"
    amount: str = ""
    aggregate: str = "sum"
    unit: str = MONEY
    counted: str = "*"
    countable: bool = True
    own: bool = False
    company: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    target: tuple[str, str] | None = None
    requires: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.dated not in ("moment", "day") or self.aggregate not in ("sum", "max"):
            raise ConditionError(f"condition {self.name}: dated {self.dated!r}, aggregate {self.aggregate!r}")
        without = [name for name, text in self.filters.items() if "%(value)s" not in text]
        if without:
            raise ConditionError(f"condition {self.name}: filters without %(value)s: {without}")
        if self.target and "%(target)s" not in self.target[1]:
            raise ConditionError(f"condition {self.name}: the target's SQL holds no %(target)s")

    def allows(self, comparison: str) -> bool:
        """Whether a line may ask this way."""
        if comparison in VALUES:
            return bool(self.amount)
        if comparison in COUNTS:
            return self.countable
        return comparison in COMPARISONS


@dataclass(frozen=True)
class Ask:
    """A line of a rule, in plain values.

    :param number: how many, or worth how much
    :param period: a name of :mod:`.period`
    :param whole: of the whole customer, a company with its contacts, rather than of the one contact
    :param filters: pairs of a field of the line and its value
    """

    kind: str
    comparison: str = SOME
    number: float = 0
    period: str = "any"
    days: int = 0
    target: int = 0
    whole: bool = True
    filters: tuple[tuple[str, str], ...] = ()

    def opposite(self, condition: Condition) -> bool:
        """Whether the partners wanted are those that :func:`statement` does not select.

        A score that is not known is no low score; of things that add up, nothing is little.
        """
        if self.comparison == VALUE_MAX:
            return condition.aggregate == "sum"
        return self.comparison in (NONE, COUNT_MAX)


def statement(condition: Condition, ask: Ask, span: Span, company: int) -> tuple[str, dict[str, Any]]:
    """SQL that selects each partner the line is about once, as ``partner_id``, and its parameters."""
    who, rows = _whose(condition, ask.whole)
    parts = [condition.where]
    params: dict[str, Any] = {}
    if condition.company:
        parts.append(f"coalesce({condition.company}, %(company)s) = %(company)s")
    if condition.company or "%(company)s" in rows:
        params["company"] = company
    for (bound, sign), moment in zip((("since", ">="), ("until", "<")), span.of(condition.dated), strict=True):
        if condition.date and moment is not None:
            parts.append(f"{condition.date} {sign} %({bound})s")
            params[bound] = moment
    for name, value in ask.filters:
        if name in condition.filters and value:
            parts.append(condition.filters[name].replace("%(value)s", f"%(filter_{name})s"))
            params[f"filter_{name}"] = value
    if condition.target:
        parts.append(condition.target[1])
        params["target"] = ask.target
    having, number = _having(condition, ask)
    if number is not None:
        params["number"] = number
    where = " AND ".join(part for part in parts if part != "TRUE") or "TRUE"
    return f"SELECT {who} AS partner_id FROM {rows} WHERE {where} GROUP BY 1{having}", params


def _whose(condition: Condition, whole: bool) -> tuple[str, str]:
    if condition.own or not whole:
        return condition.partner, condition.rows
    if condition.customer:
        return condition.customer, condition.rows
    return "w.commercial_partner_id", f"{condition.rows} JOIN res_partner w ON w.id = {condition.partner}"


def _having(condition: Condition, ask: Ask) -> tuple[str, float | None]:
    counted = "count(*)" if condition.counted == "*" else f"count(DISTINCT {condition.counted})"
    value = f"{condition.aggregate}({condition.amount})"
    if ask.comparison == COUNT_MIN:
        return f" HAVING {counted} >= %(number)s", ask.number
    if ask.comparison == COUNT_MAX:
        return f" HAVING {counted} > %(number)s", ask.number
    if ask.comparison == VALUE_MIN:
        return f" HAVING {value} >= %(number)s", ask.number
    if ask.comparison == VALUE_MAX:
        return f" HAVING {value} {'>' if ask.opposite(condition) else '<='} %(number)s", ask.number
    return "", None
