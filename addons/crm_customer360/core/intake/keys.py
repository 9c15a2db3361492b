"""By what a row is known again: its digest, and the keys by which its customer is looked for.

Example
=======
>>> match_keys({"vat": "lt 100-001-2345 67", "email": "Office@Alfa.LT"}, ("vat", "email"))
{'vat': '100001234567', 'email': 'office@alfa.lt'}
>>> wave([claim_of(1, {"email": "a"}), claim_of(2, {"email": "a"}), claim_of(3, {"email": "b"})])
([1, 3], [2])
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import phonenumbers

from ..caller import compact_vat
from ..fold import fold, words
from .values import LEGAL_FORMS

#: Rules by which a customer is found, the surest first.
RULES = ("external_id", "vat", "company_registry", "ref", "email", "phone", "name_city")
#: Several people may share these, so the names have to agree as well.
SHARED = frozenset({"email", "phone"})
#: By these several customers may be found who are not the same.
WEAK = frozenset({*SHARED, "name_city"})
ROW_PREFIX = "row:"


@dataclass(frozen=True)
class Claim:
    """What a row waits for and what it makes others wait for; ``partner`` is whom it was found to be.

    :param sure: the row knows its customer by the source's own number and need not wait
    :param takes: the row will give its own number to a customer found by something else, who is then no other's
    :param candidates: customers the row may mean; a number that one of them gets may settle it
    """

    row: int
    waits: tuple[str, ...]
    marks: tuple[str, ...]
    partner: int = 0
    sure: bool = False
    takes: bool = False
    candidates: tuple[int, ...] = ()


def row_digest(cells: Mapping[str, str]) -> str:
    """Return what two rows of equal cells, and only those, have in common.

    >>> row_digest({"a": "1", "b": ""}) == row_digest({"b": " ", "a": "1 "})
    True
    """
    kept = {column: text.strip() for column, text in cells.items() if text.strip()}
    packed = json.dumps(kept, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(packed, digest_size=16).hexdigest()


def row_key(values: Mapping[str, object], digest: str) -> str:
    """Return the number of a row in its source; a row without one is known by all that it says."""
    return str(values.get("external_id") or f"{ROW_PREFIX}{digest}")


def match_keys(values: Mapping[str, object], rules: Iterable[str]) -> dict[str, str]:
    """Return the key of each rule that the row has something for, in the order of the rules."""
    found = {}
    for rule in rules:
        if key := _key(rule, values):
            found[rule] = key
    return found


def _key(rule: str, values: Mapping[str, object]) -> str:
    text = str(values.get(rule) or "")
    if rule == "name_city":
        name = fold(str(values.get("name") or ""))
        return f"{name}\n{fold(str(values.get('city') or ''))}" if name else ""
    if rule == "email":
        return text.lower()
    if rule == "vat":
        rest = compact_vat(text)[1]
        return rest if len(rest) > 3 else ""
    if rule == "phone":
        return e164(text)
    return text


def e164(text: str) -> str:
    """Return a number written internationally in E.164, "" if it is none."""
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def names_agree(one: str, other: str) -> bool:
    """Tell whether two names may be of one customer: they share a word that is no legal form, or one is missing.

    >>> names_agree("UAB „Alfa“", "Alfa, UAB"), names_agree("UAB Alfa", "UAB Beta"), names_agree("A. Petraitė", "")
    (True, False, True)
    """
    mine, theirs = (_significant(name) for name in (one, other))
    return not mine or not theirs or bool(mine & theirs)


def _significant(name: str) -> set[str]:
    found = {word for word in words(name) if len(word) > 1}
    return (found - LEGAL_FORMS) or found


def narrowed(rules: Sequence[str], found: Mapping[str, Sequence[int]]) -> tuple[str, list[int]]:
    """Return the rule that found somebody first, and whom; of several, those whom a later rule finds too.

    >>> narrowed(("email", "phone"), {"email": [3, 5], "phone": [5, 8]})
    ('email', [5])
    """
    first, left = "", list[int]()
    for rule in rules:
        ids = list(found.get(rule, ()))
        if not left:
            first, left = (rule, ids) if ids else (first, left)
        elif len(left) > 1 and (both := [one for one in left if one in ids]):
            left = both
    return first, left


def claim_of(
    row: int, keys: Mapping[str, str], own: str = "", numbered: bool = False, partner: int = 0, sure: bool = False
) -> Claim:
    """Return the claim of a row.

    Rows with numbers of their own are never one customer by what several may share, so they need not wait for each
    other's: a file in which everybody has the telephone of the switchboard is done at once.
    """
    strong = [f"{rule}:{key}" for rule, key in keys.items() if rule not in WEAK and rule != "external_id"]
    strong += [f"own:{own}"] if own else []
    weak = [f"{rule}:{key}" for rule, key in keys.items() if rule in WEAK]
    plain = [f"plain:{key}" for key in weak]
    marked = [f"numbered:{key}" for key in weak]
    waits = (*strong, *plain, *([] if numbered else marked))
    takes = numbered and bool(partner) and not sure
    return Claim(row, waits, (*strong, *(marked if numbered else plain)), partner, sure, takes)


def wave(claims: Iterable[Claim]) -> tuple[list[int], list[int]]:
    """Split rows into those that can be done now and those that have to see what an earlier one leaves behind.

    A row waits if an earlier one of the wave, of another customer or of a new one, has one of its keys; if an earlier
    one gives its customer another number; and behind an earlier one of its customer that waits.
    """
    now, later = list[int](), list[int]()
    marked: dict[str, set[int]] = {}
    taken, waited_for = set[int](), set[int]()
    for claim in claims:
        meant = {claim.partner, *claim.candidates}
        is_taken = (claim.takes or claim.candidates) and meant & taken
        if meant & waited_for or is_taken or _is_behind(claim, marked):
            later.append(claim.row)
            waited_for.update({claim.partner} - {0})
        else:
            now.append(claim.row)
            taken.update({claim.partner} if claim.takes else ())
        for key in claim.marks:
            marked.setdefault(key, set()).add(claim.partner)
    return now, later


def _is_behind(claim: Claim, marked: Mapping[str, set[int]]) -> bool:
    """Tell whether an earlier row may have made, or changed, whom this one means."""
    if claim.sure:
        return False
    others = {partner for key in claim.waits for partner in marked.get(key, ())}
    return bool(others - {claim.partner} if claim.partner else others)


def digits(text: str) -> str:
    """Return the digits and letters of a text, which is what two spellings of a number have in common."""
    return re.sub(r"[^0-9A-Za-z]", "", text).upper()


@dataclass(frozen=True)
class Found:
    """Whom a row means: one customer, nobody yet (``partner`` is 0), or somebody has to say (``reason``)."""

    partner: int = 0
    reason: str = ""
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A customer that a rule found: the name, and whether the source knows them by another number already."""

    name: str
    other_number: bool = False


def choose(
    rules: Sequence[str], found: Mapping[str, Sequence[int]], known: Mapping[int, Candidate], name: str, numbered: bool
) -> Found:
    """Return whom a row means.

    The number of the source decides alone. Two numbers of one source are two customers: one that has another number
    already is not found by what several may share, and is asked about where a code says it is the same.

    :param found: customers by rule
    :param name: the name in the row
    :param numbered: the row has a number of the source itself
    """
    if own := found.get("external_id"):
        return Found(own[0])
    free = {
        rule: [one for one in ids if not (numbered and known[one].other_number and rule in WEAK)]
        for rule, ids in found.items()
    }
    rule, left = narrowed(rules, free)
    if not left:
        return Found()
    if len(left) > 1:
        return Found(0, "several", tuple(left))
    if numbered and known[left[0]].other_number:
        return Found(0, "other_number", (left[0],))
    if rule in SHARED and not names_agree(name, known[left[0]].name):
        return Found(0, "other_name", (left[0],))
    return Found(left[0])
