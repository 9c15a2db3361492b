"""Words compared without case and diacritics, letter for letter: a place in one text is the place in the other."""

from __future__ import annotations

import unicodedata


class _Plain(dict[int, str]):
    """Of each character the plain small letter, found once."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        lower = letter.lower()
        plain = unicodedata.normalize("NFD", lower)[0] if len(lower) == 1 or letter == "İ" else letter
        self[code] = plain
        return plain


_PLAIN = _Plain()


def composed(text: str) -> str:
    """The text with each accented letter as one character (NFC), plain apostrophes and spaces."""
    return unicodedata.normalize("NFC", text).replace("’", "'").replace("\xa0", " ")


def fold(text: str) -> str:
    """Lower case without diacritics, of the same length as the text.

    >>> fold("Vėluoja ŠĮ kartą"), fold("Kavējās")
    ('veluoja si karta', 'kavejas')
    """
    return text.translate(_PLAIN)
