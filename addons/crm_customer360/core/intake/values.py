"""From the text of a cell to the value of a customer's field, or to the reason why not.

What stands for another record (country, language, tags, owner, parent) stays a text here; the model looks all of a
chunk up at once.

Example
=======
>>> parse_row(3, {"Tel": "37061234567.0", "Name": "Alfa"}, {"Tel": "phone", "Name": "name"}, "LT").values
{'phone': '+370 612 34567', 'name': 'Alfa'}
>>> parse_row(3, {"Mail": "office at alfa"}, {"Mail": "email"}, "LT").problems[0].reason
'not_email'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import phonenumbers

from ..fold import fold
from .problems import Problem, shown

#: Fields an import may fill, in the order in which they are shown.
FIELDS = (
    "external_id",
    "name",
    "first_name",
    "last_name",
    "is_company",
    "parent",
    "type",
    "function",
    "vat",
    "company_registry",
    "ref",
    "email",
    "phone",
    "website",
    "street",
    "street2",
    "zip",
    "city",
    "country",
    "lang",
    "tags",
    "comment",
    "industry",
    "user",
)
#: Those that only help to find or to make up others.
NO_FIELD = frozenset({"external_id", "first_name", "last_name"})
#: The field of ``res.partner``, where it has another name.
COLUMNS: Mapping[str, str] = {
    "parent": "parent_id",
    "country": "country_id",
    "tags": "category_id",
    "industry": "industry_id",
    "user": "user_id",
}
TYPES: Mapping[str, str] = {
    "contact": "contact", "kontaktas": "contact", "kontakts": "contact", "kontaktpersona": "contact",
    "invoice": "invoice", "saskaita": "invoice", "saskaitu": "invoice", "rekins": "invoice", "rekinu": "invoice",
    "delivery": "delivery", "shipping": "delivery", "pristatymas": "delivery", "pristatymo": "delivery",
    "piegade": "delivery", "piegades": "delivery", "other": "other", "kita": "other", "kitas": "other", "cits": "other",
}  # fmt: skip
YES = frozenset({
    "1", "true", "yes", "y", "x", "taip", "t", "ja", "j", "company", "org", "organization", "organisation", "imone",
    "juridinis", "juridinis asmuo", "uznemums", "juridiska persona", "legal",
})  # fmt: skip
NO = frozenset({
    "0", "false", "no", "n", "ne", "person", "individual", "asmuo", "fizinis", "fizinis asmuo", "persona",
    "fiziska persona", "natural",
})  # fmt: skip
#: Signs of a company in its name, as it is written around the Baltic and beyond.
LEGAL_FORMS = frozenset({
    "uab", "ab", "mb", "ij", "ii", "vsi", "tub", "kub", "sia", "as", "ik", "ps", "ks", "ou", "gmbh", "ltd", "llc", "oy",
    "sp", "inc", "plc", "bv", "nv", "sarl", "srl", "aps",
})  # fmt: skip
LIMITS: Mapping[str, int] = {"comment": 20_000, "tags": 2_000, "external_id": 120, "website": 400}
MAX_TEXT = 250
_EMAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\".]{2,}")
_NAMED_EMAIL = re.compile(r"^[^<>@]*<([^<>]+)>$")
_WHOLE = re.compile(r"\d+\.0")
_LOST = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")


class BadTextError(ValueError):
    """A text that is no value of its field: a reason and its detail."""

    def __init__(self, reason: str, detail: object = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = str(detail)


@dataclass(frozen=True)
class ParsedRow:
    """What a row says about a customer, by field of an import, and what is wrong with it."""

    number: int
    values: dict[str, str | bool]
    problems: tuple[Problem, ...] = field(default=())


def parse_row(number: int, cells: Mapping[str, str], mapping: Mapping[str, str], country: str = "") -> ParsedRow:
    """Read the cells of a row.

    :param mapping: field of an import by column
    :param country: two letters; numbers without a country's code belong to it
    """
    values: dict[str, str | bool] = {}
    problems = []
    country = _row_country(cells, mapping) or country
    for column, name in mapping.items():
        text = cells.get(column, "")
        if not text.strip() or values.get(name):
            continue
        try:
            values[name] = PARSERS.get(name, _line)(text, name, country)
        except BadTextError as error:
            problems.append(Problem(number, column, shown(text), error.reason, error.detail))
    _join_names(values)
    return ParsedRow(number, values, tuple(problems))


def _row_country(cells: Mapping[str, str], mapping: Mapping[str, str]) -> str:
    for column, name in mapping.items():
        text = cells.get(column, "").strip()
        if name == "country" and len(text) == 2 and text.isalpha():
            return text.upper()
    return ""


def _join_names(values: dict[str, str | bool]) -> None:
    parts = [values.pop(name, "") for name in ("first_name", "last_name")]
    if not values.get("name") and any(parts):
        values["name"] = " ".join(str(part) for part in parts if part)


def looks_like_company(values: Mapping[str, object]) -> bool:
    """Tell whether a row without a word about it is of a company: a code of one, or a legal form in the name.

    >>> looks_like_company({"name": "UAB „Šiaurė“"}), looks_like_company({"name": "Ana Petraitė"})
    (True, False)
    """
    if values.get("company_registry") or values.get("vat"):
        return True
    return any(word in LEGAL_FORMS for word in re.findall(r"[^\W\d_]+", fold(str(values.get("name") or ""))))


# ----------------------------------------------------------------------
# One cell
# ----------------------------------------------------------------------


def _line(text: str, name: str, _country: str) -> str:
    value = " ".join(text.split())
    limit = LIMITS.get(name, MAX_TEXT)
    if len(value) > limit:
        raise BadTextError("too_long", limit)
    return value


def _lines(text: str, name: str, _country: str) -> str:
    if len(text) > LIMITS[name]:
        raise BadTextError("too_long", LIMITS[name])
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _code(text: str, name: str, country: str) -> str:
    """A number of something: what a sheet made a number of loses its decimals, what lost digits is refused."""
    value = _line(text, name, country)
    if _LOST.fullmatch(value):
        raise BadTextError("digits_lost")
    return value.removesuffix(".0") if _WHOLE.fullmatch(value) else value


def _email(text: str, name: str, country: str) -> str:
    value = _line(text, name, country)
    if named := _NAMED_EMAIL.match(value):
        value = named[1].strip()
    if not _EMAIL.fullmatch(value):
        raise BadTextError("not_email")
    return value


def _phone(text: str, name: str, country: str) -> str:
    value = _code(text, name, country)
    for attempt in (value, f"+{value}"):
        try:
            number = phonenumbers.parse(attempt, country or None)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number) and phonenumbers.is_valid_number(number):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
    raise BadTextError("not_phone", country)


def _bool(text: str, _name: str, _country: str) -> bool:
    word = " ".join(fold(text).split())
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadTextError("not_choice", "yes, no")


def _type(text: str, _name: str, _country: str) -> str:
    word = fold(text).strip()
    if word not in TYPES:
        raise BadTextError("not_choice", "contact, invoice, delivery, other")
    return TYPES[word]


PARSERS: Mapping[str, Callable[[str, str, str], str | bool]] = {
    "external_id": _code,
    "is_company": _bool,
    "parent": _code,
    "type": _type,
    "vat": _code,
    "company_registry": _code,
    "ref": _code,
    "zip": _code,
    "email": _email,
    "phone": _phone,
    "comment": _lines,
}
