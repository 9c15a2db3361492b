"""What somebody typed into "Find the caller", taken apart: everything it may be at once.

A row of nine digits is a telephone number, a company code and the end of an invoice number; which of them it is shows
only when it is found. So a query names the values to look for, kind by kind, and the ranking is by how sure a match is.

Example
=======
>>> parse_query("8 612 34567", ["LT"]).phones
('+37061234567',)
>>> parse_query("LT 1000 0123 4567", ["LT"]).vat
'100001234567'
>>> parse_query("Petraitsi", ["LT"]).words
('petraitsi',)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers

from .fold import words

MAX_QUERY = 200
MAX_LIMIT = 50
MAX_WORDS = 6
#: Fewer characters find half of everybody.
MIN_LENGTH = 2
MIN_SUFFIX = 5
MIN_PREFIX = 6
#: Shorter ends of document numbers say nothing.
MIN_DOCUMENT_END = 4

#: As telephones and browsers hand a number or an address over.
_SCHEME = re.compile(r"(?:tel|callto|mailto):", re.IGNORECASE)
_PHONE = re.compile(r"[+(]?[\d\s().\-/\u2010-\u2015]+")
_EMAIL = re.compile(r"([^\s@<>]*)@([^\s@<>]*)")
_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})/?", re.IGNORECASE)


class BadQueryError(ValueError):
    """A query that cannot be used; ``reason`` is ``not_text``, ``too_long`` or ``bad_characters``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Query:
    """What to look for; an empty value is not looked for.

    :param text: the query without needless blanks
    :param phones: numbers in E.164 that it may be, each exact
    :param phone_end: digits with which a number may end
    :param phone_start: E.164 number as far as it has been typed
    :param email: a whole address, normalised
    :param email_start: an address as far as it has been typed
    :param domain: what may stand after the @
    :param codes: spellings of a customer number or company code
    :param vat: VAT number without country and separators
    :param vat_country: the country it was typed with
    :param documents: spellings of the number of an order, an invoice or a delivery
    :param document_end: with which such a number may end
    :param words: of a name, folded
    """

    text: str
    phones: tuple[str, ...] = ()
    phone_end: str = ""
    phone_start: str = ""
    email: str = ""
    email_start: str = ""
    domain: str = ""
    codes: tuple[str, ...] = ()
    vat: str = ""
    vat_country: str = ""
    documents: tuple[str, ...] = ()
    document_end: str = ""
    words: tuple[str, ...] = ()

    @property
    def folded(self) -> str:
        """The words as one text."""
        return " ".join(self.words)


def parse_query(value: object, regions: Iterable[str]) -> Query:
    """Take a query apart.

    :param value: what was typed
    :param regions: countries (ISO codes) in which a number without a country code may be
    :raises BadQueryError: no text, too long, or with characters no keyboard has
    """
    text = _clean(value)
    if len(text) < MIN_LENGTH:
        return Query(text)
    if address := _EMAIL.fullmatch(text):
        return _address(text, *address.groups())
    phones, phone_end, phone_start = _phone(text, regions)
    country, vat = _vat(text)
    domain = _DOMAIN.fullmatch(text)
    found_words = words(text)[:MAX_WORDS]
    compact = "".join(text.split())
    return Query(
        text,
        phones=phones,
        phone_end=phone_end,
        phone_start=phone_start,
        domain=domain[1].lower() if domain else "",
        codes=_spellings(text, compact),
        vat=vat,
        vat_country=country,
        documents=_spellings(text, compact) if _digits(text) else (),
        document_end=_document_end(compact, bool(phones)),
        words=found_words if _says_enough(found_words) else (),
    )


def parse_limit(value: object) -> int:
    """Return the number of rows wanted, :data:`MAX_LIMIT` at most.

    :raises ValueError: no positive whole number
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(value)
    return min(value, MAX_LIMIT)


def escape_like(text: str) -> str:
    r"""Return the text for ``LIKE``, its wildcards literal.

    >>> escape_like("50%_\\")
    '50\\%\\_\\\\'
    """
    return re.sub(r"([\\%_])", r"\\\1", text)


def compact_vat(value: str) -> tuple[str, str]:
    """Return country and rest of a VAT number without separators; the country may be empty.

    >>> compact_vat("lt 100-001-2345 67")
    ('LT', '100001234567')
    """
    compact = re.sub(r"[^0-9A-Z]", "", value.upper())
    return (compact[:2], compact[2:]) if re.match(r"[A-Z]{2}", compact) else ("", compact)


def format_e164(number: str, region: str | None = None) -> str:
    """Return a telephone number in E.164, or "" if it is none."""
    for text in (number, f"+{number}"):
        try:
            parsed = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return ""


# ----------------------------------------------------------------------
# The kinds
# ----------------------------------------------------------------------


def _clean(value: object) -> str:
    if not isinstance(value, str):
        raise BadQueryError("not_text")
    if len(value) > MAX_QUERY:
        raise BadQueryError("too_long")
    if any((char < " " and char not in "\t\r\n") or "\ud800" <= char <= "\udfff" for char in value):
        raise BadQueryError("bad_characters")
    return " ".join(_SCHEME.sub("", value, count=1).split()) if _SCHEME.match(value) else " ".join(value.split())


def _address(text: str, local: str, domain: str) -> Query:
    domain = domain.lower()
    if not local:
        return Query(text, domain=domain) if len(domain) >= MIN_LENGTH else Query(text)
    address = f"{local}@{domain}".lower()
    whole = _DOMAIN.fullmatch(domain)
    return Query(text, email=address if whole else "", email_start=address, domain=domain if whole else "")


def _phone(text: str, regions: Iterable[str]) -> tuple[tuple[str, ...], str, str]:
    digits = _digits(text)
    if not _PHONE.fullmatch(text) or len(digits) < MIN_SUFFIX:
        return (), "", ""
    possible = [format_e164(text, region) for region in regions] or [format_e164(text)]
    phones = tuple(dict.fromkeys(phone for phone in possible if phone))
    if phones:
        return phones, _national(phones[0]), ""
    bare = digits.removeprefix("00")
    return (), bare.lstrip("0") if len(bare.lstrip("0")) >= MIN_SUFFIX else "", _start(text, bare)


def _start(text: str, bare: str) -> str:
    """A number that is not complete, if the country code is there."""
    international = text.startswith(("+", "00")) or bare.startswith(("370", "371", "372"))
    return f"+{bare}" if international and len(bare) >= MIN_PREFIX else ""


def _national(e164: str) -> str:
    return str(phonenumbers.parse(e164).national_number)


def _vat(text: str) -> tuple[str, str]:
    country, rest = compact_vat(text)
    # A short word of digits and letters is no VAT number; neither is a sentence.
    return (country, rest) if 7 <= len(rest) <= 14 and sum(char.isdigit() for char in rest) >= 5 else ("", "")


def _document_end(compact: str, is_phone: bool) -> str:
    if is_phone or len(compact) < MIN_DOCUMENT_END or sum(char.isdigit() for char in compact) < 2:
        return ""
    return compact


def _spellings(text: str, compact: str) -> tuple[str, ...]:
    if len(text) > 64:
        return ()
    return tuple(dict.fromkeys([text, compact, text.upper(), compact.upper(), text.lower(), compact.lower()]))


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _says_enough(found: tuple[str, ...]) -> bool:
    letters = "".join(found)
    return len(letters) >= MIN_LENGTH and any(char.isalpha() for char in letters)
