"""What people write when they have nothing to write: rows of keys, sequences, placeholders."""

from __future__ import annotations

import re

from ..fold import fold, words
from .word_lists import listed

_KEY_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop")
#: Shorter runs stand in words and names of their own: Wertheim, Trew.
_KEY_RUN = 5
_DIGIT_ROWS = ("01234567890", "09876543210")
_SAME_DIGITS = 7
#: Written in place of a value, in the languages around the Baltic and in English and German.
_NOTHING = listed(
    "test tests testas testing tester tets asdf qwer zxcv xxx xx x n na none null nil nan unknown nera"
    " neturi nezinau nezinomas"
    " nav nezinams nezinu puudub brak keine unbekannt blank empty undefined foo bar foobar"
)
#: Names of examples; as a whole name only, for somebody may be called John or Doe.
_EXAMPLE_NAMES = frozenset(
    {
        "vardenis pavardenis",
        "vardas pavarde",
        "vards uzvards",
        "janis paraugs",
        "john doe",
        "jane doe",
        "max mustermann",
        "erika mustermann",
        "first last",
        "name surname",
        "customer",
        "klientas",
        "klients",
        "anonymous",
        "anonimas",
    }
)


def is_nothing(text: str) -> bool:
    """Whether a text stands in place of a value.

    >>> [is_nothing(text) for text in ("-", "n/a", "Nėra", "Test test", "Testų g. 5")]
    [True, True, True, True, False]
    """
    found = words(text)
    return all(word in _NOTHING for word in found) or "".join(found) in _NOTHING


def is_example_name(text: str) -> bool:
    """Whether it is the name of an example, not of somebody."""
    return " ".join(words(text)) in _EXAMPLE_NAMES


def has_key_run(text: str) -> bool:
    """Whether a word holds keys that lie beside each other, in either direction.

    >>> [has_key_run(text) for text in ("Asdfgh", "poiuyt", "Wertheim")]
    [True, True, False]
    """
    return any(
        word[start : start + _KEY_RUN] in row or word[start : start + _KEY_RUN][::-1] in row
        for word in words(text)
        for start in range(len(word) - _KEY_RUN + 1)
        for row in _KEY_ROWS
    )


def has_repeated_letters(text: str) -> bool:
    """Whether a letter stands four times in a row.

    >>> [has_repeated_letters(text) for text in ("Jooonas", "Aaaa")]
    [False, True]
    """
    return bool(re.search(r"([^\W\d_])\1{3}", fold(text)))


def is_made_up_number(digits: str) -> bool:
    """Whether digits were typed, not read: a sequence as a whole, or one digit again and again.

    >>> [is_made_up_number(digits) for digits in ("123456789", "61111111", "61234567")]
    [True, True, False]
    """
    if len(digits) < 5:
        return False
    if any(digits in row for row in _DIGIT_ROWS) or len(set(digits)) == 1:
        return True
    return bool(re.search(rf"(\d)\1{{{_SAME_DIGITS - 1}}}", digits))
