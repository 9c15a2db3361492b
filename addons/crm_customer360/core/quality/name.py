"""Names: whether somebody may be called so, and whether anything else stands in the name.

Example
=======
>>> find_fake(Facts(name="Asdfgh"))
Problem(reason='name_keys', details={})
>>> find_case(Facts(name="JONAS JONAITIS", role="person"))
Problem(reason='name_capitals', details={})
"""

from __future__ import annotations

import re

from ..fold import words
from .check import COMPANY, Facts, Problem
from .legal_form import has_legal_form, is_body, is_surely_company
from .patterns import has_key_run, has_repeated_letters, is_example_name, is_nothing

_DATE = re.compile(
    r"\b(?:19|20)\d\d[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:0?[1-9]|[12]\d|3[01])\b"
    r"|\b(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|1[0-2])[-./](?:19|20)\d\d\b"
)
#: Personal codes of Lithuania and Estonia (11 digits from the sex and the day of birth) and of Latvia.
_PERSONAL_CODE = re.compile(
    r"\b[3-6]\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}\b|\b(?:[0-3]\d[01]\d{3}|32\d{4})-\d{5}\b"
)
_PHONE = re.compile(r"\+?\d[\d ()-]{5,}\d")
#: A letter of UTF-8 read as Windows-1252, or one that was lost.
_BROKEN = re.compile(r"[ÃÂÅÄ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]|\ufffd|\w\?\w")
_GARBAGE_CASE_LETTERS = 4


def find_fake(facts: Facts) -> Problem | None:
    """A name nobody has."""
    name = facts.name.strip()
    letters = [letter for letter in name if letter.isalpha()]
    if not letters:
        return Problem("name_letters")
    if is_nothing(name) or is_example_name(name):
        return Problem("name_nothing")
    if len(letters) < 2 and not any(map(str.isdigit, name)):
        return Problem("name_letters")
    if has_key_run(name):
        return Problem("name_keys")
    return Problem("name_repeated") if has_repeated_letters(name) or _is_one_letter(facts) else None


def _is_one_letter(facts: Facts) -> bool:
    """A person of whom each name is one letter again and again; a company may be called AAA."""
    return facts.role != COMPANY and all(len(word) > 2 and len(set(word)) == 1 for word in words(facts.name))


def find_case(facts: Facts) -> Problem | None:
    """A person's name in capitals throughout, or in small letters."""
    letters = "".join(letter for letter in facts.name if letter.isalpha())
    if len(letters) < _GARBAGE_CASE_LETTERS:
        return None
    if letters.isupper():
        return Problem("name_capitals")
    return Problem("name_small") if letters.islower() else None


def find_inside(facts: Facts) -> Problem | None:
    """Something else in the name: a date, a personal code, a telephone number, an e-mail address."""
    name = facts.name
    if "@" in name and re.search(r"\S@\S+\.\S", name):
        return Problem("name_email")
    if _PERSONAL_CODE.search(name):
        return Problem("name_code")
    if _DATE.search(name):
        return Problem("name_date")
    phone = _PHONE.search(name)
    return Problem("name_phone") if phone and sum(map(str.isdigit, phone[0])) > 6 else None


def find_digits(facts: Facts) -> Problem | None:
    """Digits in a person's name; what they are is said by :func:`find_inside` where it is plain."""
    has_digits = any(map(str.isdigit, facts.name))
    return Problem("name_digits") if has_digits and not find_inside(facts) else None


def find_broken(facts: Facts) -> Problem | None:
    """Letters that were lost when a file was read in the wrong encoding."""
    return Problem("name_broken") if _BROKEN.search(facts.name) else None


def find_no_form(facts: Facts) -> Problem | None:
    """A company whose name holds no legal form, where the country has them and it is no public body."""
    known = has_legal_form(facts.name) or is_body(facts.name)
    return None if known else Problem("form_missing")


def find_form(facts: Facts) -> Problem | None:
    """A person with the name of a company."""
    return Problem("form_person") if is_surely_company(facts.name) else None
