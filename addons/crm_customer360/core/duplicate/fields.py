"""Comparing two customers field by field; each comparison gives a level and a likeness (``facts.Finding``)."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from ..caller import compact_vat
from ..fold import fold, words
from .facts import MISSING, Facts, Finding
from .names import compare_companies, compare_mixed, compare_people, word_likeness

#: Where everybody may have an address, or nobody (RFC 2606): the domain says nothing.
FREE_MAIL = frozenset(
    re.findall(
        r"\S+",
        """
    gmail.com googlemail.com yahoo.com hotmail.com outlook.com live.com icloud.com me.com msn.com aol.com
    protonmail.com proton.me gmx.de gmx.net web.de mail.ru yandex.ru inbox.lv inbox.lt inbox.ee one.lt one.lv
    takas.lt delfi.lt delfi.lv delfi.ee zebra.lt apollo.lv mail.ee hot.ee online.ee tvnet.lv e1.lv is.lt
    example.com example.net example.org
    """,
    )
)
#: Addresses of a desk, not of a person.
ROLE_LOCALS = frozenset(
    re.findall(
        r"\S+",
        """
    info office mail email admin sales pardavimai buhalterija buh sekretore sekretoriate birojs pasts
    gramatvediba rekini invoices invoice saskaitos uzsakymai orders kontakti contact hello labas support
    """,
    )
)
#: Words of an address that everybody leaves out or abbreviates.
STREET_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        g gatve gatv iela ielas str street st pr prospektas prospekts al aleja pl plentas k kaimas r raj tanav tn
        """,
    )
)
_NOT_DIGITS = re.compile(r"[^0-9]+")
SHORT_LOCAL = 5
PHONE_DIGITS = 8
MIN_NUMBER = 6


def compare_name(one: Facts, other: Facts) -> Finding:
    """Compare the names, each by what it is."""
    if one.company and other.company:
        return compare_companies(one.name, other.name, (one.city, other.city))
    if one.company or other.company:
        company, person = (one, other) if one.company else (other, one)
        return compare_mixed(company.name, person.name)
    return compare_people(one.name, other.name)


def compare_register(one: Facts, other: Facts) -> Finding:
    """Compare VAT numbers and numbers in the register of companies; in Latvia they are the same number.

    >>> compare_register(Facts(vat="LV40003000001"), Facts(code="40003000001")).level
    'same'
    >>> compare_register(Facts(vat="LT100001234567"), Facts(vat="LT100001234576")).level
    'similar'
    """
    if not (one.vat or one.code) or not (other.vat or other.code):
        return MISSING
    (land, vat), (other_land, other_vat) = compact_vat(one.vat), compact_vat(other.vat)
    code, other_code = _alphanumeric(one.code), _alphanumeric(other.code)
    pairs = [pair for pair in ((vat, other_vat), (code, other_code)) if all(pair)]
    if not pairs:
        pairs = [pair for pair in ((vat, other_code), (code, other_vat)) if all(pair) and pair[0] == pair[1]]
    if not pairs:
        return MISSING
    if land and other_land and land != other_land:
        return Finding("different", 0.0)
    return max((_compare_number(*pair) for pair in pairs), key=lambda found: found.likeness)


def _compare_number(one: str, other: str) -> Finding:
    if one == other:
        return Finding("same", 1.0)
    if min(len(one), len(other)) >= MIN_NUMBER and OSA.distance(one, other) == 1:
        return Finding("similar", 0.9)
    return Finding("different", 0.0)


def compare_email(one: Facts, other: Facts) -> Finding:
    """Compare e-mail addresses: ``same``, ``desk`` (the same, but of a desk), ``similar``, ``domain``, ``different``.

    >>> compare_email(Facts(email="jonas.petraitis@gmail.com"), Facts(email="jonaspetraitis@gmial.com")).level
    'similar'
    """
    if "@" not in one.email or "@" not in other.email:
        return MISSING
    (local, domain), (other_local, other_domain) = _address(one.email), _address(other.email)
    if (local, domain) == (other_local, other_domain):
        return Finding("desk" if local in ROLE_LOCALS else "same", 1.0)
    if _same_box(local, other_local, domain, other_domain):
        return Finding("similar", 0.9)
    if domain == other_domain and domain not in FREE_MAIL:
        return Finding("domain", 0.6)
    return Finding("different", 0.0)


