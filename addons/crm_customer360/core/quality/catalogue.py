"""The checks this addon has, in the order in which they are shown.

Weights: 3 for what stops work (nobody can be reached, an invoice is wrong), 2 for what is likely to, 1 for what is
untidy or may be so for a reason.
"""

from __future__ import annotations

from collections.abc import Callable

from . import address, email, name, phone, tax_number
from .check import (
    ADDRESS,
    COMPANY,
    COMPLETENESS,
    CONTACT,
    CONTRADICTION,
    IMPLAUSIBLE,
    PERSON,
    VALIDITY,
    Check,
    Facts,
    Problem,
)
from .legal_form import KNOWN_COUNTRIES

Applies = Callable[[Facts], bool]


def _has(field: str, *roles: str) -> Applies:
    """The field is filled in (and the contact is one of these)."""

    def applies(facts: Facts) -> bool:
        return bool(facts.value(field).strip()) and (not roles or facts.role in roles)

    return applies


def _is(*roles: str) -> Applies:
    def applies(facts: Facts) -> bool:
        return facts.role in roles

    return applies


def _empty(field: str, reason: str) -> Callable[[Facts], Problem | None]:
    def find(facts: Facts) -> Problem | None:
        return None if facts.value(field).strip() else Problem(reason)

    return find


def _missing(field: str, weight: int, applies: Applies, column: str = "") -> Check:
    """The field is filled in where ``applies`` says that it should be."""
    code, read = f"{field}_missing", (column or field,)
    return Check(code, COMPLETENESS, weight, read, read[0], applies, _empty(field, code))


def _needs_vat(facts: Facts) -> bool:
    return (
        facts.role == COMPANY and facts.country in tax_number.EU and not tax_number.compact(facts.vat).startswith("/")
    )


def _needs_code(facts: Facts) -> bool:
    return facts.role == COMPANY and facts.country in tax_number.CODE_COUNTRIES


def _has_code(facts: Facts) -> bool:
    return _needs_code(facts) and bool(tax_number.compact(facts.company_registry))


def _has_vat(facts: Facts) -> bool:
    # A contact's number, or an address's, is copied from the company.
    return facts.role in (COMPANY, PERSON) and tax_number.has_number(facts)


def _both(one: Applies, other: Applies) -> Applies:
    def applies(facts: Facts) -> bool:
        return one(facts) and other(facts)

    return applies


def _has_region_phone(facts: Facts) -> bool:
    return bool(facts.phone.strip()) and phone.is_dialled_here(facts) and not phone.is_spoilt(facts.phone)


def _zip_is_known(facts: Facts) -> bool:
    return bool(facts.zip.strip()) and facts.country in address.ZIP_COUNTRIES


def _form_is_known(facts: Facts) -> bool:
    return facts.role == COMPANY and facts.country in KNOWN_COUNTRIES and bool(facts.name.strip())


_PEOPLE = (PERSON, CONTACT)
_PLACES = _is(COMPANY, PERSON, ADDRESS)

