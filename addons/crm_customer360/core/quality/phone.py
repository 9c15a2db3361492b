"""Telephone numbers: whether they can be dialled, and whether they agree with the rest.

The rules of each country are those of Google's libphonenumber, as the ``phonenumbers`` package has them.

Example
=======
>>> find_invalid(Facts(phone="+370 612 345", region="LT"))
Problem(reason='phone_short', details={})
>>> find_invalid(Facts(phone="8 612 34567", region="LT")) is None
True
"""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType, ValidationResult

from .check import Facts, Problem
from .patterns import is_made_up_number

#: As many unrelated customers with one number, or one address, are no family and no mistake of one.
MANY = 3
_FLOAT = re.compile(r"\+?\d+(?:[.,]\d+)?e\+?\d+|\+?\d{7,}[.,]0+", re.IGNORECASE)
_SEVERAL = re.compile(r"[;,/|]|\bir\b|\bun\b|\bja\b|\bund\b|\band\b|\boder\b|\bor\b", re.IGNORECASE)
_COSTLY = {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.PAGER}
#: Digits of the shortest number worth a look.
_FEW_DIGITS = 6


@lru_cache(maxsize=20_000)
def parse(number: str, region: str) -> PhoneNumber | None:
    """Return the number taken apart; nothing if it is none."""
    text = re.sub(r"^(?:tel|callto):", "", number.strip(), flags=re.IGNORECASE)
    text = re.sub(r"^00(?=[1-9])", "+", text)
    try:
        return phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return None


def is_spoilt(number: str) -> bool:
    """Whether a spreadsheet made a floating point number of it.

    >>> [is_spoilt(text) for text in ("3.7061E+10", "37061234567.0", "+370 612 34567")]
    [True, True, False]
    """
    return bool(_FLOAT.fullmatch(number.strip().replace(" ", "")))


def find_spoilt(facts: Facts) -> Problem | None:
    """A number whose digits a spreadsheet lost, or nearly did."""
    return Problem("phone_spoilt") if is_spoilt(facts.phone) else None


def is_dialled_here(facts: Facts) -> bool:
    """Whether the country of the number can be told."""
    return bool(facts.region or facts.country) or facts.phone.strip().startswith(("+", "00"))


def find_invalid(facts: Facts) -> Problem | None:
    """A number that nobody can dial."""
    if _is_several(facts.phone):
        return Problem("phone_several")
    number = parse(facts.phone, _region(facts))
    if number is None:
        return Problem("phone_unreadable")
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible == ValidationResult.TOO_LONG:
        return Problem("phone_long")
    if possible != ValidationResult.IS_POSSIBLE:
        return Problem("phone_short")
    if not phonenumbers.is_valid_number(number):
        return Problem("phone_unassigned", {"prefix": f"+{number.country_code}"})
    return None


def find_made_up(facts: Facts) -> Problem | None:
    """A sequence, or one digit again and again."""
    number = parse(facts.phone, _region(facts))
    typed = re.sub(r"\D", "", facts.phone)
    national = str(number.national_number) if number else typed
    return Problem("phone_made_up") if is_made_up_number(national) or is_made_up_number(typed) else None


def find_costly(facts: Facts) -> Problem | None:
    """A number whose calls cost extra: hardly a customer's."""
    number = parse(facts.phone, _region(facts))
    costly = number is not None and phonenumbers.number_type(number) in _COSTLY
    return Problem("phone_costly") if costly else None


def find_other_country(facts: Facts) -> Problem | None:
    """A number of another country than the address."""
    number = parse(facts.phone, _region(facts))
    own = phonenumbers.country_code_for_region(facts.country)
    if number is None or not own or not phonenumbers.is_valid_number(number) or number.country_code == own:
        return None
    theirs = phonenumbers.region_code_for_number(number) or f"+{number.country_code}"
    return Problem("phone_country", {"number_country": theirs, "address_country": facts.country})


def find_shared(facts: Facts) -> Problem | None:
    """One number at many unrelated customers."""
    return Problem("phone_shared", {"count": facts.phone_uses}) if facts.phone_uses >= MANY else None


def _is_several(phone: str) -> bool:
    parts = [re.sub(r"\D", "", part) for part in _SEVERAL.split(phone)]
    return len([part for part in parts if len(part) >= _FEW_DIGITS]) > 1


def _region(facts: Facts) -> str:
    return facts.country or facts.region
