"""The rule of a segment in plain values, how its conditions combine, and which of them say why."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..arguments import MAX_ID, is_text
from .condition import COMPARISONS, Ask
from .period import ANY, MAX_DAYS, PERIODS, WITH_DAYS

ALL, ANY_OF, NONE_OF = "all", "any", "none"
COMBINE = (ALL, ANY_OF, NONE_OF)
CUSTOMERS, CONTACTS = "customers", "contacts"
SUBJECTS = (CUSTOMERS, CONTACTS)
MAX_LINES = 30
MAX_NUMBER = 10**12
MAX_TEXT = 10_000
#: What stands for the bits of somebody the rule is not asked about any more.
GONE = "-"

_LINE_DEFAULTS: dict[str, Any] = {
    "comparison": "some", "number": 0, "period": ANY, "days": 0, "target": 0, "whole": True, "filters": {},
}  # fmt: skip


class RuleError(ValueError):
    """A value of a rule that cannot be used: which field, and what stands there."""

    def __init__(self, field: str, value: object) -> None:
        super().__init__(f"{field}: {value!r}")
        self.field, self.value = field, value


@dataclass(frozen=True)
class Rule:
    """What a segment asks; ``domain`` is one condition, the first, if there is any."""

    subject: str = CUSTOMERS
    combine: str = ALL
    domain: str = "[]"
    asks: tuple[Ask, ...] = ()

    def terms(self) -> list[Any]:
        """The domain as a list.

        :raises RuleError: it is no list of plain values
        """
        try:
            terms = ast.literal_eval(self.domain.strip() or "[]")
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            raise RuleError("domain", self.domain) from None
        if not isinstance(terms, list) or not all(is_text(text, MAX_TEXT) for text in _texts_in(terms)):
            raise RuleError("domain", self.domain)
        return terms

    def to_json(self) -> dict[str, Any]:
        """The rule as values that can be stored; :func:`stored_rule` reads them back."""
        values = asdict(self)
        for ask in values["asks"]:
            ask["filters"] = dict(ask["filters"])
        return values

    def digest(self) -> str:
        """The same for equal rules."""
        text = json.dumps(self.to_json(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def stored_rule(values: Mapping[str, Any]) -> Rule:
    """A rule as :meth:`Rule.to_json` stored it.

    >>> rule = Rule(asks=(Ask("tag", target=3, filters=(("channel", "call"),)),))
    >>> stored_rule(json.loads(json.dumps(rule.to_json()))) == rule
    True
    """
    asks = tuple(Ask(**{**ask, "filters": tuple(sorted(ask["filters"].items()))}) for ask in values["asks"])
    return Rule(values["subject"], values["combine"], values["domain"], asks)


def parse_rule(values: object) -> Rule:
    """A rule from the values of a caller.

    :raises RuleError: a value of the wrong kind, or a name that is none

    >>> parse_rule({"lines": [{"kind": "tag", "target": 3}]}).asks[0].target
    3
    """
    if not isinstance(values, Mapping):
        raise RuleError("values", values)
    for name in values:
        if name not in ("subject", "combine", "domain", "lines"):
            raise RuleError(str(name), values[name])
    subject, combine = values.get("subject", CUSTOMERS), values.get("combine", ALL)
    if subject not in SUBJECTS:
        raise RuleError("subject", subject)
    if combine not in COMBINE:
        raise RuleError("combine", combine)
    domain = values.get("domain") or []
    lines = values.get("lines") or []
    if not isinstance(lines, Sequence) or isinstance(lines, str) or len(lines) > MAX_LINES:
        raise RuleError("lines", lines)
    rule = Rule(subject, combine, domain if isinstance(domain, str) else repr(domain), tuple(map(_parse_line, lines)))
    rule.terms()
    return rule


def _parse_line(values: object) -> Ask:
    if not isinstance(values, Mapping) or not isinstance(values.get("kind"), str):
        raise RuleError("lines", values)
    for name in values:
        if name != "kind" and name not in _LINE_DEFAULTS:
            raise RuleError(str(name), values[name])
    line = {**_LINE_DEFAULTS, **values}
    _check(line, "comparison", COMPARISONS)
    _check(line, "period", PERIODS)
    _check_number(line, "number", MAX_NUMBER, whole=False)
    _check_number(line, "days", MAX_DAYS)
    _check_number(line, "target", MAX_ID)
    if not isinstance(line["whole"], bool):
        raise RuleError("whole", line["whole"])
    filters = line["filters"]
    if not isinstance(filters, Mapping) or not all(
        is_text(text, MAX_TEXT) for pair in filters.items() for text in pair
    ):
        raise RuleError("filters", filters)
    if line["period"] in WITH_DAYS and not line["days"]:
        raise RuleError("days", line["days"])
    return Ask(**{**line, "filters": tuple(sorted(filters.items()))})


def _texts_in(terms: object) -> Iterator[str]:
    """Yield every text of a domain.

    >>> list(_texts_in([("name", "in", ["a", 1])]))
    ['name', 'in', 'a']
    """
    if isinstance(terms, str):
        yield terms
    elif isinstance(terms, list | tuple):
        for term in terms:
            yield from _texts_in(term)


def _check(line: Mapping[str, Any], name: str, among: Sequence[str]) -> None:
    if line[name] not in among:
        raise RuleError(name, line[name])


def _check_number(line: Mapping[str, Any], name: str, most: int, whole: bool = True) -> None:
    value = line[name]
    number = isinstance(value, int) if whole else isinstance(value, (int, float))
    if isinstance(value, bool) or not number or not 0 <= value <= most:
        raise RuleError(name, value)


def combined(combine: str, conditions: Sequence[str]) -> str:
    """SQL of the conditions taken together; without any, nobody is meant.

    >>> combined("none", ["a", "b"])
    'NOT (a OR b)'
    """
    if not conditions:
        return "FALSE"
    if combine == ALL:
        return " AND ".join(conditions)
    joined = " OR ".join(conditions)
    return f"NOT ({joined})" if combine == NONE_OF else f"({joined})"


def telling(combine: str, held: str) -> list[int]:
    """Places of the conditions that say why somebody is in a segment, or is not, by what ``held`` (``"101"``).

    In: all of them, of an "any" rule those that held. Out: of an "all" rule those that did not hold, of an "any" rule
    all, of a "none" rule those that held.

    >>> telling("all", "101"), telling("any", "101"), telling("none", "000")
    ([1], [0, 2], [0, 1, 2])
    """
    yes = [place for place, bit in enumerate(held) if bit == "1"]
    no = [place for place, bit in enumerate(held) if bit == "0"]
    if combine == ALL:
        return no or yes
    return yes or no
