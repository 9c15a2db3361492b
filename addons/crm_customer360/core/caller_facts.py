"""Facts by which a caller shows who they are: what is said is compared with what is on record.

Nobody who asks gets to see the record: a comparison says yes or no. It forgives what people say differently (blanks,
dashes, case, accents, country prefixes) and nothing that makes guessing easier.

Example
=======
>>> matches("code", "lt 1000 0123 4567", ["LT100001234567"])
True
>>> matches("amount", "1 234,50", ["1234.5"])
True
>>> matches("address", "Gedimino 12, Vilnius", ["Gedimino pr. 12-3|Vilnius|01103"])
True
>>> matches("ref", "", ["K1"])
False
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .caller import compact_vat, format_e164
from .fold import fold, words

#: Kinds of facts in the order in which they are asked.
KINDS = ("ref", "code", "phone", "email", "address", "invoice", "amount")
MAX_ANSWER = 200
#: Shorter answers are guesses.
MIN_ANSWER = 2
MAX_FAILED = 3
#: Minutes during which failed tries count.
FAILED_MINUTES = 15


class BadAnswersError(ValueError):
    """Answers that cannot be compared: ``reason`` is a code, ``kind`` the fact it is about."""

    def __init__(self, reason: str, kind: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind


@dataclass(frozen=True)
class Outcome:
    """Which answers agreed, and whether these are enough."""

    facts: Mapping[str, bool]
    needed: int

    @property
    def passed(self) -> bool:
        """Whether enough agreed and none contradicted: who guesses is wrong somewhere."""
        return sum(self.facts.values()) >= self.needed and all(self.facts.values())


def parse_answers(value: object, held: Iterable[str], needed: int) -> dict[str, str]:
    """Check answers as they come from outside.

    :param value: ``{kind: what the caller said}``, empty ones are left out
    :param held: kinds the record has
    :param needed: how many must agree
    :raises BadAnswersError: ``not_dict``, ``unknown``, ``not_held``, ``not_text``, ``too_long``, ``too_short`` or
        ``too_few``
    """
    if not isinstance(value, Mapping):
        raise BadAnswersError("not_dict")
    held = set(held)
    answers = {}
    for kind, answer in value.items():
        if not isinstance(kind, str) or kind not in KINDS:
            raise BadAnswersError("unknown", str(kind)[:40])
        said = _said(kind, answer)
        if said and kind not in held:
            raise BadAnswersError("not_held", kind)
        if said:
            answers[kind] = said
    if len(answers) < needed:
        raise BadAnswersError("too_few")
    return answers


def _said(kind: str, answer: object) -> str:
    if answer is False or answer is None:
        return ""
    if not isinstance(answer, str):
        raise BadAnswersError("not_text", kind)
    if len(answer) > MAX_ANSWER:
        raise BadAnswersError("too_long", kind)
    said = " ".join(answer.split())
    if said and len(said) < MIN_ANSWER:
        raise BadAnswersError("too_short", kind)
    return said


def matches(kind: str, said: str, on_record: Iterable[str], region: str | None = None) -> bool:
    """Whether what was said agrees with one of the values on record.

    :param region: country (ISO code) of telephone numbers without a country code
    """
    compare = _COMPARE[kind]
    return any(compare(said, value, region) for value in on_record if value)


def _same(said: str, value: str, _region: str | None) -> bool:
    return bool(_compact(said)) and _compact(said) == _compact(value)


def _code(said: str, value: str, region: str | None) -> bool:
    if _same(said, value, region):
        return True
    (said_country, said_rest), (country, rest) = compact_vat(said), compact_vat(value)
    return bool(rest) and said_rest == rest and (not said_country or not country or said_country == country)


def _phone(said: str, value: str, region: str | None) -> bool:
    number = format_e164(said, region)
    return bool(number) and number == format_e164(value, region)


def _email(said: str, value: str, _region: str | None) -> bool:
    return said.lower() == value.lower().strip()


def _address(said: str, value: str, _region: str | None) -> bool:
    """Street and house of ``street|city|postcode``, or street and city where there is no house number."""
    street, city, postcode = (*value.split("|"), "", "")[:3]
    heard = words(said)
    names = [word for word in words(street) if len(word) > 3 and word.isalpha()]
    if not names or max(names, key=len) not in heard:
        return False
    house = re.search(r"\d+[a-z]?", fold(street))
    if house:
        return house[0] in heard
    return bool({*words(city), postcode.strip().lower()} & set(heard) - {""})


def _amount(said: str, value: str, _region: str | None) -> bool:
    heard = _number(said)
    return heard is not None and heard == _number(value)


def _number(text: str) -> Decimal | None:
    digits = re.sub(r"[^0-9.,-]", "", text)
    # The last separator is the decimal one if at most two digits follow.
    whole, _mark, cents = digits.replace(",", ".").rpartition(".")
    if whole and len(cents) > 2:
        whole, cents = whole + cents, ""
    try:
        return Decimal(f"{whole.replace('.', '')}.{cents or '0'}" if whole else cents).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None


def _compact(text: str) -> str:
    return "".join(words(text))


_COMPARE: Mapping[str, Callable[[str, str, str | None], bool]] = {
    "ref": _same,
    "code": _code,
    "phone": _phone,
    "email": _email,
    "address": _address,
    "invoice": _same,
    "amount": _amount,
}