COMPLETE: tuple[Check, ...] = (
    _missing("phone", 3, _is(COMPANY, PERSON, CONTACT)),
    _missing("email", 3, _is(COMPANY, PERSON, CONTACT)),
    _missing("street", 2, _PLACES),
    _missing("city", 2, _PLACES),
    _missing("zip", 1, _PLACES),
    _missing("country", 2, _PLACES, "country_id"),
    _missing("vat", 2, _needs_vat),
    _missing("company_registry", 2, _needs_code),
)
REACHABLE: tuple[Check, ...] = (
    Check("phone_spoilt", VALIDITY, 3, ("phone",), "phone", _has("phone"), phone.find_spoilt),
    Check("phone_invalid", VALIDITY, 3, ("phone", "country_id"), "phone", _has_region_phone, phone.find_invalid),
    Check("phone_made_up", IMPLAUSIBLE, 2, ("phone",), "phone", _has("phone"), phone.find_made_up),
    Check("phone_costly", IMPLAUSIBLE, 1, ("phone", "country_id"), "phone", _has_region_phone, phone.find_costly),
    Check(
        "phone_country",
        CONTRADICTION,
        1,
        ("phone", "country_id"),
        "phone",
        _both(_has_region_phone, _has("country")),
        phone.find_other_country,
    ),
    Check(
        "phone_shared",
        CONTRADICTION,
        1,
        ("phone",),
        "phone",
        _has("phone", COMPANY, PERSON, CONTACT),
        phone.find_shared,
    ),
    Check("email_invalid", VALIDITY, 3, ("email",), "email", _has("email"), email.find_invalid),
    Check("email_typo", IMPLAUSIBLE, 2, ("email",), "email", _has("email"), email.find_typo),
    Check("email_placeholder", IMPLAUSIBLE, 2, ("email",), "email", _has("email"), email.find_placeholder),
    Check("email_role", CONTRADICTION, 1, ("email", "is_company"), "email", _has("email", *_PEOPLE), email.find_role),
    Check(
        "email_shared",
        CONTRADICTION,
        1,
        ("email",),
        "email",
        _has("email", COMPANY, PERSON, CONTACT),
        email.find_shared,
    ),
)
IDENTIFIED: tuple[Check, ...] = (
    Check("name_fake", IMPLAUSIBLE, 3, ("name",), "name", _has("name"), name.find_fake),
    Check("name_inside", IMPLAUSIBLE, 3, ("name",), "name", _has("name"), name.find_inside),
    Check("name_digits", IMPLAUSIBLE, 1, ("name", "is_company"), "name", _has("name", *_PEOPLE), name.find_digits),
    Check("name_broken", VALIDITY, 2, ("name",), "name", _has("name"), name.find_broken),
    Check("name_case", IMPLAUSIBLE, 1, ("name", "is_company"), "name", _has("name", *_PEOPLE), name.find_case),
    Check(
        "form_missing",
        CONTRADICTION,
        1,
        ("name", "is_company", "country_id"),
        "name",
        _form_is_known,
        name.find_no_form,
    ),
    Check(
        "form_person", CONTRADICTION, 2, ("name", "is_company"), "is_company", _has("name", *_PEOPLE), name.find_form
    ),
    Check("vat_invalid", VALIDITY, 3, ("vat", "country_id"), "vat", _has_vat, tax_number.find_invalid),
    Check(
        "vat_country",
        CONTRADICTION,
        2,
        ("vat", "country_id"),
        "country_id",
        _both(_has_vat, _has("country")),
        tax_number.find_other_country,
    ),
    Check(
        "vat_person",
        CONTRADICTION,
        2,
        ("vat", "is_company"),
        "is_company",
        _both(_has_vat, _is(PERSON)),
        tax_number.find_company_number,
    ),
    Check(
        "vat_owner",
        CONTRADICTION,
        3,
        ("name", "vat", "vat_owner_name"),
        "name",
        _both(_has_vat, _has("vat_owner_name")),
        tax_number.find_other_owner,
    ),
    Check(
        "code_invalid",
        VALIDITY,
        2,
        ("company_registry", "country_id"),
        "company_registry",
        _has_code,
        tax_number.find_wrong_code,
    ),
    Check(
        "code_vat",
        CONTRADICTION,
        2,
        ("company_registry", "vat"),
        "company_registry",
        _both(_has_vat, _has_code),
        tax_number.find_other_code,
    ),
)
PLACED: tuple[Check, ...] = (
    Check("zip_invalid", VALIDITY, 1, ("zip", "country_id"), "zip", _zip_is_known, address.find_zip),
    Check(
        "zip_country",
        CONTRADICTION,
        1,
        ("zip", "country_id"),
        "country_id",
        _both(_has("zip"), _has("country")),
        address.find_zip_country,
    ),
    Check("street_nothing", IMPLAUSIBLE, 2, ("street",), "street", _has("street"), address.find_street),
    Check("city_nothing", IMPLAUSIBLE, 2, ("city",), "city", _has("city"), address.find_city),
)
CHECKS: tuple[Check, ...] = (*COMPLETE, *REACHABLE, *IDENTIFIED, *PLACED)
