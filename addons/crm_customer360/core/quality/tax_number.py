"""VAT numbers and company codes: form, check digit, and whether they agree with the rest.

The rules of each country are those of the ``python-stdnum`` package. A number without its country's letters is read as
one of the country of the address.

Example
=======
>>> find_invalid(Facts(vat="LT100001919017"))
>>> find_invalid(Facts(vat="LT100001919018"))
Problem(reason='vat_checksum', details={'number_country': 'LT'})
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from stdnum import exceptions, get_cc_module
from stdnum.ee import registrikood
from stdnum.lv import pvn

from ..fold import words
from .check import Facts, Problem
from .legal_form import without_legal_form
from .word_lists import listed

if TYPE_CHECKING:
    from stdnum.util import NumberValidationModule

EU = listed("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")
#: Prefixes that are no ISO codes, and countries whose companies use another's number.
_PREFIXES = {"EL": "GR", "XI": "GB"}
_SAME_AS = {"MC": "FR", "IM": "GB"}
#: Below it two names are of two companies (per cent; typing mistakes and word order leave more than 85).
SAME_OWNER = 75
_NO_NUMBER = frozenset({"", "/", "NA"})
_REASONS = {
    exceptions.InvalidLength: "vat_length",
    exceptions.InvalidChecksum: "vat_checksum",
}
#: In these countries a company code is asked of every company.
CODE_COUNTRIES = ("LT", "LV", "EE")


def compact(number: str) -> str:
    """Return the number without blanks and separators, in capitals."""
    return re.sub(r"[^0-9A-Z/+*]", "", number.upper())


def split(facts: Facts) -> tuple[str, str]:
    """Return the country and the number; the country is empty where it cannot be told.

    >>> split(Facts(vat="el 094259216")), split(Facts(vat="100001919017", country="LT"))
    (('GR', '094259216'), ('LT', '100001919017'))
    """
    number = compact(facts.vat)
    if number[:2].isalpha() and len(number) > 2:
        return _PREFIXES.get(number[:2], number[:2]), number[2:]
    return facts.country, number


def has_number(facts: Facts) -> bool:
    """Whether there is a number; a dash says that there is none."""
    return compact(facts.vat).strip("/") not in _NO_NUMBER


@lru_cache(maxsize=300)
def _rules(country: str) -> NumberValidationModule | None:
    return get_cc_module(country, "vat") if re.fullmatch("[A-Z]{2}", country) else None


def find_invalid(facts: Facts) -> Problem | None:
    """A number that was never given to anybody, by the rules of its country."""
    country, number = split(facts)
    if not number.isascii() or not number:
        return Problem("vat_format", {"number_country": country})
    rules = _rules(country)
    if rules is None:
        return Problem("vat_prefix") if country not in ("", "EU", facts.country) else None
    try:
        rules.validate(number)
    except exceptions.ValidationError as error:
        return Problem(_REASONS.get(type(error), "vat_format"), {"number_country": country})
    return None


def find_other_country(facts: Facts) -> Problem | None:
    """A number of another country than the address."""
    country, _number = split(facts)
    home = _SAME_AS.get(facts.country, facts.country)
    if country in ("", "EU", home) or _rules(country) is None:
        return None
    return Problem("vat_country", {"number_country": country, "address_country": facts.country})


def find_company_number(facts: Facts) -> Problem | None:
    """A company's number at a person who stands for themselves, where the number tells which it is.

    Lithuania: 9 digits for companies, 12 for others. Latvia: companies' begin with 4 or more. Spain: with a letter of
    the kind of company.
    """
    country, number = split(facts)
    company = {
        "LT": len(number) == 9 and number[7:8] == "1",
        "LV": len(number) == 11 and number[:1] in "456789",
        "ES": number[:1] in "ABCDEFGHJNPQRSUVW" and number[1:8].isdigit(),
    }
    return Problem("vat_person") if company.get(country) else None


def find_other_owner(facts: Facts) -> Problem | None:
    """A number that belongs to somebody of another name."""
    own, owner = (" ".join(words(without_legal_form(name))) for name in (facts.name, facts.vat_owner_name))
    if not own or not owner:
        return None
    likeness = max(fuzz.token_sort_ratio(own, owner), fuzz.ratio(own.replace(" ", ""), owner.replace(" ", "")))
    return Problem("vat_owner", {"likeness": round(likeness)}) if likeness < SAME_OWNER else None


def find_wrong_code(facts: Facts) -> Problem | None:
    """A company code with a wrong form or check digit, in Lithuania, Latvia and Estonia."""
    number = compact(facts.company_registry).removeprefix(facts.country)
    valid = {"LT": _is_lt_code, "LV": _is_lv_code, "EE": registrikood.is_valid}[facts.country]
    return None if valid(number) else Problem("code_checksum", {"address_country": facts.country})


def _is_lt_code(number: str) -> bool:
    """Nine digits, the last one a check digit; seven were given out before 2004 and some are in use.

    The check digit: the first eight times 1 to 8, modulo 11; if that is 10, times 3 to 9 and 1, modulo 11, 10 being 0.
    Source: the rules of the Register of Legal Entities (Juridinių asmenų registro nuostatai); python-stdnum has the
    same rule in ``lt.pvm``.
    """
    if len(number) == 7 and number.isdigit() and number.isascii():
        return True
    if not re.fullmatch("[0-9]{9}", number):
        return False
    digits = [int(digit) for digit in number]
    for weights in ((1, 2, 3, 4, 5, 6, 7, 8), (3, 4, 5, 6, 7, 8, 9, 1)):
        rest = sum(weight * digit for weight, digit in zip(weights, digits, strict=False)) % 11
        if rest < 10:
            return rest == digits[8]
    return digits[8] == 0


def _is_lv_code(number: str) -> bool:
    # A company code is the number of the VAT number; a person's begins with the day of birth.
    return number[:1] in "456789" and bool(pvn.is_valid(number))


def find_other_code(facts: Facts) -> Problem | None:
    """A Latvian company's VAT number holds its code."""
    country, number = split(facts)
    code = compact(facts.company_registry).removeprefix("LV")
    if country != "LV" or number[:1] not in "456789" or number == code:
        return None
    return Problem("code_vat")
