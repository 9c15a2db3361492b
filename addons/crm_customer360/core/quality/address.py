"""Postal addresses: whether a parcel would arrive.

The form of a post code is that of each country's post (Universal Postal Union, postal addressing systems).

Example
=======
>>> find_zip(Facts(zip="1010", country="LT"))
Problem(reason='zip_form', details={'address_country': 'LT', 'example': 'LT-01103'})
>>> find_zip_country(Facts(zip="LV-1010", country="LT"))
Problem(reason='zip_country', details={'number_country': 'LV', 'address_country': 'LT'})
"""

from __future__ import annotations

import re

from .check import Facts, Problem
from .patterns import has_key_run, has_repeated_letters, is_nothing

#: Form without the country's letters, and an example to follow.
_ZIPS = {
    "LT": (re.compile(r"\d{5}", re.ASCII), "LT-01103"),
    "LV": (re.compile(r"\d{4}", re.ASCII), "LV-1010"),
    "EE": (re.compile(r"\d{5}", re.ASCII), "10111"),
    "PL": (re.compile(r"\d{2}-\d{3}", re.ASCII), "00-950"),
    "DE": (re.compile(r"\d{5}", re.ASCII), "10115"),
    "FI": (re.compile(r"\d{5}", re.ASCII), "00100"),
    "SE": (re.compile(r"\d{3} ?\d{2}", re.ASCII), "111 20"),
}
ZIP_COUNTRIES = frozenset(_ZIPS)
_PREFIXED = re.compile(r"([A-Z]{1,2})[- ]?(?=\d)")
_COUNTRIES = {"D": "DE", "L": "LU", "A": "AT", "F": "FR", "B": "BE", "S": "SE"}


def _split(code: str) -> tuple[str, str]:
    """Country letters written before a post code, and the rest."""
    code = " ".join(code.upper().split())
    found = _PREFIXED.match(code)
    if not found:
        return "", code
    return _COUNTRIES.get(found[1], found[1]), code[found.end() :]


def find_zip(facts: Facts) -> Problem | None:
    """A post code that the country's post does not have."""
    form, example = _ZIPS[facts.country]
    prefix, code = _split(facts.zip)
    if prefix and prefix != facts.country:
        return None  # Said by the other check.
    return None if form.fullmatch(code) else Problem("zip_form", {"address_country": facts.country, "example": example})


def find_zip_country(facts: Facts) -> Problem | None:
    """A post code with the letters of another country than the address."""
    prefix, _code = _split(facts.zip)
    if len(prefix) != 2 or prefix not in _ZIPS or prefix == facts.country:
        return None
    return Problem("zip_country", {"number_country": prefix, "address_country": facts.country})


def find_street(facts: Facts) -> Problem | None:
    """A street that stands there because the field had to be filled in."""
    return Problem("street_nothing") if _is_no_place(facts.street) else None


def find_city(facts: Facts) -> Problem | None:
    """A town that is none, or that has something else in it."""
    if _is_no_place(facts.city):
        return Problem("city_nothing")
    # A district of a large town has a number of one or two digits.
    return Problem("city_digits") if re.search(r"\d{3}", facts.city) else None


def _is_no_place(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) < 2 or is_nothing(text) or has_key_run(text) or has_repeated_letters(text)
