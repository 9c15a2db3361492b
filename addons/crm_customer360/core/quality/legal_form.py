"""Legal forms of companies in names.

Example
=======
>>> has_legal_form("Šiaurės statyba, UAB"), has_legal_form("Nowak sp. z o.o."), has_legal_form("Vilniaus duona")
(True, True, False)
>>> without_legal_form("UAB „Šiaurės statyba“")
'Šiaurės statyba'
"""

from __future__ import annotations

import re

from ..fold import fold
from .word_lists import listed

#: Countries whose legal forms are all known here, so that one can be missed.
KNOWN_COUNTRIES = frozenset({"LT", "LV", "EE", "PL", "DE"})
_FORMS = listed(
    # Lithuania, Latvia, Estonia
    "uab ab mb vsi ii vi tub kub zub zuk kb kub ib vuti sia as ik zs ks ps kds ou mtu fie tu uu sa tuh"
    # Poland, Germany and Austria
    " spzoo spk spj ska psa gmbh ag kg ohg ug gbr eg ev ek se mbh ggmbh gesmbh"
    # Elsewhere
    " ltd limited llc llp plc inc corp oy oyj aps bv nv sarl sas srl spa sro doo kft zrt ooo oao zao tov"
    " oo"
)
_LONG_FORMS = (
    "sp z oo",
    "spolka z ograniczona odpowiedzialnoscia",
    "spolka akcyjna",
    "spolka komandytowa",
    "spolka jawna",
    "uzdaroji akcine bendrove",
    "akcine bendrove",
    "mazoji bendrija",
    "viesoji istaiga",
    "individuali imone",
    "valstybes imone",
    "sabiedriba ar ierobezotu atbildibu",
    "akciju sabiedriba",
    "zemnieku saimniecibai",
    "zemnieku saimnieciba",
    "individualais komersants",
    "osauhing",
    "aktsiaselts",
    "mittetulundusuhing",
    "co kg",
)
#: Forms that a person's name never holds, written in any way. The others are words or names besides: Sia, Ag, As.
_SURE = listed("uab vsi gmbh ltd llc inc mtu spzoo sro sarl ggmbh")
#: Bodies that have no legal form in their name.
_BODIES = re.compile(
    r"savivaldyb|seniunij|ministerij|mokykl|gimnazij|licej|darzel|universitet|kolegij|institut|ligonin|poliklinik|muziej"
    r"|bibliotek|asociacij|bendrij|fonda|sajung|federacij|draugij|parapij|departament|inspekcij|tarnyb|agentur|bank"
    r"|ambasad|pasvaldib|novad|dome|skol|vidusskol|gimnazij|slimnic|universitat|biedrib|nodibinajum|savienib|valsts"
    r"|vald|kool|gumnaasium|lasteaed|haigla|ulikool|selts|liit|sihtasutus|uhistu|amet|gmina|urzad|szkol|przedszkol"
    r"|uniwersytet|szpital|fundacj|stowarzyszen|gemeinde|stadt|schule|verein|stiftung|krankenhaus|kirche|baznyci|baznic"
)
_QUOTES = re.compile(r"[\"„“”«»‘’'`]")


def _tokens(name: str) -> list[str]:
    return re.sub(r"[^\w\s.&/]", " ", name).replace(".", "").replace("/", "").split()


def _without_dots(name: str) -> str:
    return fold(" ".join(_tokens(name)))


def has_legal_form(name: str) -> bool:
    """Whether a name holds a legal form."""
    text = f" {_without_dots(name)} "
    return any(word in _FORMS for word in text.split()) or any(f" {form} " in text for form in _LONG_FORMS)


def is_surely_company(name: str) -> bool:
    """Whether a name is no person's: a legal form that is nothing else, or one in capitals beside a name that is not.

    >>> [is_surely_company(name) for name in ("UAB Alfa", "SIA Bērzs", "Sia Furler", "Nowak Sp. z o.o.")]
    [True, True, False, True]
    """
    tokens = _tokens(name)
    text = f" {fold(' '.join(tokens))} "
    if any(fold(token) in _SURE for token in tokens) or any(f" {form} " in text for form in _LONG_FORMS):
        return True
    if "".join(tokens).isupper():
        return False
    return any(token.isupper() and len(token) > 1 and fold(token) in _FORMS for token in (tokens[:1] + tokens[-1:]))


def is_body(name: str) -> bool:
    """Whether it is a body without a legal form in its name: a town, a school, an association.

    >>> is_body("Kauno miesto savivaldybė"), is_body("Kauno grūdai")
    (True, False)
    """
    return bool(_BODIES.search(fold(name)))


def without_legal_form(name: str) -> str:
    """Return the name proper."""
    tokens = re.sub(r"[\s,]+", " ", _QUOTES.sub(" ", name)).strip()
    for form in ("sp. z o.o.", "sp. z o. o.", "sp z oo", "gmbh & co. kg"):
        tokens = re.sub(re.escape(form), " ", tokens, flags=re.IGNORECASE)
    kept = [word for word in tokens.split() if fold(word).replace(".", "").replace("/", "") not in _FORMS]
    text = " ".join(kept)
    for form in _LONG_FORMS:
        if form in fold(text):
            start = fold(text).index(form)
            text = f"{text[:start]} {text[start + len(form) :]}"
    return " ".join(text.split()) or name.strip()