def _same_box(local: str, other_local: str, domain: str, other_domain: str) -> bool:
    """Whether one typing mistake made two addresses of one."""
    if min(len(local), len(other_local)) < SHORT_LOCAL:
        return False
    if OSA.distance(local.replace(".", ""), other_local.replace(".", ""), score_cutoff=1) > 1:
        return False
    # Jonas1 and Jonas2 are two people.
    if re.sub(r"\D", "", local) != re.sub(r"\D", "", other_local):
        return False
    # Another ending of the same name, or two letters wrong.
    same_label = domain.partition(".")[0] == other_domain.partition(".")[0]
    near_domain = same_label or OSA.distance(domain, other_domain) <= 2
    # A desk has the same name everywhere.
    return near_domain and not {local, other_local} & ROLE_LOCALS


def _address(email: str) -> tuple[str, str]:
    local, _at, domain = email.strip().lower().rpartition("@")
    local = local.partition("+")[0]
    return (local.replace(".", "") if domain in ("gmail.com", "googlemail.com") else local), domain


def compare_phone(one: Facts, other: Facts) -> Finding:
    """Compare telephone numbers; of one without a country the last digits count.

    >>> compare_phone(Facts(phone="+37061234567"), Facts(phone="8 612 34567")).level
    'same'
    """
    digits, other_digits = _digits(one.phone), _digits(other.phone)
    if min(len(digits), len(other_digits)) < MIN_NUMBER:
        return MISSING
    if digits == other_digits:
        return Finding("same", 1.0)
    if one.phone.startswith("+") and other.phone.startswith("+"):
        end, other_end = digits, other_digits
    else:
        end, other_end = digits[-PHONE_DIGITS:], other_digits[-PHONE_DIGITS:]
    return _compare_number(end, other_end)


def compare_address(one: Facts, other: Facts) -> Finding:
    """Compare addresses: ``same``, ``place`` (the town alone), ``moved`` (another house there), ``different``."""
    if not (one.city or one.zip) or not (other.city or other.zip):
        return MISSING
    town, other_town = fold(one.city).strip(), fold(other.city).strip()
    code, other_code = _digits(one.zip), _digits(other.zip)
    if not (town and other_town) and not (code and other_code):
        return MISSING
    same_place = bool(town and town == other_town) or bool(code and code == other_code)
    if not same_place and word_likeness(town, other_town) == 0.0:
        return Finding("different", 0.0)
    if not one.street or not other.street:
        return Finding("place", 0.6)
    return Finding("same", 1.0) if _same_street(one.street, other.street) else Finding("moved", 0.4)


def _same_street(one: str, other: str) -> bool:
    left, right = (
        [word for word in words(re.sub(r"(\d)\s*([a-z])\b", r"\1\2", fold(text))) if word not in STREET_WORDS]
        for text in (one, other)
    )
    numbers, other_numbers = ([word for word in found if word[:1].isdigit()] for found in (left, right))
    if numbers[:1] != other_numbers[:1]:
        return False
    # The flat is often left out; two different ones are two homes.
    if len(numbers) > 1 and len(other_numbers) > 1 and numbers != other_numbers:
        return False
    names, other_names = ([word for word in found if not word[:1].isdigit()] for found in (left, right))
    shorter, longer = sorted((names, other_names), key=len)
    return bool(shorter) and all(any(word_likeness(word, match, people=True) for match in longer) for word in shorter)


def compare_website(one: Facts, other: Facts) -> Finding:
    """Compare the companies' own domains: ``same``, ``similar`` (one has it as e-mail only), ``different``."""
    if not one.website and not other.website:
        return MISSING
    site, other_site = website_host(one.website), website_host(other.website)
    if site and other_site:
        return Finding("same", 1.0) if site == other_site else Finding("different", 0.0)
    for mine, theirs in ((site, other.email), (other_site, one.email)):
        if mine and theirs and mine == _address(theirs)[1]:
            return Finding("similar", 0.8)
    return MISSING


def website_host(website: str) -> str:
    """Return the host of a website without "www.".

    >>> website_host("https://www.Alfa.lt/en/?a=1"), website_host("alfa.lt"), website_host("")
    ('alfa.lt', 'alfa.lt', '')
    """
    found = re.match(r"(?:[a-z][a-z0-9+.-]*://)?(?:www\.)?([^/?#:]*)", website.strip().lower())
    return found[1] if found else ""


def compare_employer(one: Facts, other: Facts) -> Finding:
    """Compare the companies two persons belong to."""
    if not one.employer or not other.employer:
        return MISSING
    return Finding("same", 1.0) if one.employer == other.employer else Finding("different", 0.0)


def compare_kind(one: Facts, other: Facts) -> Finding:
    """Compare what they are: that both are companies, or both persons, is no evidence."""
    return MISSING if one.company == other.company else Finding("different", 0.0)


def _digits(text: str) -> str:
    return _NOT_DIGITS.sub("", text)


def _alphanumeric(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper())
