"""E-mail addresses: whether a letter could reach somebody there, and whether that would be the customer.

Syntax as RFC 5321 and 5322 have it for addresses in use: no quoted local parts, no bare IP addresses, a domain with
a dot.

Example
=======
>>> find_invalid(Facts(email="ona.uab.lt"))
Problem(reason='email_no_at', details={})
>>> find_typo(Facts(email="ona@gmial.com"))
Problem(reason='email_typo', details={'suggestion': 'gmail.com'})
"""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from .check import Facts, Problem
from .patterns import has_key_run
from .phone import MANY
from .word_lists import listed

_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TOP = re.compile(r"[a-z]{2,}|xn--[a-z0-9-]+")
_MAX_LOCAL, _MAX_ADDRESS = 64, 254
#: Domains so common that a neighbour of theirs is a slip of the finger.
_COMMON = ("gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "inbox.lv", "inbox.lt", "t-online.de")
_REAL_NEIGHBOURS = frozenset({"mail.com", "ymail.com", "email.com", "gmail.co", "hotmail.co", "yahoo.co", "inbox.lu"})
_WRONG_TOPS = {"con": "com", "cmo": "com", "ocm": "com", "vom": "com", "xom": "com", "comm": "com", "coom": "com"}
_NO_REPLY = re.compile(r"(?:no|do-?not|ne)[-_.]?reply|neatsakyti|neatbildet|mailer-daemon")
_PLACEHOLDERS = listed(
    "test tests testas asdf qwerty xxx aaa abc none na nera nėra neturi nav null noemail nomail no-email"
    " no.email neturiu"
    " example email"
)
#: RFC 2606 keeps these from ever being somebody's.
_RESERVED_TOPS = frozenset({"test", "example", "invalid", "localhost", "local"})
_PLACEHOLDER_DOMAINS = listed(
    "example.com example.net example.org test.com test.lt test.lv test.ee test.de test.pl none.com"
    " nomail.com noemail.com"
    " asdf.com domain.com mail.test email.lt.lt nera.lt"
)
_DISPOSABLE = listed(
    "mailinator.com guerrillamail.com sharklasers.com 10minutemail.com yopmail.com temp-mail.org"
    " tempmail.com tempmail.net"
    " tempmailo.com trashmail.com trash-mail.com getnada.com dispostable.com maildrop.cc throwawaymail.com"
    " moakt.com"
    " fakeinbox.com mohmal.com emailondeck.com mintemail.com spamgourmet.com wegwerfmail.de einrot.com"
    " discard.email"
)
_ROLES = listed(
    "info sales office admin administrator support contact contacts kontakt kontaktai hello mail post"
    " email biuras birojs"
    " buro buero kontor sekretariat sekretariatas buhalterija gramatvediba raamatupidamine ksiegowosc"
    " buchhaltung accounting"
    " invoices saskaitos rekini arved faktury rechnung uzsakymai pasutijumi tellimused zamowienia orders"
    " pardavimai hr"
    " marketing marketingas service servisas webmaster postmaster"
)


def addresses(text: str) -> list[str]:
    """Return the addresses of a field, in lower case and without names.

    >>> addresses("Ona <Ona@uab.lt>; info@uab.lt")
    ['ona@uab.lt', 'info@uab.lt']
    """
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    return [(found[1] if (found := re.search(r"<([^<>]*)>", part)) else part).strip().lower() for part in parts]


def find_invalid(facts: Facts) -> Problem | None:
    """An address to which no letter can be sent."""
    found = addresses(facts.email)
    if not found:
        return Problem("email_no_at")
    return next((Problem(reason) for address in found if (reason := _fault(address))), None)


def _fault(address: str) -> str:
    local, _mark, domain = address.rpartition("@")
    if not local or not domain:
        return "email_no_at"
    if re.search(r"\s", address):
        return "email_blank"
    if len(local) > _MAX_LOCAL or len(address) > _MAX_ADDRESS:
        return "email_long"
    return _local_fault(local) or ("" if _is_domain(domain) else "email_domain")


def _local_fault(local: str) -> str:
    if "@" in local:
        return "email_two_at"
    if not local.isascii():
        return "email_letters"
    return "" if _LOCAL.fullmatch(local) else "email_local"


def _is_domain(domain: str) -> bool:
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return False
    *labels, top = domain.split(".")
    return bool(labels) and all(map(_LABEL.fullmatch, labels)) and bool(_TOP.fullmatch(top))


def find_typo(facts: Facts) -> Problem | None:
    """A domain that is one slip away from a common one."""
    for address in addresses(facts.email):
        domain = address.rpartition("@")[2]
        suggestion = _meant(domain)
        if suggestion:
            return Problem("email_typo", {"suggestion": suggestion})
    return None


def _meant(domain: str) -> str:
    name, _dot, top = domain.rpartition(".")
    if name and top in _WRONG_TOPS:
        return f"{name}.{_WRONG_TOPS[top]}"
    if domain in _COMMON or domain in _REAL_NEIGHBOURS:
        return ""
    for common in _COMMON:
        near = OSA.distance(domain, common, score_cutoff=1) == 1
        if near and domain.rpartition(".")[2] == common.rpartition(".")[2]:
            return common
    return ""


def find_placeholder(facts: Facts) -> Problem | None:
    """An address that stands there because the field had to be filled in."""
    return next((Problem(reason) for address in addresses(facts.email) if (reason := _pretence(address))), None)


def _pretence(address: str) -> str:
    local, _mark, domain = address.rpartition("@")
    name, _dot, top = domain.rpartition(".")
    if _NO_REPLY.fullmatch(local):
        return "email_no_reply"
    if any(domain == known or domain.endswith(f".{known}") for known in _DISPOSABLE):
        return "email_disposable"
    reserved = top in _RESERVED_TOPS or domain in _PLACEHOLDER_DOMAINS or name.endswith("example")
    if reserved or local in _PLACEHOLDERS or has_key_run(local) or (name == local and len(set(local)) < 3):
        return "email_placeholder"
    return ""


def find_role(facts: Facts) -> Problem | None:
    """An address of a desk at a person."""
    for address in addresses(facts.email):
        if address.partition("@")[0] in _ROLES:
            return Problem("email_role")
    return None


def find_shared(facts: Facts) -> Problem | None:
    """One address at many unrelated customers."""
    return Problem("email_shared", {"count": facts.email_uses}) if facts.email_uses >= MANY else None
