"""Whether a value has the form it must have; what cannot be checked passes.

>>> is_valid("email", "office@alfa.lt"), is_valid("email", "office at alfa")
(True, False)
>>> is_valid("phone", "+370 612 34567"), is_valid("phone", "12")
(True, False)
>>> is_valid("vat", "LT100001738313"), is_valid("vat", "LT999")
(True, False)
"""

from __future__ import annotations

import re

import phonenumbers
from stdnum.util import get_cc_module

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


def is_valid(field: str, value: str, country: str = "") -> bool:
    """Whether ``value`` can be what the field is for.

    :param country: two letters; needed for numbers that do not name it
    """
    check = {"email": _email, "phone": _phone, "vat": _vat}.get(field)
    return check is None or check(value.strip(), country.upper())


def _email(value: str, _country: str) -> bool:
    return _EMAIL.fullmatch(value) is not None


def _phone(value: str, country: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(value, country or None))
    except phonenumbers.NumberParseException:
        return False


def _vat(value: str, country: str) -> bool:
    code = value[:2].upper() if value[:2].isalpha() else country
    module = get_cc_module("gr" if code == "EL" else code.lower(), "vat") if code else None
    return module is None or bool(module.is_valid(value))
